"""A question that the customer does not answer: a reminder, notice that it will be closed, and then closed.

Of a Kritisch nothing of this: that belongs on the telephone (SLA 7.9).
"""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.lifecycle.ending import end
from tickets.models import EntryKind, Status, Ticket, TimelineEntry
from tickets.verb import iso, locked, record, reminder_moment

REMIND, GIVE_NOTICE, CLOSE = range(3)
_SAID = (EntryKind.WAITING, EntryKind.REPLY, EntryKind.REMINDED)


@transaction.atomic
def remind(ticket: Ticket, *, now: datetime) -> int:
    """The next step for a ticket whose customer is silent; returns how many steps were made: 0 when he was not, or
    when another sweep was first."""
    ticket = locked(ticket)
    if ticket.status != Status.WACHT_OP_KLANT or ticket.remind_at is None or ticket.remind_at > now:
        return 0
    said = list(ticket.timeline.filter(kind__in=_SAID).order_by("-at", "-pk")[: CLOSE + 1])
    step = len(list(takewhile(lambda entry: entry.kind == EntryKind.REMINDED, said)))
    if step >= CLOSE:
        text = _("Wij kregen geen antwoord en hebben de melding daarom gesloten.")
        end(ticket, Status.GESLOTEN, EntryKind.CLOSED, by=None, now=now, text=text, data={"unanswered": True})
        return 1
    ticket.remind_at = reminder_moment(ticket.agreement, step + 1, now)
    data = {"step": step, "asked": _question(said)} | _open_question(ticket)
    if step == GIVE_NOTICE:
        data["closes_at"] = iso(ticket.remind_at)
    record(ticket, EntryKind.REMINDED, by=None, now=now, data=data)
    return 1


def _question(said: list[TimelineEntry]) -> str:
    return next((entry.text for entry in said if entry.kind != EntryKind.REMINDED), "")


def _open_question(ticket: Ticket) -> dict[str, object]:
    """What somebody has to say yes or no to, so that he is the one who is reminded, with his own link."""
    asked = ticket.approvals.open().order_by("asked_at", "pk").first()
    return {"approval": asked.pk, "question": asked.kind} if asked else {}
