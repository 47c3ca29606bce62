"""Meldingen that have to do with each other, and one update to all that fall under one.

A link changes nothing of either ticket. Only what falls under another hears what is said to all: each in its own
thread, as if it had been written there, so that nothing of one customer is read by another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer
from infra.errors import Refused
from sla.priority import TicketKind
from tickets.intake.actions import open_ticket
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Linked
from tickets.lifecycle.ending import resolve
from tickets.lifecycle.talking import reply
from tickets.models import Channel, Outage, Ticket, TicketLink
from tickets.timeline import act, for_keeping
from tickets.values import LinkKind
from tickets.verb import locked, record, require_open, require_text, require_work


@act()
def link(ticket: Ticket, other: Ticket, *, by: User, now: datetime, kind: str) -> TicketLink:
    """`ticket` is `kind` of `other`. A second click finds the first."""
    require_work(by)
    ticket, other = _both(ticket, other)
    _require_linkable(ticket, other, kind)
    return _link(ticket, other, kind, by=by, now=now)


def _link(ticket: Ticket, other: Ticket, kind: str, *, by: User, now: datetime) -> TicketLink:
    made, is_new = TicketLink.objects.get_or_create(
        ticket=ticket, other=other, kind=kind, defaults={"made_by": by, "made_at": now}
    )
    if is_new:
        record(ticket, Linked(link=kind, other=other.pk), by=by, now=now)
        record(other, Linked(link=kind, other=ticket.pk, from_there=True), by=by, now=now)
    return made


@act()
def unlink(made: TicketLink, *, by: User, now: datetime) -> None:
    require_work(by)
    ticket, other = _both(made.ticket, made.other)
    gone, _each = TicketLink.objects.filter(pk=made.pk).delete()
    if gone:
        record(ticket, Linked(link=made.kind, other=other.pk, gone=True), by=by, now=now)
        record(other, Linked(link=made.kind, other=ticket.pk, from_there=True, gone=True), by=by, now=now)


@act()
def declare_outage(
    ticket: Ticket, *, by: User, now: datetime, title: str, text: str = "", customers: Collection[Customer]
) -> Outage:
    """The customers may say at once that theirs is the same; again: with other words, or for others."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    title = require_text(title, _("Schrijf in een paar woorden wat er aan de hand is."), field="title")
    if TicketLink.objects.filter(ticket=ticket, kind=LinkKind.CHILD).exists():
        raise Refused(_("Deze melding valt zelf onder een andere; maak van die andere een storing."))
    given = {"title": title[:160], "text": for_keeping(text).strip()}
    outage, _new = Outage.objects.update_or_create(
        ticket=ticket, defaults=given, create_defaults=given | {"declared_by": by, "declared_at": now}
    )
    outage.customers.set(customers)
    return outage


@act()
def report_outage(outage: Outage, *, contact: Contact, by: User, now: datetime, text: str = "") -> Ticket:
    """A customer's person says that he has it too: his own melding, that falls under it from the start. Once each."""
    parent = outage.ticket
    report = Report(
        contact=contact,
        kind=TicketKind.INCIDENT,
        subject=outage.title,
        description=text.strip() or _("Ik heb last van deze storing."),
        impact=parent.impact,
        urgency=parent.urgency,
    )
    facts = WorkFacts(item_type=parent.item_type, service=parent.service)
    door = Door(by=by, now=now, channel=Channel.PORTAL, form_token=f"outage:{outage.pk}")
    made = open_ticket(report, facts, door)
    ticket, other = _both(made, parent)
    if not TicketLink.objects.filter(ticket=ticket).exists():
        TicketLink.objects.create(ticket=ticket, other=other, kind=LinkKind.CHILD, made_by=None, made_at=now)
        record(ticket, Linked(link=LinkKind.CHILD, other=other.pk), by=None, now=now)
        record(other, Linked(link=LinkKind.CHILD, other=ticket.pk, from_there=True), by=None, now=now)
    return ticket


@dataclass(frozen=True)
class ToldOfAll:
    """Of one ticket; `why_not` is a sentence where it was not told."""

    number: int
    why_not: str = ""


def tell_all(
    parent: Ticket, *, by: User, now: datetime, text: str, to: Collection[int], form_token: str, solved: bool = False
) -> list[ToldOfAll]:
    """The same words to those of its children that were chosen, and at the parent; `solved`: with them it is resolved.

    Each in a transaction of its own, with a token of its own: after a crash halfway the same form goes on where it
    stopped, and nobody is told twice.
    """
    require_work(by)
    text = require_text(text, _("Schrijf wat alle melders te lezen krijgen."))
    numbers = [each.pk for each in open_children(parent) if each.pk in to]
    return [
        _tell(number, by=by, now=now, text=text, form_token=form_token, solved=solved)
        for number in numbers + [parent.pk]
    ]


def _tell(number: int, *, by: User, now: datetime, text: str, form_token: str, solved: bool) -> ToldOfAll:
    verb = resolve if solved else reply
    try:
        with act():
            verb(Ticket(pk=number), by=by, now=now, text=text, form_token=f"{form_token}:{number}")
    except Refused as refused:
        return ToldOfAll(number, refused.message)
    return ToldOfAll(number)


def open_children(parent: Ticket) -> list[Ticket]:
    """What falls under it and is not over, each once: what went into another is told there."""
    links = TicketLink.objects.filter(other__in=parent.family, kind=LinkKind.CHILD)
    found = Ticket.objects.filter(links__in=links, merged_into__isnull=True).open()
    return list(found.select_related("customer", "contact").order_by("pk"))


def links_of(ticket: Ticket) -> Sequence[TicketLink]:
    """From and to it, and what went into it."""
    either = Q(ticket__in=ticket.family) | Q(other__in=ticket.family)
    return list(TicketLink.objects.filter(either).select_related("ticket__customer", "other__customer").order_by("pk"))


def _both(ticket: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    if ticket.pk == other.pk:
        raise Refused(_("Dit is deze melding zelf; kies een andere."), field="into")
    held = {pk: locked(Ticket(pk=pk)) for pk in sorted((ticket.pk, other.pk))}
    return held[ticket.pk], held[other.pk]


def _require_linkable(ticket: Ticket, other: Ticket, kind: str) -> None:
    if kind not in LinkKind.values:
        raise Refused(_("Kies wat de twee met elkaar te maken hebben."), field="kind")
    if other.is_merged:
        words = {"number": other.pk, "into": other.merged_into_id}
        raise Refused(_("Melding #%(number)s is samengevoegd met #%(into)s.") % words, field="into")
    if kind != LinkKind.CHILD or TicketLink.objects.filter(ticket=ticket, other=other, kind=kind).exists():
        return
    require_open(ticket)
    parents = TicketLink.objects.filter(kind=LinkKind.CHILD)
    if parents.filter(ticket=ticket).exists():
        raise Refused(_("Deze melding valt al onder een andere; haal die koppeling eerst weg."), field="into")
    if parents.filter(ticket=other).exists():
        raise Refused(_("Melding #%s valt zelf onder een andere; kies die.") % other.pk, field="into")
    if parents.filter(other=ticket).exists() or Outage.objects.filter(ticket=ticket).exists():
        raise Refused(_("Onder deze melding vallen andere; zij kan zelf nergens onder vallen."), field="into")
