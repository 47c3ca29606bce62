"""What was said and what happened, as the customer reads it. Internal entries never come this far: see visible_to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.rules import Verdict
from contracts.money import euros
from sla.business_hours import AMSTERDAM
from sla.priority import Priority, TicketKind
from sla.wording import duration_words, moment_words
from tickets.models import ApprovalKind, Attachment, Channel, EntryKind, Ticket, TimelineEntry
from tickets.secrets.words import secret_words


@dataclass(frozen=True)
class Line:
    """A message when there is `text` or a file, else one grey line with `event`."""

    at: datetime
    who: str
    is_mine: bool
    text: str = ""
    event: str = ""
    icon: str = "circle"
    attachments: tuple[Attachment, ...] = ()
    new_day: date | None = None

    @property
    def is_message(self) -> bool:
        return bool(self.text or self.attachments)


def conversation(ticket: Ticket, user: User) -> list[Line]:
    entries = (
        TimelineEntry.objects.visible_to(user)
        .filter(ticket=ticket)
        .select_related("by", "contact")
        .prefetch_related("attachments")
        .order_by("at", "pk")
    )
    return list(_lines(ticket, user, entries))


def _lines(ticket: Ticket, user: User, entries: Iterable[TimelineEntry]) -> Iterator[Line]:
    day: date | None = None
    for entry in entries:
        text, event = _text(entry), _event(ticket, entry)
        if not (text or event or entry.attachments.all()):
            continue
        this_day = entry.at.astimezone(AMSTERDAM).date()
        is_mine = _is_from_customer(entry)
        yield Line(
            at=entry.at,
            who=_who(ticket, user, entry, is_mine=is_mine),
            is_mine=is_mine,
            text=text,
            event=event,
            icon=_ICONS.get(EntryKind(entry.kind), "circle"),
            attachments=tuple(entry.attachments.all()),
            new_day=this_day if this_day != day else None,
        )
        day = this_day


def _text(entry: TimelineEntry) -> str:
    """That it waits for an answer follows the question itself, and needs no second message."""
    return "" if entry.kind == EntryKind.WAITING and "approval" in entry.data else entry.text


def _is_from_customer(entry: TimelineEntry) -> bool:
    """An answer always is, also by a signed link; what the agreement asks because of his melding is not his (SLA 3)."""
    if entry.kind in (EntryKind.ASKED, EntryKind.WAITING):
        return False
    return entry.kind in (EntryKind.OPENED, EntryKind.DECIDED) or _by_customer(entry)


def _by_customer(entry: TimelineEntry) -> bool:
    return entry.contact_id is not None or (entry.by is not None and not entry.by.is_house)


def _who(ticket: Ticket, user: User, entry: TimelineEntry, *, is_mine: bool) -> str:
    if not is_mine:
        return entry.by.name if entry.by and entry.by.is_house else _("1do")
    if entry.kind == EntryKind.OPENED and ticket.channel == Channel.ALERT:
        return _("Monitoring")
    if entry.contact and entry.contact.user_id == user.pk:
        return _("U")
    if entry.by == user or entry.kind == EntryKind.OPENED and ticket.contact.user_id == user.pk:
        return _("U")
    if entry.by is None and entry.kind == EntryKind.DECIDED:  # by a signed link
        return str(entry.data["name"])
    wrote = entry.by or entry.contact
    return wrote.name if wrote else ticket.contact.name


_ICONS = {
    EntryKind.OPENED: "inbox",
    EntryKind.WORK_STARTED: "play",
    EntryKind.WAITING: "pause",
    EntryKind.REMINDED: "bell",
    EntryKind.HIDDEN: "eye-off",
    EntryKind.SECRET: "key-round",
    EntryKind.RESUMED: "play",
    EntryKind.PLANNED: "calendar-clock",
    EntryKind.CLASSIFIED: "arrow-up-down",
    EntryKind.RESOLVED: "check",
    EntryKind.REOPENED: "rotate-ccw",
    EntryKind.CLOSED: "lock",
    EntryKind.CANCELLED: "ban",
    EntryKind.COVERED: "umbrella",
    EntryKind.ASKED: "circle-question-mark",
    EntryKind.DECIDED: "circle-check",
    EntryKind.MANDATE: "stamp",
    EntryKind.VIEWING: "screen-share",
    EntryKind.ESCALATED: "trending-up",
    EntryKind.ACKNOWLEDGED: "check-check",
    EntryKind.UNACKNOWLEDGED: "bell-ring",
    EntryKind.DEESCALATED: "trending-down",
    EntryKind.EXTRA_COSTS: "euro",
}


def _event(ticket: Ticket, entry: TimelineEntry) -> str:
    name = {"name": entry.by.name if entry.by else _("1do")}
    match entry.kind:
        case EntryKind.OPENED if entry.by and entry.by.is_house:
            return _("Opgeschreven door %(name)s") % name
        case EntryKind.WORK_STARTED:
            return _("%(name)s is met het werk begonnen") % name
        case EntryKind.WAITING if "approval" in entry.data:
            return _("Wacht op akkoord van uw organisatie")
        case EntryKind.WAITING if entry.data.get("party") == "customer":
            return _("Wacht op uw antwoord")
        case EntryKind.WAITING:
            return _("Wacht op een leverancier")
        case EntryKind.RESUMED:
            return _("Het wachten is voorbij; het is weer aan 1do")
        case EntryKind.PLANNED:
            planned_for = datetime.fromisoformat(entry.data["planned_for"])
            return _("Ingepland: %(moment)s") % {"moment": moment_words(planned_for)}
        case EntryKind.CLASSIFIED:
            return _classified(entry)
        case EntryKind.RESOLVED:
            return _("Opgelost")
        case EntryKind.REOPENED:
            return _("Weer geopend")
        case EntryKind.REMINDED if "closes_at" in entry.data:
            moment = moment_words(datetime.fromisoformat(entry.data["closes_at"]))
            return _("Zonder antwoord sluiten wij deze melding op %(moment)s") % {"moment": moment}
        case EntryKind.REMINDED:
            return _("Wij herinnerden u aan onze vraag")
        case EntryKind.CLOSED if entry.data.get("unanswered"):
            return _("Gesloten omdat er geen antwoord kwam")
        case EntryKind.CLOSED if entry.by is None:
            return _("Vanzelf gesloten")
        case EntryKind.CLOSED:
            return _("Gesloten")
        case EntryKind.CANCELLED:
            return _("Geannuleerd")
        case EntryKind.ESCALATED:
            return _("Geëscaleerd naar trede %(step)s (%(citation)s)") % entry.data
        case EntryKind.ACKNOWLEDGED:
            return _("%(name)s pakt de escalatie op") % name
        case EntryKind.UNACKNOWLEDGED:
            return _("De escalatie is niet op tijd bevestigd; de volgende trede weet ervan")
        case EntryKind.DEESCALATED:
            return _("Escalatie van trede %(step)s afgerond") % entry.data
        case EntryKind.EXTRA_COSTS:
            amount = euros(Decimal(entry.data["amount"]))
            return _("Kosten van een leverancier: %(amount)s, voor uw rekening (SLA 7.10)") % {"amount": amount}
    return _agreed(entry, name)


def _agreed(entry: TimelineEntry, name: dict[str, str]) -> str:
    """What the agreement decided, and what was asked and answered because of it."""
    data = entry.data
    match entry.kind:
        case EntryKind.COVERED:
            words = {"verdict": Verdict(data["verdict"][1]).label, "clause": data["clause"][1]}
            return _("Dekking: %(verdict)s (SLA %(clause)s)") % words
        case EntryKind.ASKED:
            return _cited(_asked(data), data)
        case EntryKind.DECIDED:
            return _cited(_("Akkoord") if data["granted"] else _("Niet akkoord"), data)
        case EntryKind.MANDATE:
            return _cited(_("Uitgevoerd onder mandaat"), data)
        case EntryKind.HIDDEN:
            return _(
                "Hier stond een wachtwoord of sleutel; die hebben wij niet bewaard. Geef die veilig door (SLA 10)."
            )
        case EntryKind.SECRET:
            who = entry.by or entry.contact
            return secret_words(entry.data, who.name if who else _("1do"))
        case EntryKind.VIEWING if data["begins"]:
            return _("%(name)s kijkt mee op afstand") % name
        case EntryKind.VIEWING:
            return _("%(name)s kijkt niet meer mee") % name
    return ""


def _asked(data: dict[str, Any]) -> str:
    match data["question"]:
        case ApprovalKind.ESTIMATE if data["minutes"] is None:
            return _("Vraagt uw akkoord; de tijd die het kost wordt berekend")
        case ApprovalKind.ESTIMATE:
            words = {
                "time": duration_words(timedelta(minutes=data["minutes"] or 0)),
                "amount": euros(Decimal(data["amount"] or 0)),
            }
            return _("Vraagt uw akkoord: %(time)s, %(amount)s exclusief btw") % words
        case ApprovalKind.AUTHORISATION:
            return _("Vraagt uw organisatie dit te bevestigen")
        case ApprovalKind.REPORTER:
            return _("Vraagt uw organisatie of dit gemeld mag worden")
    return _("Vraagt of er meegekeken mag worden op afstand")


def _cited(words: str, data: dict[str, Any]) -> str:
    return f"{words} ({data['citation']})" if data.get("citation") else words


def _classified(entry: TimelineEntry) -> str:
    old, new = (
        Priority(priority).label if priority else TicketKind(kind).label
        for kind, priority in zip(entry.data["kind"], entry.data["priority"], strict=True)
    )
    if old == new:
        return _("De indeling is gewijzigd")
    return _("Gewijzigd van %(old)s naar %(new)s") % {"old": str(old).lower(), "new": str(new).lower()}
