"""Billable time goes to the books: each line once, the same file ever after (SLA 3.2, 6.4, 8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from contracts.models import CustomerEvent
from infra.errors import Refused
from tests.conftest import at
from tests.tickets.test_races import at_once
from tests.yes import say_yes
from tickets import actions
from tickets.models import TimeEntry, TimeExport
from tickets.time import exports

NOW = at("2026-11-30 15:00")
NOVEMBER = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}


@pytest.fixture
def log(cast, open_ticket):
    """Minutes for Willem, whose package covers little."""

    def make(minutes=30, began="", contact=None, **fields):
        began = began or ("2026-11-23 19:00" if fields.get("outside_hours") else "2026-11-23 10:00")
        ticket = open_ticket(contact=contact or cast.willem, **fields.pop("ticket", {}))
        if fields.get("outside_hours"):
            say_yes(ticket, cast.sanne, rate="outside_hours", minutes=60)
        elif ticket.coverage.is_billable:
            say_yes(ticket, cast.sanne)
        actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=minutes, started_at=at(began), **fields)
        return ticket.time_entries.get()

    return make


def export(by, **fields):
    return actions.export_time(by=by, now=NOW, **NOVEMBER | fields)


def test_what_is_billable_leaves_once(log, cast):
    inside, covered = log(), log(contact=cast.jan)
    before = log(began="2026-10-31 23:59")
    made = export(cast.daan)
    assert list(made.lines.all()) == [inside]
    assert (made.line_count, made.minutes, made.amount) == (1, 30, Decimal("47.50"))
    inside.refresh_from_db()
    assert inside.locked_at == NOW
    for line in (covered, before):
        line.refresh_from_db()
        assert line.export is None
    with pytest.raises(Refused, match="geen regels"):
        export(cast.daan)


def test_the_last_day_counts_whole(log, cast):
    log(began="2026-11-30 14:00")
    assert export(cast.daan, starts_on=date(2026, 11, 30)).line_count == 1


def test_one_customer_at_a_time(log, cast):
    own, other = log(), log(contact=cast.jan, outside_hours=True)
    made = export(cast.daan, customer=cast.vries)
    assert list(made.lines.all()) == [own]
    assert list(export(cast.daan).lines.all()) == [other]


@pytest.mark.parametrize(("who", "may"), [("daan", True), ("marloes", True), ("els", True), ("sanne", False)])
def test_who_may_export(who, may, log, cast):
    log()
    if may:
        assert export(getattr(cast, who)).line_count == 1
    else:
        with pytest.raises(PermissionDenied):
            export(getattr(cast, who))


def test_a_customer_never(log, cast):
    log()
    with pytest.raises(PermissionDenied):
        export(cast.willem.user)


def test_a_period_backwards(cast):
    with pytest.raises(Refused, match="einddatum"):
        export(cast.daan, ends_on=date(2026, 10, 1))


@pytest.mark.parametrize("period", [{"ends_on": date.max}, {"starts_on": date.min}])
def test_a_period_that_nobody_means(period, cast):
    with pytest.raises(Refused, match="tussen 2000 en 2100"):
        export(cast.daan, **period)


def test_what_left_is_not_corrected_and_a_taken_back_line_does_not_leave(log, cast):
    line, gone = log(), log()
    actions.correct_time(gone, by=cast.sanne, now=NOW, minutes=0, reason="Dubbel")
    assert export(cast.daan).line_count == 1
    with pytest.raises(Refused, match="vast"):
        actions.correct_time(line, by=cast.sanne, now=NOW, minutes=5, reason="Fout")


def test_the_table_of_a_bookkeeper(log, cast):
    log(text="=HYPERLINK(1)", activity="travel")
    made = export(cast.daan)
    heading, row, *_ = exports.csv_of(made).decode("utf-8-sig").split("\r\n")
    assert heading == (
        "Klantnummer;Klant;Overeenkomst;Melding;Onderwerp;Datum;Medewerker;Activiteit;Minuten;Te factureren uren;"
        "Tarief;Soort tarief;Bedrag;Dekking;Paragraaf;Toelichting"
    )
    number = made.lines.get().ticket_id
    assert row == (
        f"K1002;Notariskantoor De Vries;DVO-1002;{number};Geen mail op kantoor;23-11-2026;Sanne de Wit;Reistijd;30;"
        "0,50;95,00;Normaal tarief;47,50;Meerwerk;5.2;'=HYPERLINK(1)"
    )


def test_the_same_file_ever_after(log, cast):
    log(ticket={"subject": "Oude naam"})
    made = export(cast.daan)
    before = exports.csv_of(made), exports.xlsx_of(made)
    cast.vries.name, cast.sanne.name = "Notariaat", "Sanne Wit"
    cast.vries.save()
    cast.sanne.save()
    made = TimeExport.objects.get()
    assert (exports.csv_of(made), exports.xlsx_of(made)) == before


def test_each_customer_has_its_event(log, cast):
    log()
    log(contact=cast.jan, outside_hours=True)
    made = export(cast.daan)
    events = CustomerEvent.objects.filter(kind="time_exported")
    assert {event.customer for event in events} == {cast.smit, cast.vries}
    assert all(event.data["export"] == made.pk and event.by == cast.daan for event in events)
    assert len(exports.rows_of(made)) == 2


def test_without_a_tariff_the_amount_stays_empty(log, cast):
    cast.vries.agreements.all().delete()
    log()
    made = export(cast.daan)
    assert made.amount == 0
    assert exports.rows_of(made)[0]["amount"] is None


def test_what_was_reviewed_is_fixed_and_still_leaves(log, cast):
    line = log()
    assert actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 22)) == 0
    assert actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 23)) == 1
    assert actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 23)) == 0
    with pytest.raises(Refused, match="vast"):
        actions.correct_time(line, by=cast.sanne, now=NOW, minutes=5, reason="Fout")
    with pytest.raises(PermissionDenied):
        actions.lock_reviewed(cast.vries, by=cast.sanne, now=NOW, until=date(2026, 11, 23))
    assert export(cast.daan).line_count == 1


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server")
@pytest.mark.django_db(transaction=True)
def test_fifty_clicks_export_each_line_once(log, cast):
    for _ in range(5):
        log()
    assert connection.vendor != "sqlite"
    results = at_once(50, lambda _i: export(cast.daan).line_count)
    assert results == {5: 1, "Refused": 49}
    assert TimeExport.objects.count() == 1


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server")
@pytest.mark.django_db(transaction=True)
def test_an_export_and_corrections_at_once_never_bill_a_line_twice(log, cast):
    lines = [log(minutes=30) for _ in range(8)]

    def act(i):
        if i % 2:
            return export(cast.daan) and "exported"
        line = lines[i // 2 % 8]
        return actions.correct_time(line, by=cast.sanne, now=NOW, minutes=i + 1, reason="Fout") and "corrected"

    results = at_once(16, act)
    assert set(results) <= {"exported", "corrected", "Refused"}, results
    left = TimeEntry.objects.filter(export__isnull=False)
    assert all(line.is_current for line in left), "what left is what counts"
