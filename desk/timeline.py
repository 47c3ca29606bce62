"""The timeline as a conversation: messages of the customer, of 1do, internal notes, and events as one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contracts.coverage import BILLABLE, Verdict
from contracts.wording import euros
from mail.models import ReceivedBody
from sla.business_hours import AMSTERDAM
from sla.priority import Impact, Priority, TicketKind, Urgency
from sla.wording import duration_words, moment_words
from tickets.models import (
    Activity,
    ApprovalKind,
    Attachment,
    Channel,
    EntryKind,
    Status,
    Ticket,
    TimelineEntry,
)
from tickets.secrets import secret_words


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
    received: ReceivedBody | None = None

    @property
    def is_event(self) -> bool:
        return self.side == "event"

    @property
    def is_internal(self) -> bool:
        return self.side == "internal"


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
    who = _who(entry)
    words = _WORDS[kind](entry.data) if kind in _WORDS else kind.label.capitalize()
    icon = _ICONS.get(kind, "info")
    if kind == EntryKind.SECRET:  # its words name who did it
        return Item("event", "", entry.at, secret_words(entry.data, who), icon=icon)
    if kind == EntryKind.OPENED:
        return _opening(ticket, entry, files)
    if kind == EntryKind.WAITING and "approval" in entry.data:  # the question itself stands above it
        return Item("event", who, entry.at, words, icon=icon)
    if kind == EntryKind.NOTE:
        return Item("internal", who, entry.at, text=entry.text, attachments=files)
    if kind == EntryKind.REPLY or (entry.is_public and (entry.text or files)):
        side = "customer" if is_from_customer(entry) else "house"
        words = "" if kind == EntryKind.REPLY else words
        return Item(side, who, entry.at, words, entry.text, icon, attachments=files, received=_received(entry))
    return Item("event", who, entry.at, words, entry.text, icon, attachments=files)


def is_from_customer(entry: TimelineEntry) -> bool:
    """An answer always is, also by a signed link; what the agreement asks because of his melding is not his (SLA 3)."""
    if entry.kind in (EntryKind.ASKED, EntryKind.WAITING):
        return False
    by_customer = entry.contact_id is not None or (entry.by is not None and not entry.by.is_house)
    return entry.kind == EntryKind.DECIDED or by_customer


def _who(entry: TimelineEntry) -> str:
    if entry.contact:
        return entry.contact.name
    if entry.by and (entry.by.is_house or is_from_customer(entry)):
        return entry.by.name
    by_link = entry.data.get("name") if entry.kind == EntryKind.DECIDED else ""
    return str(entry.data.get("source_by") or by_link or _("Automatisch"))


def _opening(ticket: Ticket, entry: TimelineEntry, files: Sequence[Attachment]) -> Item:
    """The customer's words, also when a colleague wrote them down at the telephone."""
    noted = entry.by is not None and entry.by.is_house
    words = _("via %s") % Channel(ticket.channel).label
    if entry.data.get("unverified"):
        words = _("%s; de afzender is niet geverifieerd") % words
    if noted and entry.by is not None:
        words = _("opgenomen door %s") % entry.by.name
    extra = [
        (_("Al geprobeerd"), ticket.steps_taken),
        (_("Wat kan er daardoor niet"), ticket.impact_text),
        (_("Calamiteitendienst"), entry.data.get("emergency", "")),
    ]
    extra = [(label, text) for label, text in extra if text]
    received = _received(entry)
    if ticket.channel == Channel.ALERT:  # nobody of the customer wrote this
        return Item("customer", _("Monitoring"), entry.at, "", entry.text, "radio-tower", extra, files, received)
    return Item("customer", ticket.contact.name, entry.at, words, entry.text, "inbox", extra, files, received)


def _received(entry: TimelineEntry) -> ReceivedBody | None:
    """What came with it by mail; read along with the timeline."""
    return getattr(entry, "received_body", None)


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


def _escalated(data: dict[str, Any]) -> str:
    names = ", ".join(person["name"] for person in data["house"])
    words = {"step": data["step"], "names": names, "citation": data["citation"]}
    return _("Escaleerde naar trede %(step)s: %(names)s (%(citation)s)") % words


def _extra_costs(data: dict[str, Any]) -> str:
    words = {"amount": euros(Decimal(data["amount"])), "supplier": data.get("supplier") or _("een leverancier")}
    return _("Kosten van %(supplier)s: %(amount)s, voor rekening van de klant (SLA 7.10)") % words


