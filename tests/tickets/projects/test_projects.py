"""A project that ended asks once for an evaluation of the agreement (SLA 8.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import CustomerEvent, CustomerEventKind
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.two_connections import beaten, own, two_connections
from tickets import actions
from tickets.models import EntryKind, Project, TimelineEntry

LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def project_ticket(open_ticket, cast, sign_in):
    """Marked at the desk, by an agent."""
    ticket = open_ticket(kind="aanpassing", subject="Nieuwe server")
    answer = sign_in(cast.sanne).post(f"/desk/meldingen/{ticket.number}/project/", {"is_project": "on"})
    assert answer.status_code in (200, 302)
    return ticket


def asked() -> list[CustomerEvent]:
    return list(CustomerEvent.objects.filter(kind=CustomerEventKind.EVALUATION_ASKED))


def close(ticket, cast) -> None:
    actions.close(ticket, by=cast.jan.user, now=LATER)


def test_a_project_that_is_closed_asks_for_an_evaluation_once(project_ticket, cast):
    assert asked() == []
    for _click in range(2):
        close(project_ticket, cast)
    (event,) = asked()
    assert (event.agreement, event.to_mail) == (cast.smit_agreement, True)
    assert event.data == {"ticket": project_ticket.number, "subject": "Nieuwe server"}
    project = Project.objects.get()
    assert (project.asked_at, project.agreement, project.evaluated_at) == (LATER, cast.smit_agreement, None)


def test_what_is_no_project_or_was_cancelled_asks_nothing(open_ticket, project_ticket, cast):
    close(open_ticket(), cast)
    actions.cancel(project_ticket, by=cast.sanne, now=LATER, text="Gaat niet door.")
    assert asked() == []


def test_a_mark_is_written_once_and_taken_back(project_ticket, cast):
    lines = TimelineEntry.objects.filter(ticket=project_ticket, kind=EntryKind.DETAILS_CHANGED)
    actions.mark_project(project_ticket, by=cast.sanne, now=MONDAY, is_project=True)
    assert [entry.facts.for_house(entry) for entry in lines] == ["Gegevens gewijzigd: project (SLA 8.3)"]
    actions.mark_project(project_ticket, by=cast.sanne, now=MONDAY, is_project=False)
    assert not Project.objects.exists()
    close(project_ticket, cast)
    assert asked() == []


def test_who_is_not_of_the_house_marks_nothing(project_ticket, cast):
    with pytest.raises(PermissionDenied):
        actions.mark_project(project_ticket, by=cast.jan.user, now=MONDAY, is_project=False)


def test_the_account_manager_writes_down_what_became_of_it(project_ticket, cast, sign_in):
    daan, address = sign_in(cast.daan), f"/desk/verlengingen/evaluatie/{Project.objects.get().pk}/"
    assert daan.get(address).status_code == 404  # it still goes on
    close(project_ticket, cast)
    assert "Bakkerij Smit: Nieuwe server" in daan.get("/desk/verlengingen/").content.decode()
    assert "Nieuwe server" in daan.get(address).content.decode()
    for outcome, words in (("  ", "Schrijf op wat er"), ("x" * 2_001, "2000")):
        assert words in daan.post(address, {"outcome": outcome}).content.decode()
    assert daan.post(address, {"outcome": "In versie 3 komt er een server bij."}).status_code == 302
    assert "Nieuwe server" not in daan.get("/desk/verlengingen/").content.decode()
    page = daan.post(address, {"outcome": "Past nog."}).content.decode()
    assert "intussen vastgelegd" in page and "In versie 3 komt er een server bij." in page and "Past nog." in page


@pytest.mark.parametrize(("who", "status"), [("sanne", 403), ("jan", 404)])
def test_others_do_not_evaluate(who, status, project_ticket, cast, sign_in):
    close(project_ticket, cast)
    person = getattr(cast, who)
    client = sign_in(getattr(person, "user", None) or person)
    address = f"/desk/verlengingen/evaluatie/{Project.objects.get().pk}/"
    assert client.post(address, {"outcome": "Past nog."}).status_code == status
    assert Project.objects.get().outcome == ""


def test_before_it_ended_nothing_is_evaluated(project_ticket, cast):
    with pytest.raises(Refused, match="loopt nog"):
        actions.evaluate_agreement(Project.objects.get(), by=cast.daan, now=LATER, outcome="Past nog.")


@two_connections
def test_two_who_close_a_project_ask_once(project_ticket, cast):
    beaten(lambda: close(own(project_ticket), cast), lambda: close(own(project_ticket), cast))
    assert len(asked()) == 1
