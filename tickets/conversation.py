"""A timeline as either side reads it: who did what, in whose words. The words of a kind are in `tickets.kinds`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from sla.business_hours import AMSTERDAM
from tickets.clock.words import line_words
from tickets.kinds import Asked, Decided, EntryKind, Opened, Secret, SupplierSaid, Waiting
from tickets.models import Attachment, Channel, Ticket, TimelineEntry
from tickets.querysets import TimelineEntryQuerySet


class Side(StrEnum):
    """Whose message it is; an event is one line without a side."""

    CUSTOMER = "customer"
    HOUSE = "house"
    INTERNAL = "internal"
    EVENT = "event"


@dataclass(frozen=True)
class Said:
    """One line: `words` say what happened, `text` is what somebody wrote, `extra` what he answered besides."""

    entry: TimelineEntry
    side: Side
    who: str
    words: str = ""
    text: str = ""
    icon: str = ""
    extra: list[tuple[str, str]] = field(default_factory=list)
    attachments: tuple[Attachment, ...] = ()

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def is_mine(self) -> bool:
        """Of the customer's side."""
        return self.side == Side.CUSTOMER

    @property
    def is_event(self) -> bool:
        return self.side == Side.EVENT

    @property
    def is_internal(self) -> bool:
        return self.side == Side.INTERNAL

    @property
    def is_marked(self) -> bool:
        """Typed by somebody of 1do: bold, lists, code and links are drawn (infra.markdown). Of others every sign is
        itself."""
        by_house = self.entry.by is not None and self.entry.by.is_house and self.entry.kind != EntryKind.OPENED
        return by_house and self.text == self.entry.text

    @property
    def is_message(self) -> bool:
        return bool(self.text or self.attachments)


@dataclass(frozen=True)
class SaidOnDay:
    day: date
    items: list[Said]


def by_day(lines: Iterable[Said]) -> list[SaidOnDay]:
    days: list[SaidOnDay] = []
    for line in lines:
        day = line.at.astimezone(AMSTERDAM).date()
        if not days or days[-1].day != day:
            days.append(SaidOnDay(day, []))
        days[-1].items.append(line)
    return days


def say(ticket: Ticket, entry: TimelineEntry, *, to: User) -> Said:
    """A line of the timeline in the words for the house or, where `to` is of the customer, for him. What is internal
    never comes here for a customer: see `visible_to`."""
    of = ticket if entry.ticket_id == ticket.pk else entry.ticket
    said = _to_house(of, entry) if to.is_house else _to_customer(of, entry, to)
    if of is ticket or not (said.words or said.is_message):
        return said
    origin = _("uit melding #%s") % of.pk
    return replace(said, words=f"{said.words}, {origin}" if said.words else origin, icon=said.icon or "merge")


def conversation_of(ticket: Ticket, user: User) -> TimelineEntryQuerySet:
    """All lines that he may read of a ticket, and of those that went into it, by moment."""
    lines = TimelineEntry.objects.visible_to(user).filter(ticket__in=ticket.family).order_by("at", "pk")
    lines = lines.select_related("by", "contact").prefetch_related("attachments")
    if not ticket.has_merged:
        return lines
    twice = Q(kind=EntryKind.MERGED) & ~Q(ticket=ticket)  # it stands on either side
    return lines.exclude(twice).select_related("by", "contact", "ticket__contact")


def is_from_customer(entry: TimelineEntry) -> bool:
    """An answer always is, also by a signed link; what the agreement asks because of his melding is not his (SLA 3)."""
    if isinstance(entry.facts, Asked | Waiting):
        return False
    by_customer = entry.contact_id is not None or (entry.by is not None and not entry.by.is_house)
    return entry.kind == EntryKind.DECIDED or by_customer


_INTERNAL = (EntryKind.NOTE, EntryKind.SUPPLIER_ASKED, EntryKind.SUPPLIER_SAID)


