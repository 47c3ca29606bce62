"""One edition of the SLA, read from its TOML file and checked. Pure; its row is `sla.models.Edition`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import gettext as _

from sla.business_hours import (
    WEEKDAYS,
    BusinessHours,
    DayPolicy,
    LiberationDay,
    Weekly,
    parse_time,
    parse_windows,
)
from sla.dutch_days import DutchDay
from sla.edition_text import EditionText
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from sla.toml_reader import EditionError, Table

__all__ = ["EditionError", "EditionRules", "Target", "load_edition", "require_fit"]

CELLS = ("✓", "€", "", "Optie")
CHANNELS = ("telefoon", "serviceportaal", "mail")


class AgreedNature(StrEnum):
    """What an SLA can say of a target; the triage is what follows from it."""

    PROMISE = Nature.PROMISE.value
    AIM = Nature.AIM.value
    NONE = Nature.NONE.value


@dataclass(frozen=True)
class Target:
    """What is agreed about the start of work; `budget` is working time, None if there is nothing to count."""

    priority: Priority | None
    nature: Nature
    budget: timedelta | None
    wording: str
    clause: str

    @property
    def is_judged(self) -> bool:
        """Whether being on time or late for it is a verdict."""
        return self.nature != Nature.TRIAGE


@dataclass(frozen=True)
class ContactPoint:
    key: str
    name: str
    when: str
    email: str
    phone: str
    note: str


@dataclass(frozen=True)
class OpeningHours:
    """The rules of a calendar, before any dated exception."""

    weekly: Weekly
    policy: DayPolicy


@dataclass(frozen=True)
class EmergencyDefaults:
    """SLA 3.2, where the agreement says nothing else."""

    priorities: tuple[Priority, ...]
    priorities_where_agreed: tuple[Priority, ...]
    minimum: timedelta


@dataclass(frozen=True)
class EditionLevel:
    """One impact or urgency: the SLA's text, and the customer's words for it."""

    text: str
    answer: str
    hint: str


@dataclass(frozen=True)
class PackageColumn:
    heading: str
    packages: tuple[str, ...]
    tier: str


@dataclass(frozen=True)
class Service:
    """A row of SLA 5.2; `cells` follow the edition's columns: "✓", "€", "Optie" or empty."""

    key: str
    text: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class EditionClause:
    key: str
    text: str
    kinds: tuple[TicketKind, ...] = ()


@dataclass(frozen=True)
class EscalationStep:
    step: int
    level: str
    customer: str
    house: tuple[str, ...]


@dataclass(frozen=True)
class PriorityRow:
    """A row of "Aanmelding en response" in SLA 7.9."""

    name: str
    channels: tuple[str, ...]
    target: Target


@dataclass(frozen=True)
class EditionRules:
    version: str
    date: date
    title: str
    contacts: Mapping[str, ContactPoint]
    supportcenter: OpeningHours
    calamiteitendienst: OpeningHours
    emergency: EmergencyDefaults
    coverage_columns: tuple[PackageColumn, ...]
    services: Mapping[str, Service]
    work_inside: Mapping[str, EditionClause]
    work_outside: Mapping[str, EditionClause]
    no_priority: Mapping[TicketKind, Target]
    impact_question: str
    impacts: Mapping[Impact, EditionLevel]
    urgency_question: str
    urgencies: Mapping[Urgency, EditionLevel]
    matrix: Mapping[tuple[Urgency, Impact], Priority]
    priorities: Mapping[Priority, PriorityRow]
    minimum_information: tuple[EditionClause, ...]
    escalation: tuple[EscalationStep, ...]

    def target(self, kind: TicketKind, priority: Priority | None) -> Target:
        if kind != TicketKind.INCIDENT:
            return self.no_priority[TicketKind(kind)]
        if priority is None:
            return self.triage
        return self.priorities[Priority(priority)].target

    @property
    def triage(self) -> Target:
        """By when an incident has a priority: within the strictest promise that a mail may carry (SLA 7.9), because
        until somebody has read it, it may be that."""
        rows = (row for row in self.priorities.values() if "mail" in row.channels)
        budgets = [row.target.budget for row in rows if row.target.nature == Nature.PROMISE and row.target.budget]
        nature = Nature.TRIAGE if budgets else Nature.NONE
        return Target(None, nature, min(budgets, default=None), _("Prioriteit nog niet vastgesteld"), "7.9")

    def channels(self, priority: Priority) -> tuple[str, ...]:
        """How 1do prefers to be told, best first: "telefoon", "serviceportaal", "mail"."""
        return self.priorities[Priority(priority)].channels

    def needed_information(self, kind: TicketKind) -> tuple[EditionClause, ...]:
        return tuple(item for item in self.minimum_information if not item.kinds or kind in item.kinds)


