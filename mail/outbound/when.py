"""When a line of a ticket's timeline is mailed as this message and not as another, or not at all."""

from __future__ import annotations

from mail.outbound.occasions import Occasion
from sla.clock import Party
from tickets.kinds import EntryKind, Opened, Paged, Reminded, Secret, Waiting


def always(occasion: Occasion) -> bool:
    return True


def may_answer(occasion: Occasion) -> bool:
    """Not to a mail that a program sent, or that comes too often (security L)."""
    return not occasion.read(Opened).no_answer


def by_house(occasion: Occasion) -> bool:
    return occasion.by_house


def by_house_alone(occasion: Occasion) -> bool:
    """A reply sent along with "wacht op klant" or "los op" stands in the mail about that."""
    return occasion.by_house and not occasion.came_with(EntryKind.WAITING, EntryKind.RESOLVED)


def by_customer(occasion: Occasion) -> bool:
    return not occasion.by_house


def by_customer_alone(occasion: Occasion) -> bool:
    """A reply that reopens the ticket is one mail."""
    return not occasion.by_house and not occasion.came_with(EntryKind.REPLY)


def is_reminder(occasion: Occasion) -> bool:
    return not is_notice(occasion)


def is_notice(occasion: Occasion) -> bool:
    return occasion.read(Reminded).closes_at is not None


def for_customer(occasion: Occasion) -> bool:
    """What waits for a yes is mailed as that question."""
    facts = occasion.read(Waiting)
    return facts.party == Party.CUSTOMER and not facts.approval


def is_public(occasion: Occasion) -> bool:
    return occasion.entry.is_public


def made_by_house(occasion: Occasion) -> bool:
    return occasion.by_house and occasion.read(Secret).is_made


def made_by_customer(occasion: Occasion) -> bool:
    return not occasion.by_house and occasion.read(Secret).is_made


def somebody_is_called(occasion: Occasion) -> bool:
    return bool(occasion.read(Paged).people)
