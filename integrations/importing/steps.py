"""What a worker does with an import: a batch of rows in one transaction, and on to the next.

Killed at any moment, the batch at hand is as if it had not been; who takes over goes on behind the one before. A run is
one worker's at a time: he holds its lock. What the preview says is found by carrying each row out and taking it back,
so it cannot say anything else than what will happen to that row by itself; what changed since, be it by another row of
the file (two new customers of one name), is refused and not overwritten.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from infra.claims import take
from infra.errors import Refused
from infra.nudges import silence
from integrations.importing import ticket_table
from integrations.importing.fields import RowRefused, Values, read_cells
from integrations.importing.importable import TABLES
from integrations.importing.table_kind import RowPlan, TableKind, reasons_of
from integrations.importing.uploads import UNDO_FOR
from integrations.models import ImportRow, ImportRun, ImportState, RowOutcome, RowStage
from integrations.models.imports import LONGEST_KEY

log = logging.getLogger(__name__)
BATCH = 50
_BUSY = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
_SAID = (RowRefused, Refused, ValidationError, PermissionDenied)
_WRITTEN = ["key", "stage", "outcome", "old", "new", "note", "reasons", "object_pk"]


def carry_out_imports(now: datetime, *, seconds: float = 20) -> bool:
    """All that is to be done, for so long. True: something is left."""
    until = time.monotonic() + seconds
    for run_id in ImportRun.objects.filter(state__in=_BUSY).order_by("pk").values_list("pk", flat=True):
        while step(run_id, now):
            if time.monotonic() > until:
                return True
    return False


def step(run_id: int, now: datetime) -> bool:
    """One batch of one run; False when it is finished, or another worker's."""
    with silence(), transaction.atomic():  # what is to be mailed goes with the next beat, not once for each row
        runs = ImportRun.objects.filter(pk=run_id, state__in=_BUSY).select_related("made_by", "ordered_by", "customer")
        run = next(iter(take(runs, 1)), None)
        if run is None:
            return False
        way = "-line" if run.state == ImportState.UNDOING else "line"
        rows = list(run.to_do().order_by(way)[:BATCH])
        if not rows:
            _finish(run, now)
            return False
        if run.is_of_tickets:
            rows = ticket_table.carry_out(run, rows, now)
        else:
            _WORK[run.state](run, TABLES[run.kind](), rows, now)
        ImportRow.objects.bulk_update(rows, _WRITTEN)
    return True


def _finish(run: ImportRun, now: datetime) -> None:
    if run.state == ImportState.CHECKING:
        run.state = ImportState.READY
    elif run.state == ImportState.APPLYING:
        run.state, run.finished_at = ImportState.DONE, now
        run.undo_until = None if run.is_of_tickets else now + UNDO_FOR
    else:
        run.state, run.finished_at = ImportState.UNDONE, now
    run.save(update_fields=["state", "finished_at", "undo_until"])


# --- Looking over -------------------------------------------------------------------------------------------
def _check(run: ImportRun, table: TableKind, rows: Sequence[ImportRow], now: datetime) -> None:
    keyed = [(row, _values(run, table, row)) for row in rows]
    earlier = run.rows.exclude(stage=RowStage.READ).filter(key__in={row.key for row, _values in keyed if row.key})
    lines = dict(earlier.values_list("key", "line"))
    for row, values in keyed:
        row.stage = RowStage.CHECKED
        if values is None:
            continue
        if row.key in lines:
            row.refuse([("", _("dit staat al op regel %s") % lines[row.key])])
            continue
        lines[row.key] = row.line
        _attempt(table, row, lambda row=row, values=values: _foretell(run, table, row, values, now))  # type: ignore[misc]


def _values(run: ImportRun, table: TableKind, row: ImportRow) -> Values | None:
    try:
        values = read_cells(table.fields, run.columns, len(run.header), row.cells)
    except RowRefused as refused:
        row.refuse(refused.reasons)
        return None
    row.key = table.key(values)[:LONGEST_KEY]
    return values


def _foretell(run: ImportRun, table: TableKind, row: ImportRow, values: Values, now: datetime) -> None:
    plan = table.plan(values)
    if plan.outcome != RowOutcome.UNCHANGED:
        with transaction.atomic():
            table.carry_out(values, by=run.made_by, now=now)
            transaction.set_rollback(True)
    row.outcome, row.old, row.new, row.note, row.reasons = plan.outcome, plan.old, plan.new, plan.note[:300], []


# --- Carrying out -------------------------------------------------------------------------------------------
def _apply(run: ImportRun, table: TableKind, rows: Sequence[ImportRow], now: datetime) -> None:
    by = _ordered_by(run)
    for row in rows:
        row.stage = RowStage.APPLIED
        _attempt(table, row, lambda row=row: _apply_one(run, table, row, by, now))  # type: ignore[misc]


def _apply_one(run: ImportRun, table: TableKind, row: ImportRow, by: User, now: datetime) -> None:
    values = read_cells(table.fields, run.columns, len(run.header), row.cells)
    plan = table.plan(values)
    if plan.outcome == RowOutcome.UNCHANGED:
        row.outcome = RowOutcome.UNCHANGED  # somebody else was ahead, with the same
        return
    if not _is_as_foretold(plan, row):
        raise Refused(_("Intussen gewijzigd, na het voorbeeld; importeer deze rij opnieuw."))
    row.object_pk = table.made(table.carry_out(values, by=by, now=now))
    if row.is_new:
        row.new = table.current(table.find(values))


def _is_as_foretold(plan: RowPlan, row: ImportRow) -> bool:
    return (plan.outcome, plan.old, plan.new) == (row.outcome, row.old, row.new)


# --- Taking back --------------------------------------------------------------------------------------------
def _undo(run: ImportRun, table: TableKind, rows: Sequence[ImportRow], now: datetime) -> None:
    by = _ordered_by(run)
    for row in rows:
        row.stage = RowStage.UNDONE
        values = read_cells(table.fields, run.columns, len(run.header), row.cells)
        try:
            with transaction.atomic():
                table.take_back(row, values, by=by, now=now)
        except (*_SAID, IntegrityError) as error:
            row.stage = RowStage.KEPT
            row.reasons = [[str(column), str(text)] for column, text in reasons_of(table.fields, error)]


def _ordered_by(run: ImportRun) -> User:
    assert run.ordered_by is not None
    return run.ordered_by


def _attempt(table: TableKind, row: ImportRow, act: Callable[[], None]) -> None:
    """In a savepoint of its own: what is refused leaves nothing behind, and the other rows go on."""
    for again in (True, False):
        try:
            with transaction.atomic():
                act()
            return
        except IntegrityError:  # somebody else made the same at this moment: now it is found
            if not again:
                row.refuse([("", _("iemand anders voegde dit op hetzelfde moment toe; importeer deze rij opnieuw"))])
        except _SAID as error:
            row.refuse(reasons_of(table.fields, error))
            return
        except DatabaseError:
            raise  # the whole batch, later
        except Exception:
            log.exception("Row %s of import %s", row.line, row.run_id)
            row.refuse([("", _("door een fout in het systeem niet verwerkt; de beheerder vindt die in het logboek"))])
            return


_WORK: dict[str, Callable[[ImportRun, TableKind, Sequence[ImportRow], datetime], Any]] = {
    ImportState.CHECKING: _check,
    ImportState.APPLYING: _apply,
    ImportState.UNDOING: _undo,
}
