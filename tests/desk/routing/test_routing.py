"""Rules of assignment: the first that fits, who is away is passed over, and the melding says which rule it was."""

from __future__ import annotations

import pytest

from accounts.models import Absence
from contracts.models import ServiceAgreement
from tests.conftest import MONDAY
from tickets.kinds import EntryKind
from tickets.models import RoutingRule

PAGE = "/desk/toewijzing/"


@pytest.fixture
def rules(cast):
    """To Ravi what is about servers, to the second line every incident, to the fixed engineer what Smit asks."""
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(fixed_engineer=cast.sanne)
    return [
        RoutingRule.objects.create(place=1, item_type="server", assignee=cast.ravi),
        RoutingRule.objects.create(place=2, kind="incident", team=cast.second_line),
        RoutingRule.objects.create(place=3, customer=cast.smit, to_fixed_engineer=True),
    ]


def test_without_rules_the_first_team_has_it(open_ticket, cast):
    ticket = open_ticket()
    assert (ticket.team, ticket.assignee) == (cast.supportcenter, None)
    assert not ticket.timeline.filter(kind=EntryKind.ASSIGNED).exists()


def test_the_first_that_fits_and_the_line_says_which(rules, open_ticket, cast, sign_in):
    ticket = open_ticket(item_type="server")
    assert (ticket.team, ticket.assignee) == (cast.supportcenter, cast.ravi)
    assert ticket.timeline.get(kind=EntryKind.ASSIGNED).facts.rule == "Server"
    assert "(regel: Server)" in sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.number}/").content.decode()
    assert open_ticket().team == cast.second_line
    asked = open_ticket(kind="servicevraag")
    assert (asked.team, asked.assignee) == (cast.supportcenter, cast.sanne)
    assert open_ticket(kind="servicevraag", contact=cast.willem).assignee is None


def test_who_is_away_is_passed_over(rules, open_ticket, cast):
    given = {"person": cast.ravi, "reason": "ill", "made_by": cast.marloes, "made_at": MONDAY}
    Absence.objects.create(first_day=MONDAY.date(), last_day=MONDAY.date(), **given)
    ticket = open_ticket(item_type="server")
    assert (ticket.team, ticket.assignee) == (cast.second_line, None)


def test_rules_are_made_ordered_tried_and_removed(cast, sign_in):
    marloes = sign_in(cast.marloes)
    assert "Nog geen regels" in marloes.get(PAGE).content.decode()
    assert "Kies aan wie" in marloes.post(f"{PAGE}nieuw/", {"kind": "incident"}).content.decode()
    both = {"assignee": cast.ravi.pk, "to_fixed_engineer": "on"}
    assert "niet allebei" in marloes.post(f"{PAGE}nieuw/", both).content.decode()
    for given in ({"kind": "incident", "team": cast.second_line.pk}, {"channel": "phone", "assignee": cast.ravi.pk}):
        assert marloes.post(f"{PAGE}nieuw/", given).status_code == 302
    first, second = RoutingRule.objects.all()
    asked = {"probeer": "1", "kind": "incident", "channel": "phone"}
    assert "<strong>Tweede lijn</strong>" in marloes.get(PAGE, asked).content.decode()
    marloes.post(f"{PAGE}{second.pk}/omhoog/")
    assert "<strong>Ravi Pinas</strong>" in marloes.get(PAGE, asked).content.decode()
    marloes.post(f"{PAGE}{second.pk}/weg/")
    assert list(RoutingRule.objects.all()) == [first]
    assert "Geen regel past" in marloes.get(PAGE, asked | {"kind": "servicevraag"}).content.decode()


@pytest.mark.parametrize(("who", "status"), [("sanne", 403), ("daan", 403), ("jan", 404)])
def test_others_do_not_keep_rules(who, status, rules, cast, sign_in):
    person = getattr(cast, who)
    browser = sign_in(getattr(person, "user", person))
    assert browser.get(PAGE).status_code == status
    assert browser.post(f"{PAGE}{rules[0].pk}/weg/").status_code == status
    assert RoutingRule.objects.count() == 3
