"""Having read a ticket, and saying that it asks for no answer."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from tickets.kinds import AnswerWaived
from tickets.models import ReadMark, Ticket
from tickets.timeline import act
from tickets.verb import locked, record, require_work


def see(ticket: Ticket, *, by: User, until: int) -> bool:
    """This person saw the timeline up to this line; never less than he did before. Whether that was news.

    No line is written of it: who looked at what is nobody's business.
    """
    if not by.is_house:
        return False
    known = ReadMark.objects.filter(ticket=ticket.pk, person=by.pk)
    if known.filter(entry__lt=until).update(entry=until):
        return True
    if known.exists():
        return False
    ReadMark.objects.bulk_create([ReadMark(ticket_id=ticket.pk, person_id=by.pk, entry=until)], ignore_conflicts=True)
    return True


@act()
def waive_answer(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """What the customer wrote asks for no answer; the second click changes nothing."""
    require_work(by)
    ticket = locked(ticket)
    if ticket.clock.customer_waits_since is not None:
        record(ticket, AnswerWaived(), by=by, now=now)
    return ticket
