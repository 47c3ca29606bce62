"""Every kind of line on a timeline, a row each: what it keeps, who may read it, what it does to the clock, its words.

To add a kind: a member of EntryKind, a row, and the verb that writes it. A row is a class: its fields are the facts of
such a line (`seen` marks what a customer may read), `for_house` and `for_customer` say it to either side, and `@row`
says the rest. See `tickets.facts` for what a fact may be, and `tickets.timeline` for the one writer.

    @row(EntryKind.PLANNED, icon="calendar-clock", announced=True, told=_("ingepland"))
    class Planned(Facts):
        planned_for: datetime = seen()
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.coverage.rules import BILLABLE, Verdict
from contracts.coverage.words import Because, reason_words
from contracts.money import euros
from sla.clock import ClockEvent, ClockEventKind, Party
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from sla.wording import away_words, duration_words, moment_words
from tickets.facts import Change, Facts, seen
from tickets.own_words import own_words
from tickets.values import (
    BAD_SCORES,
    Activity,
    ApprovalKind,
    LinkKind,
    ProgramKind,
    QuietReason,
    Score,
    SecretEnd,
    SecretKind,
    Status,
)

if TYPE_CHECKING:
    from tickets.models import TimelineEntry


class EntryKind(models.TextChoices):
    OPENED = "opened", gettext_lazy("gemeld")
    TAKEN = "taken", gettext_lazy("aangenomen")
    ASSIGNED = "assigned", gettext_lazy("toegewezen")
    WORK_STARTED = "work_started", gettext_lazy("werkzaamheden begonnen")
    REPLY = "reply", gettext_lazy("bericht")
    ANSWER_WAIVED = "answer_waived", gettext_lazy("geen antwoord nodig")
    NOTE = "note", gettext_lazy("notitie")
    WAITING = "waiting", gettext_lazy("wacht")
    RESUMED = "resumed", gettext_lazy("hervat")
    PLANNED = "planned", gettext_lazy("ingepland")
    CLASSIFIED = "classified", gettext_lazy("indeling gewijzigd")
    DETAILS_CHANGED = "details_changed", gettext_lazy("gegevens gewijzigd")
    TIME_LOGGED = "time_logged", gettext_lazy("tijd geschreven")
    TIME_CORRECTED = "time_corrected", gettext_lazy("tijd gecorrigeerd")
    RESOLVED = "resolved", gettext_lazy("opgelost")
    REOPENED = "reopened", gettext_lazy("heropend")
    THANKED = "thanked", gettext_lazy("was een bedankje")
    CLOSED = "closed", gettext_lazy("gesloten")
    CANCELLED = "cancelled", gettext_lazy("geannuleerd")
    WARNED = "warned", gettext_lazy("gewaarschuwd")
    DUE_MOVED = "due_moved", gettext_lazy("uiterste moment verschoven")
    IMPORTED = "imported", gettext_lazy("overgenomen")
    MAIL_FAILED = "mail_failed", gettext_lazy("niet gemaild")
    COVERED = "covered", gettext_lazy("dekking bepaald")
    ASKED = "asked", gettext_lazy("akkoord gevraagd")
    DECIDED = "decided", gettext_lazy("over akkoord beslist")
    SPOKEN_YES = "spoken_yes", gettext_lazy("mondeling akkoord")
    MANDATE = "mandate", gettext_lazy("onder mandaat uitgevoerd")
    VIEWING = "viewing", gettext_lazy("meegekeken op afstand")
    ESCALATED = "escalated", gettext_lazy("geëscaleerd")
    ACKNOWLEDGED = "acknowledged", gettext_lazy("escalatie bevestigd")
    UNACKNOWLEDGED = "unacknowledged", gettext_lazy("escalatie niet op tijd bevestigd")
    DEESCALATED = "deescalated", gettext_lazy("escalatie afgerond")
    EXTRA_COSTS = "extra_costs", gettext_lazy("kosten van een leverancier")
    CHASE_DUE = "chase_due", gettext_lazy("leverancier nabellen")
    CHECKED = "checked", gettext_lazy("controle ingevuld")
    ALERT = "alert", gettext_lazy("bericht van monitoring")
    HIDDEN = "hidden", gettext_lazy("vertrouwelijke gegevens verborgen")
    SECRET = "secret", gettext_lazy("eenmalig geheim")
    PROGRAM_MAIL = "program_mail", gettext_lazy("automatisch bericht")
    REMINDED = "reminded", gettext_lazy("herinnerd")
    PAGED = "paged", gettext_lazy("dienst opgeroepen")
    PAGE_ANSWERED = "page_answered", gettext_lazy("oproep bevestigd")
    EVALUATION = "evaluation", gettext_lazy("evaluatie")
    EVALUATED = "evaluated", gettext_lazy("evaluatie gedeeld")
    RATING_ASKED = "rating_asked", gettext_lazy("naar tevredenheid gevraagd")
    RATED = "rated", gettext_lazy("beoordeeld door de klant")
    CALLED_BACK = "called_back", gettext_lazy("klant teruggebeld")
    MERGED = "merged", gettext_lazy("samengevoegd")
    UNMERGED = "unmerged", gettext_lazy("samenvoegen ongedaan gemaakt")
    SPLIT = "split", gettext_lazy("bericht afgesplitst")
    REVIVED = "revived", gettext_lazy("teruggehaald")
    MOVED = "moved", gettext_lazy("verplaatst")
    LINKED = "linked", gettext_lazy("gekoppeld")
    SUPPLIER_ASKED = "supplier_asked", gettext_lazy("leverancier gemaild")
    SUPPLIER_SAID = "supplier_said", gettext_lazy("antwoord van een leverancier")
    TAKEN_BACK = "taken_back", gettext_lazy("ongedaan gemaakt")


ROWS: dict[EntryKind, type[Facts]] = {}

_Row = TypeVar("_Row", bound=Facts)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(seen,))
def row(
    kind: EntryKind,
    *,
    icon: str,
    internal: bool = False,
    clock: ClockEventKind | None = None,
    announced: bool = False,
    heard: bool = False,
    untouched: bool = False,
    told: Any = None,
    unread: bool = False,
) -> Callable[[type[_Row]], type[_Row]]:
    """Makes a class the row of a kind; the arguments are told at `tickets.facts.Facts`."""

    def make(facts: type[_Row]) -> type[_Row]:
        made = dataclass(frozen=True, kw_only=True)(facts)
        made.entry_kind, made.icon, made.internal, made.clock = kind, icon, internal, clock
        made.announced, made.heard, made.untouched, made.told = announced, heard, untouched, told
        made.unread = unread
        ROWS[kind] = made
        return made

    return make


# --- Words that several rows share ------------------------------------------------------------------------
def _name(entry: TimelineEntry) -> dict[str, str]:
    return {"name": entry.by.name if entry.by else _("1do")}


def _label(table: Any, value: Any) -> str:
    return str(table(value).label) if value else _("niet bepaald")


def _cited(words: str, citation: str) -> str:
    return f"{words} ({citation})" if citation else words


def _when(moment: datetime | None) -> str:
    return moment_words(moment) if moment else _("geen moment")


def _read_later(since: datetime | None) -> str:
    return _("; de klok loopt vanaf %s (het bericht werd later gelezen)") % _when(since) if since else ""


def _minutes(minutes: int | None) -> str:
    return duration_words(timedelta(minutes=minutes or 0))


def _time_verdict(verdict: str | None, clause: str | None) -> str:
    return f", {_label(Verdict, verdict)} ({clause})"


# --- How a melding comes in, and what it is ---------------------------------------------------------------
@row(
    EntryKind.OPENED,
    icon="inbox",
    heard=True,
    clock=ClockEventKind.TARGET_CHANGED,
    announced=True,
    untouched=True,
    told=gettext_lazy("nieuwe melding"),
    unread=True,
)
class Opened(Facts):
    """`coverage` is the verdict that it got (verdict, clause, reason), the reason as it is kept
    (contracts.coverage.words); `emergency` what the emergency line did with the call (tickets.clock.words).
    `no_answer`: no automatic mail that it came in; `unverified`: the mail failed the check of its sender;
    `unchecked`: our server did not look at it. `team` and `assignee` are names, of what was taken over.
    `reported_at`: when it reached us, where it was written down later."""

    kind: str = seen()
    impact: int | None = seen()
    urgency: str | None = seen()
    priority: str | None = seen()
    channel: str = seen()
    coverage: dict[str, Any] | None = seen(default=None)
    emergency: dict[str, str] | None = None
    no_answer: bool = False
    unverified: bool = False
    unchecked: bool = False
    team: str | None = None
    assignee: str | None = None
    reported_at: datetime | None = seen(default=None)

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return None  # it sets the first target

    @classmethod
    def in_words(cls, data: dict[str, Any]) -> dict[str, Any]:
        data, verdict = super().in_words(data), data.get("coverage")
        return data | {"coverage": verdict | {"reason": reason_words(verdict["reason"])}} if verdict else data

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Gemeld om %s, later vastgelegd") % _when(self.reported_at) if self.reported_at else _("Gemeld")

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.reported_at:
            return _("Gemeld om %(moment)s, later opgeschreven") % {"moment": _when(self.reported_at)}
        return _("Opgeschreven door %(name)s") % _name(entry) if entry.by and entry.by.is_house else ""


@row(
    EntryKind.CLASSIFIED,
    icon="tags",
    heard=True,
    clock=ClockEventKind.TARGET_CHANGED,
    told=gettext_lazy("impact, urgentie of prioriteit gewijzigd"),
)
class Classified(Facts):
    kind: Change[str] = seen()
    impact: Change[int | None] = seen()
    urgency: Change[str | None] = seen()
    priority: Change[str | None] = seen()

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return None  # the new target depends on the agreement

    def for_house(self, entry: TimelineEntry) -> str:
        tables = ((self.kind, TicketKind), (self.impact, Impact), (self.urgency, Urgency), (self.priority, Priority))
        changes = [
            _("%(old)s wordt %(new)s") % {"old": _label(table, change.old), "new": _label(table, change.new)}
            for change, table in tables
            if change.differs
        ]
        return _("Indeling gewijzigd: %s") % "; ".join(changes)

    def for_customer(self, entry: TimelineEntry) -> str:
        old, new = (
            Priority(priority).label if priority else TicketKind(kind).label
            for kind, priority in zip(self.kind, self.priority, strict=True)
        )
        if old == new:
            return _("De indeling is gewijzigd")
        if not self.kind.differs and not self.priority.old:
            return _("De prioriteit is %s") % new
        return _("Gewijzigd van %(old)s naar %(new)s") % {"old": str(old).lower(), "new": str(new).lower()}


@row(EntryKind.DETAILS_CHANGED, icon="pencil", internal=True, told=gettext_lazy("gegevens gewijzigd"))
class DetailsChanged(Facts):
    subject: Change[str] | None = None
    steps_taken: Change[str] | None = None
    impact_text: Change[str] | None = None
    contact_phone: Change[str] | None = None
    contact_email: Change[str] | None = None
    item_type: Change[str] | None = None
    service: Change[str] | None = None
    features: Change[list[str]] | None = None
    small_change: Change[bool] | None = None
    user_accounts: Change[bool] | None = None
    extra_supervision: Change[bool] | None = None
    unsupported: Change[bool] | None = None
    ignored_advice: Change[str | None] | None = None
    reference: Change[str] | None = None
    project: Change[bool] | None = None

    def for_house(self, entry: TimelineEntry) -> str:
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
            "extra_supervision": _("update met extra toezicht"),
            "unsupported": _("zonder ondersteuning van de fabrikant"),
            "ignored_advice": _("afgewezen advies"),
            "reference": _("nummer in een ander systeem"),
            "project": _("project (SLA 8.3)"),
        }
        return _("Gegevens gewijzigd: %s") % ", ".join(names[name] for name in self.as_data() if name in names)


@row(
    EntryKind.COVERED,
    icon="umbrella",
    clock=ClockEventKind.TARGET_CHANGED,
    untouched=True,
    told=gettext_lazy("dekking bepaald"),
)
class Covered(Facts):
    """`reason` is as it is kept; `facts` are those that changed and so brought it about, each [old, new]. Where no SLA
    applies any more, or does after all, the target changes with it (SLA 5.1)."""

    verdict: Change[str] = seen()
    clause: Change[str] = seen()
    reason: Change[Because] = seen()
    by_hand: bool = seen()
    citation: str
    facts: dict[str, Any]

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return None  # whether an SLA applies at all, depends on what stood before

    @classmethod
    def in_words(cls, data: dict[str, Any]) -> dict[str, Any]:
        return super().in_words(data) | {"reason": [reason_words(reason) for reason in data["reason"]]}

    def for_house(self, entry: TimelineEntry) -> str:
        old, new = (_label(Verdict, verdict) for verdict in self.verdict)
        words = _("Dekking: %(verdict)s (%(clause)s)") % {"verdict": new, "clause": self.clause.new}
        if old != new:
            words += _(", was %s") % old
        return words + _(", met de hand bepaald") if self.by_hand else words

    def for_customer(self, entry: TimelineEntry) -> str:
        words = {"verdict": str(Verdict(self.verdict.new).label), "clause": self.clause.new}
        return _("Dekking: %(verdict)s (SLA %(clause)s)") % words


# --- Whose it is, and what it waits for -------------------------------------------------------------------
@row(EntryKind.TAKEN, icon="hand", internal=True, told=gettext_lazy("aangenomen"))
class Taken(Facts):
    assignee: Change[str | None]

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Nam de melding aan")


@row(
    EntryKind.ASSIGNED,
    icon="user-round-plus",
    heard=True,
    internal=True,
    announced=True,
    told=gettext_lazy("toegewezen"),
)
class Assigned(Facts):
    """Names; `assignee_id` is the key of the new one, who is told; `away_until` his last day of absence, where it was
    given to him all the same."""

    assignee: Change[str | None]
    team: Change[str | None]
    assignee_id: int | None
    away_until: date | None = None
    rule: str = ""  # by which rule, where nobody chose

    def for_house(self, entry: TimelineEntry) -> str:
        person, team = self.assignee, self.team
        if person.differs:
            words = _("Toegewezen aan %s") % person.new if person.new else _("Niet meer toegewezen")
            if self.away_until:
                words += f" ({away_words(self.away_until)})"
            return self._by_rule(f"{words}, {_('team')} {team.new}" if team.differs and team.new else words)
        return self._by_rule(_("Overgedragen aan team %s") % (team.new or "–"))

    def _by_rule(self, words: str) -> str:
        return f"{words} ({_('regel')}: {self.rule})" if self.rule else words


@row(
    EntryKind.WORK_STARTED,
    icon="play",
    clock=ClockEventKind.WORK_STARTED,
    told=gettext_lazy("werkzaamheden begonnen"),
)
class WorkStarted(Facts):
    """`began_at`: when it began, where that was written down afterwards."""

    began_at: datetime | None = seen(default=None)

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return ClockEvent(self.began_at or at, ClockEventKind.WORK_STARTED)

    def for_house(self, entry: TimelineEntry) -> str:
        if self.began_at:
            return _("Begon met het werk op %s (achteraf vastgelegd)") % _when(self.began_at)
        return _("Begon met het werk")

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.began_at:
            words = _name(entry) | {"moment": _when(self.began_at)}
            return _("%(name)s is met het werk begonnen op %(moment)s (achteraf vastgelegd)") % words
        return _("%(name)s is met het werk begonnen") % _name(entry)


@row(
    EntryKind.WAITING,
    icon="pause",
    clock=ClockEventKind.PAUSED,
    announced=True,
    untouched=True,
    told=gettext_lazy("wacht op iemand"),
    unread=True,
)
class Waiting(Facts):
    """For the customer or a supplier. `approval` and `question` where it is for a yes: its own line stands above."""

    party: str = seen()
    supplier: str = ""
    supplier_reference: str = ""
    chase_on: date | None = None
    approval: int | None = seen(default=None)
    question: str = seen(default="")

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return ClockEvent(at, ClockEventKind.PAUSED, party=Party(self.party))

    def for_house(self, entry: TimelineEntry) -> str:
        if self.party == Party.SUPPLIER:
            reference = self.supplier_reference
            return _("Wacht op leverancier (kenmerk %s)") % reference if reference else _("Wacht op leverancier")
        return _("Wacht op akkoord van de klant") if self.approval else _("Wacht op klant")

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.approval:
            return _("Wacht op akkoord van uw organisatie")
        return _("Wacht op uw antwoord") if self.party == Party.CUSTOMER else _("Wacht op een leverancier")


@row(
    EntryKind.RESUMED,
    icon="step-forward",
    clock=ClockEventKind.RESUMED,
    untouched=True,
    told=gettext_lazy("wachten voorbij"),
)
class Resumed(Facts):
    """`since`: when the answer reached us, where that was read later; the clock runs from then (SLA 7.9)."""

    since: datetime | None = seen(default=None)

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return ClockEvent(self.since or at, ClockEventKind.RESUMED)

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Beëindigde het wachten") + _read_later(self.since)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Het wachten is voorbij; het is weer aan 1do") + _read_later(self.since)


@row(EntryKind.PLANNED, icon="calendar-clock", announced=True, told=gettext_lazy("ingepland"))
class Planned(Facts):
    planned_for: datetime = seen()

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Ingepland voor %s") % _when(self.planned_for)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Ingepland: %(moment)s") % {"moment": _when(self.planned_for)}


# --- What was said ----------------------------------------------------------------------------------------
@row(
    EntryKind.REPLY,
    icon="",
    heard=True,
    announced=True,
    told=gettext_lazy("bericht van de klant of van 1do"),
    unread=True,
)
class Reply(Facts):
    """`approval` with `withdrawn`: the message that a question was taken back. `automatic`: no person wrote it, such as
    an out-of-office reply."""

    approval: int | None = None
    withdrawn: bool = False
    automatic: bool = False

    def for_house(self, entry: TimelineEntry) -> str:
        return ""


@row(
    EntryKind.NOTE,
    icon="",
    heard=True,
    internal=True,
    untouched=True,
    told=gettext_lazy("interne notitie (alleen voor 1do)"),
    unread=True,
)
class Note(Facts):
    """`chased`: what the supplier said when he was rung (SLA 7.10). `system`: its state changed in the system that the
    ticket was taken over from, which means nothing here."""

    chased: bool = False
    system: str = ""
    supplier: str = ""
    supplier_reference: str = ""
    chase_on: date | None = None

    def for_house(self, entry: TimelineEntry) -> str:
        if not (self.system and self.source_state):
            return ""
        words = {"system": self.system, "old": self.source_state.old, "new": self.source_state.new}
        return _("Status in %(system)s van %(old)s naar %(new)s") % words


@row(EntryKind.ANSWER_WAIVED, icon="message-circle-off", internal=True)
class AnswerWaived(Facts):
    """The customer wrote, and it asks for no answer."""

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Geen antwoord nodig")


@row(EntryKind.TAKEN_BACK, icon="undo-2", internal=True)
class TakenBack(Facts):
    """`what` is the kind of what was undone before anybody outside heard of it, `act` the act of those lines."""

    what: str
    act: str

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Maakte ongedaan: %s. De klant merkte er niets van.") % _label(EntryKind, self.what)


@row(EntryKind.REMINDED, icon="bell-ring", announced=True, untouched=True)
class Reminded(Facts):
    """`asked` is the question that stays unanswered, with `asked_own` where the house put it (tickets.own_words);
    `approval` the one that waits for a yes."""

    step: int
    asked: str
    asked_own: dict[str, Any] | None = None
    approval: int | None = None
    question: str = ""
    closes_at: datetime | None = None

    @property
    def asked_words(self) -> str:
        return own_words(self.asked_own, self.asked)

    @classmethod
    def in_words(cls, data: dict[str, Any]) -> dict[str, Any]:
        said, asked_own = super().in_words(data), data.get("asked_own")
        said.pop("asked_own", None)
        return said | {"asked": own_words(asked_own, data["asked"])} if "asked" in data else said

    def for_house(self, entry: TimelineEntry) -> str:
        if self.closes_at:
            return _("De klant kreeg bericht: zonder antwoord sluiten wij op %s") % _when(self.closes_at)
        return _("De klant kreeg een herinnering")

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.closes_at:
            return _("Zonder antwoord sluiten wij deze melding op %(moment)s") % {"moment": _when(self.closes_at)}
        return _("Wij herinnerden u aan onze vraag")


@row(EntryKind.HIDDEN, icon="eye-off", announced=True)
class Hidden(Facts):
    """How many secrets were taken out of what was written, by what they were (SLA 10)."""

    hidden: dict[str, int]

    def for_house(self, entry: TimelineEntry) -> str:
        what = ", ".join(f"{count} × {name}" for name, count in self.hidden.items())
        return _("Verborgen: %s. Vraag het opnieuw, langs een veilige weg (SLA 10).") % what

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Hier stond een wachtwoord of sleutel; die hebben wij niet bewaard. Geef die veilig door (SLA 10).")


@row(EntryKind.SECRET, icon="key-round", heard=True, announced=True)
class Secret(Facts):
    """Who did what with it and when, never what it is (security S3). `step`: made, or a SecretEnd."""

    secret: int
    what: str
    to: str
    step: str
    until: datetime | None = None

    def for_house(self, entry: TimelineEntry) -> str:
        return self._words(entry, _("Automatisch"))

    def for_customer(self, entry: TimelineEntry) -> str:
        return self._words(entry, _("1do"))

    @property
    def is_made(self) -> bool:
        return self.step == "made"

    def _words(self, entry: TimelineEntry, nobody: str) -> str:
        did, kind = entry.contact or entry.by, SecretKind(self.what)
        words = {"who": did.name if did else nobody, "a": kind.a, "the": kind.the, "to": self.to}
        match self.step:
            case "made" if self.to:
                return _("%(who)s zette %(a)s klaar voor %(to)s, één keer te bekijken") % words
            case "made":
                return _("%(who)s gaf %(a)s veilig door aan 1do, één keer te bekijken") % words
            case SecretEnd.OPENED:
                return _("%(who)s bekeek %(the)s; daarmee is het gewist") % words
            case SecretEnd.WITHDRAWN:
                return _("%(who)s trok %(the)s in; het is gewist") % words
        return _("Niemand bekeek %(the)s op tijd; het is gewist") % words


@row(EntryKind.MAIL_FAILED, icon="mail-warning", heard=True, internal=True, announced=True, untouched=True)
class MailFailed(Facts):
    """`entry` is the line that the mail was about. `in_vain`: nobody is mailed that mail fails."""

    entry: int
    recipient: str
    in_vain: bool = False

    def is_announced(self) -> bool:
        return not self.in_vain

    def is_heard(self) -> bool:
        return not self.in_vain

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Een e-mail over deze melding is niet aangekomen")


@row(EntryKind.PROGRAM_MAIL, icon="bot", internal=True, untouched=True)
class ProgramMail(Facts):
    """What a program sent in answer to our mail: seen, and nothing changes by it. `mail` is the received mail."""

    program: str
    sender: str
    mail: int

    def for_house(self, entry: TimelineEntry) -> str:
        return f"{ProgramKind(self.program).label} ({self.sender})"


# --- How it ends ------------------------------------------------------------------------------------------
@row(
    EntryKind.RESOLVED,
    icon="circle-check",
    clock=ClockEventKind.RESOLVED,
    announced=True,
    untouched=True,
    told=gettext_lazy("opgelost"),
    unread=True,
)
class Resolved(Facts):
    by_itself: bool = False

    def clock_event(self, at: datetime) -> ClockEvent | None:
        """Nobody worked on what recovered by itself."""
        return ClockEvent(at, ClockEventKind.STOPPED if self.by_itself else ClockEventKind.RESOLVED)

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Hersteld, zonder dat er iets is gedaan") if self.by_itself else _("Opgelost")

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Opgelost")


@row(
    EntryKind.REOPENED,
    icon="rotate-ccw",
    heard=True,
    clock=ClockEventKind.REOPENED,
    announced=True,
    untouched=True,
    told=gettext_lazy("heropend"),
    unread=True,
)
class Reopened(Facts):
    """`since` as of Resumed."""

    since: datetime | None = seen(default=None)

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return ClockEvent(self.since or at, ClockEventKind.REOPENED)

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Heropend") + _read_later(self.since)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Weer geopend") + _read_later(self.since)


@row(EntryKind.THANKED, icon="hand-heart", clock=ClockEventKind.REOPENING_UNDONE, untouched=True)
class Thanked(Facts):
    """What reopened it was a thank-you: it is resolved as if it had not been reopened."""

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Was een bedankje: niet heropend")

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Graag gedaan; de melding blijft opgelost")


@row(
    EntryKind.CLOSED,
    icon="lock",
    clock=ClockEventKind.STOPPED,
    announced=True,
    told=gettext_lazy("gesloten"),
    unread=True,
)
class Closed(Facts):
    unanswered: bool = False

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Gesloten")

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.unanswered:
            return _("Gesloten omdat er geen antwoord kwam")
        return _("Vanzelf gesloten") if entry.by is None else _("Gesloten")


@row(
    EntryKind.CANCELLED,
    icon="ban",
    clock=ClockEventKind.STOPPED,
    announced=True,
    told=gettext_lazy("geannuleerd"),
    unread=True,
)
class Cancelled(Facts):
    """`approval` and `citation` where the customer said no, so that there is nothing to carry out (SLA 3, 10).
    `joined`: the ticket at which his mail goes on as a reply, and then nobody is mailed that this one ended."""

    approval: int | None = None
    citation: str = ""
    joined: int | None = seen(default=None)
    quiet: str = ""  # why nobody of the customer was told (tickets.values.QuietReason)

    def is_announced(self) -> bool:
        return self.joined is None and not self.quiet

    def for_house(self, entry: TimelineEntry) -> str:
        if self.quiet:
            return _("Zonder bericht geannuleerd: %s") % _label(QuietReason, self.quiet)
        return self.for_customer(entry)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Samengevoegd") if self.joined else _("Geannuleerd")


@row(EntryKind.REVIVED, icon="undo-2", clock=ClockEventKind.REOPENED, told=gettext_lazy("teruggehaald"))
class Revived(Facts):
    """It was cancelled without a word, and should not have been: its clock never stopped."""

    @property
    def takes_back_end(self) -> bool:
        return True

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return None  # it takes back one

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Haalde deze melding terug")

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Toch niet geannuleerd; wij gaan ermee verder")


@row(EntryKind.LINKED, icon="link", internal=True, untouched=True, told=gettext_lazy("gekoppeld"))
class Linked(Facts):
    """`link` is what one is of the other (tickets.values.LinkKind); `from_there`: the other of this one. `gone`: not
    any more."""

    link: str
    other: int
    from_there: bool = False
    gone: bool = False

    def for_house(self, entry: TimelineEntry) -> str:
        words = {"link": _label(LinkKind, self.link), "other": self.other}
        if self.gone:
            return _("Niet meer gekoppeld aan #%(other)s (%(link)s)") % words
        if self.from_there:
            return _("Melding #%(other)s %(link)s deze melding") % words
        return _("Deze melding %(link)s #%(other)s") % words


@row(EntryKind.MOVED, icon="corner-up-right", internal=True, told=gettext_lazy("verplaatst"))
class Moved(Facts):
    """`contact`: the names of who had it and who has it. To another customer: `into` on the one that ended, `out_of` on
    the one that was made there; no customer reads the other's number."""

    contact: Change[str] | None = None
    into: int | None = None
    out_of: int | None = None

    def for_house(self, entry: TimelineEntry) -> str:
        if self.contact:
            words = {"old": self.contact.old, "new": self.contact.new}
            return _("Zette deze melding op naam van %(new)s, was %(old)s") % words
        if self.into:
            return _("Hoort bij een andere klant en gaat daar verder als #%s") % self.into
        return _("Kwam van een andere klant, als #%s") % self.out_of


