"""What becomes of everything that points at a ticket when it is merged into another.

Each relation has a rule, declared by the app that owns it; `tests/tickets/merging/test_rules.py` walks them all and
fails on one without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from infra.errors import Refused
from infra.registry import Registry
from tickets.models import (
    Approval,
    BulkItem,
    Escalation,
    HeldAct,
    MessageDraft,
    Notification,
    OneTimeSecret,
    Outage,
    Paging,
    Project,
    ReadMark,
    RecurringRun,
    RunningTimer,
    SatisfactionRequest,
    Ticket,
    TicketClock,
    TicketLink,
    TimeEntry,
    TimelineEntry,
    Visit,
    VisitItem,
    Watcher,
)


class MergeWay(StrEnum):
    STAYS = "stays"
    """With the ticket that it was made for, which stays what it was; who reads the other reads it along."""
    MOVES = "moves"
    """Along; the line of the merge keeps which, and undoing it brings them back."""


@dataclass(frozen=True)
class MergeRule:
    """Of the relation `model.field` to a ticket. Of what `blocks` selects nothing may be there: `because` says it, and
    how to mend that."""

    model: type[Model]
    rule: MergeWay = MergeWay.STAYS
    field: str = "ticket"
    blocks: Callable[[], Q] | None = None
    because: Any = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, ticket: Ticket) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.field: ticket})


merge_rules: Registry[MergeRule] = Registry()

OWN_RULES = (
    MergeRule(Ticket, field="follows"),
    MergeRule(Ticket, field="merged_into"),  # which carries on to the one that stays, see tickets.merging.actions
    MergeRule(TimelineEntry),
    MergeRule(TicketClock),
    MergeRule(TimeEntry),  # worked for that ticket, judged and perhaps exported as such; never counted twice
    MergeRule(Notification),
    MergeRule(HeldAct),  # it goes out with the lines that it is about
    MergeRule(SatisfactionRequest),
    MergeRule(ReadMark),  # of lines, and those stay
    MergeRule(MessageDraft),  # back in sight when it is taken apart; nobody answers a ticket that went into another
    MergeRule(Watcher),  # they hear of what is said where it goes on, see tickets.notifications.hearers
    MergeRule(BulkItem),  # what became of it then
    MergeRule(TicketLink),  # read along, as the lines are
    MergeRule(TicketLink, field="other"),
    MergeRule(
        Outage,
        blocks=Q,
        because=_("Melding #%s is een bekende storing. Laat de andere melding daaronder vallen."),
    ),
    MergeRule(
        Approval,
        blocks=lambda: Q(status="asked"),
        because=_("Melding #%s wacht nog op een akkoord. Wacht dat af, of trek de vraag in."),
    ),
    MergeRule(
        Escalation,
        blocks=lambda: Q(ended_at__isnull=True),
        because=_("Over melding #%s loopt een escalatie. Rond die eerst af."),
    ),
    MergeRule(
        Paging,
        blocks=lambda: Q(ended_at__isnull=True),
        because=_("Voor melding #%s wordt de Calamiteitendienst opgeroepen. Bevestig die oproep eerst."),
    ),
    MergeRule(
        OneTimeSecret,
        blocks=lambda: Q(end=""),
        because=_("Bij melding #%s staat nog een geheim klaar. Bekijk het, of trek het in."),
    ),
    MergeRule(
        RunningTimer,
        blocks=Q,
        because=_("Op melding #%s loopt nog een timer. Stop die eerst."),
    ),
    MergeRule(Visit, blocks=Q, because=_("Melding #%s is een bezoek. Voeg de andere melding aan het bezoek toe.")),
    MergeRule(
        VisitItem,
        blocks=lambda: Q(is_done=False),
        because=_("Melding #%s staat op de lijst voor een bezoek. Haal die daar eerst af."),
    ),
    MergeRule(RecurringRun, blocks=Q, because=_("Melding #%s is gepland werk en blijft op zichzelf staan.")),
    MergeRule(Project, blocks=Q, because=_("Melding #%s is een project en blijft op zichzelf staan.")),
)


def require_nothing_open(ticket: Ticket, *, field: str) -> None:
    """What waits for somebody is not left behind."""
    for rule in all_rules():
        if rule.blocks is not None and rule.rows(ticket).filter(rule.blocks()).exists():
            raise Refused(str(rule.because) % ticket.pk, field=field)


def all_rules() -> list[MergeRule]:
    return [*OWN_RULES, *merge_rules]
