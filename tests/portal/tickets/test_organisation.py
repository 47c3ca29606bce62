"""A fixed contact sees all meldingen of his organisation (SLA 7.3), from his first day to his last, and no longer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiToken, Scope
from contracts import actions as contract_actions
from contracts.models import DapPerson, ServiceAgreement
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tests.portal.conftest import page
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import Status, Ticket

ALL = "/portaal/meldingen/?van=organisatie"


@pytest.fixture
def petras(open_ticket, cast):
    return open_ticket(contact=cast.petra, subject="Melding van Petra")


@pytest.fixture
def named(cast):
    """Jan becomes a fixed contact; fields of the grant may be given."""

    def make(**grant: Any) -> DapPerson:
        ServiceAgreement.objects.filter(customer=cast.smit).update(ends_on=date(2025, 12, 31))
        ServiceAgreementFactory(
            number="DVO-1009",
            customer=cast.smit,
            starts_on=date(2026, 1, 1),
            packages={"werkplek": "plus"},
            dap={"viewers": [cast.jan]},
        )
        person = DapPerson.objects.get(clause__kind="viewers")
        if grant:
            DapPerson.objects.filter(pk=person.pk).update(**grant)
        return person

    return make


def test_who_is_not_named_sees_his_own_only(cast, sign_in, petras):
    jan = sign_in(cast.jan.user)
    assert "Melding van Petra" not in page(jan.get(ALL))
    assert "Van de hele organisatie" not in page(jan.get("/portaal/meldingen/"))
    assert jan.get(f"/portaal/meldingen/{petras.pk}/").status_code == 404


def test_who_is_named_sees_all_of_his_organisation(cast, sign_in, petras, named, open_ticket):
    theirs = open_ticket(contact=cast.willem, subject="Van een ander kantoor")
    named()
    jan = sign_in(cast.jan.user)
    assert "Melding van Petra" not in page(jan.get("/portaal/meldingen/"))
    seen = page(jan.get(ALL))
    assert "Melding van Petra" in seen and "van Petra Bakker" in seen
    assert theirs.subject not in seen
    assert "Melding van Petra" in page(jan.get(f"{ALL}&q=petra"))
    assert "Petra Bakker" in page(jan.get(f"/portaal/meldingen/{petras.pk}/"))
    assert jan.get(f"/portaal/meldingen/{theirs.pk}/").status_code == 404
    assert "Melding van Petra" not in page(jan.get("/portaal/"))


@pytest.mark.parametrize(
    ("grant", "sees"),
    [
        ({"starts_on": date(2026, 11, 23)}, True),
        ({"starts_on": date(2026, 11, 24)}, False),
        ({"ends_on": date(2026, 11, 23)}, True),
        ({"ends_on": date(2026, 11, 22)}, False),
    ],
)
def test_from_the_first_day_to_the_last(cast, sign_in, petras, named, grant, sees):
    named(**grant)
    jan = sign_in(cast.jan.user)
    assert ("Melding van Petra" in page(jan.get(ALL))) is sees
    assert jan.get(f"/portaal/meldingen/{petras.pk}/").status_code == (200 if sees else 404)


def test_revoked_it_is_over_at_once(cast, sign_in, petras, named):
    """By page, by act, and by the token that he has already."""
    person = named()
    jan = sign_in(cast.jan.user)
    _token, secret = ApiToken.issue(
        cast.jan.user, name="jan", scopes=[Scope.TICKETS_READ, Scope.TICKETS_WRITE], now=timezone.now()
    )
    headers = {"authorization": f"Bearer {secret}"}
    by_token = f"/api/v1/tickets/{petras.pk}/"
    assert jan.get(f"/portaal/meldingen/{petras.pk}/").status_code == 200
    assert jan.get(by_token, headers=headers).status_code == 200
    contract_actions.revoke(person, by=cast.daan, now=MONDAY)
    assert jan.get(f"/portaal/meldingen/{petras.pk}/").status_code == 404
    assert jan.post(f"/portaal/meldingen/{petras.pk}/antwoord/", {"text": "Nog iets"}).status_code == 404
    for address in (by_token, f"{by_token}timeline/", f"{by_token}attachments/"):
        assert jan.get(address, headers=headers).status_code == 404
    assert "Melding van Petra" not in page(jan.get(ALL))


def test_the_grant_ends_with_the_agreement(cast, sign_in, petras, named):
    named()
    ServiceAgreement.objects.filter(number="DVO-1009").update(ends_on=date(2026, 11, 22))
    assert sign_in(cast.jan.user).get(f"/portaal/meldingen/{petras.pk}/").status_code == 404


def test_he_may_answer_and_close_what_a_colleague_reported(cast, sign_in, petras, named):
    named()
    jan = sign_in(cast.jan.user)
    jan.post(f"/portaal/meldingen/{petras.pk}/antwoord/", {"text": "Het gaat om alle kassa's.", "form_token": "a"})
    assert petras.timeline.get(kind="reply").by == cast.jan.user
    jan.post(f"/portaal/meldingen/{petras.pk}/sluiten/", {})
    assert Ticket.objects.get(pk=petras.pk).status == Status.GESLOTEN


def test_a_follow_up_is_of_who_writes_it(cast, sign_in, petras, named):
    named()
    actions.close(petras, by=cast.petra.user, now=MONDAY)
    sign_in(cast.jan.user).post(
        f"/portaal/meldingen/{petras.pk}/antwoord/", {"text": "Het is er weer.", "form_token": "b"}
    )
    follow_up = Ticket.objects.get(follows=petras)
    assert (follow_up.contact, follow_up.contact_email) == (cast.jan, cast.jan.email)
    assert follow_up.timeline.get(kind="opened").by == cast.jan.user


def test_who_may_not_report_does_not_by_going_on_with_a_colleagues_melding(cast, sign_in, petras):
    """SLA 3: the gate is about who asks, not about whose melding was closed."""
    renew(cast.smit_agreement, dap={"viewers": [cast.jan], "reporters": [cast.petra]})
    actions.close(petras, by=cast.petra.user, now=MONDAY)
    answer = {"text": "Graag een nieuwe laptop.", "form_token": "b"}
    sign_in(cast.jan.user).post(f"/portaal/meldingen/{petras.pk}/antwoord/", answer)
    follow_up = Ticket.objects.get(follows=petras)
    assert follow_up.status == Status.WACHT_OP_KLANT
    assert follow_up.approvals.get().kind == "reporter"
    actions.close(petras, by=cast.petra.user, now=MONDAY)
    sign_in(cast.petra.user).post(f"/portaal/meldingen/{petras.pk}/antwoord/", answer)
    assert not Ticket.objects.get(follows=petras, contact=cast.petra).approvals.exists()


def test_nobody_reports_in_anothers_name(cast, petras, open_ticket):
    with pytest.raises(PermissionDenied):
        open_ticket(contact=cast.petra, by=cast.jan.user)


def test_the_list_asks_the_same_for_one_and_for_twenty(cast, sign_in, named, open_ticket):
    named()
    jan, asked = sign_in(cast.jan.user), []
    for more in (1, 19):
        for _ in range(more):
            open_ticket(contact=cast.petra)
        with CaptureQueriesContext(connection) as queries:
            jan.get(ALL)
        asked.append(len(queries))
    assert asked[0] == asked[1]
