"""The rows of one melding, read by the mapping and checked: whole, or refused with every reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from integrations.importing.mapping import (
    ORDER_OF_FILE,
    ORDER_OF_MOMENTS,
    UNCHANGED,
    ExportColumn,
    ImportMapping,
    MappedChoice,
)
from integrations.importing.source import ExportRow, Layout
from sla.priority import Impact, Priority, TicketKind, Urgency
from tickets.models import Channel, Status

T = TypeVar("T")
LONGEST_SUBJECT, LONGEST_NAME, LONGEST_ID, LONGEST_PHONE = 160, 120, 80, 30


@dataclass(frozen=True, slots=True)
class Remark:
    line: int
    text: str


class Rejected(Exception):
    """The melding cannot be taken over; nothing of it is."""

    def __init__(self, external_id: str, remarks: Sequence[Remark]) -> None:
        super().__init__(external_id)
        self.external_id, self.remarks = external_id, list(remarks)


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one row says: how the melding stood after an update. `status` is None when the row leaves it as it was."""

    line: int
    at: datetime
    by: str
    by_machine: bool
    state: str
    status: Status | None
    impact: Impact | None
    urgency: Urgency | None
    priority: Priority | None
    group: str
    assignee: str


@dataclass(frozen=True)
class ImportedStory:
    external_id: str
    kind: TicketKind
    opened_at: datetime
    channel: Channel
    person: ImportedPerson
    subject: str
    description: str
    moments: tuple[Moment, ...]
    kept: dict[str, str | None]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def last(self) -> Moment:
        return self.moments[-1]


def read_story(mapping: ImportMapping, layout: Layout, external_id: str, rows: Sequence[ExportRow]) -> ImportedStory:
    """Rejected with the reasons of all rows, not just the first."""
    return _Reader(mapping, layout, external_id).read(rows)


