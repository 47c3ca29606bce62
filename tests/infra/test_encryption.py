"""What is kept encrypted: read back with its key or a later listed one, and with nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from infra.encryption import Unreadable, decrypt, encrypt
from onedo_itsm import settings as project_settings


def key() -> str:
    return Fernet.generate_key().decode()


def test_it_is_read_back_and_gives_nothing_away() -> None:
    kept = encrypt(b"Zomer.26!")
    assert b"Zomer" not in kept and kept != encrypt(b"Zomer.26!")
    assert decrypt(kept) == b"Zomer.26!"


def test_keys_are_changed_one_after_the_other(settings: Any) -> None:
    old, new = key(), key()
    settings.ENCRYPTION_KEYS = [old]
    kept = encrypt(b"van voor de wissel")
    settings.ENCRYPTION_KEYS = [new, old]
    assert decrypt(kept) == b"van voor de wissel"
    written_since = encrypt(b"van erna")
    settings.ENCRYPTION_KEYS = [new]
    assert decrypt(written_since) == b"van erna"
    with pytest.raises(Unreadable):
        decrypt(kept)


def test_what_was_damaged_is_not_guessed_at() -> None:
    kept = bytearray(encrypt(b"geheim"))
    kept[20] ^= 1
    with pytest.raises(Unreadable):
        decrypt(bytes(kept))


def test_a_key_of_the_embedded_run_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Web, worker and beat start together on an empty folder; while one is making its key, another asks for it."""
    monkeypatch.setattr(project_settings, "VAR_DIR", tmp_path)
    others: list[str] = []

    def slowly() -> str:
        others.append(project_settings._own_key("some_key", lambda: "of the other"))
        return "mine"

    assert project_settings._own_key("some_key", slowly) == "of the other"
    assert others == ["of the other"]
    assert [path.name for path in tmp_path.iterdir()] == ["some_key"]
    assert (tmp_path / "some_key").stat().st_mode & 0o777 == 0o600