@row(EntryKind.MERGED, icon="merge", clock=ClockEventKind.STOPPED, untouched=True, told=gettext_lazy("samengevoegd"))
class Merged(Facts):
    """On the ticket that went, `into` and what is needed to take it back: `before` the columns as they were, `moved`
    keys that went along by the name of their relation, `carried` the tickets that had gone into it. On the one that
    stays, `source`."""

    into: int | None = seen(default=None)
    source: int | None = seen(default=None)
    before: dict[str, Any] | None = None
    moved: dict[str, list[int]] | None = None
    carried: list[int] | None = None

    def clock_event(self, at: datetime) -> ClockEvent | None:
        """The clock of the one that stays goes on as if nothing had happened (SLA 7.9)."""
        return ClockEvent(at, ClockEventKind.STOPPED) if self.into else None

    def for_house(self, entry: TimelineEntry) -> str:
        if self.into:
            return _("Voegde deze melding samen met #%s") % self.into
        return _("Voegde melding #%s hiermee samen") % self.source

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.into:
            return _("Samengevoegd met melding #%(number)s") % {"number": self.into}
        return _("Melding #%(number)s is hiermee samengevoegd") % {"number": self.source}


@row(
    EntryKind.UNMERGED,
    icon="split",
    clock=ClockEventKind.REOPENED,
    untouched=True,
    told=gettext_lazy("weer uit elkaar"),
)
class Unmerged(Facts):
    """On the ticket that is one by itself again, `out_of`; on the other, `source`. Its clock is as if it had never been
    merged (tickets.clock.clocks)."""

    out_of: int | None = seen(default=None)
    source: int | None = seen(default=None)

    @property
    def takes_back_end(self) -> bool:
        return self.out_of is not None

    def clock_event(self, at: datetime) -> ClockEvent | None:
        return None  # it takes back one

    def for_house(self, entry: TimelineEntry) -> str:
        if self.out_of:
            return _("Haalde deze melding weer uit #%s") % self.out_of
        return _("Haalde melding #%s hier weer uit") % self.source

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.out_of:
            return _("Weer een eigen melding, los van #%(number)s") % {"number": self.out_of}
        return _("Melding #%(number)s staat weer apart") % {"number": self.source}