class _Reader:
    def __init__(self, mapping: ImportMapping, layout: Layout, external_id: str) -> None:
        self.mapping, self.layout, self.external_id = mapping, layout, external_id
        self.wrong: list[Remark] = []
        self.remarks: list[Remark] = []

    def read(self, rows: Sequence[ExportRow]) -> ImportedStory:
        if len(self.external_id) > LONGEST_ID:
            self._wrong(rows[0], _("het nummer is langer dan %s tekens") % LONGEST_ID)
        for row in rows:
            if not self.layout.is_whole(row):
                counts = {"found": len(row.cells), "wanted": len(self.layout.header)}
                self._wrong(row, _("%(found)s kolommen in plaats van %(wanted)s") % counts)
        if self.wrong:
            raise Rejected(self.external_id, self.wrong)
        rows = self._ordered(rows)
        moments = self._in_time([self._moment(row) for row in rows])
        story = self._story(rows, moments)
        if self.wrong:
            raise Rejected(self.external_id, self.wrong)
        return story

    def _story(self, rows: Sequence[ExportRow], moments: Sequence[Moment]) -> ImportedStory:
        first, last = rows[0], rows[-1]
        kind = self._choice(self.mapping.kind, last) or TicketKind.INCIDENT
        if kind != TicketKind.INCIDENT:  # SLA 7.7, 7.8: no fixed priority
            moments = [replace(moment, impact=None, urgency=None, priority=None) for moment in moments]
        return ImportedStory(
            external_id=self.external_id,
            kind=kind,
            opened_at=self._opened_at(first, moments),
            channel=self._choice(self.mapping.channel, first) or Channel.IMPORT,
            person=self._person(rows),
            subject=self._subject(last),
            description=self._description(last),
            moments=tuple(moments),
            kept={label: self.layout.value(last, column) or None for label, column in self.mapping.keep},
            remarks=self.remarks,
        )

    def _moment(self, row: ExportRow) -> Moment:
        mapping = self.mapping
        by = self._text(row, mapping.by)
        state = self._text(row, mapping.status.column)
        status = self._choice(mapping.status, row)
        if status == UNCHANGED:
            self._remark(row, _("status '%s' zegt niets; de melding hield de status die zij had") % state)
        return Moment(
            line=row.line,
            at=self._at(row, mapping.moment),
            by=by,
            by_machine=by in mapping.machines,
            state=state,
            status=status if isinstance(status, Status) else None,
            impact=self._choice(mapping.impact, row),
            urgency=self._choice(mapping.urgency, row),
            priority=self._choice(mapping.priority, row) if mapping.priority else None,
            group=self._text(row, mapping.group),
            assignee=self._text(row, mapping.assignee),
        )

    def _ordered(self, rows: Sequence[ExportRow]) -> list[ExportRow]:
        order = self.mapping.order
        if order == ORDER_OF_FILE:
            return list(rows)
        if order == ORDER_OF_MOMENTS:
            return sorted(rows, key=lambda row: self._at(row, self.mapping.moment))
        assert isinstance(order, ExportColumn)
        return sorted(rows, key=lambda row: self._number(row, order))

    def _in_time(self, moments: list[Moment]) -> list[Moment]:
        """A row cannot be younger than the rows after it: it gets the moment of the next."""
        for place in range(len(moments) - 2, -1, -1):
            moment, following = moments[place], moments[place + 1]
            if moment.at > following.at:
                text = _("tijdstip ligt na dat van regel %s, die erop volgt; dat van die regel is aangehouden")
                self.remarks.append(Remark(moment.line, text % following.line))
                moments[place] = replace(moment, at=following.at)
        return moments

    def _opened_at(self, row: ExportRow, moments: Sequence[Moment]) -> datetime:
        """Nothing happens to a melding before it is there: its first row opens it when that is the earlier one."""
        if self.mapping.opened_at is None:
            return moments[0].at
        opened_at = self._at(row, self.mapping.opened_at)
        if opened_at > moments[0].at:
            self._remark(row, _("gemeld na de eerste wijziging; het moment van die wijziging is aangehouden"))
        return min(opened_at, moments[0].at)

    def _person(self, rows: Sequence[ExportRow]) -> ImportedPerson:
        rule = self.mapping.contact
        email = self._last_known(rows, rule.email).lower()
        if email:
            try:
                validate_email(email)
            except ValidationError:
                self._remark(rows[-1], _("'%s' is geen e-mailadres; de melder kreeg een vervangend adres") % email)
                email = ""
        name = self._last_known(rows, rule.name)
        return ImportedPerson(name[:LONGEST_NAME], email, self._last_known(rows, rule.phone)[:LONGEST_PHONE])

    def _subject(self, row: ExportRow) -> str:
        known = [text for column in self.mapping.subject if (text := self.layout.value(row, column))]
        return ", ".join(known)[:LONGEST_SUBJECT] or self.external_id

    def _description(self, row: ExportRow) -> str:
        """Each part with its label; without one (`"" = "column"`) it is the text itself."""
        values = ((label, self.layout.text(row, column)) for label, column in self.mapping.description)
        return "\n".join(f"{label}: {value}" if label else value for label, value in values if value)

    def _last_known(self, rows: Sequence[ExportRow], column: ExportColumn | None) -> str:
        return next((text for row in reversed(rows) if (text := self._text(row, column))), "")

    def _text(self, row: ExportRow, column: ExportColumn | None) -> str:
        return self.layout.value(row, column) if column else ""

    def _choice(self, choice: MappedChoice[T], row: ExportRow) -> T | None:
        word = self._text(row, choice.column)
        if not word or choice.column is None:
            if choice.otherwise is None and choice.column and choice is self.mapping.status:
                self._wrong(row, _("%s is leeg") % choice.column.name)
            return choice.otherwise
        if word not in choice.values:
            problem = _("'%(word)s' in %(column)s staat niet in de mapping")
            self._wrong(row, problem % {"word": word, "column": choice.column.name})
            return None
        return choice.values[word]

    def _at(self, row: ExportRow, column: ExportColumn) -> datetime:
        """Of an update whose moment may be left out: when the melding was opened."""
        if column.optional and self.mapping.opened_at and not self._text(row, column):
            column = self.mapping.opened_at
        text = self._text(row, column)
        try:
            return self.mapping.moments.parse(text)
        except (ValueError, OverflowError):
            problem = _("'%(text)s' in %(column)s is geen moment als %(format)s")
            words = {"text": text, "column": column.name, "format": self.mapping.moments.format}
            self._wrong(row, problem % words)
            return _LONG_AGO

    def _number(self, row: ExportRow, column: ExportColumn) -> int:
        text = self._text(row, column)
        if not re.fullmatch(r"-?[0-9]+", text):
            self._wrong(row, _("'%(text)s' in %(column)s is geen getal") % {"text": text, "column": column.name})
            return 0
        return int(text)

    def _wrong(self, row: ExportRow, text: str) -> None:
        remark = Remark(row.line, text)
        if remark not in self.wrong:
            self.wrong.append(remark)

    def _remark(self, row: ExportRow, text: str) -> None:
        self.remarks.append(Remark(row.line, text))


_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
