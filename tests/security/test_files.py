"""Files are kept as they came: never unpacked, never readable by others on the machine (security F3, F8, F9)."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mail.inbound.receiving import receive
from tests.conftest import MONDAY
from tickets.models import Attachment


def bomb() -> bytes:
    """Hundred megabytes of nothing, and a name that leads out of the folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../nullen.bin", bytes(100 * 1024 * 1024))
    return packed.getvalue()


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
)
HUGE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x75\x30\x00\x00\x75\x30\x08\x06\x00\x00\x00"  # 30,000 x 30,000


@pytest.mark.parametrize(
    ("name", "data"), [("bom.zip", bomb()), ("lach.svg", LAUGHS), ("groot.png", HUGE)], ids=["zip", "svg", "png"]
)
def test_f3_f8_what_explodes_stays_shut(open_ticket, sign_in, cast, settings, name, data):
    ticket = open_ticket(files=[SimpleUploadedFile(name, data)])
    attachment = Attachment.objects.get(entry__ticket=ticket)
    assert attachment.file.read() == data
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [path.stat().st_size for path in stored] == [len(data)]
    answer = sign_in(cast.jan.user).get(f"/bijlagen/{attachment.key}/")
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"


def test_f9_nobody_else_on_the_machine_reads_them(open_ticket, settings):
    open_ticket(files=[SimpleUploadedFile("a.txt", b"x")])
    receive(b"From: x@y.example\n\nTekst\n", mailbox="postvak", now=MONDAY)
    paths = list(Path(settings.MEDIA_ROOT).rglob("*"))
    files = [path for path in paths if path.is_file()]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o640}
    assert {stat.S_IMODE(path.stat().st_mode) & 0o007 for path in paths if path.is_dir()} == {0}