@row(EntryKind.SPLIT, icon="split", untouched=True, told=gettext_lazy("bericht afgesplitst"))
class SplitOff(Facts):
    """On the ticket that a message went from, `into`; on the one that it opened, `out_of`. `entry` is the line that it
    was; `back`: it stands there again."""

    into: int | None = seen(default=None)
    out_of: int | None = seen(default=None)
    entry: int
    back: bool = seen(default=False)

    def for_house(self, entry: TimelineEntry) -> str:
        if self.back:
            return _("Zette het bericht van melding #%s hier terug") % self.into
        if self.into:
            return _("Maakte van een bericht melding #%s") % self.into
        return _("Splitste dit bericht af van melding #%s") % self.out_of

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.back:
            return _("Het bericht van melding #%(number)s staat weer hier") % {"number": self.into}
        if self.into:
            return _("Een van de berichten is nu melding #%(number)s") % {"number": self.into}
        return _("Dit bericht kwam binnen bij melding #%(number)s") % {"number": self.out_of}


# --- The clock --------------------------------------------------------------------------------------------
@row(
    EntryKind.WARNED,
    icon="bell",
    heard=True,
    internal=True,
    announced=True,
    untouched=True,
    told=gettext_lazy("uiterste moment nadert of is voorbij"),
)
class Warned(Facts):
    """`due_at` is the moment that it is about, which may move later. `given_late`: the sweep came by late."""

    threshold: int
    due_at: datetime
    nature: str
    given_late: bool

    @property
    def is_triage(self) -> bool:
        """It is about classifying the melding, not about starting to work on it."""
        return self.nature == Nature.TRIAGE

    @property
    def is_late(self) -> bool:
        return self.threshold >= 100

    @property
    def is_aim(self) -> bool:
        return self.nature == Nature.AIM

    def for_house(self, entry: TimelineEntry) -> str:
        words = _("Gewaarschuwd: %s %% van de tijd is om") % self.threshold
        if self.is_triage:
            words += _(", en de melding is nog niet ingedeeld")
        return f"{words}; {self.until_words}"

    @property
    def until_words(self) -> str:
        """ "begin uiterlijk ma 23 nov 10:30" """
        moment = moment_words(self.due_at)
        if self.is_triage:
            return _("indelen vóór %s") % moment
        return _("streven: begin uiterlijk %s") % moment if self.is_aim else _("begin uiterlijk %s") % moment


