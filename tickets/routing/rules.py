"""Which rule a new melding falls under: the first that fits and has somebody to give it to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from accounts.models import Team, User
from tickets.models import RoutingRule, Ticket


@dataclass(frozen=True)
class Routed:
    """`passed`: the rules that fitted and had nobody, because who they name is away."""

    rule: RoutingRule
    team: Team | None
    person: User | None
    passed: tuple[RoutingRule, ...] = ()


def fits(rule: RoutingRule, ticket: Ticket) -> bool:
    asked = (
        (rule.kind, ticket.kind),
        (rule.item_type, ticket.item_type),
        (rule.service, ticket.service),
        (rule.channel, ticket.channel),
        (rule.customer_id, ticket.customer_id),
    )
    return all(not wanted or wanted == given for wanted, given in asked)


def decide(
    rules: Iterable[RoutingRule], ticket: Ticket, *, engineer: User | None, away: Collection[int]
) -> Routed | None:
    """None: no rule fits, and the melding stays with the team of its door. Who is away is passed over: then the rule's
    team has it, and a rule without one does not count."""
    passed: list[RoutingRule] = []
    for rule in rules:
        if not fits(rule, ticket):
            continue
        person = engineer if rule.to_fixed_engineer else rule.assignee
        if person is not None and (person.pk in away or not person.is_active or not person.is_house):
            person = None
        if person or rule.team:
            return Routed(rule, rule.team, person, tuple(passed))
        passed.append(rule)
    return None
