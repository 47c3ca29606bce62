"""Importing tables at the desk: upload, say which column is what, see what will happen, do it, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.access import HouseRequest, house
from desk.importing import page
from desk.importing.forms import ColumnsForm, ImportUploadForm, TicketsUploadForm, WordsForm
from infra import keyset
from infra.errors import Refused
from integrations.importing import uploads
from integrations.importing.errors import ImportRefused
from integrations.importing.importable import IMPORT_DATA, TABLES, kinds_of
from integrations.models import ImportKind, ImportRun, RowOutcome, RowStage

PAGE = 50
RECENT = 30


@require_http_methods(["GET", "POST"])
@house(IMPORT_DATA)
def imports(request: HouseRequest) -> HttpResponse:
    """What can be imported, and what was."""
    kinds = kinds_of(request.user)
    of_tickets = request.POST.get("kind") == ImportKind.TICKETS
    given, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportUploadForm(*((None, None) if of_tickets else (given, files)), kinds)
    tickets_form = TicketsUploadForm(*((given, files) if of_tickets else (None, None)))
    used = tickets_form if of_tickets else form
    if request.method == "POST" and used.is_valid():
        data, file = used.cleaned_data, used.cleaned_data["file"]
        try:
            run = uploads.upload(
                file.data,
                by=request.user,
                now=timezone.now(),
                kind=ImportKind.TICKETS if of_tickets else ImportKind(data["kind"]),
                file_name=file.name,
                mapping=data.get("mapping", ""),
                customer=data.get("customer"),
            )
        except ImportRefused as refused:
            used.add_error("file", _("Dit bestand kan niet worden geïmporteerd: %s.") % refused)
        except Refused as refused:
            used.refuse(refused)
        else:
            return redirect("desk:import", run.pk)
    runs = ImportRun.objects.visible_to(request.user).select_related("made_by", "customer")
    context = {
        "form": form,
        "tickets_form": tickets_form if ImportKind.TICKETS in kinds else None,
        "runs": runs[:RECENT],
        "hints": [(TABLES[kind].kind.label, TABLES[kind].hint) for kind in kinds if kind in TABLES],
        "section": "imports",
    }
    return render(request, "desk/importing/imports.html", context)


@require_http_methods(["GET", "POST"])
@house(IMPORT_DATA)
def import_page(request: HouseRequest, pk: int) -> HttpResponse:
    """How it stands; with `lijst` the rows of one outcome, with `kolommen` the choice of columns once more."""
    run = _run(request, pk)
    asks_columns = run.is_mapping or request.method == "POST" or (run.is_ready and "kolommen" in request.GET)
    if asks_columns:
        return _words(request, run) if run.is_of_tickets else _columns(request, run)
    context: dict[str, Any] = {"run": run, "section": "imports", "is_own": run.made_by_id == request.user.pk}
    if run.is_busy:
        return render(request, "desk/importing/import.html", context | {"progress": page.progress_of(run)})
    counts = page.counts_of(run)
    lists = {each.key for each in counts}
    asked = request.GET.get("lijst", "")
    shown = asked if asked in lists else next((each.key for each in counts if each.count), RowOutcome.NEW.value)
    rows = run.rows.filter(stage=RowStage.KEPT) if shown == RowStage.KEPT else run.rows.filter(outcome=shown)
    after = keyset.decode(request.GET.get("na", ""), int)
    found = keyset.read(rows, ("line",), PAGE, after=after)
    context |= {
        "counts": counts,
        "shown": shown,
        "rows": page.shown(run, found.rows),
        "next_cursor": keyset.encode(found.next),
        "to_write": sum(each.count for each in counts if each.key in (RowOutcome.NEW, RowOutcome.CHANGED)),
        "refused": next(each.count for each in counts if each.key == RowOutcome.REFUSED),
        "may_undo": run.is_done and run.undo_until is not None and timezone.now() < run.undo_until,
    }
    return render(request, "desk/importing/import.html", context)


def _columns(request: HouseRequest, run: ImportRun) -> HttpResponse:
    table = TABLES[run.kind]
    form = ColumnsForm(request.POST if request.method == "POST" else None, run.header, table.fields, run.columns)
    if request.method == "POST" and form.is_valid():
        columns = form.cleaned_data["columns"]
        try:
            uploads.choose_columns(run, by=request.user, now=timezone.now(), columns=columns)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("desk:import", run.pk)
    context = {
        "run": run,
        "form": form,
        "columns": list(zip(form, page.samples_of(run), strict=True)),
        "needed": [each.label for each in table.fields if each.is_key],
        "for_new": [each.label for each in table.fields if each.for_new],
        "hint": table.hint,
        "section": "imports",
    }
    return render(request, "desk/importing/columns.html", context)


def _words(request: HouseRequest, run: ImportRun) -> HttpResponse:
    form = WordsForm(request.POST if request.method == "POST" else None, page.unknown_in(run))
    if request.method == "POST" and form.is_valid():
        try:
            uploads.choose_words(run, by=request.user, now=timezone.now(), words=form.cleaned_data["words"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("desk:import", run.pk)
    columns = [column for _part, column, _word in form.places.values()]
    context = {"run": run, "form": form, "words": list(zip(form, columns, strict=True)), "section": "imports"}
    return render(request, "desk/importing/words.html", context)


@require_POST
@house(IMPORT_DATA)
def import_order(request: HouseRequest, pk: int) -> HttpResponse:
    return _act(request, _run(request, pk), uploads.order_import)


@require_POST
@house(IMPORT_DATA)
def import_undo(request: HouseRequest, pk: int) -> HttpResponse:
    return _act(request, _run(request, pk), uploads.undo_import)


@require_POST
@house(IMPORT_DATA)
def import_discard(request: HouseRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    try:
        uploads.discard_import(run, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("desk:import", run.pk)
    messages.success(request, _("“%s” is weggegooid; er is niets van geïmporteerd.") % run.file_name)
    return redirect("desk:imports")


@require_GET
@house(IMPORT_DATA)
def import_refused(request: HouseRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    response = HttpResponse(page.refused_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="geweigerd-{run.pk}.csv"'
    return response


def _act(request: HouseRequest, run: ImportRun, verb: Callable[..., ImportRun]) -> HttpResponse:
    try:
        verb(run, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("desk:import", run.pk)


def _run(request: HouseRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("made_by", "customer")
    return get_object_or_404(runs, pk=pk)
