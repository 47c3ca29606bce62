"""The rules by which new meldingen find who does them (SLA 7.1), and how they are carried out."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Team, User
from contracts.models import Customer
from infra.errors import Refused
from tickets.facts import Change
from tickets.kinds import Assigned
from tickets.models import RoutingRule, Ticket
from tickets.routing.queries import routed
from tickets.verb import name_of, record

KEEP_RULES = "tickets.change_routingrule"


def route(ticket: Ticket, now: datetime) -> None:
    """Give a melding that just came in to whom the first fitting rule says; the line says which."""
    found = routed(ticket, now)
    if found is None:
        return
    team, person = found.team or ticket.team, found.person
    if (ticket.team, ticket.assignee) == (team, person):
        return
    facts = Assigned(
        assignee=Change(name_of(ticket.assignee), name_of(person)),
        team=Change(name_of(ticket.team), name_of(team)),
        assignee_id=person.pk if person else None,
        rule=str(found.rule)[:200],
    )
    ticket.team, ticket.assignee = team, person
    record(ticket, facts, by=None, now=now)


@transaction.atomic
def save_rule(
    rule: RoutingRule | None,
    *,
    by: User,
    kind: str = "",
    item_type: str = "",
    service: str = "",
    channel: str = "",
    customer: Customer | None = None,
    team: Team | None = None,
    assignee: User | None = None,
    to_fixed_engineer: bool = False,
) -> RoutingRule:
    """New, at the end; or changed."""
    _require(by)
    if not (team or assignee or to_fixed_engineer):
        raise Refused(_("Kies aan wie: een team, een collega of de vaste engineer."), field="team")
    if assignee and to_fixed_engineer:
        raise Refused(_("Kies een collega of de vaste engineer, niet allebei."), field="assignee")
    if rule is None:
        rule = RoutingRule(place=(RoutingRule.objects.aggregate(last=Max("place"))["last"] or 0) + 1)
    rule.kind, rule.item_type, rule.service, rule.channel = kind, item_type, service, channel
    rule.customer, rule.team, rule.assignee, rule.to_fixed_engineer = customer, team, assignee, to_fixed_engineer
    rule.full_clean()
    rule.save()
    return rule


@transaction.atomic
def raise_rule(rule: RoutingRule, *, by: User) -> None:
    """One place up: it is asked before the one that stood above it."""
    _require(by)
    rules = list(RoutingRule.objects.select_for_update(of=("self",)).order_by("place", "pk"))
    place = rules.index(rule)
    if place:
        rules[place - 1], rules[place] = rules[place], rules[place - 1]
    for number, each in enumerate(rules, 1):
        each.place = number
    RoutingRule.objects.bulk_update(rules, ["place"])


@transaction.atomic
def remove_rule(rule: RoutingRule, *, by: User) -> None:
    _require(by)
    rule.delete()


def _require(by: User) -> None:
    if not (by.is_house and by.has_perm(KEEP_RULES)):
        raise PermissionDenied
