"""Escalating, and confirming that one heard of it (SLA 12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.clock import clocks
from tickets.escalation import rules as escalation
from tickets.kinds import Acknowledged, Deescalated, EntryKind, Escalated, Unacknowledged
from tickets.models import Escalation, Status, Ticket, TimelineEntry
from tickets.timeline import act, for_keeping
from tickets.verb import is_repeated, locked, own_token, record, require_text, require_work


@act()
def escalate(ticket: Ticket, *, by: User, now: datetime, reason: str, form_token: str = "") -> Escalation:
    """Call in the next step of the ladder: by 1do, or by whoever of the customer sees this melding (SLA 12)."""
    ticket = locked(ticket)
    _require_side(ticket, by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.ESCALATED):
        return _made_by(ticket, token)
    if ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        raise Refused(
            _("Deze melding is gesloten. Escaleren kan bij een melding die nog loopt; maak een vervolgmelding.")
        )
    step = _step_above(ticket)
    reason = require_text(
        reason, _("Schrijf op wat er niet gaat zoals afgesproken; beide kanten lezen dit."), field="reason"
    )
    called = escalation.called_for(ticket, now, [step])[step]
    started = Escalation.objects.create(
        ticket=ticket,
        step=step,
        reason=reason,
        citation=called.citation,
        house_people=escalation.as_people(called.house),
        customer_people=escalation.as_people(called.customer),
        started_by=by,
        started_at=now,
        acknowledge_by=escalation.acknowledge_by(ticket, now),
    )
    facts = Escalated(
        **_which(started),
        citation=started.citation,
        house=started.house_people,
        customer=started.customer_people,
        acknowledge_by=started.acknowledge_by,
    )
    record(ticket, facts, by=by, now=now, text=reason, form_token=token)
    return started


def _require_side(ticket: Ticket, by: User) -> None:
    if by.is_house:
        require_work(by)
    elif not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise PermissionDenied


def _made_by(ticket: Ticket, token: str | None) -> Escalation:
    entry = TimelineEntry.objects.get(ticket=ticket, form_token=token)
    return Escalation.objects.get(pk=entry.read(Escalated).escalation)


def _step_above(ticket: Ticket) -> int:
    steps = [step.step for step in clocks.rules_for(ticket.agreement).escalation]
    running = ticket.escalations.filter(ended_at__isnull=True).values_list("step", flat=True)
    step = escalation.next_step(steps, running)
    if step is None:
        words = _(
            "Deze melding staat al op de hoogste trede (trede %(step)s, SLA 12). Schrijf een aanvulling als bericht."
        )
        raise Refused(words % {"step": max(running)})
    return step


@act()
def acknowledge(started: Escalation, *, by: User, now: datetime, text: str = "") -> Escalation:
    """Somebody who was called says that he takes it up. Late is by the wall clock; the first verdict stays."""
    ticket, started = _locked(started)
    _require_called(started, by)
    if started.acknowledged_at is not None:
        return started
    if started.late is None:
        started.late = now > started.acknowledge_by
    started.acknowledged_by, started.acknowledged_at = by, now
    started.save(update_fields=["acknowledged_by", "acknowledged_at", "late"])
    facts = Acknowledged(**_which(started), late=started.late)
    record(ticket, facts, by=by, now=now, text=for_keeping(text).strip())
    return started


@act()
def end_escalation(started: Escalation, *, by: User, now: datetime, outcome: str) -> Escalation:
    """What came of it. Whoever ends what nobody had confirmed confirms it too, so it must be somebody who may."""
    ticket, started = _locked(started)
    if not escalation.may_acknowledge(started, by):
        require_work(by)
    if started.ended_at is not None:
        return started
    outcome = require_text(outcome, _("Schrijf op wat eruit gekomen is; de klant leest dit."), field="outcome")
    if started.acknowledged_at is None:
        if not escalation.may_acknowledge(started, by):
            raise Refused(_("Deze escalatie is nog niet bevestigd. Vraag dat eerst aan %s.") % _called(started))
        started = acknowledge(started, by=by, now=now)
    started.ended_at, started.outcome = now, outcome
    started.save(update_fields=["ended_at", "outcome"])
    record(ticket, Deescalated(**_which(started)), by=by, now=now, text=outcome)
    return started


def _called(started: Escalation) -> str:
    return ", ".join(escalation.names(started.house_people)) or _("een coördinator")


def _require_called(started: Escalation, by: User) -> None:
    """PermissionDenied for who may never; in words for a colleague who was not called."""
    if escalation.may_acknowledge(started, by):
        return
    require_work(by)
    raise Refused(
        _("Deze escalatie is voor %s. Zij kunnen bevestigen, of een coördinator of de directie.") % _called(started)
    )


@act()
def mark_unacknowledged(started: Escalation, *, now: datetime) -> bool:
    """The moment has passed without a confirmation: said once, and to those of the next step too.

    False when somebody was first: another sweep, or who confirmed it.
    """
    ticket, started = _locked(started)
    is_due = started.acknowledge_by < now and started.ended_at is None
    if started.late is not None or started.acknowledged_at is not None or not is_due:
        return False
    started.late = True
    started.save(update_fields=["late"])
    above = started.step + 1
    people = escalation.called_for(ticket, now, [above])[above].house if above in escalation.ROLE_OF_STEP else ()
    facts = Unacknowledged(
        **_which(started),
        acknowledge_by=started.acknowledge_by,
        house=escalation.as_people(people) or started.house_people,
    )
    record(ticket, facts, by=None, now=now)
    return True


def _locked(started: Escalation) -> tuple[Ticket, Escalation]:
    """Both as they are now, under the ticket's lock."""
    ticket = locked(Ticket(number=started.ticket_id))
    return ticket, Escalation.objects.get(pk=started.pk)


def _which(started: Escalation) -> dict[str, Any]:
    return {"escalation": started.pk, "step": started.step}
