"""Whose the last word on a ticket is, and whether its customer waits for an answer: kept by the one writer.

Two facts, which do not mix: who has read what is of each person (tickets.models.ReadMark), that the customer waits is
of the ticket. Reading ends no waiting.
"""

from __future__ import annotations

from tickets.kinds import EntryKind, Reply
from tickets.models.clock import TicketClock
from tickets.models.timeline import TimelineEntry

# What nobody signed in for is somebody's word too: a melding by e-mail, an answer by a personal link.
_BY_LINK = {EntryKind.OPENED, EntryKind.DECIDED, EntryKind.RATED}
# However these came about, the customer has nothing to wait for any more.
_ENDS_WAITING = {
    EntryKind.ANSWER_WAIVED,
    EntryKind.RESOLVED,
    EntryKind.THANKED,
    EntryKind.CLOSED,
    EntryKind.CANCELLED,
}


def is_message(entry: TimelineEntry) -> bool:
    """Somebody said it, so whoever of 1do has not seen it still has to read it. What the house says by itself is not,
    and neither is an automatic reply."""
    facts = entry.facts
    if not facts.unread or (isinstance(facts, Reply) and facts.automatic):
        return False
    is_of_somebody = bool(entry.by_id or entry.contact_id or entry.kind in _BY_LINK)
    return is_of_somebody and (bool(entry.text) or facts.own is None)


def starts_waiting(entry: TimelineEntry) -> bool:
    """The customer wrote, and waits for an answer. His melding itself does not: it is new, which says the same."""
    return is_message(entry) and entry.kind in (EntryKind.REPLY, EntryKind.REOPENED) and not _is_by_house(entry)


def ends_waiting(entry: TimelineEntry) -> bool:
    """1do answered, or said that no answer is needed; a note to colleagues or a reminder is no answer."""
    return entry.kind in _ENDS_WAITING or (is_message(entry) and entry.is_public and _is_by_house(entry))


def keep_last_word(clock: TicketClock, entry: TimelineEntry) -> None:
    """`entry` was just written; the caller holds the lock, which is the row of the clock."""
    before = _kept(clock)
    if is_message(entry):
        person = entry.by_id if _is_by_house(entry) else None
        if clock.last_message_by_id != person:
            clock.last_by_others = clock.last_message
        clock.last_message, clock.last_message_at, clock.last_message_by_id = entry.pk, entry.at, person
    if ends_waiting(entry):
        clock.customer_waits_since = None
    elif starts_waiting(entry):
        clock.customer_waits_since = clock.customer_waits_since or entry.at
    if _kept(clock) != before and not clock._state.adding:
        clock.save(update_fields=_FIELDS)


_FIELDS = ("last_message", "last_message_at", "last_message_by", "last_by_others", "customer_waits_since")


def _kept(clock: TicketClock) -> tuple[object, ...]:
    return clock.last_message, clock.last_message_by_id, clock.last_by_others, clock.customer_waits_since


def _is_by_house(entry: TimelineEntry) -> bool:
    return entry.by is not None and entry.by.is_house