def load_edition(source: Path | str) -> EditionRules:
    """From a file (a Path) or from its text (a str); EditionError names the key that is wrong."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EditionError("", _("geen geldige TOML: %(error)s") % {"error": error}) from error
    with Table(data) as root:
        return _rules(root)


def require_fit(rules: EditionRules, document: EditionText) -> None:
    """The tables and the text are of one version, and what the tables cite stands in the text."""
    if document.version != rules.version:
        words = {"text": document.version, "tables": rules.version}
        raise EditionError("version", _("de tekst is van versie %(text)s, de tabellen van %(tables)s") % words)
    for kind, target in rules.no_priority.items():
        if target.clause not in document.paragraphs:
            problem = _("de tekst heeft geen paragraaf %(clause)s") % {"clause": target.clause}
            raise EditionError(f"no_priority.{kind.value}.clause", problem)


def _rules(root: Table) -> EditionRules:
    columns, services = _coverage(root)
    impact_question, impacts = _answers(root, "impact", [str(impact.value) for impact in Impact])
    urgency_question, urgencies = _answers(root, "urgency", [urgency.value for urgency in Urgency])
    matrix, priorities = _priorities(root)
    return EditionRules(
        version=root.text("version"),
        date=root.date("date"),
        title=root.text("title"),
        contacts=_contacts(root),
        supportcenter=_opening_hours(root, "supportcenter"),
        calamiteitendienst=_opening_hours(root, "calamiteitendienst"),
        emergency=_emergency(root),
        coverage_columns=columns,
        services=services,
        work_inside=_clauses(root, "work_inside"),
        work_outside=_clauses(root, "work_outside"),
        no_priority=_no_priority(root),
        impact_question=impact_question,
        impacts=MappingProxyType({Impact(int(key)): answer for key, answer in impacts.items()}),
        urgency_question=urgency_question,
        urgencies=MappingProxyType({Urgency(key): answer for key, answer in urgencies.items()}),
        matrix=matrix,
        priorities=priorities,
        minimum_information=tuple(_clauses(root, "minimum_information").values()),
        escalation=_escalation(root),
    )


def _contacts(root: Table) -> Mapping[str, ContactPoint]:
    points: dict[str, ContactPoint] = {}
    for table in root.tables("contacts"):
        with table:
            point = ContactPoint(
                key=_new_key(table, points),
                name=table.text("name"),
                when=table.text("when"),
                email=table.text("email"),
                phone=table.text("phone", default=""),
                note=table.text("note", default=""),
            )
        points[point.key] = point
    return MappingProxyType(points)


def _opening_hours(root: Table, key: str) -> OpeningHours:
    with root.table(key) as table:
        with table.table("weekly") as weekly_table:
            weekly = {day: _windows(weekly_table, day) for day in WEEKDAYS if day in weekly_table}
        with table.table("holidays") as holidays:
            days = frozenset(holidays.choices("days", DutchDay))
            liberation_day = holidays.choice("liberation_day", LiberationDay)
        with table.table("early_closings") as closings:
            early = {_day(closings, day): _time(closings, day) for day in closings}
    policy = DayPolicy(days, liberation_day, MappingProxyType(early))
    try:
        BusinessHours(weekly, policy)
    except ValueError as error:
        raise root.error(f"{key}.weekly", str(error)) from error
    return OpeningHours(MappingProxyType(weekly), policy)


def _windows(table: Table, key: str) -> tuple[tuple[str, str], ...]:
    try:
        windows = tuple((opens, closes) for opens, closes in table.raw_list(key))
        parse_windows(windows)
    except (TypeError, ValueError, AttributeError) as error:
        if isinstance(error, EditionError):
            raise
        problem = _('moet een lijst van tijden zijn, op volgorde, zoals [["08:00", "17:00"]]')
        raise table.error(key, problem) from error
    return windows


def _time(table: Table, key: str) -> str:
    value = table.text(key)
    try:
        parse_time(value)
    except ValueError as error:
        raise table.error(key, _('moet een tijd zijn, zoals "16:00"')) from error
    return value


def _day(table: Table, key: str) -> DutchDay:
    try:
        return DutchDay(key)
    except ValueError:
        raise table.error(key, _("onbekende dag")) from None


def _emergency(root: Table) -> EmergencyDefaults:
    with root.table("emergency") as table:
        return EmergencyDefaults(
            priorities=table.choices("priorities", Priority),
            priorities_where_agreed=table.choices("priorities_where_agreed", Priority),
            minimum=timedelta(minutes=table.number("minimum_minutes")),
        )


def _coverage(root: Table) -> tuple[tuple[PackageColumn, ...], Mapping[str, Service]]:
    columns: list[PackageColumn] = []
    services: dict[str, Service] = {}
    with root.table("coverage") as coverage:
        for table in coverage.tables("columns"):
            with table:
                columns.append(PackageColumn(table.text("heading"), tuple(table.texts("packages")), table.text("tier")))
        for table in coverage.tables("services"):
            with table:
                key = _new_key(table, services)
                services[key] = Service(key, table.text("text"), _cells(table, len(columns)))
    return tuple(columns), MappingProxyType(services)


def _cells(table: Table, width: int) -> tuple[str, ...]:
    cells = table.texts("cells")
    if len(cells) != width:
        problem = _("heeft %(found)s vakken, de tabel %(wanted)s kolommen")
        raise table.error("cells", problem % {"found": len(cells), "wanted": width})
    for index, cell in enumerate(cells):
        if cell not in CELLS:
            problem = _("moet ✓, €, Optie of leeg zijn, niet %(cell)r") % {"cell": cell}
            raise table.error(f"cells.{index}", problem)
    return tuple(cells)


def _clauses(root: Table, key: str) -> Mapping[str, EditionClause]:
    clauses: dict[str, EditionClause] = {}
    for table in root.tables(key):
        with table:
            name = _new_key(table, clauses)
            clauses[name] = EditionClause(name, table.text("text"), table.choices("kinds", TicketKind, default=[]))
    return MappingProxyType(clauses)


def _no_priority(root: Table) -> Mapping[TicketKind, Target]:
    targets = {}
    with root.table("no_priority") as kinds:
        for kind in (TicketKind.AANPASSING, TicketKind.SERVICEVRAAG):
            with kinds.table(kind.value) as table:
                targets[kind] = Target(None, Nature.NONE, None, table.text("text"), table.text("clause"))
    return MappingProxyType(targets)


def _answers(root: Table, key: str, levels: list[str]) -> tuple[str, dict[str, EditionLevel]]:
    answers = {}
    with root.table(key) as table:
        question = table.text("question")
        for level in levels:
            with table.table(level) as row:
                answers[level] = EditionLevel(row.text("text"), row.text("answer"), row.text("hint"))
    return question, answers


def _priorities(
    root: Table,
) -> tuple[Mapping[tuple[Urgency, Impact], Priority], Mapping[Priority, PriorityRow]]:
    matrix = {}
    with root.table("priority") as table:
        with table.table("matrix") as rows:
            for urgency in Urgency:
                with rows.table(urgency.value) as row:
                    for impact in Impact:
                        matrix[urgency, impact] = row.choice(str(impact.value), Priority)
        with table.table("targets") as targets:
            priorities = {priority: _priority_row(targets, priority) for priority in Priority}
    return MappingProxyType(matrix), MappingProxyType(priorities)


def _priority_row(targets: Table, priority: Priority) -> PriorityRow:
    with targets.table(priority.value) as table:
        channels = table.texts("channels")
        for index, channel in enumerate(channels):
            if channel not in CHANNELS:
                raise table.error(
                    f"channels.{index}", _("moet een van %(known)s zijn") % {"known": ", ".join(CHANNELS)}
                )
        nature = Nature(table.choice("nature", AgreedNature))
        if nature is Nature.NONE and "minutes" in table:
            raise table.error("minutes", _("past niet bij een prioriteit zonder afspraak"))
        budget = None if nature is Nature.NONE else timedelta(minutes=table.number("minutes", least=1))
        target = Target(priority, nature, budget, table.text("work_start"), "7.9")
        return PriorityRow(table.text("name"), tuple(channels), target)


def _escalation(root: Table) -> tuple[EscalationStep, ...]:
    steps = []
    for expected, table in enumerate(root.tables("escalation")):
        with table:
            step = EscalationStep(
                step=table.number("step"),
                level=table.text("level"),
                customer=table.text("customer"),
                house=tuple(table.texts("house")),
            )
            if step.step != expected:
                raise table.error("step", _("moet %(expected)s zijn") % {"expected": expected})
        steps.append(step)
    return tuple(steps)


def _new_key(table: Table, known: Mapping[str, object]) -> str:
    key = table.text("key")
    if key in known:
        raise table.error("key", _("%(key)s staat er twee keer in") % {"key": key})
    return key
