"""What the work is, what the agreement says of it, and what an agent decides by hand (SLA 5 to 8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import Advice
from infra.errors import Refused
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import EntryKind, Ticket, TimeEntry

LATER = MONDAY + timedelta(minutes=5)
WORK = {"item_type": "werkplek", "service": "support"}


def describe(ticket, cast, now=LATER, **changes):
    return actions.describe_work(ticket, by=cast.sanne, now=now, **WORK | changes)


def override(ticket, cast, verdict="inbegrepen", reason="Uit coulance.", now=LATER):
    return actions.override_coverage(ticket, by=cast.sanne, now=now, verdict=verdict, reason=reason)


@pytest.fixture
def declined(cast):
    def make(**fields):
        given = {
            "customer": cast.smit,
            "title": "Vervang de oude server",
            "text": "Hij valt binnenkort uit.",
            "given_by": cast.daan,
            "given_to": cast.jan,
            "given_at": MONDAY - timedelta(days=90),
            "status": "declined",
            "decided_by": cast.jan,
            "decided_at": MONDAY - timedelta(days=80),
        }
        return Advice.objects.create(**given | fields)

    return make


VERBS = {
    "describe_work": WORK | {"features": ["cybercrime"]},
    "override_coverage": {"verdict": "meerwerk", "reason": "Dit is een project."},
    "link_advice": {"advice": None},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["jan", "willem", "els", "daan"])
def test_only_agents_decide_on_coverage(open_ticket, cast, verb, who):
    person = getattr(cast, who)
    ticket = open_ticket()
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(ticket, by=getattr(person, "user", person), now=LATER, **VERBS[verb])
    assert ticket.timeline.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_ticket_is_left_alone(open_ticket, cast, verb):
    ticket = open_ticket()
    actions.close(ticket, by=cast.jan.user, now=LATER)
    with pytest.raises(Refused, match="gesloten"):
        getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **VERBS[verb])


def test_other_facts_give_another_verdict_with_old_and_new(open_ticket, cast):
    ticket = describe(open_ticket(), cast, features=["cybercrime"], reason="Het was een phishingmail.")
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "6.4")
    line = ticket.timeline.get(kind=EntryKind.COVERED)
    assert (line.is_public, line.text, line.by) == (True, "Het was een phishingmail.", cast.sanne)
    assert line.data["verdict"] == ["inbegrepen", "meerwerk"]
    assert line.data["clause"] == ["6.3", "6.4"]
    assert line.data["facts"] == {"features": [[], ["cybercrime"]]}
    assert line.data["by_hand"] is False


def test_facts_that_change_nothing_are_kept_for_colleagues(open_ticket, cast):
    ticket = describe(open_ticket(), cast, user_accounts=True)
    assert ticket.user_accounts
    assert not ticket.timeline.filter(kind=EntryKind.COVERED).exists()
    line = ticket.timeline.get(kind=EntryKind.DETAILS_CHANGED)
    assert (line.is_public, line.data) == (False, {"user_accounts": [False, True]})


def test_the_same_facts_twice_write_one_line(open_ticket, cast):
    ticket = open_ticket()
    for _click in range(2):
        describe(ticket, cast, features=["extensions", "cybercrime", "extensions"])
    assert ticket.timeline.filter(kind=EntryKind.COVERED).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item_type": "koffieautomaat"}, "item_type"),
        ({"service": "koffie"}, "service"),
        ({"service": ""}, "service"),
        ({"features": ["cybercrime", "toverij"]}, "features"),
    ],
)
def test_what_the_sla_does_not_know_is_refused_in_words(open_ticket, cast, changes, field):
    ticket = open_ticket()
    with pytest.raises(Refused) as refused:
        describe(ticket, cast, **changes)
    assert refused.value.field == field
    with pytest.raises(Refused):
        open_ticket(**changes)
    assert ticket.timeline.count() == 1


def test_also_for_a_customer_without_an_agreement(open_ticket, cast):
    cast.vries.agreements.update(status="withdrawn")
    ticket = open_ticket(contact=cast.willem)
    assert ticket.coverage_verdict == "geen_sla"
    with pytest.raises(Refused):
        describe(ticket, cast, features=["toverij"])


# --- Decided by hand ----------------------------------------------------------------------------------------
def test_an_agent_may_decide_otherwise_and_says_why(open_ticket, cast):
    ticket = override(describe(open_ticket(), cast, features=["cybercrime"]), cast)
    assert ticket.coverage.words == (
        "Inbegrepen: met de hand bepaald: Uit coulance.; volgens de overeenkomst is dit meerwerk (6.4)"
    )
    line = ticket.timeline.filter(kind=EntryKind.COVERED).last()
    assert (line.text, line.data["by_hand"], line.data["verdict"]) == (
        "Uit coulance.",
        True,
        ["meerwerk", "inbegrepen"],
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 251}, "reason"),
        ({"verdict": "gratis"}, "verdict"),
    ],
)
def test_an_override_is_whole_or_refused(open_ticket, cast, given, field):
    ticket = open_ticket()
    with pytest.raises(Refused) as refused:
        override(ticket, cast, **{"verdict": "meerwerk"} | given)
    assert refused.value.field == field
    assert not Ticket.objects.get(pk=ticket.pk).coverage_overridden


def test_an_override_clicked_twice_is_one(open_ticket, cast):
    ticket = open_ticket()
    override(ticket, cast, verdict="meerwerk")
    override(ticket, cast, verdict="meerwerk")
    assert ticket.timeline.filter(kind=EntryKind.COVERED).count() == 1


def test_an_override_stands_when_the_kind_changes_and_says_what_it_would_have_been(open_ticket, cast):
    ticket = override(open_ticket(), cast, verdict="meerwerk")
    ticket = actions.classify(ticket, by=cast.sanne, now=LATER, kind="servicevraag", reason="Een vraag.")
    assert (ticket.coverage_verdict, ticket.coverage_overridden) == ("meerwerk", True)
    ticket.refresh_from_db()
    assert "Volgens de overeenkomst: Inbegrepen" in ticket.coverage.warning


def test_other_facts_end_an_override_only_with_a_reason(open_ticket, cast):
    ticket = override(open_ticket(), cast, verdict="meerwerk")
    with pytest.raises(Refused, match="met de hand"):
        describe(ticket, cast, item_type="server")
    assert override(ticket, cast, verdict="meerwerk").coverage_overridden
    ticket = describe(ticket, cast, item_type="server", reason="Het was toch de server.")
    assert (ticket.coverage_overridden, ticket.coverage_verdict) == (False, "inbegrepen")


def test_the_same_facts_with_a_reason_let_go_of_an_override(open_ticket, cast):
    ticket = override(open_ticket(), cast, verdict="meerwerk")
    assert describe(ticket, cast).coverage_overridden
    ticket = describe(ticket, cast, reason="Bij nader inzien.")
    assert (ticket.coverage_overridden, ticket.coverage_verdict) == (False, "inbegrepen")
    assert ticket.timeline.filter(kind=EntryKind.COVERED).last().data["by_hand"] is False


# --- Kind and time ------------------------------------------------------------------------------------------
def test_another_kind_is_another_verdict(open_ticket, cast):
    ticket = actions.classify(open_ticket(), by=cast.sanne, now=LATER, kind="aanpassing", reason="Nieuw account.")
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "7.7")
    assert [e.kind for e in ticket.timeline.all()][-2:] == [EntryKind.CLASSIFIED, EntryKind.COVERED]


def test_another_impact_is_no_other_verdict(open_ticket, cast):
    ticket = open_ticket()
    actions.classify(ticket, by=cast.sanne, now=LATER, kind="incident", impact=3, urgency="C", reason="Valt mee.")
    assert not ticket.timeline.filter(kind=EntryKind.COVERED).exists()


def test_past_two_hours_of_vulnerabilities_the_whole_job_is_meerwerk(open_ticket, cast):
    now = MONDAY + timedelta(hours=4)
    ticket = describe(open_ticket(), cast, features=["vulnerabilities"])
    ticket = actions.log_time(ticket, by=cast.sanne, now=now, minutes=120).ticket
    assert (ticket.coverage_verdict, "2 uur" in ticket.coverage.warning) == ("inbegrepen", True)
    ticket = actions.log_time(ticket, by=cast.sanne, now=now, minutes=1).ticket
    ticket.refresh_from_db()
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "6.4")
    assert "ook de tijd die er al stond" in ticket.coverage.warning
    line = ticket.timeline.get(kind=EntryKind.COVERED)
    assert (line.is_public, line.by, line.data["verdict"]) == (True, cast.sanne, ["inbegrepen", "meerwerk"])
    assert set(TimeEntry.objects.filter(ticket=ticket, is_current=True).values_list("verdict", flat=True)) == {
        "meerwerk"
    }


def test_also_the_time_that_was_written_before_somebody_said_what_it_was(open_ticket, cast):
    now = MONDAY + timedelta(hours=4)
    ticket = actions.log_time(open_ticket(), by=cast.sanne, now=now, minutes=150).ticket
    assert ticket.time_entries.get().verdict == "inbegrepen"
    ticket = describe(ticket, cast, now=now, features=["vulnerabilities"])
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "6.4")
    line = ticket.time_entries.get(is_current=True)
    assert (line.verdict, line.billed_minutes, line.corrected_reason) == ("meerwerk", 150, "meer dan 2 uur (6.4)")


# --- Advice -------------------------------------------------------------------------------------------------
def test_an_incident_after_a_declined_advice_is_meerwerk_with_the_proof(open_ticket, cast, declined):
    advice = declined()
    ticket = actions.link_advice(open_ticket(), by=cast.sanne, now=LATER, advice=advice)
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "6.4")
    assert f"advies A{advice.pk} (Vervang de oude server), afgewezen door Jan Smit" in ticket.coverage.reason
    actions.link_advice(ticket, by=cast.sanne, now=LATER, advice=advice)
    assert ticket.timeline.filter(kind=EntryKind.COVERED).count() == 1
    ticket = actions.link_advice(ticket, by=cast.sanne, now=LATER, advice=None)
    assert (ticket.ignored_advice, ticket.coverage_verdict) == (None, "inbegrepen")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "accepted"}, "afgewezen advies"),
        ({"status": "given", "decided_by": None, "decided_at": None}, "afgewezen advies"),
        ({"given_at": MONDAY + timedelta(minutes=1), "decided_at": MONDAY + timedelta(minutes=2)}, "na deze melding"),
        ({"decided_at": MONDAY + timedelta(minutes=1)}, "na deze melding afgewezen"),
    ],
)
def test_no_other_advice_is_proof(open_ticket, cast, declined, fields, words):
    with pytest.raises(Refused, match=words):
        actions.link_advice(open_ticket(), by=cast.sanne, now=LATER, advice=declined(**fields))


def test_t13_an_advice_counts_when_it_was_declined_before_the_incident_was_reported(open_ticket, cast, declined):
    ticket = open_ticket()
    for advice in (declined(decided_at=MONDAY + timedelta(seconds=1)), declined(decided_at=LATER)):
        with pytest.raises(Refused, match="pas na deze melding afgewezen") as refused:
            actions.link_advice(ticket, by=cast.sanne, now=LATER, advice=advice)
        assert refused.value.field == "advice"
    assert Ticket.objects.get(pk=ticket.pk).coverage_verdict == "inbegrepen"
    linked = actions.link_advice(ticket, by=cast.sanne, now=LATER, advice=declined(decided_at=MONDAY))
    assert linked.coverage_verdict == "meerwerk"


def test_nor_is_what_another_customer_declined(open_ticket, cast, declined):
    advice = declined(customer=cast.vries, given_to=cast.willem, decided_by=cast.willem)
    with pytest.raises(Refused, match="niet aan deze klant"):
        actions.link_advice(open_ticket(), by=cast.sanne, now=LATER, advice=advice)


def test_only_an_incident_follows_from_an_advice(open_ticket, cast, declined):
    ticket, advice = open_ticket(kind="servicevraag"), declined()
    with pytest.raises(Refused, match="Alleen een incident"):
        actions.link_advice(ticket, by=cast.sanne, now=LATER, advice=advice)
    linked = actions.link_advice(open_ticket(), by=cast.sanne, now=LATER, advice=advice)
    linked = actions.classify(linked, by=cast.sanne, now=LATER, kind="servicevraag", reason="Een vraag.")
    assert linked.coverage_verdict == "inbegrepen"
    assert "telt niet mee" in linked.coverage.warning


# --- Fair use -----------------------------------------------------------------------------------------------
def test_t12_the_caution_counts_what_was_judged_fair_use_and_nothing_else(open_ticket, cast):
    cast.smit.agreements.update(fair_use_changes=1)

    def small(**fields):
        return open_ticket(kind="aanpassing", **{"small_change": True} | fields)

    def says_many(minutes):
        return "kleine aanpassing" in small(now=MONDAY + timedelta(minutes=minutes)).coverage.warning.lower()

    actions.cancel(small(), by=cast.sanne, now=LATER, text="Dubbel gemeld.")
    override(small(), cast, verdict="meerwerk", reason="Een project.")
    actions.classify(small(), by=cast.sanne, now=LATER, kind="incident", impact=3, urgency="C", reason="Het was stuk.")
    small(user_accounts=True)
    assert not says_many(10), "of these none was fair use in the end"
    assert says_many(11), "and this is the second that was"
