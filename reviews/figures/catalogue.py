"""Every figure, a row each: what it is called and means, which rows it counts and on which day, and into what it falls.

To add one: a row in FIGURES; it is then counted per day, read, broken down, listed, exported and recounted like the
others. A figure counts rows of its source, or adds up a number of theirs (`adds`); with `spread` the numbers of
`of` are kept one by one, for a median. The key of a figure, or of a part of it, is what stands in an address:

    "in"   "in/kind/incident"   "promise_late/judged/kritisch"   "time/verdict/meerwerk"

The same `where` makes the query of the list behind a figure and the sum, so that both count the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import BILLABLE, Verdict
from contracts.models import AdviceStatus
from reviews.models import SpanEnd, SpanStart
from sla.priority import Nature, Priority, TicketKind
from tickets.models import ApprovalKind, ApprovalStatus, Channel, CheckOutcome, EntryKind, Score, Status


class FigureSource(StrEnum):
    """Where rows come from; see reviews.figures.sources."""

    RECORD = "record"
    SPAN = "span"
    TIME = "time"
    APPROVAL = "approval"
    ESCALATION = "escalation"
    LINE = "line"
    SATISFACTION = "satisfaction"
    VISIT = "visit"
    RUN = "run"
    CHECK = "check"
    ADVICE = "advice"


class FigureUnit(StrEnum):
    TICKETS = "tickets"
    MINUTES = "minutes"
    QUESTIONS = "questions"
    STEPS = "steps"
    SIGNALS = "signals"
    ANSWERS = "answers"
    VISITS = "visits"
    RUNS = "runs"
    CHECKS = "checks"
    ADVICES = "advices"


class Chapter(StrEnum):
    """Under which heading a figure stands on a page."""

    FLOW = "flow"
    TARGETS = "targets"
    ANSWERS = "answers"
    CHANNEL = "channel"
    PARTIES = "parties"
    CONSENT = "consent"
    ESCALATION = "escalation"
    TIME = "time"
    SATISFACTION = "satisfaction"
    PLANNED = "planned"
    ADVICE = "advice"


CHAPTERS = {
    Chapter.FLOW: _("Meldingen"),
    Chapter.TARGETS: _("Aanvang werkzaamheden"),
    Chapter.ANSWERS: _("Antwoord en indeling"),
    Chapter.CHANNEL: _("Wijze van melden"),
    Chapter.PARTIES: _("Wiens tijd"),
    Chapter.CONSENT: _("Akkoord en mandaat"),
    Chapter.ESCALATION: _("Escalaties"),
    Chapter.TIME: _("Gewerkte tijd"),
    Chapter.PLANNED: _("Gepland werk en bezoeken"),
    Chapter.ADVICE: _("Adviezen"),
    Chapter.SATISFACTION: _("Tevredenheid"),
}

KIND, CHANNEL, PRIORITY, SERVICE, ITEM = "kind", "channel", "priority", "service", "item_type"
CHECKED = "item"
GROUPS: dict[str, Any] = {
    KIND: _("meldingstype"),
    CHANNEL: _("kanaal"),
    PRIORITY: _("prioriteit"),
    SERVICE: _("SLA-onderdeel"),
    ITEM: _("onderdeel"),
    "judged": _("prioriteit bij het oordeel"),
    "coverage": _("dekking"),
    "verdict": _("dekking"),
    "supplier": _("leverancier"),
    "asked": _("soort vraag"),
    "step": _("trede"),
    "score": _("oordeel"),
    CHECKED: _("server of onderdeel"),
}
NUMBERED = ("supplier", "step", "score")
_ABOUT = (KIND, CHANNEL, PRIORITY, SERVICE, ITEM)


@dataclass(frozen=True)
class Figure:
    """`where` holds names of the source with the value, or the tuple of values, that counts. `clause` is of the SLA."""

    key: str
    chapter: Chapter
    name: Any
    meaning: Any
    source: FigureSource
    on: str
    where: Mapping[str, Any] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    unit: FigureUnit = FigureUnit.TICKETS
    adds: str = ""
    of: str = ""
    clause: str = ""

    @property
    def is_spread(self) -> bool:
        return bool(self.of)

    @property
    def is_of_advices(self) -> bool:
        """What lies behind it are advices and no meldingen."""
        return self.source == FigureSource.ADVICE

    @property
    def names(self) -> frozenset[str]:
        """What it needs to know of a row."""
        return frozenset((*self.where, *self.groups, *filter(None, (self.adds, self.of))))

    def counts(self, row: Mapping[str, Any]) -> bool:
        return all(
            row[name] in wanted if isinstance(wanted, tuple) else row[name] == wanted
            for name, wanted in self.where.items()
        )

    def condition(self, path: Any) -> Q:
        """The same as `counts`, for a query; `path` says how the source calls a name."""
        condition = Q()
        for name, wanted in self.where.items():
            condition &= Q(**{f"{path(name)}__in" if isinstance(wanted, tuple) else path(name): wanted})
        return condition


_WRITTEN = (Channel.PORTAL, Channel.EMAIL, Channel.API)
_OURS = {"taken_over": False}
_HAPPENED = tuple(status for status in Status.values if status != Status.GEANNULEERD)

FIGURES = (
    Figure(
        "in",
        Chapter.FLOW,
        _("Binnengekomen"),
        _("Meldingen die in deze periode bij ons binnenkwamen, op de dag dat het bericht ons bereikte."),
        FigureSource.RECORD,
        "opened_on",
        groups=(*_ABOUT, "coverage"),
    ),
    Figure(
        "reopened",
        Chapter.FLOW,
        _("Heropend"),
        _("Hoe vaak een melding weer open ging. Een bedankje telt niet."),
        FigureSource.SPAN,
        "started_on",
        {"start": SpanStart.REOPENED},
        groups=_ABOUT,
    ),
    Figure(
        "solved",
        Chapter.FLOW,
        _("Opgelost"),
        _("Hoe vaak een melding werd opgelost; een die daarna heropend en weer opgelost werd, telt twee keer."),
        FigureSource.SPAN,
        "ended_on",
        {"end": SpanEnd.RESOLVED},
        groups=_ABOUT,
    ),
    Figure(
        "closed_unsolved",
        Chapter.FLOW,
        _("Gesloten zonder oplossing"),
        _("Gesloten omdat er geen antwoord kwam, of afgesloten zonder dat er iets op te lossen viel."),
        FigureSource.SPAN,
        "ended_on",
        {"end": SpanEnd.CLOSED},
        groups=_ABOUT,
    ),
    Figure(
        "cancelled",
        Chapter.FLOW,
        _("Geannuleerd"),
        _("Ingetrokken, dubbel, spam of samengevoegd met een andere melding."),
        FigureSource.SPAN,
        "ended_on",
        {"end": SpanEnd.CANCELLED},
        groups=_ABOUT,
    ),
    Figure(
        "imported",
        Chapter.FLOW,
        _("Overgenomen uit een ander systeem"),
        _("Tellen mee als binnengekomen en opgelost, en krijgen geen oordeel: daarvoor weten wij er te weinig van."),
        FigureSource.RECORD,
        "opened_on",
        {"taken_over": True},
    ),
    Figure(
        "promise_kept",
        Chapter.TARGETS,
        _("Belofte gehaald"),
        _("Kritisch en Ernstig waarvan het werk op tijd begon, op de dag dat dit vaststond."),
        FigureSource.RECORD,
        "verdict_on",
        {"nature": Nature.PROMISE, "late": False, **_OURS},
        groups=("judged",),
        clause="7.9",
    ),
    Figure(
        "promise_late",
        Chapter.TARGETS,
        _("Belofte niet gehaald"),
        _("Kritisch en Ernstig waarvan het werk niet op tijd begon, op de dag dat het moment verstreek."),
        FigureSource.RECORD,
        "verdict_on",
        {"nature": Nature.PROMISE, "late": True, **_OURS},
        groups=("judged",),
        clause="7.9",
    ),
    Figure(
        "aim_met",
        Chapter.TARGETS,
        _("Streven gehaald"),
        _("Standaard waarvan het werk binnen een dag begon. Een streven is geen belofte."),
        FigureSource.RECORD,
        "verdict_on",
        {"nature": Nature.AIM, "late": False, **_OURS},
        groups=("judged",),
        clause="7.9",
    ),
    Figure(
        "aim_late",
        Chapter.TARGETS,
        _("Streven niet gehaald"),
        _("Standaard waarvan het werk later dan binnen een dag begon. Een streven is geen belofte."),
        FigureSource.RECORD,
        "verdict_on",
        {"nature": Nature.AIM, "late": True, **_OURS},
        groups=("judged",),
        clause="7.9",
    ),
    Figure(
        "no_target",
        Chapter.TARGETS,
        _("Geen afspraak over aanvang"),
        _("Laag, servicevragen, aanpassingen en wat buiten de SLA valt: daarvoor geldt geen moment van aanvang."),
        FigureSource.RECORD,
        "opened_on",
        {"nature": Nature.NONE, **_OURS},
        groups=(KIND,),
        clause="7.9",
    ),
    Figure(
        "lead",
        Chapter.TARGETS,
        _("Begonnen voor of na het moment"),
        _("Werkminuten tussen het uiterste moment en het begin van het werk; ervoor is onder nul."),
        FigureSource.RECORD,
        "started_on",
        {"nature": (Nature.PROMISE, Nature.AIM), **_OURS},
        groups=("judged",),
        unit=FigureUnit.MINUTES,
        of="lead_minutes",
        clause="7.9",
    ),
    Figure(
        "first_answer",
        Chapter.ANSWERS,
        _("Eerste antwoord"),
        _("Werkminuten tot een medewerker voor het eerst iets terugzei, van wat schriftelijk binnenkwam."),
        FigureSource.RECORD,
        "answered_on",
        {"channel": _WRITTEN, **_OURS},
        groups=(KIND,),
        unit=FigureUnit.MINUTES,
        of="answer_minutes",
    ),
    Figure(
        "unclassified",
        Chapter.ANSWERS,
        _("Binnengekomen zonder indeling"),
        _("Incidenten via e-mail en monitoring, waarvan impact en urgentie nog bepaald moesten worden."),
        FigureSource.RECORD,
        "opened_on",
        {"unclassified": True},
        groups=(CHANNEL,),
        clause="9",
    ),
    Figure(
        "triage",
        Chapter.ANSWERS,
        _("Hoe lang zonder indeling"),
        _("Werkminuten tot impact en urgentie bepaald waren."),
        FigureSource.RECORD,
        "classified_on",
        {"unclassified": True},
        groups=(CHANNEL,),
        unit=FigureUnit.MINUTES,
        of="triage_minutes",
        clause="9",
    ),
    Figure(
        "off_channel",
        Chapter.CHANNEL,
        _("Niet via afgesproken kanaal"),
        _("Kritische meldingen die niet telefonisch zijn gedaan."),
        FigureSource.RECORD,
        "opened_on",
        {"off_channel": True},
        groups=(CHANNEL,),
        clause="7.9",
    ),
    Figure(
        "emergency_calls",
        Chapter.CHANNEL,
        _("Oproepen van de Calamiteitendienst"),
        _("Telefonische meldingen buiten openingstijden die de Calamiteitendienst aannam."),
        FigureSource.RECORD,
        "opened_on",
        {"emergency_call": True},
        clause="3.2",
    ),
    Figure(
        "alerts",
        Chapter.CHANNEL,
        _("Berichten van monitoring bij meldingen"),
        _("Alerts en herstelberichten die bij een melding horen; wat een melding opende, staat bij kanaal Monitoring."),
        FigureSource.LINE,
        "at",
        {"line": EntryKind.ALERT},
        unit=FigureUnit.SIGNALS,
        clause="5.2",
    ),
    Figure(
        "alerted",
        Chapter.CHANNEL,
        _("Meldingen uit monitoring"),
        _("Meldingen die een alert opende."),
        FigureSource.RECORD,
        "opened_on",
        {"channel": Channel.ALERT},
        groups=(PRIORITY, ITEM),
        clause="6.1",
    ),
    Figure(
        "followed_up",
        Chapter.CHANNEL,
        _("Opgevolgde meldingen uit monitoring"),
        _("Meldingen die een alert opende en waaraan in deze periode iemand begon."),
        FigureSource.RECORD,
        "started_on",
        {"channel": Channel.ALERT},
        groups=(PRIORITY, ITEM),
        clause="6.1",
    ),
    Figure(
        "house_time",
        Chapter.PARTIES,
        _("Tijd bij 1do"),
        _("Werktijd die meldingen bij 1do lagen, van wat in deze periode is afgerond."),
        FigureSource.RECORD,
        "ended_on",
        unit=FigureUnit.MINUTES,
        adds="house_minutes",
        clause="7.10",
    ),
    Figure(
        "customer_time",
        Chapter.PARTIES,
        _("Tijd bij de klant"),
        _("Werktijd die meldingen op de klant wachtten, van wat in deze periode is afgerond."),
        FigureSource.RECORD,
        "ended_on",
        unit=FigureUnit.MINUTES,
        adds="customer_minutes",
        clause="7.10",
    ),
    Figure(
        "supplier_time",
        Chapter.PARTIES,
        _("Tijd bij leveranciers"),
        _("Werktijd die meldingen op een leverancier wachtten, van wat in deze periode is afgerond."),
        FigureSource.RECORD,
        "ended_on",
        groups=("supplier",),
        unit=FigureUnit.MINUTES,
        adds="supplier_minutes",
        clause="7.10",
    ),
    Figure(
        "asked",
        Chapter.CONSENT,
        _("Akkoord gevraagd"),
        _("Vragen aan de klant voor werk begon: kosten, autorisatie, melden, meekijken."),
        FigureSource.APPROVAL,
        "asked_at",
        groups=("asked",),
        unit=FigureUnit.QUESTIONS,
        clause="4.2",
    ),
    Figure(
        "granted",
        Chapter.CONSENT,
        _("Akkoord gegeven"),
        _("Vragen waarop de klant ja zei, op de dag van zijn antwoord."),
        FigureSource.APPROVAL,
        "decided_at",
        {"answer": ApprovalStatus.GRANTED},
        groups=("asked",),
        unit=FigureUnit.QUESTIONS,
        clause="4.2",
    ),
    Figure(
        "declined",
        Chapter.CONSENT,
        _("Akkoord geweigerd"),
        _("Vragen waarop de klant nee zei, op de dag van zijn antwoord."),
        FigureSource.APPROVAL,
        "decided_at",
        {"answer": ApprovalStatus.DECLINED},
        groups=("asked",),
        unit=FigureUnit.QUESTIONS,
        clause="4.2",
    ),
    Figure(
        "mandate",
        Chapter.CONSENT,
        _("Onder mandaat uitgevoerd"),
        _("Meldingen waarbij 1do zonder vooraf te vragen handelde, binnen het mandaat."),
        FigureSource.RECORD,
        "opened_on",
        {"under_mandate": True},
        clause="4.2",
    ),
    Figure(
        "escalated",
        Chapter.ESCALATION,
        _("Escalaties"),
        _("Treden van de escalatieladder die zijn begonnen."),
        FigureSource.ESCALATION,
        "started_at",
        groups=("step",),
        unit=FigureUnit.STEPS,
        clause="12",
    ),
    Figure(
        "escalated_late",
        Chapter.ESCALATION,
        _("Te laat bevestigde escalaties"),
        _("Treden die niemand op tijd bevestigde, op de dag dat zij begonnen."),
        FigureSource.ESCALATION,
        "started_at",
        {"late": True},
        groups=("step",),
        unit=FigureUnit.STEPS,
        clause="12",
    ),
    Figure(
        "confirmed",
        Chapter.ESCALATION,
        _("Hoe snel een escalatie bevestigd werd"),
        _("Minuten op de klok tot iemand de trede bevestigde, van wat in deze periode begon."),
        FigureSource.ESCALATION,
        "started_at",
        groups=("step",),
        unit=FigureUnit.MINUTES,
        of="took",
        clause="12",
    ),
    Figure(
        "time",
        Chapter.TIME,
        _("Gewerkt"),
        _("Geschreven tijd, op de dag dat het werk begon."),
        FigureSource.TIME,
        "started_at",
        {"is_current": True},
        groups=("verdict",),
        unit=FigureUnit.MINUTES,
        adds="minutes",
        clause="7.4",
    ),
    Figure(
        "billed",
        Chapter.TIME,
        _("Te factureren"),
        _("Minuten die buiten het maandbedrag in rekening komen, na afronding."),
        FigureSource.TIME,
        "started_at",
        {"is_current": True, "verdict": tuple(str(verdict) for verdict in BILLABLE)},
        groups=("verdict",),
        unit=FigureUnit.MINUTES,
        adds="billed_minutes",
        clause="6.4",
    ),
    Figure(
        "drawn",
        Chapter.TIME,
        _("Uit de uren van de All-in-1"),
        _("Geschreven tijd die van de afgesproken uren afgaat."),
        FigureSource.TIME,
        "started_at",
        {"is_current": True, "draws_hours": True},
        unit=FigureUnit.MINUTES,
        adds="minutes",
        clause="6.2",
    ),
    Figure(
        "fair_use",
        Chapter.TIME,
        _("Kleine aanpassingen (fair use)"),
        _("Meldingen uit deze periode die onder fair use vallen; wat geannuleerd is, telt niet."),
        FigureSource.RECORD,
        "opened_on",
        {"coverage": Verdict.FAIR_USE, "status": _HAPPENED},
        clause="7.7",
    ),
    Figure(
        "visits",
        Chapter.PLANNED,
        _("Bezoeken gehouden"),
        _("Bezoeken op afspraak, op de dag dat zij werden afgerond."),
        FigureSource.VISIT,
        "ended_at",
        unit=FigureUnit.VISITS,
        clause="8.1",
    ),
    Figure(
        "planned_work",
        Chapter.PLANNED,
        _("Gepland werk aan de beurt"),
        _("Hoe vaak terugkerend werk volgens het schema aan de beurt was."),
        FigureSource.RUN,
        "due_on",
        unit=FigureUnit.RUNS,
        clause="6.1",
    ),
    Figure(
        "checks",
        Chapter.PLANNED,
        _("Controles gedaan"),
        _("Controles met een uitkomst, van het werk dat in deze periode aan de beurt was."),
        FigureSource.CHECK,
        "due_on",
        groups=(CHECKED,),
        unit=FigureUnit.CHECKS,
        clause="6.1",
    ),
    Figure(
        "checks_failed",
        Chapter.PLANNED,
        _("Controles met een bevinding"),
        _("Controles waarvan de uitkomst niet in orde was, van het werk dat in deze periode aan de beurt was."),
        FigureSource.CHECK,
        "due_on",
        {"outcome": CheckOutcome.NOT_OK},
        groups=(CHECKED,),
        unit=FigureUnit.CHECKS,
        clause="6.1",
    ),
    Figure(
        "advices",
        Chapter.ADVICE,
        _("Adviezen gegeven"),
        _("Adviezen van 1do, op de dag dat zij gegeven werden."),
        FigureSource.ADVICE,
        "given_at",
        unit=FigureUnit.ADVICES,
        clause="6.4",
    ),
    Figure(
        "advices_accepted",
        Chapter.ADVICE,
        _("Adviezen overgenomen"),
        _("Adviezen uit deze periode waarop de klant ja zei, ook als dat later was."),
        FigureSource.ADVICE,
        "given_at",
        {"status": AdviceStatus.ACCEPTED},
        unit=FigureUnit.ADVICES,
        clause="6.4",
    ),
    Figure(
        "advices_declined",
        Chapter.ADVICE,
        _("Adviezen afgewezen"),
        _("Adviezen uit deze periode waarop de klant nee zei, ook als dat later was."),
        FigureSource.ADVICE,
        "given_at",
        {"status": AdviceStatus.DECLINED},
        unit=FigureUnit.ADVICES,
        clause="6.4",
    ),
    Figure(
        "advices_unanswered",
        Chapter.ADVICE,
        _("Adviezen zonder antwoord"),
        _("Adviezen uit deze periode waarop de klant nog niets zei."),
        FigureSource.ADVICE,
        "given_at",
        {"status": AdviceStatus.GIVEN},
        unit=FigureUnit.ADVICES,
        clause="6.4",
    ),
    Figure(
        "satisfaction_asked",
        Chapter.SATISFACTION,
        _("Gevraagd hoe het ging"),
        _("Vragen na het sluiten van een melding, op de dag dat zij verstuurd werden."),
        FigureSource.SATISFACTION,
        "asked_at",
        unit=FigureUnit.QUESTIONS,
        clause="11",
    ),
    Figure(
        "satisfaction",
        Chapter.SATISFACTION,
        _("Antwoorden"),
        _("Wat men zei, op de dag dat het gevraagd werd; het laatste antwoord telt. Geen gemiddelde."),
        FigureSource.SATISFACTION,
        "asked_at",
        {"score": tuple(Score.values)},
        groups=("score",),
        unit=FigureUnit.ANSWERS,
        clause="11",
    ),
)

LONGEST_VALUE = 120  # of what a melding, or a server that is checked, is called

OPEN = "open"
"""What was open at the end of a period: no figure of a day, and yet a number that opens."""

BY_KEY = {figure.key: figure for figure in FIGURES}

LABELS: dict[str, Any] = {
    KIND: TicketKind,
    CHANNEL: Channel,
    PRIORITY: Priority,
    "judged": Priority,
    ITEM: ItemType,
    "coverage": Verdict,
    "verdict": Verdict,
    "asked": ApprovalKind,
    "score": Score,
}


@dataclass(frozen=True)
class Part:
    """A figure, or what of it falls under one value of a group."""

    figure: Figure
    group: str = ""
    value: str = ""

    @classmethod
    def parse(cls, key: str) -> Part | None:
        """None for what is no key of a figure."""
        name, *rest = key.split("/", 2)
        figure = BY_KEY.get(name)
        if figure is None or not rest:
            return cls(figure) if figure else None
        return cls(figure, *rest) if len(rest) == 2 and rest[0] in figure.groups and _can_be(*rest) else None

    @property
    def key(self) -> str:
        return f"{self.figure.key}/{self.group}/{self.value}" if self.group else self.figure.key


def _can_be(group: str, value: str) -> bool:
    if group in NUMBERED:
        return value.isascii() and value.isdigit() and len(value) < 10
    return "\0" not in value and len(value) <= LONGEST_VALUE


def check(figures: tuple[Figure, ...] = FIGURES) -> None:
    """ValueError for what would be counted wrongly without a word."""
    if len({figure.key for figure in figures}) != len(figures):
        raise ValueError("Two figures have one key.")
    for figure in figures:
        if figure.adds and figure.of:
            raise ValueError(f"{figure.key} both adds up and spreads.")
        if unknown := set(figure.groups) - set(GROUPS):
            raise ValueError(f"{figure.key} falls into {unknown}, which has no name.")


check()