@row(EntryKind.DUE_MOVED, icon="calendar-sync", internal=True, untouched=True)
class DueMoved(Facts):
    due_at: Change[datetime | None]
    calendar_version: int

    def for_house(self, entry: TimelineEntry) -> str:
        words = {"old": _when(self.due_at.old), "new": _when(self.due_at.new)}
        return _("Uiterste moment verschoven van %(old)s naar %(new)s") % words


# --- Time -------------------------------------------------------------------------------------------------
@row(EntryKind.TIME_LOGGED, icon="timer", internal=True, told=gettext_lazy("tijd geschreven"))
class TimeLogged(Facts):
    minutes: int
    activity: str
    on_site: bool
    outside_hours: bool
    verdict: str
    clause: str
    before_start: bool = False

    def for_house(self, entry: TimelineEntry) -> str:
        words = f"{_minutes(self.minutes)}, {_label(Activity, self.activity)}"
        marks = [_("op locatie")] if self.on_site else []
        marks += [_("buiten kantoortijd")] if self.outside_hours else []
        marks += [_("van voor de aanvang van het werk")] if self.before_start else []
        words = _("%s geschreven") % (f"{words} ({', '.join(marks)})" if marks else words)
        return words + _time_verdict(self.verdict, self.clause) if self.verdict in BILLABLE else words


