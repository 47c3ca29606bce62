"""What a person does with an import: upload, say which column is what, order it, take it back, throw it away.

The work itself is a worker's, a batch of rows at a time (steps.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Customer
from infra.errors import Refused
from infra.masking import mask_all
from infra.nudges import nudge_on_commit
from integrations.importing.errors import MappingError
from integrations.importing.fields import proposed
from integrations.importing.importable import TABLES, kinds_of
from integrations.importing.mapped_words import Words
from integrations.importing.mapping import ImportMapping, load_mapping
from integrations.importing.source import ExportRow, Layout
from integrations.importing.table_file import read_table
from integrations.models import ImportKind, ImportRow, ImportRun, ImportState, RowStage
from integrations.models.imports import LONGEST_KEY

UNDO_FOR = timedelta(days=1)
MAPPINGS = Path(__file__).parents[1] / "mappings"
_TASK = "integrations.tasks.carry_out_imports"
_WRITTEN_AT_ONCE = 1000


def upload(
    data: bytes,
    *,
    by: User,
    now: datetime,
    kind: ImportKind,
    file_name: str,
    mapping: str = "",
    customer: Customer | None = None,
) -> ImportRun:
    """A run with its rows, in the state in which the columns are chosen; tickets are looked over at once, as their
    mapping says it all. ImportRefused (Dutch) when the file cannot be used."""
    if kind not in kinds_of(by):
        raise PermissionDenied
    table = read_table(data)
    run = ImportRun(
        kind=kind,
        file_name=Path(file_name.replace("\\", "/")).name.replace("\x00", "")[:200] or _("bestand"),
        how=table.how,
        header=table.header,
        header_key=_header_key(table.header),
        rows_count=len(table.rows),
        made_by=by,
        made_at=now,
    )
    rows = [ImportRow(run=run, line=row.line, cells=mask_all(row.cells)) for row in table.rows]
    if kind == ImportKind.TICKETS:
        _prepare_tickets(run, rows, mapping, customer)
    else:
        run.columns = _remembered(run) or proposed(TABLES[kind].fields, table.header)
    with transaction.atomic():
        run.save()
        ImportRow.objects.bulk_create(rows, batch_size=_WRITTEN_AT_ONCE)
        if run.is_busy:
            nudge_on_commit(_TASK)
    return run


def _prepare_tickets(run: ImportRun, rows: Sequence[ImportRow], mapping: str, customer: Customer | None) -> None:
    """The mapping says all columns, or refuses the file; each row is known by the number of its ticket."""
    if customer is None:
        raise Refused(_("Kies van welke klant de meldingen zijn."), field="customer")
    rules = mapping_named(mapping)
    layout = Layout(rules, run.header)
    run.mapping, run.customer, run.state = mapping, customer, ImportState.CHECKING
    run.columns = _remembered(run)
    for row in rows:
        row.key = layout.ticket_of(ExportRow(row.line, row.cells), rules.ticket)[:LONGEST_KEY]


def mappings() -> list[tuple[str, str]]:
    """The systems whose exports of tickets are known: key, and name for people."""
    found = ((path.stem, load_mapping(path).name) for path in MAPPINGS.glob("*.toml"))
    return sorted(found, key=lambda each: each[1].casefold())


def mapping_named(name: str) -> ImportMapping:
    if name not in {path.stem for path in MAPPINGS.glob("*.toml")}:
        raise MappingError(_("kies uit welk systeem de meldingen komen"))
    return load_mapping(MAPPINGS / f"{name}.toml")


@transaction.atomic
def choose_columns(run: ImportRun, *, by: User, now: datetime, columns: Mapping[str, int]) -> ImportRun:
    """Which column fills which field; then a worker looks every row over. Again, while nothing was carried out."""
    run = _not_yet_ordered(run, by)
    fields = TABLES[run.kind].fields
    for field in fields:
        if field.is_key and field.key not in columns:
            raise Refused(_("Kies de kolom van %s.") % field.label, field=field.key)
    taken: dict[int, str] = {}
    for key, place in columns.items():
        if place in taken:
            raise Refused(_("Deze kolom is al gekozen bij een ander veld."), field=key)
        if not 0 <= place < len(run.header):
            raise Refused(_("Deze kolom is er niet."), field=key)
        taken[place] = key
    run.rows.update(key="")
    return _checked_anew(run, columns, now)


@transaction.atomic
def choose_words(run: ImportRun, *, by: User, now: datetime, words: Words) -> ImportRun:
    """What words of an export of tickets are here that its mapping does not know, besides those said before."""
    run = _not_yet_ordered(run, by)
    known: dict[str, dict[str, str]] = {part: dict(said) for part, said in run.columns.items()}
    for part, said in words.items():
        known.setdefault(part, {}).update(said)
    return _checked_anew(run, known, now)


def _not_yet_ordered(run: ImportRun, by: User) -> ImportRun:
    run = _own(run, by)
    if run.state not in (ImportState.MAPPING, ImportState.READY, ImportState.CHECKING):
        raise Refused(_("Deze import is al uitgevoerd; importeer het bestand opnieuw."))
    return run


def _checked_anew(run: ImportRun, columns: Mapping[str, Any], now: datetime) -> ImportRun:
    run.columns, run.state, run.made_at = dict(columns), ImportState.CHECKING, now
    run.save()
    run.rows.update(stage=RowStage.READ, outcome="", old={}, new={}, note="", reasons=[])
    nudge_on_commit(_TASK)
    return run


@transaction.atomic
def order_import(run: ImportRun, *, by: User, now: datetime) -> ImportRun:
    """Carry out what the preview says. A second click changes nothing."""
    run = _own(run, by)
    if run.state in (ImportState.APPLYING, ImportState.DONE):
        return run
    if not run.is_ready:
        raise Refused(_("Deze import is nog niet nagekeken, of al ongedaan gemaakt."))
    run.state, run.ordered_at, run.ordered_by = ImportState.APPLYING, now, by
    run.save()
    nudge_on_commit(_TASK)
    return run


@transaction.atomic
def undo_import(run: ImportRun, *, by: User, now: datetime) -> ImportRun:
    """Take back what nobody touched since; by anybody who may import this kind."""
    run = _locked(run, by)
    if run.state in (ImportState.UNDOING, ImportState.UNDONE):
        return run
    if run.is_of_tickets:
        raise Refused(
            _("Een melding verdwijnt nooit: haar tijdlijn is het bewijs. Annuleer haar op haar eigen pagina.")
        )
    if not run.is_done or run.undo_until is None:
        raise Refused(_("Deze import is nog niet uitgevoerd."))
    if now >= run.undo_until:
        raise Refused(_("Een import kan een dag lang ongedaan worden gemaakt; die is voorbij."))
    run.state, run.ordered_at, run.ordered_by = ImportState.UNDOING, now, by
    run.save()
    nudge_on_commit(_TASK)
    return run


@transaction.atomic
def discard_import(run: ImportRun, *, by: User, now: datetime) -> None:
    """Of which nothing was carried out yet."""
    run = _own(run, by)
    if run.state not in (ImportState.MAPPING, ImportState.CHECKING, ImportState.READY):
        raise Refused(_("Deze import is al uitgevoerd; maak haar ongedaan als dat nodig is."))
    run.delete()


@transaction.atomic
def forget_imports(now: datetime, *, days: int) -> int:
    """What the rows said goes; that there was an import stays, but for one of which nothing came."""
    old = ImportRun.objects.filter(made_at__lt=now - timedelta(days=days))
    started = (ImportState.APPLYING, ImportState.UNDOING)
    gone = ImportRow.objects.filter(run__in=old.exclude(state__in=started)).delete()[0]
    old.filter(state__in=[ImportState.MAPPING, ImportState.CHECKING, ImportState.READY]).delete()
    return gone


def _locked(run: ImportRun, by: User) -> ImportRun:
    if run.kind not in kinds_of(by):
        raise PermissionDenied
    found = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk).select_related("made_by").first()
    if found is None:
        raise Refused(_("Deze import is intussen weggegooid."))
    return found


def _own(run: ImportRun, by: User) -> ImportRun:
    run = _locked(run, by)
    if run.made_by != by:
        raise Refused(_("Deze import is van %s. Importeer het bestand zelf, of vraag hem of haar.") % run.made_by.name)
    return run


def _remembered(run: ImportRun) -> dict[str, int]:
    """As somebody chose last for a table of this kind with this very header."""
    same = ImportRun.objects.filter(kind=run.kind, header_key=run.header_key, mapping=run.mapping)
    same = same.exclude(state=ImportState.MAPPING)
    return same.order_by("-made_at").values_list("columns", flat=True).first() or {}


def _header_key(header: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([name.casefold() for name in header]).encode()).hexdigest()
