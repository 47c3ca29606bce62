"""A question that the customer does not answer: a reminder, notice that it will be closed, and then closed.

Of a Kritisch nothing of this: that belongs on the telephone (SLA 7.9).
"""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from tickets.facts import Change
from tickets.kinds import Closed, EntryKind, Reminded
from tickets.lifecycle.ending import end
from tickets.models import Approval, Status, Ticket, TimelineEntry
from tickets.own_words import OwnLine, own
from tickets.timeline import act
from tickets.verb import locked, record, reminder_moment

REMIND, GIVE_NOTICE, CLOSE = range(3)
_SAID = (EntryKind.WAITING, EntryKind.REPLY, EntryKind.REMINDED)


@act()
def remind(ticket: Ticket, *, now: datetime) -> int:
    """The next step for a ticket whose customer is silent; returns how many steps were made: 0 when he was not, or
    when another sweep was first."""
    ticket = locked(ticket)
    if ticket.status != Status.WACHT_OP_KLANT or ticket.remind_at is None or ticket.remind_at > now:
        return 0
    said = list(ticket.timeline.filter(kind__in=_SAID).order_by("-at", "-pk")[: CLOSE + 1])
    step = len(list(takewhile(lambda entry: entry.kind == EntryKind.REMINDED, said)))
    if step >= CLOSE:
        no_answer = own(OwnLine.NO_ANSWER)
        closed = Closed(status=Change(ticket.status, Status.GESLOTEN), unanswered=True, own=no_answer)
        end(ticket, closed, by=None, now=now)
        return 1
    ticket.remind_at = reminder_moment(ticket.agreement, step + 1, now)
    waits, question = _open_question(ticket), _question(said)
    facts = Reminded(
        step=step,
        asked=question.text if question else "",
        asked_own=question.facts.own if question else None,
        approval=waits.pk if waits else None,
        question=waits.kind if waits else "",
        closes_at=ticket.remind_at if step == GIVE_NOTICE else None,
    )
    record(ticket, facts, by=None, now=now)
    return 1


def _question(said: list[TimelineEntry]) -> TimelineEntry | None:
    return next((entry for entry in said if entry.kind != EntryKind.REMINDED), None)


def _open_question(ticket: Ticket) -> Approval | None:
    """What somebody has to say yes or no to, so that he is the one who is reminded, with his own link."""
    return ticket.approvals.open().order_by("asked_at", "pk").first()
