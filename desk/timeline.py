"""The timeline as a conversation: messages of the customer, of 1do, internal notes, and events as one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM
from sla.priority import Impact, Priority, TicketKind, Urgency
from sla.wording import duration_words, moment_words
from tickets.models import Activity, Attachment, Channel, EntryKind, Status, Ticket, TimelineEntry


@dataclass(frozen=True)
class Item:
    """`side`: customer, house, internal, or event. `words` says what happened; `text` is what somebody wrote."""

    side: str
    who: str
    at: datetime
    words: str = ""
    text: str = ""
    icon: str = ""
    extra: list[tuple[str, str]] = field(default_factory=list)
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Day:
    day: date
    items: list[Item]


def by_day(ticket: Ticket, entries: Iterable[TimelineEntry]) -> list[Day]:
    days: list[Day] = []
    for entry in entries:
        day = entry.at.astimezone(AMSTERDAM).date()
        if not days or days[-1].day != day:
            days.append(Day(day, []))
        days[-1].items.append(item(ticket, entry))
    return days


def item(ticket: Ticket, entry: TimelineEntry) -> Item:
    kind, files = EntryKind(entry.kind), list(entry.attachments.all())
    who = entry.by.name if entry.by else entry.data.get("source_by") or _("Automatisch")
    words = _WORDS[kind](entry.data) if kind in _WORDS else kind.label.capitalize()
    icon = _ICONS.get(kind, "info")
    if kind == EntryKind.OPENED:
        return _opening(ticket, entry, files)
    if kind == EntryKind.NOTE:
        return Item("internal", who, entry.at, text=entry.text, attachments=files)
    if kind == EntryKind.REPLY or (entry.is_public and (entry.text or files)):
        side = "house" if entry.by is None or entry.by.is_house else "customer"
        return Item(side, who, entry.at, "" if kind == EntryKind.REPLY else words, entry.text, icon, attachments=files)
    return Item("event", who, entry.at, words, entry.text, icon, attachments=files)


def _opening(ticket: Ticket, entry: TimelineEntry, files: Sequence[Attachment]) -> Item:
    """The customer's words, also when a colleague wrote them down at the telephone."""
    noted = entry.by is not None and entry.by.is_house
    words = _("via %s") % Channel(ticket.channel).label
    if noted and entry.by is not None:
        words = _("opgenomen door %s") % entry.by.name
    extra = [(_("Al geprobeerd"), ticket.steps_taken), (_("Wat kan er daardoor niet"), ticket.impact_text)]
    extra = [(label, text) for label, text in extra if text]
    return Item("customer", ticket.contact.name, entry.at, words, entry.text, "inbox", extra, files)


def _classified(data: dict[str, Any]) -> str:
    tables = (("kind", TicketKind), ("impact", Impact), ("urgency", Urgency), ("priority", Priority))
    changes = [
        _("%(old)s wordt %(new)s") % {"old": _label(table, data[name][0]), "new": _label(table, data[name][1])}
        for name, table in tables
        if name in data and data[name][0] != data[name][1]
    ]
    return _("Indeling gewijzigd: %s") % "; ".join(changes)


def _label(table: Any, value: Any) -> str:
    return str(table(value).label) if value else _("niet bepaald")


def _assigned(data: dict[str, Any]) -> str:
    person, team = data.get("assignee", [None, None]), data.get("team", [None, None])
    if person[0] != person[1]:
        words = _("Toegewezen aan %s") % person[1] if person[1] else _("Niet meer toegewezen")
        return f"{words}, {_('team')} {team[1]}" if team[0] != team[1] and team[1] else words
    return _("Overgedragen aan team %s") % (team[1] or "–")


def _waiting(data: dict[str, Any]) -> str:
    if data.get("party") == "supplier":
        reference = data.get("supplier_reference")
        return _("Wacht op leverancier (kenmerk %s)") % reference if reference else _("Wacht op leverancier")
    return _("Wacht op klant")


def _details(data: dict[str, Any]) -> str:
    names = {
        "subject": _("onderwerp"),
        "steps_taken": _("al geprobeerd"),
        "impact_text": _("gevolgen"),
        "contact_phone": _("telefoon"),
        "contact_email": _("e-mail"),
    }
    return _("Gegevens gewijzigd: %s") % ", ".join(names.get(name, name) for name in data)


def _time_logged(data: dict[str, Any]) -> str:
    words = f"{duration_words(timedelta(minutes=data.get('minutes', 0)))}, {_label(Activity, data.get('activity'))}"
    return _("%s geschreven") % (f"{words} ({_('op locatie')})" if data.get("on_site") else words)


def due_moved_words(data: dict[str, Any]) -> str:
    old, new = data.get("due_at", [None, None])
    return _("Uiterste moment verschoven van %(old)s naar %(new)s") % {"old": _moment(old), "new": _moment(new)}


def _warned(data: dict[str, Any]) -> str:
    return _("Gewaarschuwd: %s %% van de tijd is om") % data.get("threshold", "?")


