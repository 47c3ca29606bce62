"""A melding that is still being written: its answers in the session, its files in a folder of their own.

Files are kept under the day on which they came in, under a random name; nothing serves them. Whoever adds a file clears
away the days before yesterday, so that what was never sent does not stay.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from infra.masking import mask_all
from sla.business_hours import AMSTERDAM
from tickets.attachments import display_name

FOLDER = "drafts"
MAX_DRAFTS = 5
_DRAFTS, _FILED = "intake_drafts", "intake_filed"


@dataclass
class DraftFile:
    path: str
    name: str
    size: int
    content_type: str

    @property
    def key(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass
class Draft:
    """`token` is its address and the form token with which it becomes one ticket, however often it is sent."""

    token: str
    answers: dict[str, str] = field(default_factory=dict)
    files: list[DraftFile] = field(default_factory=list)

    def add_files(self, uploads: Iterable[UploadedFile], now: datetime) -> None:
        today = now.astimezone(AMSTERDAM).date()
        for upload in uploads:
            _clear_days_before(today - timedelta(days=1))
            path = default_storage.save(f"{FOLDER}/{today.isoformat()}/{secrets.token_hex(20)}", upload)
            name, size = display_name(upload.name), upload.size or 0
            self.files.append(DraftFile(path, name, size, upload.content_type or ""))

    def remove_file(self, key: str) -> None:
        for file in [file for file in self.files if file.key == key]:
            default_storage.delete(file.path)
            self.files.remove(file)

    def uploads(self) -> list[UploadedFile]:
        """The files as the form would have brought them. FileNotFoundError when a day has been cleared away."""
        return [
            UploadedFile(default_storage.open(file.path), file.name, file.content_type, file.size)
            for file in self.files
        ]


def find_draft(session: SessionBase, token: str) -> Draft | None:
    stored = session.get(_DRAFTS, {}).get(token)
    if stored is None:
        return None
    return Draft(token, stored["answers"], [DraftFile(**file) for file in stored["files"]])


def keep_draft(session: SessionBase, draft: Draft) -> None:
    """The newest few are kept: a tab that was left open must not fill the session."""
    drafts = {token: stored for token, stored in session.get(_DRAFTS, {}).items() if token != draft.token}
    for old in list(drafts)[: -(MAX_DRAFTS - 1)]:
        _discard(drafts.pop(old))
    drafts[draft.token] = {"answers": mask_all(draft.answers), "files": [asdict(file) for file in draft.files]}
    session[_DRAFTS] = drafts


def drop_draft(session: SessionBase, draft: Draft) -> None:
    drafts = dict(session.get(_DRAFTS, {}))
    if stored := drafts.pop(draft.token, None):
        _discard(stored)
    session[_DRAFTS] = drafts


def mark_filed(session: SessionBase, draft: Draft, number: int) -> None:
    """The draft is a ticket now. Its files stay until their day is cleared: a second click may be reading them."""
    filed = dict(list(session.get(_FILED, {}).items())[-20:])
    session[_FILED] = filed | {draft.token: number}
    session[_DRAFTS] = {token: stored for token, stored in session.get(_DRAFTS, {}).items() if token != draft.token}


def filed_as(session: SessionBase, token: str) -> int | None:
    return session.get(_FILED, {}).get(token)


def _discard(stored: dict[str, list[dict[str, str]]]) -> None:
    for file in stored["files"]:
        default_storage.delete(file["path"])


def _clear_days_before(day: date) -> None:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        if folder < day.isoformat():
            with suppress(OSError):  # somebody else who uploads is clearing it too
                for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
                    default_storage.delete(f"{FOLDER}/{folder}/{name}")
                default_storage.delete(f"{FOLDER}/{folder}")
