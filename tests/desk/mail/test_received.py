"""A dead letter has a face and is taken up by one act; of a mail that is passed on, who wrote it first is proposed."""

from __future__ import annotations

from datetime import timedelta

from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from tests.mail.inbound.test_inbound import LATER, arrive, mail

CROWD = ",\n ".join(f"p{number}@klant.example" for number in range(5_000))
DEAD = f"From: Jan Smit <jan@smit.example>\nTo: {CROWD}\nSubject: Storing\nDate: Mon, 23 Nov 2026 10:00:00 +0100\n\nx"


def test_a_dead_letter_shows_its_face_and_becomes_a_melding(cast, sign_in):
    row = receive(DEAD.encode(), mailbox="p", now=LATER)
    for minutes in (0, 2, 20):
        process_due(LATER + timedelta(minutes=minutes))
    desk = sign_in(cast.sanne)
    page = desk.get(f"/desk/postvak/{row.pk}/").content.decode()
    for words in ("jan@smit.example", "Storing", "p0@klant.example", "64 kB", "Neem de mail op"):
        assert words in page
    given = {"customer": cast.smit.pk, "email": "jan@smit.example", "name": "Jan Smit", "ticket": ""}
    desk.post(f"/desk/postvak/{row.pk}/vrijgeven/", given)
    row.refresh_from_db()
    assert (row.status, row.ticket.subject, row.ticket.contact) == ("done", "Storing", cast.jan)
    assert "kon niet automatisch worden gelezen" in row.ticket.description
    assert desk.get(f"/desk/postvak/{row.pk}/bericht/").content == DEAD.encode(), "the mail itself stays at hand"


def test_who_wrote_it_first_is_proposed(cast, sign_in):
    text = "Doen?\n\nVan: Jan Smit <jan@smit.example>\nVerzonden: ma\nAan: Sanne\nOnderwerp: Kassa\n\nStuk."
    row = arrive(mail(text, From="sanne@1do.example", Subject="FW: Kassa"))
    assert row.status == "doubtful" and "oorspronkelijk van jan@smit.example" in row.problem
    page = sign_in(cast.sanne).get(f"/desk/postvak/{row.pk}/").content.decode()
    assert 'value="jan@smit.example"' in page and 'value="Jan Smit"' in page