@row(EntryKind.TIME_CORRECTED, icon="timer-reset", internal=True)
class TimeCorrected(Facts):
    """`line` is the key of the version that it replaces, `whose` the name of who did the work."""

    minutes: Change[int]
    line: int
    whose: str
    started_at: Change[datetime] | None = None
    activity: Change[str] | None = None
    on_site: Change[bool] | None = None
    outside_hours: Change[bool] | None = None
    note: Change[str] | None = None
    verdict: Change[str] | None = None
    clause: Change[str] | None = None
    before_start: bool = False

    def for_house(self, entry: TimelineEntry) -> str:
        old, new = (_minutes(minutes) for minutes in self.minutes)
        values = {"whose": self.whose, "old": old, "new": new}
        if not self.minutes.new:
            return _("Haalde %(old)s van %(whose)s weg") % values
        words = _("Corrigeerde de tijd van %(whose)s (%(new)s)") % values
        if old != new:
            words = _("Corrigeerde de tijd van %(whose)s van %(old)s naar %(new)s") % values
        if self.before_start:
            words = f"{words} ({_('van voor de aanvang van het werk')})"
        if self.verdict:
            words += _time_verdict(self.verdict.new, self.clause.new if self.clause else "")
        return words


# --- What the customer is asked, and what the agreement decided -------------------------------------------
@row(
    EntryKind.ASKED,
    icon="circle-question-mark",
    announced=True,
    untouched=True,
    told=gettext_lazy("akkoord gevraagd"),
    unread=True,
)
class Asked(Facts):
    """`question` is an ApprovalKind; `replaces` the key of an estimate that this one takes the place of."""

    approval: int = seen()
    question: str = seen()
    minutes: int | None = seen()
    amount: Decimal | None = seen()
    citation: str = seen()
    rate: str = ""
    replaces: int | None = None

    def for_house(self, entry: TimelineEntry) -> str:
        words = {
            ApprovalKind.ESTIMATE: _("Vroeg akkoord op kosten: %s") % self._estimate(),
            ApprovalKind.AUTHORISATION: _("Vroeg bevestiging van het autorisatieverzoek"),
            ApprovalKind.REPORTER: _("Vroeg toestemming voor deze melder"),
            ApprovalKind.REMOTE_VIEWING: _("Vroeg toestemming om mee te kijken"),
        }[ApprovalKind(self.question)]
        return _cited(words, self.citation)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _cited(self._question(), self.citation)

    def _estimate(self) -> str:
        """ "1 u 30 min, € 142,50"; of what was asked before anybody looked at it, the time that it will take."""
        if self.minutes is None:
            return _("de bestede tijd")
        return f"{_minutes(self.minutes)}, {euros(self.amount or Decimal(0))}"

    def _question(self) -> str:
        match self.question:
            case ApprovalKind.ESTIMATE if self.minutes is None:
                return _("Vraagt uw akkoord; de tijd die het kost wordt berekend")
            case ApprovalKind.ESTIMATE:
                words = {"time": _minutes(self.minutes), "amount": euros(self.amount or Decimal(0))}
                return _("Vraagt uw akkoord: %(time)s, %(amount)s exclusief btw") % words
            case ApprovalKind.AUTHORISATION:
                return _("Vraagt uw organisatie dit te bevestigen")
            case ApprovalKind.REPORTER:
                return _("Vraagt uw organisatie of dit gemeld mag worden")
        return _("Vraagt of er meegekeken mag worden op afstand")


