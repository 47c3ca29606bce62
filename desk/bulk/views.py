"""One act on many meldingen: what was chosen, what is asked, how far it is, and what became of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.access import HouseRequest, house
from desk.bulk.offered import BULK_VERBS, as_sent
from desk.tickets import verbs
from infra.errors import Refused
from infra.forms import RefusableForm
from tickets.bulk import actions
from tickets.models import BulkAct, BulkItem, BulkOutcome, BulkState

AT_ONCE = 20  # within the click; more is done by a worker, with its progress on the page
SHOWN = 200
WORK = "tickets.work_ticket"


@require_http_methods(["GET", "POST"])
@house(WORK)
def bulk_choose(request: HouseRequest) -> HttpResponse:
    """Which meldingen, and what with them."""
    if request.method == "GET":
        return redirect("desk:queue")
    query = request.POST.get("waar", "").replace("\x00", "")
    verb = request.POST.get("doe", "")
    if verb not in BULK_VERBS:
        raise Http404
    try:
        bulk = actions.choose(
            by=request.user, now=timezone.now(), verb=verb, numbers=_chosen(request, query), origin=query
        )
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(_queue(query))
    return redirect("desk:bulk_act", bulk.pk)


def _chosen(request: HouseRequest, query: str) -> list[int]:
    """All of the view; else what stands in one field, for a browser with a script; else the boxes."""
    from desk.queue.queue_rows import in_view
    from desk.queue.views import understood

    if request.POST.get("alles"):
        found = in_view(understood(query, request)).order_by("pk")
        return list(found.values_list("pk", flat=True)[: actions.MOST + 1])
    listed = [*request.POST.get("meldingen", "").split(","), *request.POST.getlist("melding")]
    return [int(one) for one in listed if one.isascii() and one.isdecimal() and len(one) <= 18]


def _queue(query: str) -> str:
    return reverse("desk:queue") + (f"?{query}" if query else "")


def _own(request: HouseRequest, pk: int) -> BulkAct:
    return get_object_or_404(BulkAct.objects.filter(made_by=request.user).select_related("made_by"), pk=pk)


@require_http_methods(["GET", "POST"])
@house(WORK)
def bulk_page(request: HouseRequest, pk: int) -> HttpResponse:
    bulk = _own(request, pk)
    if bulk.state == BulkState.CHOOSING:
        return _ask(request, bulk)
    return _progress(request, bulk)


def _ask(request: HouseRequest, bulk: BulkAct) -> HttpResponse:
    """The form of the verb, once for all; each melding is checked by itself when it is done."""
    offered, items = BULK_VERBS[bulk.verb], bulk.items.select_related("ticket__customer").order_by("pk")
    form = _form(request, bulk, items[0])
    if request.method == "POST" and _may_begin(form):
        given = _as_kept(request)
        now = timezone.now()
        if actions.begin(bulk, by=request.user, now=now, given=given, quiet="zonder_mail" in request.POST):
            actions.carry_out(bulk, now=now, most=AT_ONCE)
        return redirect("desk:bulk_act", bulk.pk)
    count = bulk.items.count()
    context = {
        "bulk": bulk,
        "verb": verbs.get(bulk.verb),
        "offered": offered,
        "form": form,
        "count": count,
        "items": items[:SHOWN],
        "more": max(count - SHOWN, 0),
        "is_quiet": bulk.quiet or "zonder_mail" in request.POST,
        "back": _queue(bulk.origin),
        "section": "queue",
    }
    return render(request, "desk/bulk/ask.html", context)


def _as_kept(request: HouseRequest) -> dict[str, list[str]]:
    """As it was sent, without NUL, which PostgreSQL cannot hold (security Q9)."""
    sent = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    return {name.replace("\x00", ""): [value.replace("\x00", "") for value in values] for name, values in sent.items()}


def _form(request: HouseRequest, bulk: BulkAct, first: BulkItem) -> RefusableForm:
    """Empty, for it is not about the first; when it is done once more, as it was filled in."""
    data: Any = request.POST if request.method == "POST" else None
    if data is None and bulk.given:
        data = as_sent(bulk.given)
    form = verbs.get(bulk.verb).form(data, first.ticket)
    form.initial = {name: value for name, value in form.initial.items() if name == "form_token"}
    return form


def _may_begin(form: RefusableForm) -> bool:
    """What is empty or no day is said at once; what holds of one melding only, is said of that one."""
    return form.is_valid()


def _progress(request: HouseRequest, bulk: BulkAct) -> HttpResponse:
    counts: dict[str, int] = dict(bulk.items.order_by().values_list("outcome").annotate(n=Count("pk")))
    total, now = sum(counts.values()), timezone.now()
    waiting = counts.get(BulkOutcome.WAITING, 0)
    until = actions.undo_until(bulk, now)
    context: dict[str, Any] = {
        "bulk": bulk,
        "verb": verbs.get(bulk.verb),
        "total": total,
        "handled": total - waiting,
        "is_busy": bulk.state == BulkState.BUSY,
        "outcomes": [
            (BulkOutcome(outcome).label, counts[outcome], tone)
            for outcome, tone in _TONES.items()
            if counts.get(outcome)
        ],
        "groups": [(BulkOutcome(outcome).label, _items(bulk, outcome), tone) for outcome, tone in _TONES.items()],
        "left": counts.get(BulkOutcome.REFUSED, 0) + counts.get(BulkOutcome.CHANGED, 0),
        "undo_seconds": int((until - now).total_seconds()) if until else 0,
        "back": _queue(bulk.origin),
        "section": "queue",
    }
    return render(request, "desk/bulk/_progress.html" if request.htmx else "desk/bulk/progress.html", context)


_TONES = {
    BulkOutcome.REFUSED: "danger",
    BulkOutcome.CHANGED: "warning",
    BulkOutcome.DONE: "success",
    BulkOutcome.UNDONE: "neutral",
}


def _items(bulk: BulkAct, outcome: str) -> list[BulkItem]:
    return list(bulk.items.filter(outcome=outcome).select_related("ticket__customer").order_by("pk")[:SHOWN])


@require_POST
@house(WORK)
def bulk_again(request: HouseRequest, pk: int) -> HttpResponse:
    """What was filled in stands in the form again."""
    try:
        fresh = actions.again(_own(request, pk), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("desk:bulk_act", pk)
    return redirect("desk:bulk_act", fresh.pk)


@require_POST
@house(WORK)
def bulk_undo(request: HouseRequest, pk: int) -> HttpResponse:
    undone = actions.undo_bulk(_own(request, pk), by=request.user, now=timezone.now())
    if undone:
        messages.success(request, _("Ongedaan gemaakt bij %s meldingen.") % undone)
    else:
        messages.warning(request, _("Dit kon niet meer ongedaan worden gemaakt."))
    return redirect("desk:bulk_act", pk)