def _planned(data: dict[str, Any]) -> str:
    return _("Ingepland voor %s") % _moment(data.get("planned_for"))


def _moment(text: str | None) -> str:
    return moment_words(datetime.fromisoformat(text)) if text else _("geen moment")


def _imported(data: dict[str, Any]) -> str:
    old_new = data.get("status")
    if isinstance(old_new, list) and len(old_new) == 2 and all(value in Status.values for value in old_new):
        return _("Overgenomen: %(old)s wordt %(new)s") % {
            "old": Status(old_new[0]).label,
            "new": Status(old_new[1]).label,
        }
    return _("Overgenomen uit een ander systeem")


_WORDS: dict[EntryKind, Callable[[dict[str, Any]], str]] = {
    EntryKind.OPENED: lambda data: _("Gemeld"),
    EntryKind.TAKEN: lambda data: _("Nam de melding aan"),
    EntryKind.ASSIGNED: _assigned,
    EntryKind.WORK_STARTED: lambda data: _("Begon met het werk"),
    EntryKind.REPLY: lambda data: "",
    EntryKind.NOTE: lambda data: "",
    EntryKind.WAITING: _waiting,
    EntryKind.RESUMED: lambda data: _("Beëindigde het wachten"),
    EntryKind.PLANNED: _planned,
    EntryKind.CLASSIFIED: _classified,
    EntryKind.DETAILS_CHANGED: _details,
    EntryKind.TIME_LOGGED: _time_logged,
    EntryKind.RESOLVED: lambda data: _("Opgelost"),
    EntryKind.REOPENED: lambda data: _("Heropend"),
    EntryKind.CLOSED: lambda data: _("Gesloten"),
    EntryKind.CANCELLED: lambda data: _("Geannuleerd"),
    EntryKind.WARNED: _warned,
    EntryKind.DUE_MOVED: due_moved_words,
    EntryKind.IMPORTED: _imported,
    EntryKind.MAIL_FAILED: lambda data: _("Een e-mail over deze melding is niet aangekomen"),
    EntryKind.COVERED: lambda data: _("Dekking bepaald"),
    EntryKind.ASKED: lambda data: _("Vroeg akkoord"),
    EntryKind.DECIDED: lambda data: _("Antwoordde op de akkoordvraag"),
    EntryKind.ESCALATED: lambda data: _("Escaleerde"),
    EntryKind.ACKNOWLEDGED: lambda data: _("Bevestigde de escalatie"),
    EntryKind.UNACKNOWLEDGED: lambda data: _("De escalatie is niet op tijd bevestigd"),
    EntryKind.DEESCALATED: lambda data: _("Rondde de escalatie af"),
    EntryKind.MANDATE: lambda data: _("Voerde dit uit onder mandaat"),
    EntryKind.VIEWING: lambda data: _("Keek mee op afstand"),
    EntryKind.EXTRA_COSTS: lambda data: _("Kosten van een leverancier"),
    EntryKind.CHASE_DUE: lambda data: _("Tijd om de leverancier na te bellen"),
    EntryKind.CHECKED: lambda data: _("Vulde een controle in"),
    EntryKind.TIME_CORRECTED: lambda data: _("Corrigeerde geschreven tijd"),
}

_ICONS: dict[EntryKind, str] = {
    EntryKind.OPENED: "inbox",
    EntryKind.TAKEN: "hand",
    EntryKind.ASSIGNED: "user-round-plus",
    EntryKind.WORK_STARTED: "play",
    EntryKind.REPLY: "",
    EntryKind.NOTE: "",
    EntryKind.WAITING: "pause",
    EntryKind.RESUMED: "step-forward",
    EntryKind.PLANNED: "calendar-clock",
    EntryKind.CLASSIFIED: "tags",
    EntryKind.DETAILS_CHANGED: "pencil",
    EntryKind.TIME_LOGGED: "timer",
    EntryKind.RESOLVED: "circle-check",
    EntryKind.REOPENED: "rotate-ccw",
    EntryKind.CLOSED: "lock",
    EntryKind.CANCELLED: "ban",
    EntryKind.WARNED: "bell",
    EntryKind.DUE_MOVED: "calendar-sync",
    EntryKind.IMPORTED: "import",
    EntryKind.MAIL_FAILED: "mail-warning",
    EntryKind.COVERED: "umbrella",
    EntryKind.ASKED: "circle-help",
    EntryKind.DECIDED: "circle-check",
    EntryKind.ESCALATED: "trending-up",
    EntryKind.ACKNOWLEDGED: "check-check",
    EntryKind.UNACKNOWLEDGED: "bell-ring",
    EntryKind.DEESCALATED: "trending-down",
    EntryKind.MANDATE: "stamp",
    EntryKind.VIEWING: "screen-share",
    EntryKind.EXTRA_COSTS: "euro",
    EntryKind.CHASE_DUE: "phone-outgoing",
    EntryKind.CHECKED: "list-checks",
    EntryKind.TIME_CORRECTED: "timer-reset",
}
