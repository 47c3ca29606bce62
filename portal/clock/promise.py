"""By when work starts and why, as the portal says it (SLA 7.7 to 7.9): of a melding, and before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from contracts.models import ServiceAgreement
from portal.moments import near_words
from sla.clock import ClockReading
from sla.edition import EditionRules
from sla.ledger import LedgerLine
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from tickets.clock import clocks
from tickets.clock.start_words import channel_words, foretold_words, how_then, start_words
from tickets.models import Channel, Status, Ticket


@dataclass(frozen=True)
class Why:
    """`lines` are the sum behind the moment, the moment itself included."""

    reason: str = ""
    clause: str = ""
    lines: tuple[LedgerLine, ...] = ()


@dataclass(frozen=True)
class Promise:
    """`headline` is the one sentence to remember."""

    headline: str
    kind: str = ""
    priority: str = ""
    text: str = ""
    channels: str = ""
    """How 1do prefers to be told, as long as nobody has picked it up."""
    why: Why = Why()
    due_at: datetime | None = None
    is_late: bool = False
    is_known: bool = True

    @property
    def is_critical(self) -> bool:
        return self.priority == Priority.KRITISCH


def foretell(
    agreement: ServiceAgreement | None,
    *,
    kind: str,
    impact: int | None,
    urgency: str | None,
    now: datetime,
    applies: bool = True,
) -> Promise:
    """What these answers give, were the melding sent now; `applies`: an SLA does to what it is about (SLA 5.1)."""
    if not kind:
        return Promise(_("Kies wat er aan de hand is; dan ziet u hier hoe snel wij beginnen."), is_known=False)
    if kind == TicketKind.INCIDENT and (impact is None or not urgency):
        words = _("Beantwoord beide vragen; dan ziet u hier de prioriteit en wanneer wij beginnen.")
        if impact is None and not urgency:
            words = _("Vertel in de volgende twee vragen hoe erg het is; dan ziet u hier wanneer wij beginnen.")
        return Promise(words, kind=kind, is_known=False)
    given: dict[str, Any] = {"kind": kind, "impact": impact, "urgency": urgency, "has_sla": applies}
    seen = clocks.preview(agreement, channel=Channel.PORTAL, opened_at=now, **given)
    rules, due_at = clocks.rules_for(agreement), seen.state.due_at
    due = near_words(due_at, now) if due_at else ""
    return Promise(
        headline=foretold_words(kind, seen.state, applies=applies, due=due),
        text=_closed_words(seen.state, now) if due_at else how_then(kind, applies=applies),
        channels=channel_words(rules, seen.priority),
        kind=kind,
        priority=seen.priority or "",
        due_at=seen.state.due_at,
        why=_why(rules, kind, seen.priority, impact, urgency, seen.state),
    )


def promise_of(ticket: Ticket, state: ClockReading, now: datetime, *, awaits_yes: bool = False) -> Promise:
    """Of a melding with its clock as run until `now`; `awaits_yes`: work on it waits for somebody's yes."""
    rules = clocks.rules_for(ticket.agreement)
    return Promise(
        headline=headline(ticket, now, awaits_yes=awaits_yes),
        text=_closed_words(state, now) if _is_to_begin(ticket, now) else "",
        kind=ticket.kind,
        priority=ticket.priority or "",
        due_at=None if ticket.clock.is_triage else ticket.clock.due_at,
        is_late=bool(ticket.clock.late_at(now)),
        channels=channel_words(rules, ticket.priority) if ticket.is_new else "",
        why=_why(rules, ticket.kind, ticket.priority, ticket.impact, ticket.urgency, state),
    )


def headline(ticket: Ticket, now: datetime, *, awaits_yes: bool = False) -> str:
    """From the clock's row alone, so that a list can say it too."""
    clock = ticket.clock
    aim = clock.nature == Nature.AIM
    if clock.work_started_at:
        began = _("Wij zijn begonnen: %(moment)s.") % {"moment": near_words(clock.work_started_at, now)}
        if clock.late and clock.due_at:
            late = _("Ons streven was %(due)s.") if aim else _("Dat had uiterlijk %(due)s moeten zijn.")
            return f"{began} {late % {'due': near_words(clock.due_at, now)}}"
        return began
    if not ticket.is_open:
        return ""
    if ticket.status == Status.WACHT_OP_KLANT and awaits_yes:
        return _("Wij wachten op akkoord van uw organisatie.")
    if ticket.status == Status.WACHT_OP_KLANT:
        return _("Wij wachten op uw antwoord.")
    if ticket.status == Status.WACHT_OP_LEVERANCIER:
        return _("Wij wachten op een leverancier.")
    return start_words(ticket, now, near_words(clock.due_at, now) if clock.due_at else "")


def _is_to_begin(ticket: Ticket, now: datetime) -> bool:
    clock = ticket.clock
    waits = clock.due_at is not None and clock.work_started_at is None and not clock.late_at(now)
    return ticket.is_open and waits and not clock.is_triage


def _closed_words(state: ClockReading, now: datetime) -> str:
    opens_at = state.hours.next_opening(now)
    if opens_at <= now:
        return ""
    opening = {"moment": near_words(opens_at, now)}
    return _("Het Supportcenter is nu gesloten. De tijd telt vanaf de opening, %(moment)s.") % opening


def _why(
    rules: EditionRules,
    kind: str,
    priority: str | None,
    impact: int | None,
    urgency: str | None,
    state: ClockReading,
) -> Why:
    target = state.target
    if target.clause == "5.1":
        return Why(_("Geen SLA van toepassing."), _("SLA %(clause)s") % {"clause": target.clause})
    if kind != TicketKind.INCIDENT:
        return Why(target.wording, _("SLA %(clause)s") % {"clause": target.clause})
    if priority is None or impact is None or not urgency:
        return Why(_("Prioriteit = impact x urgentie; die twee zijn nog niet bepaald."), _("SLA 7.9"))
    words = {
        "priority": Priority(priority).label,
        "impact": int(impact),
        "impact_text": rules.impacts[Impact(impact)].text,
        "urgency": urgency,
        "urgency_text": rules.urgencies[Urgency(urgency)].text,
    }
    return Why(
        reason=_(
            "Prioriteit %(priority)s volgt uit impact %(impact)s (%(impact_text)s) en urgentie %(urgency)s"
            " (%(urgency_text)s)."
        )
        % words,
        clause=_("SLA %(clause)s, aanvang werkzaamheden: %(wording)s")
        % {"clause": target.clause, "wording": target.wording.lower()},
        lines=tuple(state.ledger),
    )
