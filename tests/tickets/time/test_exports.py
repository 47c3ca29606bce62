"""Billable time goes to the books: each line once, the same file ever after (SLA 3.2, 6.4, 8)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from contracts.models import CustomerEvent
from infra.errors import Refused
from tests.conftest import at
from tests.tickets.test_races import at_once
from tests.yes import say_yes
from tickets import actions
from tickets.models import TimeCredit, TimeEntry, TimeExport
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
        actions.log_time(
            ticket, by=cast.sanne, now=NOW, minutes=minutes, started_at=at(began), began_then=True, **fields
        )
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


def test_a_taken_back_line_does_not_leave(log, cast):
    log()
    actions.correct_time(log(), by=cast.sanne, now=NOW, minutes=0, reason="Dubbel")
    assert export(cast.daan).line_count == 1
    assert not TimeCredit.objects.exists(), "what nobody saw needs no credit"


def test_the_table_of_a_bookkeeper(log, cast):
    log(text="=HYPERLINK(1)", activity="travel")
    made = export(cast.daan)
    heading, row, *_ = exports.csv_of(made).decode("utf-8-sig").split("\r\n")
    assert heading == (
        "Klantnummer;Klant;Overeenkomst;Melding;Onderwerp;Datum;Medewerker;Activiteit;Minuten;Te factureren minuten;"
        "Te factureren uren;Tarief;Soort tarief;Bedrag;Dekking;Paragraaf;Toelichting;Soort regel;Regel;Credit op export"
    )
    number, line = made.lines.values_list("ticket_id", "pk").get()
    assert row == (
        f"K1002;Notariskantoor De Vries;DVO-1002;{number};Geen mail op kantoor;23-11-2026;Sanne de Wit;Reistijd;30;"
        f"30;0,50;95,00;Normaal tarief;47,50;Meerwerk;5.2;'=HYPERLINK(1);Gewerkt;{line};"
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


def test_what_was_reviewed_still_leaves(log, cast):
    log()
    assert actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 22)) == 0
    assert actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 23)) == 1
    assert actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 23)) == 0
    with pytest.raises(PermissionDenied):
        actions.lock_reviewed(cast.vries, by=cast.sanne, now=NOW, until=date(2026, 11, 23))
    assert export(cast.daan).line_count == 1


# --- What was written after its month had left ----------------------------------------------------------------
OCTOBER = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 31)}
SAID = "nog 1 oudere regel, €\xa0190,00, van oktober"


@pytest.fixture
def late(log, cast):
    """October leaves on the 2nd; on the 4th somebody writes two hours of the 30th."""
    log(began="2026-10-12 10:00")
    export(cast.daan, **OCTOBER)
    return log(minutes=120, began="2026-10-30 10:00")


def test_t8_a_late_line_is_said_and_goes_along_on_request(late, log, cast):
    new = log()
    choice = exports.Choice(**NOVEMBER)
    assert exports.older_time(choice).words == SAID
    assert [one.tally.amount for one in exports.waiting_by_customer(choice)] == [Decimal("47.50")]
    older = exports.Choice(**NOVEMBER, older=True)
    assert exports.older_time(older) is None, "it goes along"
    assert [one.tally.amount for one in exports.waiting_by_customer(older)] == [Decimal("237.50")]
    made = export(cast.daan, older=True)
    assert (set(made.lines.all()), made.with_older, made.amount) == ({new, late}, True, Decimal("237.50"))
    assert "30-10-2026" in exports.csv_of(made).decode()
    with pytest.raises(Refused, match="geen regels"):
        export(cast.daan, older=True)


def test_t8_not_asked_for_it_stays_and_is_said_again(late, log, cast):
    log()
    assert late not in export(cast.daan).lines.all()
    with pytest.raises(Refused, match=f"Wel klaar: {SAID}; neem die mee."):
        export(cast.daan)
    assert list(export(cast.daan, older=True).lines.all()) == [late]


def test_t8_of_one_customer_alone(late, log, cast):
    other = log(contact=cast.jan, outside_hours=True, began="2026-09-10 20:00")
    assert exports.older_time(exports.Choice(**NOVEMBER, customer=cast.vries)).words == SAID
    assert "van september en oktober" in exports.older_time(exports.Choice(**NOVEMBER)).words
    assert list(export(cast.daan, older=True, customer=cast.smit).lines.all()) == [other]


# --- What turned out otherwise after it left --------------------------------------------------------------------
@pytest.fixture
def wrong(log, cast):
    """Six hundred minutes in place of sixty, and they left."""
    line = log(minutes=600, began="2026-10-12 08:00")
    export(cast.daan, **OCTOBER)
    line.refresh_from_db()
    return line


def correct(line, cast, minutes=60, **fields):
    given = {"by": cast.sanne, "now": NOW, "minutes": minutes, "reason": "Een nul te veel"} | fields
    return actions.correct_time(line, **given)


def test_t9_a_correction_leaves_as_a_credit_in_the_next_export(wrong, cast):
    new = correct(wrong, cast)
    assert (new.version, new.minutes, new.amount, new.export) == (2, 60, Decimal("95.00"), None)
    credit = TimeCredit.objects.get()
    assert (credit.line, credit.amount, credit.by, credit.reason) == (
        wrong,
        Decimal("-950.00"),
        cast.sanne,
        "Een nul te veel",
    )
    left = TimeEntry.objects.get(pk=wrong.pk)
    assert (left.minutes, left.amount, left.export_id, left.is_current) == (
        600,
        Decimal("950.00"),
        wrong.export_id,
        False,
    )
    made = export(cast.daan)  # of November, and both are of October
    assert (made.line_count, made.minutes, made.amount) == (2, 60 - 600, Decimal("-855.00"))
    worked, back = sorted(exports.rows_of(made), key=lambda row: row["line"], reverse=True)
    assert (worked["kind"], worked["amount"], worked["credits"]) == ("Gewerkt", Decimal("95.00"), "")
    assert (
        back["kind"],
        back["amount"],
        back["hours"],
        back["minutes"],
        back["line"],
        back["credits"],
        back["note"],
    ) == (
        "Creditregel",
        Decimal("-950.00"),
        Decimal(-10),
        -600,
        wrong.pk,
        f"U{wrong.export_id}",
        "Een nul te veel",
    )
    assert exports.rows_of(TimeExport.objects.get(pk=wrong.export_id))[0]["amount"] == Decimal("950.00")
    with pytest.raises(Refused, match="geen regels"):
        export(cast.daan)


def test_t9_both_files_say_so(wrong, cast):
    correct(wrong, cast)
    made = export(cast.daan)
    sheet = exports.csv_of(made).decode("utf-8-sig")
    assert (
        f";-600;-600;-10,00;95,00;Normaal tarief;-950,00;Meerwerk;5.2;Een nul te veel;Creditregel;{wrong.pk};U" in sheet
    )
    assert exports.xlsx_of(made).startswith(b"PK")


def test_t9_taken_back_whole_there_is_the_credit_alone(wrong, cast):
    correct(wrong, cast, minutes=0)
    made = export(cast.daan, customer=cast.vries)
    assert (made.line_count, made.lines.count(), made.amount) == (1, 0, Decimal("-950.00"))
    assert len(exports.rows_of(made)) == 1


def test_t9_a_second_thought_before_it_leaves_is_a_version_and_one_after_it_another_credit(wrong, cast):
    second = correct(wrong, cast)
    third = correct(second, cast, minutes=50, reason="Toch minder")
    assert (TimeCredit.objects.count(), third.version) == (1, 3)
    first = export(cast.daan)
    assert (list(first.lines.all()), first.amount) == ([third], Decimal("79.17") - 950)
    fourth = correct(TimeEntry.objects.get(pk=third.pk), cast, minutes=40, reason="Nog minder")
    made = export(cast.daan)
    assert (list(made.lines.all()), made.amount) == ([fourth], Decimal("63.33") - Decimal("79.17"))
    assert TimeExport.objects.count() == 3


def test_t9_a_second_click_credits_once(wrong, cast):
    assert correct(wrong, cast) == correct(wrong, cast)
    assert TimeCredit.objects.count() == 1


def test_t9_a_correction_has_a_reason_and_somebody_who_may(wrong, cast):
    with pytest.raises(Refused, match="waarom") as refused:
        correct(wrong, cast, reason=" ")
    assert refused.value.field == "reason"
    for who in (cast.fred, cast.willem.user):
        with pytest.raises(PermissionDenied):
            correct(wrong, cast, by=who)
    assert not TimeCredit.objects.exists()


def test_t9_what_was_reviewed_stays_too_and_is_never_credited_in_the_books(log, cast):
    line = log(minutes=600, began="2026-11-20 08:00")
    actions.lock_reviewed(cast.vries, by=cast.daan, now=NOW, until=date(2026, 11, 20))
    new = correct(TimeEntry.objects.get(pk=line.pk), cast)
    kept = TimeEntry.objects.get(pk=line.pk)
    assert (kept.minutes, kept.is_current, kept.credit.reason) == (600, False, "Een nul te veel")
    made = export(cast.daan)
    assert (list(made.lines.all()), made.line_count, made.amount) == ([new], 1, Decimal("95.00"))


def test_t9_the_hour_of_a_call_moves_to_the_line_that_is_left(cast, open_ticket):
    """Of two lines of one call the first carried the hour; it was of another ticket, so the second carries it now."""
    began = at("2026-10-13 20:00")
    call = open_ticket(channel="phone", impact=1, now=began, by=cast.sanne)
    assert call.emergency_call
    for minutes in (40, 15):
        actions.log_time(
            call, by=cast.sanne, now=at("2026-10-13 22:00"), minutes=minutes, started_at=began, began_then=True
        )
    assert [line.billed_minutes for line in call.time_entries.order_by("pk")] == [60, 0]
    export(cast.daan, **OCTOBER)
    first = call.time_entries.earliest("pk")
    correct(first, cast, minutes=0, reason="Verkeerde melding")
    made = export(cast.daan)
    assert [line.billed_minutes for line in made.lines.all()] == [60]
    assert (made.credits.count(), made.minutes, made.amount) == (2, 0, 0)


def test_t9_a_credit_and_an_export_are_never_removed(wrong, cast):
    correct(wrong, cast)
    with pytest.raises(TypeError):
        TimeCredit.objects.get().delete()


# --- The columns --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("minutes", [1, 7, 10, 20, 30, 50, 100])
def test_t10_the_columns_multiply_out(minutes, log, cast):
    log(minutes=minutes)
    heading, row, *_ = exports.csv_of(export(cast.daan)).decode("utf-8-sig").split("\r\n")
    cells = dict(zip(heading.split(";"), row.split(";"), strict=True))
    billed, hours, rate, amount = (
        Decimal(cells[name].replace(",", "."))
        for name in ("Te factureren minuten", "Te factureren uren", "Tarief", "Bedrag")
    )
    cent = Decimal("0.01")
    assert (hours * rate).quantize(cent, ROUND_HALF_UP) == amount == (billed * rate / 60).quantize(cent, ROUND_HALF_UP)
    assert billed == minutes


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
    assert all(line.is_current or line.credit for line in left), "what left counts, or is credited"