# --- To the house -----------------------------------------------------------------------------------------
def _to_house(ticket: Ticket, entry: TimelineEntry) -> Said:
    facts, files = entry.facts, tuple(entry.attachments.all())
    if isinstance(facts, Opened):
        return _opening(ticket, entry, facts, files)
    said: dict[str, Any] = {"who": _who(entry), "words": facts.for_house(entry), "icon": facts.icon}
    if isinstance(facts, Secret):  # its words name who did it
        return Said(entry, Side.EVENT, **said | {"who": ""})
    if isinstance(facts, Waiting) and facts.approval:  # the question itself stands above it
        return Said(entry, Side.EVENT, **said)
    if isinstance(facts, SupplierSaid):
        said["who"] = facts.name
    if entry.kind in _INTERNAL:
        return Said(entry, Side.INTERNAL, text=entry.said, attachments=files, **said)
    if entry.kind == EntryKind.REPLY or (entry.is_public and (entry.said or files)):
        side = Side.CUSTOMER if is_from_customer(entry) else Side.HOUSE
        return Said(entry, side, text=entry.said, attachments=files, **said)
    return Said(entry, Side.EVENT, text=entry.said, attachments=files, **said)


def _who(entry: TimelineEntry) -> str:
    if entry.contact:
        return entry.contact.name
    if entry.by and (entry.by.is_house or is_from_customer(entry)):
        return entry.by.name
    by_link = entry.facts.name if isinstance(entry.facts, Decided) else ""
    return entry.facts.source_by or by_link or _("Automatisch")


def _opening(ticket: Ticket, entry: TimelineEntry, facts: Opened, files: tuple[Attachment, ...]) -> Said:
    """The customer's words, also when a colleague wrote them down at the telephone."""
    words = _("via %s") % Channel(ticket.channel).label
    if facts.unverified:
        words = _("%s; de afzender is niet geverifieerd") % words
    elif facts.unchecked:
        words = _("%s; afzender niet nagegaan") % words
    if entry.by is not None and entry.by.is_house:
        words = _("opgenomen door %s") % entry.by.name
    if facts.reported_at:
        words = f"{facts.for_house(entry)}, {words}"
    extra = [
        (_("Al geprobeerd"), ticket.steps_taken),
        (_("Wat kan er daardoor niet"), ticket.impact_text),
        (_("Calamiteitendienst"), line_words(facts.emergency)),
    ]
    said: dict[str, Any] = {
        "text": entry.said,
        "extra": [(label, text) for label, text in extra if text],
        "attachments": files,
    }
    if ticket.channel == Channel.ALERT:  # nobody of the customer wrote this
        return Said(entry, Side.CUSTOMER, _("Monitoring"), icon="radio-tower", **said)
    return Said(entry, Side.CUSTOMER, ticket.contact.name, words=words, icon=facts.icon, **said)


# --- To the customer --------------------------------------------------------------------------------------
def _to_customer(ticket: Ticket, entry: TimelineEntry, reader: User) -> Said:
    """Without `text`, `words` and files there is nothing in it for him."""
    facts = entry.facts
    is_theirs = entry.kind == EntryKind.OPENED or is_from_customer(entry)
    waits_for_yes = isinstance(facts, Waiting) and facts.approval  # follows the question, and needs no second message
    return Said(
        entry,
        Side.CUSTOMER if is_theirs else Side.HOUSE,
        _person(ticket, entry, reader) if is_theirs else _of_house(entry),
        words=facts.for_customer(entry),
        text="" if waits_for_yes else entry.said,
        icon=facts.icon or "circle",
        attachments=tuple(entry.attachments.all()),
    )


def _of_house(entry: TimelineEntry) -> str:
    return entry.by.name if entry.by and entry.by.is_house else _("1do")


def _person(ticket: Ticket, entry: TimelineEntry, reader: User) -> str:
    is_opening = entry.kind == EntryKind.OPENED
    if is_opening and ticket.channel == Channel.ALERT:
        return _("Monitoring")
    if entry.by == reader or (entry.contact and entry.contact.user_id == reader.pk):
        return _("U")
    if is_opening and ticket.contact.user_id == reader.pk:
        return _("U")
    if entry.by is None and isinstance(entry.facts, Decided):  # by a signed link
        return entry.facts.name
    wrote = entry.by or entry.contact
    return wrote.name if wrote else ticket.contact.name
