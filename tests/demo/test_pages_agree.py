"""No ticket of the demo says two things: of its clock, of its time, or on another page (SLA 5.1, 7.4, 7.9)."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from accounts.models import ApiToken, Scope, User
from contracts.coverage.rules import Verdict
from tests.demo.conftest import NOW
from tickets.models import ClockState, Ticket, TimeEntry

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rest(client):
    """What REST tells 1do of a ticket."""
    sanne = User.objects.get(email="sanne@1do.example")
    _token, secret = ApiToken.issue(sanne, name="t", scopes=Scope.values, now=timezone.now())
    return lambda number: client.get(f"/api/v1/tickets/{number}/", headers={"authorization": f"Bearer {secret}"}).json()


@pytest.fixture
def pages(sign_in):
    """The page of a ticket at the desk, and of his own in the portal for who reported it and may sign in."""
    desk, portals = sign_in(User.objects.get(email="sanne@1do.example")), {}

    def of(ticket: Ticket) -> list[str]:
        found = [desk.get(f"/desk/meldingen/{ticket.pk}/")]
        reporter = ticket.contact.user
        if reporter is not None and reporter.is_active:
            if reporter.pk not in portals:
                portals[reporter.pk] = sign_in(reporter)
            found.append(portals[reporter.pk].get(f"/portaal/meldingen/{ticket.pk}/"))
        assert {page.status_code for page in found} == {200}, ticket
        return [" ".join(page.content.decode().replace("\N{NO-BREAK SPACE}", " ").split()) for page in found]

    return of


def test_t18_where_no_sla_applies_no_page_names_a_moment(pages, rest):
    without = Ticket.objects.filter(coverage_verdict=Verdict.GEEN_SLA).select_related("clock", "contact__user")
    assert without.exists()
    for ticket in without:
        assert ticket.clock.due_at is None and ticket.clock.late is None, ticket
        told = rest(ticket.pk)
        assert told["clock"]["due_at"] is None and "uiterlijk" not in told["start_words"], ticket
        for page in pages(ticket):
            assert "Wij beginnen uiterlijk" not in page and "Wij streven ernaar uiterlijk" not in page, ticket


def test_every_page_says_the_verdict_and_the_priority_that_rest_says(pages, rest):
    shown = Ticket.objects.standing().filter(hidden_from_customer=False)  # what was moved is nobody's any more
    for ticket in shown.select_related("clock", "contact__user", "agreement__edition"):
        told, (desk, *portal) = rest(ticket.pk), pages(ticket)
        coverage = told["coverage"]
        assert coverage["verdict"] == ticket.coverage_verdict and coverage["clause"] == ticket.coverage_clause
        assert str(Verdict(coverage["verdict"]).label) in desk and f"SLA {coverage['clause']}" in desk, ticket
        for page in [desk, *portal] if told["priority"] else []:
            assert str(ticket.get_priority_display()) in page, ticket


def test_t21_no_time_is_of_before_the_start_of_work_unless_it_says_so():
    lines = TimeEntry.objects.filter(is_current=True, minutes__gt=0, ticket__clock__work_started_at__isnull=False)
    assert lines.count() > 20
    for line in lines.select_related("ticket__clock", "entry"):
        began = max(line.started_at, line.ticket.opened_at)
        assert began >= line.ticket.clock.work_started_at or line.entry.facts.before_start, line.ticket


def test_a_clock_and_its_status_are_one():
    for ticket in Ticket.objects.select_related("clock"):
        clock = ticket.clock
        assert clock.is_open == ticket.is_open, ticket
        assert (clock.state == ClockState.PAUSED) <= bool(ticket.waiting_on), ticket
        if clock.late is not None and clock.work_started_at and clock.due_at:
            assert clock.late == (clock.work_started_at > clock.due_at), ticket