def _chase_due(data: dict[str, Any]) -> str:
    return _("Tijd om %(supplier)s na te bellen") % {"supplier": data.get("supplier") or _("de leverancier")}


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
    if "approval" in data:
        return _("Wacht op akkoord van de klant")
    return _("Wacht op klant")


def _details(data: dict[str, Any]) -> str:
    names = {
        "subject": _("onderwerp"),
        "steps_taken": _("al geprobeerd"),
        "impact_text": _("gevolgen"),
        "contact_phone": _("telefoon"),
        "contact_email": _("e-mail"),
        "item_type": _("onderdeel"),
        "service": _("SLA-onderdeel"),
        "features": _("bijzonderheden"),
        "small_change": _("kleine aanpassing"),
        "user_accounts": _("gebruikersbeheer"),
        "ignored_advice": _("afgewezen advies"),
        "reference": _("nummer in een ander systeem"),
    }
    return _("Gegevens gewijzigd: %s") % ", ".join(names.get(name, name) for name in data)


def _time_logged(data: dict[str, Any]) -> str:
    words = f"{duration_words(timedelta(minutes=data.get('minutes', 0)))}, {_label(Activity, data.get('activity'))}"
    marks = [_("op locatie")] if data.get("on_site") else []
    marks += [_("buiten kantoortijd")] if data.get("outside_hours") else []
    words = _("%s geschreven") % (f"{words} ({', '.join(marks)})" if marks else words)
    return words + _time_verdict(data.get("verdict"), data.get("clause")) if data.get("verdict") in BILLABLE else words


def _time_verdict(verdict: str | None, clause: str | None) -> str:
    return f", {_label(Verdict, verdict)} ({clause})"


def _time_corrected(data: dict[str, Any]) -> str:
    old, new = (duration_words(timedelta(minutes=minutes)) for minutes in data["minutes"])
    values = {"whose": data.get("whose", ""), "old": old, "new": new}
    if not data["minutes"][1]:
        return _("Haalde %(old)s van %(whose)s weg") % values
    words = _("Corrigeerde de tijd van %(whose)s (%(new)s)") % values
    if old != new:
        words = _("Corrigeerde de tijd van %(whose)s van %(old)s naar %(new)s") % values
    if "verdict" in data:
        words += _time_verdict(data["verdict"][1], data.get("clause", ["", ""])[1])
    return words


def due_moved_words(data: dict[str, Any]) -> str:
    old, new = data.get("due_at", [None, None])
    return _("Uiterste moment verschoven van %(old)s naar %(new)s") % {"old": _moment(old), "new": _moment(new)}


def _warned(data: dict[str, Any]) -> str:
    return _("Gewaarschuwd: %s %% van de tijd is om") % data.get("threshold", "?")


def _planned(data: dict[str, Any]) -> str:
    return _("Ingepland voor %s") % _moment(data.get("planned_for"))


def _moment(text: str | None) -> str:
    return moment_words(datetime.fromisoformat(text)) if text else _("geen moment")


def _covered(data: dict[str, Any]) -> str:
    old, new = (_label(Verdict, verdict) for verdict in data["verdict"])
    words = _("Dekking: %(verdict)s (%(clause)s)") % {"verdict": new, "clause": data["clause"][1]}
    if old != new:
        words += _(", was %s") % old
    return words + _(", met de hand bepaald") if data.get("by_hand") else words


def _asked(data: dict[str, Any]) -> str:
    words = {
        ApprovalKind.ESTIMATE: _("Vroeg akkoord op kosten: %s") % estimate_words(data),
        ApprovalKind.AUTHORISATION: _("Vroeg bevestiging van het autorisatieverzoek"),
        ApprovalKind.REPORTER: _("Vroeg toestemming voor deze melder"),
        ApprovalKind.REMOTE_VIEWING: _("Vroeg toestemming om mee te kijken"),
    }[ApprovalKind(data["question"])]
    return _cited(words, data)


def estimate_words(data: dict[str, Any]) -> str:
    """ "1 u 30 min, € 142,50"; of what was asked before anybody looked at it, the time that it will take."""
    if data.get("minutes") is None:
        return _("de bestede tijd")
    amount = euros(Decimal(data.get("amount") or 0))
    return f"{duration_words(timedelta(minutes=data.get('minutes') or 0))}, {amount}"


