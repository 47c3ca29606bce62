"""A whole file: rows gathered into stories, stories into batches, and what came of it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from integrations.importing.actions import Batch, Importer
from integrations.importing.remarks_file import RemarksWriter
from integrations.importing.source import ExportRow, Source, Survey
from integrations.importing.story import ImportedStory, Rejected, Remark, read_story
from tickets.facts import Facts
from tickets.kinds import Assigned, Classified, Opened


@dataclass
class ImportTally:
    """`changes` and `changed` count what was taken over: entries by what they say, and meldingen that have any.

    `late` is by the nature of the target: a promise and an aim are never one figure (SLA 7.9).
    """

    rows: int = 0
    imported: int = 0
    known: int = 0
    rejected: int = 0
    rejected_rows: int = 0
    remarks: int = 0
    reopened: int = 0
    late: Counter[str] = field(default_factory=Counter)
    priorities: Counter[str | None] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def count(self, batch: Batch) -> None:
        self.imported += len(batch.tickets)
        self.known += batch.known
        self.remarks += len(batch.remarks)
        self.late += batch.late
        for ticket in batch.tickets:
            self.priorities[ticket.priority] += 1
            self.reopened += ticket.reopen_count > 0
        seen = set()
        for entry in batch.entries:
            for change in _changes(entry.facts):
                self.changes[change] += 1
                seen.add((entry.ticket.external_id, change))
        self.changed.update(change for _ticket, change in seen)


def _changes(facts: Facts) -> Iterator[str]:
    if not isinstance(facts, Opened) and facts.source_state and facts.source_state.old is not None:
        yield "state"
    if isinstance(facts, Classified) and facts.priority.differs:
        yield "priority"
    if isinstance(facts, Assigned) and facts.team.differs:
        yield "group"


def import_all(
    source: Source,
    survey: Survey,
    importer: Importer,
    report: RemarksWriter,
    *,
    batch_size: int,
    limit: int | None,
    progress: Callable[[int], object],
) -> ImportTally:
    """`progress` is told of rows done. Killed at any moment, the next run goes on where the last batch ended."""
    tally, pending = ImportTally(), 0
    stories: list[ImportedStory] = []

    def take_over() -> None:
        batch = importer.take_over(stories)
        tally.count(batch)
        for external_id, remark in batch.remarks:
            report(external_id, [remark], rejected=False)
        progress(pending)

    for number, rows in _gathered(source, survey, limit):
        tally.rows += len(rows)
        pending += len(rows)
        story = _read(source, number, rows, tally, report)
        if story is not None:
            stories.append(story)
        if len(stories) >= batch_size:
            take_over()
            stories, pending = [], 0
    take_over()
    return tally


def _read(
    source: Source, number: str, rows: list[ExportRow], tally: ImportTally, report: RemarksWriter
) -> ImportedStory | None:
    try:
        if not number:
            raise Rejected(number, [Remark(rows[0].line, _no_number(source))])
        return read_story(source.mapping, source.layout, number, rows)
    except Rejected as rejected:
        tally.rejected += bool(number)
        tally.rejected_rows += len(rows)
        report(number, rejected.remarks, rejected=True)
        return None


def _gathered(source: Source, survey: Survey, limit: int | None) -> Iterator[tuple[str, list[ExportRow]]]:
    """The rows of each melding together, also when they are scattered over the file; at most `limit` meldingen."""
    waiting: dict[str, list[ExportRow]] = {}
    done = 0
    for row in source.rows():
        number = source.layout.ticket_of(row, source.mapping.ticket)
        if not number:
            yield number, [row]
            continue
        rows = waiting.setdefault(number, [])
        rows.append(row)
        if len(rows) == survey.per_ticket[number]:
            yield number, waiting.pop(number)
            done += 1
            if done == limit:
                return


def _no_number(source: Source) -> str:
    return _("geen nummer in %s") % source.mapping.ticket.name
