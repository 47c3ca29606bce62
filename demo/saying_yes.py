"""Nobody in the demo works on what is billed before somebody said yes to it (SLA 4.2)."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from contracts.models import Contact
from tickets import actions
from tickets.approvals.approvers import answerers
from tickets.approvals.consent import yes_at
from tickets.models import ApprovalKind, Ticket
from tickets.time.rules import tariffs_at


def approver(ticket: Ticket, now: datetime) -> Contact | None:
    """The first who may agree to costs."""
    return next(iter(answerers(ticket, ApprovalKind.ESTIMATE, now).contacts), None)


def has_tariff(ticket: Ticket, now: datetime) -> bool:
    """Without one no amount can be asked beforehand."""
    return tariffs_at(ticket, now).normal is not None


def lacks_yes(ticket: Ticket, moment: datetime, now: datetime) -> bool:
    fresh = Ticket.objects.select_related("customer", "contact", "agreement__edition").get(pk=ticket.pk)
    return not yes_at(fresh, moment, now=now)[1].is_there


def ring_for_yes(ticket: Ticket, *, by: User, now: datetime, minutes: int, began: datetime | None = None) -> None:
    """The agent rings who may agree and writes down what he said, unless a yes is there; who cannot be rung leaves the
    mandate."""
    if not any(lacks_yes(ticket, moment, now) for moment in {now, began or now}):
        return
    contact = approver(ticket, now)
    if contact is None:
        actions.use_mandate(ticket, by=by, now=now, text="Niemand van de klant was te bereiken.")
        return
    text = "Akkoord aan de telefoon; liever nu dan later."
    if has_tariff(ticket, now):
        actions.record_spoken_yes(ticket, by=by, now=now, contact=contact, text=text, minutes=minutes, rate="normal")
    else:
        actions.record_spoken_yes(ticket, by=by, now=now, contact=contact, text=text)
