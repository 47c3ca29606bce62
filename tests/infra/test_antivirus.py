"""No infected file gets in by any door, and what cannot be looked at waits (security F8, F10)."""

from __future__ import annotations

import socket
import struct
import threading
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infra.antivirus import NotScanned, virus_in
from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.models import InboundMail
from tests.conftest import MONDAY
from tickets.models import Attachment, EntryKind

# In pieces, or this very file is taken for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Speaks INSTREAM as clamd does; finds what holds EICAR."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.seen: list[bytes] = []
        self.says = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self.listener.accept()
            except OSError:
                return
            with peer, peer.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    data += stream.read(length)
                self.seen.append(data)
                said = b"stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in data else b"stream: OK"
                peer.sendall((self.says or said) + b"\0")


@pytest.fixture
def clamd(settings):
    server = Clamd()
    settings.CLAMD_ADDRESS = server.address
    yield server
    server.listener.close()


def test_what_it_says(clamd):
    assert virus_in([b"schoon", b""]) == ""
    assert virus_in([b"x" * 600_000, EICAR]) == "Win.Test.EICAR_HDB-1"
    assert clamd.seen == [b"schoon", b"x" * 600_000 + EICAR], "all of it, in its order"


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR", b"onzin", b"stream: OK maar niet heus"])
def test_an_answer_that_is_none_is_no_clean_file(clamd, says):
    clamd.says = says
    with pytest.raises(NotScanned):
        virus_in([b"x"])


def test_without_a_scanner_nobody_looks(settings):
    settings.CLAMD_ADDRESS = ""
    assert virus_in([EICAR]) == ""


def reply_of(cast, sign_in, open_ticket, who: str, data: bytes):
    ticket = open_ticket()
    user, address = {
        "customer": (cast.jan.user, f"/portaal/meldingen/{ticket.pk}/antwoord/"),
        "colleague": (cast.sanne, f"/desk/meldingen/{ticket.pk}/bericht/"),
    }[who]
    fields = {
        "text": "Zie de bijlage.",
        "kind": "antwoord",
        "daarna": "",
        "files": SimpleUploadedFile("factuur.pdf", data),
    }
    return ticket, sign_in(user).post(address, fields, follow=True).content.decode()


@pytest.mark.parametrize("who", ["customer", "colleague"])
def test_f10_an_infected_file_is_refused_and_what_was_typed_stays(clamd, cast, sign_in, open_ticket, who):
    ticket, page = reply_of(cast, sign_in, open_ticket, who, b"%PDF " + EICAR)
    assert "factuur.pdf” zit een virus (Win.Test.EICAR_HDB-1)" in page and "Zie de bijlage." in page
    assert not Attachment.objects.exists() and not ticket.timeline.filter(kind=EntryKind.REPLY).exists()


@pytest.mark.parametrize("who", ["customer", "colleague"])
def test_f10_a_clean_one_is_taken_and_looked_at_once(clamd, cast, sign_in, open_ticket, who):
    ticket, page = reply_of(cast, sign_in, open_ticket, who, b"%PDF schoon")
    assert "virus" not in page
    attachment = ticket.timeline.get(kind=EntryKind.REPLY).attachments.get()
    assert attachment.file.read() == b"%PDF schoon" and clamd.seen == [b"%PDF schoon"]


def test_f10_when_the_scanner_is_away_no_file_is_taken(cast, sign_in, open_ticket, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    _ticket, page = reply_of(cast, sign_in, open_ticket, "customer", b"%PDF schoon")
    assert "kan nu niet op virussen worden gecontroleerd" in page and "Zie de bijlage." in page
    assert not Attachment.objects.exists()


def mailed() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "jan@smit.example", "s@1do.example", "Factuur"
    message.set_content("Zie de bijlagen.")
    message.add_attachment(EICAR, maintype="application", subtype="pdf", filename="factuur.pdf")
    message.add_attachment(b"%PDF schoon", maintype="application", subtype="pdf", filename="bon.pdf")
    return message.as_bytes()


def test_f10_by_mail_the_rest_is_kept_and_the_agent_is_told(clamd, cast, sign_in):
    row = receive(mailed(), mailbox="postvak", now=MONDAY)
    process_due(MONDAY)
    row.refresh_from_db()
    assert [attachment.name for attachment in Attachment.objects.all()] == ["bon.pdf"]
    assert clamd.seen == [EICAR, b"%PDF schoon"], "each once"
    told = row.ticket.timeline.get(kind=EntryKind.NOTE)
    assert "factuur.pdf” zit een virus" in told.said and not told.is_public
    assert "virus" not in sign_in(cast.jan.user).get(f"/portaal/meldingen/{row.ticket.pk}/").content.decode()


def test_f10_mail_waits_for_the_scanner_and_is_not_lost(clamd, cast, settings):
    address, settings.CLAMD_ADDRESS = settings.CLAMD_ADDRESS, "127.0.0.1:1"
    receive(mailed(), mailbox="postvak", now=MONDAY)
    for minutes in range(0, 60, 5):
        process_due(MONDAY + timedelta(minutes=minutes))
    row = InboundMail.objects.get()
    assert (row.status, row.ticket, row.attempts) == ("received", None, 0)
    settings.CLAMD_ADDRESS = address
    process_due(MONDAY + timedelta(hours=1))
    row.refresh_from_db()
    assert row.status == "done" and row.ticket is not None