@row(
    EntryKind.DECIDED,
    icon="circle-check",
    heard=True,
    announced=True,
    told=gettext_lazy("over akkoord beslist"),
    unread=True,
)
class Decided(Facts):
    """By `name`, whose key is `contact`; `by_link`: with the link that lay at `address`."""

    approval: int = seen()
    question: str = seen()
    granted: bool = seen()
    name: str = seen()
    citation: str = seen()
    by_link: bool
    address: str
    contact: int | None
    minutes: int | None
    amount: Decimal | None

    def for_house(self, entry: TimelineEntry) -> str:
        yes, no = {
            ApprovalKind.ESTIMATE: (_("Ging akkoord met de kosten"), _("Ging niet akkoord met de kosten")),
            ApprovalKind.AUTHORISATION: (_("Bevestigde het autorisatieverzoek"), _("Wees het autorisatieverzoek af")),
            ApprovalKind.REPORTER: (_("Gaf de melder toestemming"), _("Gaf de melder geen toestemming")),
            ApprovalKind.REMOTE_VIEWING: (_("Gaf toestemming om mee te kijken"), _("Wil niet dat er wordt meegekeken")),
        }[ApprovalKind(self.question)]
        words = _cited(yes if self.granted else no, self.citation)
        return words + _(", met de link uit de mail") if self.by_link else words

    def for_customer(self, entry: TimelineEntry) -> str:
        return _cited(_("Akkoord") if self.granted else _("Niet akkoord"), self.citation)


