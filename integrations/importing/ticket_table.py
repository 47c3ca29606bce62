"""The tickets of another system, uploaded at the desk: all rows of one together, by the mapping of that system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from integrations.importing.actions import Importer
from integrations.importing.mapped_words import with_words
from integrations.importing.mapping import ImportMapping
from integrations.importing.source import ExportRow, Layout
from integrations.importing.story import ImportedStory, Rejected, read_story
from integrations.importing.uploads import mapping_named
from integrations.models import ImportRow, ImportRun, ImportState, RowOutcome, RowStage
from tickets.models import Ticket

Told = list[tuple[ImportedStory, list[ImportRow]]]


def carry_out(run: ImportRun, rows: Sequence[ImportRow], now: datetime) -> list[ImportRow]:
    """Of the tickets that these rows are of, all rows; returns those it dealt with."""
    mapping = with_words(mapping_named(run.mapping), run.columns)
    layout = Layout(mapping, run.header)
    nameless = [row for row in rows if not row.key]
    for row in nameless:
        row.stage = RowStage.CHECKED
        row.refuse([(mapping.ticket.name, _("is leeg"))])
    keys = {row.key for row in rows if row.key}
    whole = list(run.to_do().filter(key__in=keys).order_by("line"))
    if run.state == ImportState.CHECKING:
        told = list(_stories(mapping, layout, whole))
        _foretell(run, mapping, told)
    else:
        told = list(_stories(mapping, layout, whole))
        _apply(run, mapping, told, now)
    return [*nameless, *whole]


def _stories(
    mapping: ImportMapping, layout: Layout, rows: Sequence[ImportRow]
) -> Iterator[tuple[ImportedStory, list[ImportRow]]]:
    """Those that can be taken over; the rows of the others are refused, each with its reason."""
    per_ticket: dict[str, list[ImportRow]] = {}
    for row in rows:
        row.stage = RowStage.CHECKED
        per_ticket.setdefault(row.key, []).append(row)
    for key, own in per_ticket.items():
        width = len(layout.header)
        cells = [ExportRow(row.line, [*row.cells, *[""] * (width - len(row.cells))]) for row in own]
        try:
            story = read_story(mapping, layout, key, cells)
        except Rejected as rejected:
            _refuse(own, rejected)
        else:
            yield story, own


def _refuse(rows: Sequence[ImportRow], rejected: Rejected) -> None:
    said: dict[int, list[tuple[str, str]]] = {}
    for remark in rejected.remarks:
        said.setdefault(remark.line, []).append(("", remark.text))
    for row in rows:
        row.refuse(said.get(row.line) or [("", _("een andere rij van deze melding is geweigerd"))])


def _foretell(run: ImportRun, mapping: ImportMapping, told: Told) -> None:
    numbers = [story.external_id for story, _rows in told]
    known = dict(
        Ticket.objects.filter(source=mapping.source, external_id__in=numbers).values_list(
            "external_id", "customer__name"
        )
    )
    for story, rows in told:
        owner = known.get(story.external_id)
        for row in rows:
            if owner is None:
                row.outcome, row.new = RowOutcome.NEW, {"subject": story.subject}
                row.note = "; ".join(remark.text for remark in story.remarks if remark.line == row.line)[:300]
            elif run.customer and owner == run.customer.name:
                row.outcome = RowOutcome.UNCHANGED
            else:
                row.refuse([("", _("deze melding is al overgenomen bij %s") % owner)])


def _apply(run: ImportRun, mapping: ImportMapping, told: Told, now: datetime) -> None:
    assert run.customer is not None
    _foretell(run, mapping, told)
    fresh = [(story, rows) for story, rows in told if rows[0].is_new]
    Importer(mapping, run.customer, now=now).take_over([story for story, _rows in fresh])
    made = Ticket.objects.filter(source=mapping.source, external_id__in=[story.external_id for story, _rows in fresh])
    numbers = dict(made.values_list("external_id", "pk"))
    for story, rows in fresh:
        for row in rows:
            row.stage, row.object_pk = RowStage.APPLIED, numbers.get(story.external_id)
