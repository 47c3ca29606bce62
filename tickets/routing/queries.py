from __future__ import annotations

from datetime import datetime

from accounts.roster.queries import absent_at
from tickets.models import RoutingRule, Ticket
from tickets.routing.rules import Routed, decide


def all_rules() -> list[RoutingRule]:
    return list(RoutingRule.objects.select_related("team", "assignee", "customer").order_by("place", "pk"))


def routed(ticket: Ticket, now: datetime) -> Routed | None:
    """By the rules as they are now; one query where there are none."""
    rules = all_rules()
    if not rules:
        return None
    engineer = ticket.agreement.fixed_engineer if ticket.agreement else None
    return decide(rules, ticket, engineer=engineer, away=absent_at(now))