@row(EntryKind.SPOKEN_YES, icon="phone-call", announced=True, told=gettext_lazy("mondeling akkoord vastgelegd"))
class SpokenYes(Facts):
    """What `name`, whose key is `contact`, said yes to aloud, as an agent wrote it down (SLA 4.2)."""

    approval: int = seen()
    name: str = seen()
    contact: int
    minutes: int | None = seen()
    amount: Decimal | None = seen()
    citation: str = seen()

    def for_house(self, entry: TimelineEntry) -> str:
        return _cited(_("Mondeling akkoord van %(name)s: %(costs)s") % self._words(), self.citation)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _cited(_("Mondeling akkoord van %(name)s: %(costs)s") % self._words(), self.citation)

    def _words(self) -> dict[str, str]:
        if self.minutes is None:
            return {"name": self.name, "costs": _("de bestede tijd")}
        costs = f"{_minutes(self.minutes)}, {euros(self.amount or Decimal(0))}"
        return {"name": self.name, "costs": costs}


@row(EntryKind.MANDATE, icon="stamp", announced=True)
class Mandate(Facts):
    """`withdrawn`: keys of the questions that nobody needs to answer any more."""

    citation: str = seen()
    withdrawn: list[int]

    def for_house(self, entry: TimelineEntry) -> str:
        return _cited(_("Voerde dit uit onder mandaat"), self.citation)

    def for_customer(self, entry: TimelineEntry) -> str:
        return _cited(_("Uitgevoerd onder mandaat"), self.citation)


@row(EntryKind.VIEWING, icon="screen-share")
class Viewing(Facts):
    """Looking along begins or ends; `approval` is the yes that it uses (SLA 7.2)."""

    begins: bool = seen()
    approval: int
    citation: str

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Begon mee te kijken op afstand") if self.begins else _("Hield op met meekijken")

    def for_customer(self, entry: TimelineEntry) -> str:
        words = _("%(name)s kijkt mee op afstand") if self.begins else _("%(name)s kijkt niet meer mee")
        return words % _name(entry)


# --- The ladder, and suppliers ----------------------------------------------------------------------------
@row(EntryKind.ESCALATED, icon="trending-up", heard=True, announced=True, told=gettext_lazy("geëscaleerd"), unread=True)
class Escalated(Facts):
    """Who was called in, on both sides, as [{"id": key, "name": ...}]."""

    escalation: int = seen()
    step: int = seen()
    citation: str = seen()
    house: list[dict[str, Any]]
    customer: list[dict[str, Any]]
    acknowledge_by: datetime = seen()

    def for_house(self, entry: TimelineEntry) -> str:
        names = ", ".join(person["name"] for person in self.house)
        words = {"step": self.step, "names": names, "citation": self.citation}
        return _("Escaleerde naar trede %(step)s: %(names)s (%(citation)s)") % words

    def for_customer(self, entry: TimelineEntry) -> str:
        words = {"step": self.step, "citation": self.citation}
        return _("Geëscaleerd naar trede %(step)s (%(citation)s)") % words


@row(EntryKind.ACKNOWLEDGED, icon="check-check", announced=True)
class Acknowledged(Facts):
    escalation: int = seen()
    step: int = seen()
    late: bool | None

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Bevestigde de escalatie van trede %s") % self.step

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("%(name)s pakt de escalatie op") % _name(entry)


@row(EntryKind.UNACKNOWLEDGED, icon="bell-ring", heard=True, announced=True)
class Unacknowledged(Facts):
    """`house` are the people of the next step, who are told too."""

    escalation: int = seen()
    step: int = seen()
    acknowledge_by: datetime
    house: list[dict[str, Any]]

    def for_house(self, entry: TimelineEntry) -> str:
        return _("De escalatie van trede %s is niet op tijd bevestigd") % self.step

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("De escalatie is niet op tijd bevestigd; de volgende trede weet ervan")


@row(EntryKind.DEESCALATED, icon="trending-down", announced=True, told=gettext_lazy("escalatie afgerond"))
class Deescalated(Facts):
    escalation: int = seen()
    step: int = seen()

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Rondde de escalatie van trede %s af") % self.step

    def for_customer(self, entry: TimelineEntry) -> str:
        return _("Escalatie van trede %(step)s afgerond") % {"step": self.step}


@row(EntryKind.EXTRA_COSTS, icon="euro", announced=True)
class ExtraCosts(Facts):
    """What a supplier charges on top, for the customer to pay (SLA 7.10); euros without VAT."""

    amount: Decimal = seen()
    supplier: str | None = seen()

    def for_house(self, entry: TimelineEntry) -> str:
        words = {"amount": euros(self.amount), "supplier": self.supplier or _("een leverancier")}
        return _("Kosten van %(supplier)s: %(amount)s, voor rekening van de klant (SLA 7.10)") % words

    def for_customer(self, entry: TimelineEntry) -> str:
        words = {"amount": euros(self.amount)}
        return _("Kosten van een leverancier: %(amount)s, voor uw rekening (SLA 7.10)") % words


@row(EntryKind.SUPPLIER_ASKED, icon="send", internal=True, announced=True)
class SupplierAsked(Facts):
    """Mailed to `address` in a thread of its own; `reference` is how he calls it."""

    supplier: int
    name: str
    address: str
    subject: str
    reference: str = ""

    def for_house(self, entry: TimelineEntry) -> str:
        words = {"name": self.name, "address": self.address}
        return _("Mailde %(name)s (%(address)s); de klant leest dit niet") % words


@row(EntryKind.SUPPLIER_SAID, icon="mail", internal=True, heard=True)
class SupplierSaid(Facts):
    supplier: int
    name: str
    sender: str

    def for_house(self, entry: TimelineEntry) -> str:
        words = {"name": self.name, "sender": self.sender}
        return _("%(name)s antwoordde (%(sender)s); de klant leest dit niet") % words


