"""Standard answers: who keeps and finds which, what is filled in, and that all steps happen or none."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from infra.errors import Refused
from tests.conftest import MONDAY
from tickets import actions
from tickets.macros.actions import MacroTerms, apply_macro, change_macro, keep_macro, remove_macro
from tickets.macros.placeholders import fill, left_in, unknown_in
from tickets.models import Macro, TimeEntry

pytestmark = pytest.mark.django_db


def kept(by, **terms) -> Macro:
    given = {"name": "Herstart", "scope": "own", "text": "Beste {{melder.voornaam}}, start opnieuw."} | terms
    return keep_macro(MacroTerms(**given), by=by, now=MONDAY)


def test_names_are_filled_in_once_and_what_is_not_known_stays(cast, open_ticket):
    ticket = open_ticket()
    text = (
        "{{melder.voornaam}} van {{klant}}: {{ melding }}, {{leverancier}}, {{leverancier|een partner}}, {{user.name}}"
    )
    filled = fill(text, ticket, cast.sanne)
    assert filled == f"Jan van Bakkerij Smit: #{ticket.pk}, {{{{leverancier}}}}, een partner, {{{{user.name}}}}"
    assert left_in(filled) == "{{leverancier}}" and left_in("{{ user.name }} van Jinja") == ""
    assert unknown_in(text) == ["user.name"]


@pytest.mark.parametrize(
    "name", ["{{ik}}", "[x](https://evil.example)", "<img src=x onerror=alert(1)>", "Jan\r\nBcc: x@evil.example"]
)
def test_the_name_of_a_stranger_is_no_name_link_or_line_of_ours(cast, open_ticket, name):
    cast.jan.name = name
    cast.jan.save()
    filled = fill("Beste {{melder.naam}},", open_ticket(contact=cast.jan), cast.sanne)
    assert cast.sanne.name not in filled and left_in(filled) == ""
    assert "](" not in filled and "\n" not in filled and "\r" not in filled


@pytest.mark.parametrize("verb", [actions.reply, actions.note, actions.resolve])
def test_what_is_left_does_not_leave(cast, open_ticket, verb):
    ticket = open_ticket()
    with pytest.raises(Refused, match=r"\{\{uiterlijk\}\}") as refused:
        verb(ticket, by=cast.sanne, now=MONDAY, text="Wij komen {{uiterlijk}}.")
    assert refused.value.field == "text"
    assert actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="Wat is {{klant}}?")  # his own words


def test_own_team_and_house(cast):
    own = kept(cast.sanne, name="Van mij")
    with pytest.raises(Refused, match="coördinator"):
        kept(cast.sanne, name="Van ons", scope="house")
    team = kept(cast.marloes, name="Van het team", scope="team", team=cast.second_line)
    house = kept(cast.marloes, name="Van ons", scope="house")
    assert set(Macro.objects.usable_by(cast.sanne)) == {own, house}
    assert set(Macro.objects.usable_by(cast.ravi)) == {team, house}
    assert set(Macro.objects.kept_by(cast.marloes)) == {team, house}
    terms = MacroTerms(name="Anders", scope="own", text="x")
    for other in (house, team):
        with pytest.raises(PermissionDenied):
            change_macro(other, terms, by=cast.ravi, now=MONDAY)
    with pytest.raises(PermissionDenied):
        remove_macro(own, by=cast.marloes, now=MONDAY)
    remove_macro(house, by=cast.marloes, now=MONDAY)
    assert set(Macro.objects.usable_by(cast.ravi)) == {team}


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"text": "Beste {{agent.email}}"}, "text"),
        ({"text": " "}, "text"),
        ({"is_note": True, "then": "wacht"}, "then"),
        ({"kind": "incident", "impact": 2}, "kind"),
        ({"kind": "servicevraag", "impact": 2, "urgency": "B"}, "kind"),
    ],
)
def test_what_would_fail_in_use_is_not_kept(cast, terms, field):
    with pytest.raises(Refused) as refused:
        kept(cast.sanne, **terms)
    assert refused.value.field == field and not Macro.objects.exists()


def test_all_steps_or_none(cast, open_ticket):
    ticket = open_ticket()
    macro = kept(cast.sanne, kind="incident", impact=3, urgency="C", item_type="server", minutes=15, takes=True)
    apply_macro(ticket, macro, by=cast.sanne, now=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.impact, ticket.item_type, ticket.assignee) == (3, "server", cast.sanne)
    assert TimeEntry.objects.get().minutes == 15
    macro.refresh_from_db()
    assert macro.used == 1

    billable = open_ticket(contact=cast.willem)  # no yes to what it costs: time is refused (SLA 4.2)
    with pytest.raises(Refused):
        apply_macro(billable, macro, by=cast.sanne, now=MONDAY)
    billable.refresh_from_db()
    assert (billable.impact, billable.assignee) == (2, None)
    macro.refresh_from_db()
    assert macro.used == 1
