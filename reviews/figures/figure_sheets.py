"""Figures, and the meldingen behind one, as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from contracts.models import Advice
from infra.spreadsheets import Cell, Kind, Row, SheetColumn
from reviews.figures.overview import Overview
from sla.priority import Priority, TicketKind
from tickets.models import Channel, Status, Ticket

MOST_TICKETS = 50_000


def figure_columns() -> list[SheetColumn]:
    return [
        SheetColumn("chapter", _("Onderwerp")),
        SheetColumn("figure", _("Cijfer")),
        SheetColumn("group", _("Uitgesplitst naar")),
        SheetColumn("part", _("Deel")),
        SheetColumn("value", _("Waarde"), Kind.NUMBER),
        SheetColumn("words", _("In woorden")),
        SheetColumn("before", _("Periode ervoor")),
        SheetColumn("agreed", _("Afgesproken")),
        SheetColumn("meaning", _("Wat het is")),
    ]


def figure_rows(found: Overview) -> Iterator[Row]:
    for chapter in found.chapters:
        for line in chapter.lines:
            named: dict[str, Cell] = {"chapter": chapter.title, "figure": line.name, "meaning": line.meaning}
            whole: dict[str, Cell] = {"group": "", "part": "", "agreed": line.note}
            yield named | whole | _numbers(line.value, line.words, line.before)
            for parts in line.parts:
                for each in parts.lines:
                    one: dict[str, Cell] = {"group": parts.name, "part": each.name, "agreed": ""}
                    yield named | one | _numbers(each.value, each.words, each.before)


def _numbers(value: int, words: str, before: str) -> dict[str, Cell]:
    return {"value": value, "words": words, "before": before}


def ticket_columns() -> list[SheetColumn]:
    return [
        SheetColumn("number", _("Nummer"), Kind.NUMBER),
        SheetColumn("customer", _("Klant")),
        SheetColumn("subject", _("Onderwerp")),
        SheetColumn("kind", _("Meldingstype")),
        SheetColumn("priority", _("Prioriteit")),
        SheetColumn("channel", _("Kanaal")),
        SheetColumn("status", _("Status")),
        SheetColumn("contact", _("Melder")),
        SheetColumn("opened", _("Gemeld"), Kind.MOMENT),
        SheetColumn("due", _("Uiterlijk beginnen"), Kind.MOMENT),
        SheetColumn("started", _("Begonnen"), Kind.MOMENT),
        SheetColumn("late", _("Te laat")),
        SheetColumn("resolved", _("Opgelost"), Kind.MOMENT),
    ]


def ticket_rows(tickets: Iterable[Ticket]) -> Iterator[Row]:
    """Of meldingen with their customer, contact and clock."""
    late = {None: "", False: _("nee"), True: _("ja")}
    for ticket in tickets:
        yield {
            "number": ticket.pk,
            "customer": ticket.customer.name,
            "subject": ticket.subject,
            "kind": str(TicketKind(ticket.kind).label),
            "priority": str(Priority(ticket.priority).label) if ticket.priority else "",
            "channel": str(Channel(ticket.channel).label),
            "status": str(Status(ticket.status).label),
            "contact": ticket.contact.name,
            "opened": ticket.opened_at,
            "due": ticket.clock.due_at,
            "started": ticket.clock.work_started_at,
            "late": late[ticket.clock.late],
            "resolved": ticket.resolved_at,
        }


def advice_columns() -> list[SheetColumn]:
    return [
        SheetColumn("number", _("Nummer")),
        SheetColumn("customer", _("Klant")),
        SheetColumn("title", _("Advies")),
        SheetColumn("given", _("Gegeven"), Kind.MOMENT),
        SheetColumn("by", _("Door")),
        SheetColumn("to", _("Aan")),
        SheetColumn("status", _("Stand")),
        SheetColumn("decided", _("Beslist"), Kind.MOMENT),
    ]


def advice_rows(advices: Iterable[Advice]) -> Iterator[Row]:
    for advice in advices:
        yield {
            "number": f"A{advice.pk}",
            "customer": advice.customer.name,
            "title": advice.title,
            "given": advice.given_at,
            "by": advice.given_by.name,
            "to": advice.given_to.name,
            "status": str(advice.get_status_display()),
            "decided": advice.decided_at,
        }