@row(EntryKind.CHASE_DUE, icon="phone-outgoing", heard=True, internal=True, announced=True)
class ChaseDue(Facts):
    supplier: str
    reference: str
    chase_on: date | None

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Tijd om %(supplier)s na te bellen") % {"supplier": self.supplier or _("de leverancier")}


# --- The Calamiteitendienst ------------------------------------------------------------------------------
@row(
    EntryKind.PAGED, icon="bell-ring", internal=True, heard=True, untouched=True, told=gettext_lazy("dienst opgeroepen")
)
class Paged(Facts):
    """Who is called, as [{"id": key, "name": ...}], and until when he may confirm it; empty where nobody is left.
    `unanswered`: whoever was called before did not."""

    paging: int
    step: int
    people: list[dict[str, Any]]
    acknowledge_by: datetime | None
    unanswered: bool = False

    @property
    def names(self) -> str:
        return ", ".join(person["name"] for person in self.people)

    def for_house(self, entry: TimelineEntry) -> str:
        before = _("Niemand bevestigde de oproep. ") if self.unanswered else ""
        if not self.people:
            return before + _("Er is niemand meer om op te roepen (SLA 3.2)")
        words = {"names": self.names, "until": _when(self.acknowledge_by)}
        return before + _("Riep %(names)s op; bevestigen uiterlijk %(until)s (SLA 3.2)") % words


@row(EntryKind.PAGE_ANSWERED, icon="check-check", internal=True, told=gettext_lazy("oproep bevestigd"))
class PageAnswered(Facts):
    paging: int

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Bevestigde de oproep")


# --- How it went (SLA 11) ---------------------------------------------------------------------------------
# Who answered was told that his colleagues do not read it: so these lines are for the house.
@row(EntryKind.RATING_ASKED, icon="message-circle-question-mark", internal=True, announced=True)
class RatingAsked(Facts):
    """`request` is the key of the question, which can be answered until `until`."""

    request: int
    until: datetime

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Vroeg de klant hoe wij dit deden")


@row(
    EntryKind.RATED,
    icon="message-circle-heart",
    internal=True,
    heard=True,
    told=gettext_lazy("beoordeeld door de klant"),
    unread=True,
)
class Rated(Facts):
    """`before` is what he answered earlier, where he came back on that; `by_link`: with the link in the mail."""

    request: int
    score: int
    before: int | None = None
    by_link: bool = False

    @property
    def is_bad(self) -> bool:
        return self.score in BAD_SCORES

    @property
    def label(self) -> str:
        return _label(Score, self.score)

    def for_house(self, entry: TimelineEntry) -> str:
        words = _("Beoordeelde deze melding: %s") % self.label.lower()
        if self.before and self.before != self.score:
            words += _(", eerder %s") % _label(Score, self.before).lower()
        return words


@row(EntryKind.CALLED_BACK, icon="phone-outgoing", internal=True)
class CalledBack(Facts):
    call_back: int
    late: bool = False

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Belde de klant terug, later dan binnen een werkdag") if self.late else _("Belde de klant terug")


# --- Planned work, monitoring, and other systems ----------------------------------------------------------
@row(EntryKind.CHECKED, icon="list-checks", internal=True)
class Checked(Facts):
    """`checks` are those that say something new (tickets.planned.checking.Found)."""

    checks: list[dict[str, Any]]
    done: int
    total: int

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Vulde een controle in")


@row(EntryKind.ALERT, icon="radio-tower", internal=True, heard=True, untouched=True)
class AlertSaid(Facts):
    """`needs_look`: it may make the melding more urgent than it was classified, and only a person can say so."""

    alert: int | None = None
    name: str = ""
    needs_look: bool = False

    def is_heard(self) -> bool:
        return self.needs_look

    def for_house(self, entry: TimelineEntry) -> str:
        return _("Monitoring")


@row(EntryKind.IMPORTED, icon="import", internal=True)
class Imported(Facts):
    """`kept` are columns of the export that have no field here."""

    system: str = ""
    source: str = ""
    external_id: str = ""
    kept: dict[str, str | None] | None = None

    def for_house(self, entry: TimelineEntry) -> str:
        if self.status and all(value in Status.values for value in self.status):
            words = {"old": str(Status(self.status.old).label), "new": str(Status(self.status.new).label)}
            return _("Overgenomen: %(old)s wordt %(new)s") % words
        if self.system:
            words = {"system": self.system, "number": self.external_id}
            return _("Overgenomen uit %(system)s, daar bekend als %(number)s") % words
        return _("Overgenomen uit een ander systeem")


# --- What is learned of it (SLA 11) -----------------------------------------------------------------------
@row(EntryKind.EVALUATION, icon="file-pen-line", internal=True, heard=True, untouched=True)
class EvaluationMoved(Facts):
    """`step` is what happened to its evaluation (reviews.models.EvaluationAct), `people` who hears of it besides who
    approves, as [{"id": key, "name": ...}]."""

    step: str
    people: list[dict[str, Any]]

    @property
    def is_owed(self) -> bool:
        """Somebody is reminded that it has yet to be written."""
        return self.step == "reminded"

    @property
    def is_sent_back(self) -> bool:
        return self.step == "sent_back"

    def for_house(self, entry: TimelineEntry) -> str:
        return {
            "reminded": _("Herinnering: de evaluatie van dit incident is nog niet geschreven (SLA 11)"),
            "sent_back": _("Stuurde de evaluatie terug"),
        }.get(self.step, _("Bood de evaluatie aan ter goedkeuring"))


@row(EntryKind.EVALUATED, icon="file-check", untouched=True, told=gettext_lazy("evaluatie gedeeld met de klant"))
class EvaluationShared(Facts):
    """`release` is the how manieth version of it."""

    release: int = seen()

    def for_house(self, entry: TimelineEntry) -> str:
        if self.release > 1:
            return _("Deelde versie %s van de evaluatie met de klant (SLA 11)") % self.release
        return _("Deelde de evaluatie met de klant (SLA 11)")

    def for_customer(self, entry: TimelineEntry) -> str:
        if self.release > 1:
            return _("Deelde versie %(release)s van de evaluatie van dit incident") % {"release": self.release}
        return _("Deelde de evaluatie van dit incident: wat er gebeurde en wat wij ervan leren")


# What settles a ticket's clock: the clock reads these lines and no others.
CLOCK_KINDS = tuple(kind for kind, each in ROWS.items() if each.clock)
