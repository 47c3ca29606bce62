"""Visits on appointment (SLA 8.1): saved up for, planned, moved, and what came of them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import Site
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import Ticket, TimeEntry, Visit, VisitItem
from tickets.planned.visits import frequency, planned_visits, points_for, saved_items

DAY = at("2026-12-01 09:00")
AFTER = at("2026-12-01 12:00")


def plan(cast, **other) -> Visit:
    fields = {
        "by": cast.sanne,
        "now": MONDAY,
        "planned_for": DAY,
        "engineer": cast.ravi,
        "contact": cast.jan,
    } | other
    return actions.plan_visit(cast.smit, **fields)


def save(cast, text="Printer op de eerste verdieping", *, by=None, now=MONDAY, **other) -> VisitItem:
    return actions.save_for_visit(cast.smit, by=by or cast.sanne, now=now, text=text, **other)


def finish(cast, visit, *, by=None, **other) -> Visit:
    fields = {"minutes": 150, "outcomes": {}} | other
    return actions.finish_visit(visit, by=by or cast.ravi, now=AFTER, **fields)


def done(text: str = "") -> dict:
    return {"done": True, "outcome": text}


def undone(text: str = "") -> dict:
    return {"done": False, "outcome": text}


def fresh(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


# --- Planning ---------------------------------------------------------------------------------------------------------
def test_a_visit_is_a_planned_ticket_of_the_customer(cast):
    site = Site.objects.create(customer=cast.smit, name="Bakkerij", address="Dorpsstraat 1, Nuenen")
    ticket = fresh(plan(cast, site=site).ticket)
    assert (ticket.status, ticket.planned_for, ticket.assignee, ticket.contact) == (
        "ingepland",
        DAY,
        cast.ravi,
        cast.jan,
    )
    assert (ticket.channel, ticket.kind) == ("schedule", "servicevraag")
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "8.1")
    assert [line.kind for line in ticket.timeline.all()] == ["opened", "assigned", "planned"]
    assert ticket.timeline.get(kind="opened").data["coverage"]["clause"] == "8.1"
    assert "Dorpsstraat 1" in ticket.timeline.get(kind="planned").said


def test_twice_the_same_is_one(cast):
    assert plan(cast) == plan(cast)
    assert Visit.objects.count() == Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"), [("contact", "willem"), ("engineer", "jan"), ("planned_for", MONDAY), ("site", "theirs")]
)
def test_what_does_not_fit_is_said_at_its_field(cast, field, wrong):
    given = {"willem": cast.willem, "jan": cast.jan.user, "theirs": Site(customer=cast.vries, name="x")}
    with pytest.raises(Refused) as refused:
        plan(cast, **{field: given.get(wrong, wrong) if isinstance(wrong, str) else wrong})
    assert refused.value.field == field
    assert not Visit.objects.exists()


def test_who_plans(cast):
    for who in (cast.els, cast.jan.user):
        with pytest.raises(PermissionDenied):
            plan(cast, by=who)


def test_a_visit_moves_with_its_ticket_and_takes_along_what_was_saved(cast, open_ticket):
    ticket = open_ticket()
    save(cast, "", ticket=ticket)
    visit = plan(cast)
    assert (fresh(ticket).status, fresh(ticket).planned_for) == ("ingepland", DAY)
    later = at("2026-12-03 13:00")
    actions.plan(fresh(visit.ticket), by=cast.sanne, now=MONDAY, planned_for=later)
    assert Visit.objects.get().planned_for == later
    assert fresh(ticket).planned_for == later


# --- Saving up --------------------------------------------------------------------------------------------------------
def test_what_was_saved_up_goes_with_the_next_visit(cast):
    before = save(cast)
    assert before.visit is None
    visit = plan(cast)
    after = save(cast, "Switch in de serverkast")
    assert set(visit.items.all()) == {before, after}
    assert not saved_items(cast.smit).exists()


def test_the_first_visit_to_come_takes_it(cast):
    later, sooner = plan(cast, planned_for=at("2027-01-05 09:00")), plan(cast)
    assert save(cast).visit == sooner
    assert list(planned_visits(cast.smit)) == [sooner, later]


def test_the_customer_adds_a_point_himself(cast):
    visit = plan(cast)
    item = save(cast, "Graag ook naar de wifi kijken", by=cast.petra.user)
    assert (item.visit, item.added_by) == (visit, cast.petra.user)
    line = visit.ticket.timeline.get(kind="reply")
    assert (line.is_public, line.by) == (True, cast.petra.user)
    assert "wifi" in line.text


def test_but_not_at_another_customer_nor_a_melding(cast, open_ticket):
    with pytest.raises(PermissionDenied):
        save(cast, by=cast.willem.user)
    with pytest.raises(PermissionDenied):
        save(cast, by=cast.jan.user, ticket=open_ticket())
    assert not VisitItem.objects.exists()


def test_a_second_click_saves_nothing_twice(cast, open_ticket):
    ticket = open_ticket()
    assert save(cast) == save(cast)
    assert save(cast, "", ticket=ticket) == save(cast, "Anders gezegd", ticket=ticket)
    assert VisitItem.objects.count() == 2


def test_what_cannot_be_saved(cast, open_ticket):
    theirs = open_ticket(contact=cast.willem)
    closed = actions.cancel(open_ticket(), by=cast.sanne, now=MONDAY, text="Dubbel")
    for wrong in ({"text": " "}, {"ticket": theirs}, {"ticket": closed}, {"ticket": plan(cast).ticket}):
        with pytest.raises(Refused):
            save(cast, **wrong)


def test_a_melding_that_is_saved_says_so_to_colleagues(cast, open_ticket):
    ticket = open_ticket()
    save(cast, "", ticket=ticket)
    line = ticket.timeline.get(kind="note")
    assert (line.is_public, line.said) == (False, "Bewaard voor een bezoek: Geen mail op kantoor")


def test_who_drops_a_point(cast):
    mine, ours = save(cast, "Van Petra", by=cast.petra.user), save(cast)
    for who in (cast.jan.user, cast.willem.user):
        with pytest.raises(PermissionDenied):
            actions.drop_visit_item(mine, by=who, now=MONDAY)
    actions.drop_visit_item(mine, by=cast.petra.user, now=MONDAY)
    actions.drop_visit_item(ours, by=cast.sanne, now=MONDAY)
    actions.drop_visit_item(ours, by=cast.sanne, now=MONDAY)
    assert not VisitItem.objects.exists()


def test_a_colleague_reads_only_that_there_is_a_melding(cast, open_ticket):
    save(cast, "", ticket=open_ticket())
    (as_jan,) = points_for(cast.jan.user, VisitItem.objects.all())
    (as_petra,) = points_for(cast.petra.user, VisitItem.objects.all())
    assert (as_jan.words, as_petra.words) == ("Geen mail op kantoor", "Een melding van een collega")
    assert as_petra.ticket is None


# --- What came of it --------------------------------------------------------------------------------------------------
def test_hours_on_site_a_report_and_the_rest_for_next_time(cast):
    printer, switch = save(cast), save(cast, "Switch vervangen")
    visit = plan(cast)
    outcomes = {printer.pk: done("Nieuwe rol geplaatst"), switch.pk: undone("Onderdeel was niet geleverd")}
    ended = finish(cast, visit, outcomes=outcomes, text="Koffie was goed.")
    assert ended.ended_at == AFTER
    line = TimeEntry.objects.get()
    assert (line.minutes, line.on_site, line.by, line.started_at) == (150, True, cast.ravi, DAY)
    assert (line.verdict, line.clause) == ("meerwerk", "8.1")
    text = visit.ticket.timeline.get(kind="resolved").text
    assert text == (
        "Bezoek van di 1 dec 09:00 door Ravi Pinas, 2 u 30 min op locatie.\n\nKoffie was goed.\n\n"
        "Gedaan:\n- Printer op de eerste verdieping: Nieuwe rol geplaatst\n\n"
        "Blijft staan voor het volgende bezoek:\n- Switch vervangen: Onderdeel was niet geleverd"
    )
    assert list(saved_items(cast.smit)) == [switch]
    assert VisitItem.objects.get(pk=printer.pk).visit == visit
    assert plan(cast, now=AFTER, planned_for=at("2027-01-05 09:00")).items.get() == switch


def test_a_melding_that_was_done_is_resolved_and_one_that_was_not_goes_on(cast, open_ticket):
    solved, left = open_ticket(), open_ticket(subject="Trage pc")
    items = [save(cast, "", ticket=ticket) for ticket in (solved, left)]
    visit = plan(cast)
    finish(cast, visit, outcomes={items[0].pk: done("Kabel vervangen"), items[1].pk: undone()})
    assert fresh(solved).status == "opgelost"
    assert solved.timeline.get(kind="resolved").text == "Kabel vervangen"
    assert (fresh(left).status, fresh(left).planned_for) == ("nieuw", None)


def test_the_report_tells_nothing_of_a_colleagues_melding(cast, open_ticket):
    ticket = open_ticket(contact=cast.petra, subject="Loonstrook kwijt")
    item = save(cast, "", ticket=ticket)
    visit = plan(cast)
    finish(cast, visit, outcomes={item.pk: done("Gevonden bij personeelszaken")})
    text = visit.ticket.timeline.get(kind="resolved").text
    assert f"- melding #{ticket.number} van een collega" in text
    assert "Loonstrook" not in text
    assert "personeelszaken" not in text


def test_a_visit_ends_once(cast):
    visit = plan(cast)
    finish(cast, visit)
    finish(cast, visit, minutes=60)
    assert TimeEntry.objects.get().minutes == 150
    assert visit.ticket.timeline.filter(kind="resolved").count() == 1


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_without_minutes_nothing_is_booked_or_settled(cast, minutes):
    item = save(cast)
    visit = plan(cast)
    with pytest.raises(Refused):
        finish(cast, visit, minutes=minutes, outcomes={item.pk: done()})
    assert Visit.objects.get().ended_at is None
    assert not VisitItem.objects.get().is_done


def test_who_finishes(cast):
    visit = plan(cast)
    for who in (cast.els, cast.jan.user):
        with pytest.raises(PermissionDenied):
            finish(cast, visit, by=who)


def test_what_was_saved_for_a_visit_that_was_cancelled_waits_for_the_next(cast):
    item = save(cast)
    visit = plan(cast)
    actions.cancel(fresh(visit.ticket), by=cast.sanne, now=MONDAY, text="Komt niet uit")
    assert list(saved_items(cast.smit)) == [item]
    with pytest.raises(Refused):
        finish(cast, visit)
    assert plan(cast, planned_for=at("2026-12-08 09:00")).items.get() == item


def test_how_many_were_agreed_and_planned(cast):
    plan(cast)
    plan(cast, planned_for=at("2026-12-15 09:00"))
    plan(cast, planned_for=at("2027-01-05 09:00"))
    cancelled = plan(cast, planned_for=at("2026-12-22 09:00"))
    actions.cancel(fresh(cancelled.ticket), by=cast.sanne, now=MONDAY, text="Vervalt")
    cast.smit_agreement.visits_per_year = 4
    found = frequency(cast.smit, cast.smit_agreement, MONDAY)
    assert (found.agreed, found.planned, found.words) == (4, 2, "2 van 4 in 2026 gepland of geweest")