def _decided(data: dict[str, Any]) -> str:
    yes, no = {
        ApprovalKind.ESTIMATE: (_("Ging akkoord met de kosten"), _("Ging niet akkoord met de kosten")),
        ApprovalKind.AUTHORISATION: (_("Bevestigde het autorisatieverzoek"), _("Wees het autorisatieverzoek af")),
        ApprovalKind.REPORTER: (_("Gaf de melder toestemming"), _("Gaf de melder geen toestemming")),
        ApprovalKind.REMOTE_VIEWING: (_("Gaf toestemming om mee te kijken"), _("Wil niet dat er wordt meegekeken")),
    }[ApprovalKind(data["question"])]
    words = _cited(yes if data["granted"] else no, data)
    return words + _(", met de link uit de mail") if data.get("by_link") else words


def _cited(words: str, data: dict[str, Any]) -> str:
    return f"{words} ({data['citation']})" if data.get("citation") else words


def _viewing(data: dict[str, Any]) -> str:
    return _("Begon mee te kijken op afstand") if data.get("begins") else _("Hield op met meekijken")


def _imported(data: dict[str, Any]) -> str:
    old_new = data.get("status")
    if isinstance(old_new, list) and len(old_new) == 2 and all(value in Status.values for value in old_new):
        return _("Overgenomen: %(old)s wordt %(new)s") % {
            "old": Status(old_new[0]).label,
            "new": Status(old_new[1]).label,
        }
    return _("Overgenomen uit een ander systeem")


def hidden_words(data: dict[str, Any]) -> str:
    """ "1 wachtwoord, 2 sleutels": what was taken out before it was stored (SLA 10)."""
    what = ", ".join(f"{count} × {name}" for name, count in data.get("hidden", {}).items())
    return _("Verborgen: %s. Vraag het opnieuw, langs een veilige weg (SLA 10).") % what


def _reminded(data: dict[str, Any]) -> str:
    if closes_at := data.get("closes_at"):
        moment = moment_words(datetime.fromisoformat(closes_at))
        return _("De klant kreeg bericht: zonder antwoord sluiten wij op %s") % moment
    return _("De klant kreeg een herinnering")


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
    EntryKind.RESOLVED: lambda data: (
        _("Hersteld, zonder dat er iets is gedaan") if data.get("by_itself") else _("Opgelost")
    ),
    EntryKind.REOPENED: lambda data: _("Heropend"),
    EntryKind.CLOSED: lambda data: _("Gesloten"),
    EntryKind.CANCELLED: lambda data: _("Geannuleerd"),
    EntryKind.WARNED: _warned,
    EntryKind.DUE_MOVED: due_moved_words,
    EntryKind.IMPORTED: _imported,
    EntryKind.MAIL_FAILED: lambda data: _("Een e-mail over deze melding is niet aangekomen"),
    EntryKind.COVERED: _covered,
    EntryKind.ASKED: _asked,
    EntryKind.DECIDED: _decided,
    EntryKind.ESCALATED: _escalated,
    EntryKind.ACKNOWLEDGED: lambda data: _("Bevestigde de escalatie van trede %s") % data["step"],
    EntryKind.UNACKNOWLEDGED: lambda data: _("De escalatie van trede %s is niet op tijd bevestigd") % data["step"],
    EntryKind.DEESCALATED: lambda data: _("Rondde de escalatie van trede %s af") % data["step"],
    EntryKind.MANDATE: lambda data: _cited(_("Voerde dit uit onder mandaat"), data),
    EntryKind.VIEWING: _viewing,
    EntryKind.EXTRA_COSTS: _extra_costs,
    EntryKind.CHASE_DUE: _chase_due,
    EntryKind.CHECKED: lambda data: _("Vulde een controle in"),
    EntryKind.TIME_CORRECTED: _time_corrected,
    EntryKind.ALERT: lambda data: _("Monitoring"),
    EntryKind.HIDDEN: hidden_words,
    EntryKind.SECRET: lambda data: "",
    EntryKind.REMINDED: _reminded,
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
    EntryKind.ASKED: "circle-question-mark",
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
    EntryKind.ALERT: "radio-tower",
    EntryKind.HIDDEN: "eye-off",
    EntryKind.SECRET: "key-round",
    EntryKind.REMINDED: "bell-ring",
}
