"""The tickets of another system at the desk: by its mapping, whole or refused, once, and never taken back."""

from __future__ import annotations

import csv
import io

import pytest

from integrations.models import ImportRun
from tests.conftest import at
from tests.desk.importing.conftest import URL, counts, reasons, work, workbook
from tickets.models import OutboxItem, Ticket

HEADER = [
    "Meldingnummer",
    "Datum wijziging",
    "Datum aanmelding",
    "Korte omschrijving",
    "Verzoek",
    "Aanmelder",
    "Status",
]
LINES = "Stap 1: aan/uit.\nStap 2: € 12,50 papier."


def row(number, moment, status, **other):
    cells = [number, f"{moment}-11-2026 10:00", "23-11-2026 10:00", "Scanner", LINES, "Renée Proef", status]
    return [other.get(name, cell) for name, cell in zip(HEADER, cells, strict=True)]


def export(*rows, header=HEADER) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode("windows-1252")


STORY = [
    row("M1", 23, "Aangemeld"),
    row("M2", 23, "Aangemeld"),
    row("M1", 24, "In behandeling"),
    row("M1", 25, "Gereed"),
]


def sent(door, data, mapping="topdesk", customer="K1001") -> ImportRun:
    run = door.uploaded("tickets", data, mapping=mapping, customer=customer)
    work()
    run.refresh_from_db()
    return run


def carried_out(door, run) -> str:
    door.act(run, "uitvoeren")
    work()
    return door.page(run)


def test_the_whole_way(cast, fred):
    run = sent(fred, export(*STORY))
    assert run.state == "ready" and counts(run) == {"new": 4} and not Ticket.objects.exists()
    assert "Onderwerp Scanner" in fred.page(run) and "Andere kolommen" not in fred.page(run)
    page = carried_out(fred, run)
    ticket = Ticket.objects.get(external_id="M1")
    assert (ticket.customer, ticket.status, ticket.source) == (cast.smit, "opgelost", "topdesk")
    assert (ticket.opened_at, ticket.resolved_at) == (at("2026-11-23 10:00"), at("2026-11-25 10:00"))
    assert ticket.description == LINES and ticket.contact.name == "Renée Proef"
    assert set(run.rows.values_list("object_pk", flat=True)) == set(Ticket.objects.values_list("pk", flat=True))
    assert not OutboxItem.objects.exists()
    assert "Maak ongedaan" not in page
    assert "verdwijnt nooit" in fred.act(run, "ongedaan").content.decode()


def test_again_changes_nothing_and_another_customer_is_said(fred):
    carried_out(fred, sent(fred, export(*STORY)))
    before = list(Ticket.objects.order_by("pk").values())
    again = sent(fred, export(*STORY))
    assert counts(again) == {"unchanged": 4}
    assert list(Ticket.objects.order_by("pk").values()) == before
    other = sent(fred, export(*STORY), customer="K1002")
    assert "al overgenomen bij Bakkerij Smit" in reasons(other)[2]


def test_one_bad_row_refuses_its_ticket_whole_and_no_other(fred):
    rows = [*STORY, row("M1", 26, "Bijzonder"), row("", 26, "Gereed")]
    run = sent(fred, export(*rows))
    assert counts(run) == {"new": 1, "refused": 5}
    said = list(reasons(run).values())
    assert sum("een andere rij van deze melding" in text for text in said) == 3
    assert any("'Bijzonder' in Status staat niet in de mapping" in text for text in said)
    assert any("Meldingnummer: is leeg" in text for text in said)
    carried_out(fred, run)
    assert [ticket.external_id for ticket in Ticket.objects.all()] == ["M2"]


def test_two_at_once_and_more_than_a_batch(fred, daan):
    rows = [
        row(f"M{number}", day, status) for day, status in ((23, "Aangemeld"), (24, "Gereed")) for number in range(120)
    ]
    first, second = sent(fred, export(*rows)), sent(daan, export(*rows))
    fred.act(first, "uitvoeren")
    daan.act(second, "uitvoeren")
    work()
    assert Ticket.objects.count() == 120 and not Ticket.objects.exclude(status="opgelost").exists()
    assert counts(second) == {"unchanged": 240}


def test_a_workbook(fred):
    carried_out(fred, sent(fred, workbook(HEADER, *STORY)))
    assert Ticket.objects.get(external_id="M1").description == LINES


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"mapping": "topdesk", "customer": "K9999"}, "Er is geen klant met nummer K9999"),
        ({"mapping": "../../x", "customer": "K1001"}, "Kies uit welk systeem"),
        ({"mapping": "freshdesk", "customer": "K1001"}, "kolom &#x27;Subject&#x27; ontbreekt"),
        ({"mapping": "topdesk", "customer": "\x00"}, "Klantnummer"),
    ],
)
def test_what_cannot_be_is_said(fred, fields, says):
    answer = fred.send("tickets", export(*STORY), **fields)
    assert answer.status_code == 200 and says in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_words_that_the_mapping_does_not_know_are_asked_and_remembered(fred, daan):
    rows = [row("M1", 23, "Bijzonder"), row("M2", 23, "Aangemeld"), row("M3", 24, "Raar")]
    run = sent(fred, export(*rows))
    assert counts(run) == {"new": 1, "refused": 2} and "Onbekende woorden" in fred.page(run)
    page = fred.page(run, "?kolommen=1")
    assert "Bijzonder" in page and "Raar" in page and "Opgelost" in page
    page = fred.client.post(f"{URL}{run.pk}/", {"woord-0": "geen-status"}).content.decode()
    assert "Kies wat het is uit de lijst" in page
    assert "Deze import is van Fred Bos" in daan.client.post(f"{URL}{run.pk}/", {}).content.decode()
    fred.client.post(f"{URL}{run.pk}/", {"woord-0": "opgelost", "woord-1": ""})
    work()
    assert counts(run) == {"new": 2, "refused": 1}
    fred.client.post(f"{URL}{run.pk}/", {"woord-0": "gesloten"})
    work()
    carried_out(fred, run)
    assert dict(Ticket.objects.values_list("external_id", "status")) == {
        "M1": "opgelost",
        "M2": "nieuw",
        "M3": "gesloten",
    }
    assert counts(sent(daan, export(*rows))) == {"unchanged": 3}
    answer = fred.client.post(f"{URL}{run.pk}/", {})
    assert "al uitgevoerd" in answer.content.decode() or "kent alle woorden" in answer.content.decode()
