"""Somebody was first: of two who change one agreement, contact or advice, the second sees what the first did."""

from __future__ import annotations

from datetime import date

import pytest

from contracts import actions
from contracts.models import Advice, Contact, CustomerEvent, DapPerson, RecurringWork, ServiceAgreement
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.two_connections import TWO_CONNECTIONS, beaten, own

pytestmark = TWO_CONNECTIONS


def count(kind: str) -> int:
    return CustomerEvent.objects.filter(kind=kind).count()


@pytest.fixture
def concept(cast) -> ServiceAgreement:
    return actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY, starts_on=date(2026, 12, 1))


# --- A version in the making ------------------------------------------------------------------------------
def test_what_is_offered_is_not_changed_by_who_had_it_open(cast, concept):
    with pytest.raises(Refused, match="al aangeboden"):
        beaten(
            lambda: actions.offer(
                own(concept), by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.els
            ),
            lambda: actions.change_agreement(own(concept), by=cast.daan, now=MONDAY, mandate="Alles mag."),
        )
    concept.refresh_from_db()
    assert (concept.status, concept.mandate) == ("offered", "")


def test_what_is_thrown_away_is_not_changed_any_more(cast, concept):
    with pytest.raises(Refused, match="weggegooid"):
        beaten(
            lambda: actions.discard(own(concept), by=cast.daan, now=MONDAY),
            lambda: actions.set_lines(own(concept), by=cast.daan, now=MONDAY, lines=[]),
        )


def test_two_who_change_other_terms_lose_nothing(cast, concept):
    beaten(
        lambda: actions.change_agreement(own(concept), by=cast.daan, now=MONDAY, mandate="Hotfixes mogen meteen."),
        lambda: actions.change_agreement(own(concept), by=cast.daan, now=MONDAY, scope="Alle vestigingen."),
    )
    concept.refresh_from_db()
    assert (concept.mandate, concept.scope) == ("Hotfixes mogen meteen.", "Alle vestigingen.")


# --- One in force -----------------------------------------------------------------------------------------
def test_an_agreement_is_ended_once(cast):
    def end() -> ServiceAgreement:
        return actions.end_agreement(own(cast.smit_agreement), by=cast.daan, now=MONDAY, ends_on=date(2026, 12, 31))

    assert beaten(end, end).ends_on == date(2026, 12, 31)
    assert count("agreement_ended") == 1


def test_a_later_end_is_measured_by_the_end_that_is_there_now(cast):
    def end(day: date) -> ServiceAgreement:
        return actions.end_agreement(own(cast.smit_agreement), by=cast.daan, now=MONDAY, ends_on=day)

    with pytest.raises(Refused, match="eindigt al op"):
        beaten(lambda: end(date(2026, 11, 30)), lambda: end(date(2026, 12, 31)))


def test_a_right_is_revoked_once(cast):
    person = DapPerson.objects.get(clause__agreement=cast.smit_agreement)

    def revoke(by) -> DapPerson:
        return actions.revoke(own(person), by=by, now=MONDAY)

    assert beaten(lambda: revoke(cast.daan), lambda: revoke(cast.daan)).revoked_by == cast.daan
    assert count("grant_revoked") == 1


# --- Work that comes back ---------------------------------------------------------------------------------
@pytest.fixture
def work(cast) -> RecurringWork:
    given = {"kind": "server_apk", "title": "Server-APK", "contact": cast.jan, "rrule": "FREQ=MONTHLY;BYDAY=1TU"}
    return actions.add_recurring(cast.smit, by=cast.daan, now=MONDAY, starts_on=MONDAY.date(), **given)


def said() -> list[str]:
    return [event.data["what"] for event in CustomerEvent.objects.filter(kind="recurring_changed").order_by("pk")]


def test_one_time_is_skipped_once(cast, work):
    def skip() -> RecurringWork:
        day = date(2026, 12, 1)
        return actions.skip_recurring(own(work), by=cast.daan, now=MONDAY, occurrence=day, reason="Verhuizing")

    assert beaten(skip, skip).next_on == date(2027, 1, 5)
    assert said() == ["added", "skipped"]


def test_it_is_held_and_resumed_once(cast, work):
    def hold() -> RecurringWork:
        return actions.hold_recurring(own(work), by=cast.daan, now=MONDAY, reason="Verbouwing")

    def resume() -> RecurringWork:
        return actions.resume_recurring(own(work), by=cast.daan, now=MONDAY)

    assert not beaten(hold, hold).is_active
    assert beaten(resume, resume).is_active
    assert said() == ["added", "held", "resumed"]


def test_who_changes_the_title_does_not_wake_what_was_put_on_hold(cast, work):
    beaten(
        lambda: actions.hold_recurring(own(work), by=cast.daan, now=MONDAY, reason="Verbouwing"),
        lambda: actions.change_recurring(own(work), by=cast.daan, now=MONDAY, title="Controle"),
    )
    work.refresh_from_db()
    assert (work.is_active, work.title) == (False, "Controle")


# --- Who is who, and advice -------------------------------------------------------------------------------
def test_two_who_change_a_contact_lose_nothing(cast):
    beaten(
        lambda: actions.change_contact(own(cast.petra), by=cast.sanne, now=MONDAY, phone="0401234567"),
        lambda: actions.change_contact(own(cast.petra), by=cast.ravi, now=MONDAY, department="Administratie"),
    )
    petra = Contact.objects.get(pk=cast.petra.pk)
    assert (petra.phone, petra.department) == ("0401234567", "Administratie")


def test_the_same_change_twice_is_one_event(cast):
    def change() -> Contact:
        return actions.change_contact(own(cast.petra), by=cast.daan, now=MONDAY, email="p.bakker@smit.example")

    beaten(change, change)
    assert count("contact_changed") == 1


def test_an_advice_is_decided_once(cast):
    given = {"title": "Vervang de oude server", "text": "Hij is uit 2014.", "given_to": cast.jan}
    advice = actions.give_advice(cast.smit, by=cast.sanne, now=MONDAY, **given)

    def decide(accepted: bool) -> Advice:
        return actions.decide_advice(own(advice), by=cast.jan.user, now=MONDAY, accepted=accepted)

    with pytest.raises(Refused, match="al afgewezen"):
        beaten(lambda: decide(False), lambda: decide(True))
    assert beaten(lambda: decide(False), lambda: decide(False)).status == "declined"
    assert count("advice_decided") == 1
