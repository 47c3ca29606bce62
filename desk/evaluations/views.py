"""Evaluations of incidents of priority 1 (SLA 11): the list of what is owed, and the page on which one is written,
approved and shared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.evaluations.forms import (
    BulkSetAsideForm,
    SendBackForm,
    SetAsideForm,
    WrittenPart,
    as_written,
    number_in,
    sent_parts,
)
from infra import keyset
from infra.errors import Refused
from infra.forms import RefusableForm
from reviews.evaluations import actions, queries
from reviews.evaluations.documents import EvaluationDocument, shown_document
from reviews.evaluations.rules import must_be_written, why_evaluated
from reviews.models import UNFINISHED, Evaluation, EvaluationPart, EvaluationState
from tickets.models import Ticket

PAGE = 50
STILL_OWED = "open"
NEWEST_STEPS = 200


# --- The list ---------------------------------------------------------------------------------------------
@require_GET
@house()
def evaluation_list(request: HouseRequest) -> HttpResponse:
    """What is still owed first asked; `stand` and `klant` narrow it down, and what they do not know is left out."""
    return _list(request)


def _list(request: HouseRequest, form: RefusableForm | None = None, chosen: list[int] | None = None) -> HttpResponse:
    seen = Evaluation.objects.visible_to(request.user)
    customer = _customer(request)
    if customer is not None:
        seen = seen.filter(customer=customer)
    counts = dict(seen.order_by().values_list("state").annotate(count=Count("pk")))
    state = request.GET.get("stand", STILL_OWED)
    state = state if state in EvaluationState.values or state == "alle" else STILL_OWED
    rows = seen if state == "alle" else seen.filter(state__in=UNFINISHED if state == STILL_OWED else [state])
    after = keyset.decode(request.GET.get("na", ""), datetime, int)
    page = keyset.read(queries.with_all(rows), ("-resolved_at", "-pk"), PAGE, after=after)
    may_set_aside = request.user.has_perm(actions.APPROVE)
    context = {
        "rows": page.rows,
        "lines": [(each, may_set_aside and _may_be_set_aside(each)) for each in page.rows],
        "tabs": _tabs(counts),
        "shown": state,
        "customer": customer,
        "customers": Customer.objects.visible_to(request.user).filter(evaluations__isnull=False).distinct(),
        "aside_form": form or SetAsideForm(),
        "chosen": chosen or [],
        "any_aside": may_set_aside and any(_may_be_set_aside(each) for each in page.rows),
        "next_cursor": keyset.encode(page.next),
        "section": "evaluations",
    }
    return render(request, "desk/evaluations/evaluations.html", context)


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    owed = sum(counts.get(state, 0) for state in UNFINISHED)
    each = [(state.value, str(state.label), counts.get(state, 0)) for state in EvaluationState]
    return [(STILL_OWED, _("Nog niet gedeeld"), owed), *each, ("alle", _("Alle"), sum(counts.values()))]


def _customer(request: HouseRequest) -> Customer | None:
    key = request.GET.get("klant", "")
    if not (key.isascii() and key.isdecimal() and len(key) <= 12):
        return None
    return Customer.objects.visible_to(request.user).filter(pk=int(key)).first()


def _may_be_set_aside(evaluation: Evaluation) -> bool:
    ticket = evaluation.ticket
    is_needed = must_be_written(ticket.priority, late=ticket.clock.late)
    return not (is_needed or evaluation.is_set_aside or evaluation.releases)


@require_POST
@house(actions.APPROVE)
def put_aside(request: HouseRequest) -> HttpResponse:
    """Several at once, for one reason. What may not be set aside is said, and the others are."""
    sent = request.POST.getlist("tickets")[:PAGE]
    numbers = [int(each) for each in sent if each.isascii() and each.isdecimal() and len(each) <= 12]
    seen = Evaluation.objects.visible_to(request.user).filter(ticket__in=numbers)
    found = {each.ticket_id: each for each in seen}
    form = BulkSetAsideForm(request.POST, list(found))
    if not form.is_valid():
        for problem in form.errors.pop("tickets", []):
            messages.error(request, str(problem))
        return _list(request, form, numbers)
    now, refusals = timezone.now(), []
    for number in form.cleaned_data["tickets"]:
        try:
            actions.set_aside(found[number], by=request.user, now=now, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refusals.append(f"#{number}: {refused.message}")
    done = len(form.cleaned_data["tickets"]) - len(refusals)
    if done:
        messages.success(request, _("%s opzijgezet, met de reden erbij.") % done)
    for words in refusals:
        messages.error(request, words)
    return redirect("desk:evaluations")


# --- One evaluation ---------------------------------------------------------------------------------------
def fetch(user: User, number: int) -> Evaluation:
    return get_object_or_404(queries.with_all(Evaluation.objects.visible_to(user)), ticket=number)


@require_http_methods(["GET", "POST"])
@house()
def page(request: HouseRequest, number: int) -> HttpResponse:
    """A document; who may writes in it. On POST all texts at once are kept, for who has no JavaScript, and `then` may
    offer it for approval."""
    evaluation = fetch(request.user, number)
    if request.method == "GET":
        return _page(request, evaluation)
    now, parts, is_wrong = timezone.now(), [], False
    for each in sent_parts(evaluation, request.POST):
        kept = _keep(evaluation, each, by=request.user, now=now)
        is_wrong = is_wrong or bool(kept.errors)
        parts.append(kept)
    if is_wrong:
        return _page(request, fetch(request.user, number), parts)
    if request.POST.get("then") != "submit":
        messages.success(request, _("Bewaard."))
        return redirect("desk:evaluation", number)
    try:
        actions.submit(evaluation, by=request.user, now=now)
    except Refused as refused:
        fresh = fetch(request.user, number)
        parts = [as_written(fresh, part) for part in EvaluationPart]
        if not refused.field:
            messages.error(request, refused.message)
        return _page(
            request, fresh, [each.refused(refused.message) if each.part == refused.field else each for each in parts]
        )
    messages.success(request, _("Aangeboden; de coördinator krijgt bericht."))
    return redirect("desk:evaluation", number)


def _keep(evaluation: Evaluation, sent: WrittenPart, *, by: User, now: datetime) -> WrittenPart:
    try:
        kept = actions.write(evaluation, sent.part, sent.text, by=by, now=now, seen=sent.number)
    except actions.WrittenMeanwhile as found:
        return sent.disputed(found)
    except Refused as refused:
        return sent.refused(refused.message)
    return as_written(kept, sent.part)


def _page(request: HouseRequest, evaluation: Evaluation, parts: list[WrittenPart] | None = None) -> HttpResponse:
    user, now, ticket = request.user, timezone.now(), evaluation.ticket
    may_approve = user.has_perm(actions.APPROVE)
    may_write = user.has_perm(actions.WRITE) and (evaluation.is_to_write or (evaluation.is_submitted and may_approve))
    document = _document(evaluation, now)
    context = {
        "evaluation": evaluation,
        "ticket": ticket,
        "document": document,
        "parts": parts or [as_written(evaluation, part) for part in EvaluationPart],
        "may_write": may_write,
        "may_submit": user.has_perm(actions.WRITE) and evaluation.is_to_write,
        "may_approve": may_approve,
        "may_set_aside": may_approve and _may_be_set_aside(evaluation),
        "may_send_back": may_approve and (evaluation.is_submitted or evaluation.is_approved or evaluation.is_released),
        "is_needed": must_be_written(ticket.priority, late=ticket.clock.late),
        "no_longer": why_evaluated(ticket.priority, late=ticket.clock.late) is None and not evaluation.is_set_aside,
        "has_errors": any(each.errors for each in parts or ()),
        "steps": _steps(evaluation),
        "now": now,
        "section": "evaluations",
    }
    return render(request, "desk/evaluations/evaluation.html", context)


def _document(evaluation: Evaluation, now: datetime) -> EvaluationDocument:
    """What was approved stands as it was then; before that as it is now."""
    if evaluation.is_approved or evaluation.is_released:
        version = evaluation.versions.order_by("-pk").first()
        if version is not None:
            return EvaluationDocument.from_json(version.document)
    return queries.current_document(evaluation, now)


def _steps(evaluation: Evaluation) -> list[Any]:
    """The newest first; somebody's many savings of one text in a row are one line."""
    found: list[Any] = []
    for step in evaluation.steps.select_related("by").defer("text").order_by("-at", "-pk")[:NEWEST_STEPS]:
        last = found[-1] if found else None
        if last and step.is_text and (last.part, last.by_id) == (step.part, step.by_id):
            continue
        found.append(step)
    texts = dict(evaluation.steps.filter(part="").exclude(text="").values_list("pk", "text"))
    return [(step, texts.get(step.pk, "")) for step in found]


@require_http_methods(["GET", "POST"])
@house(actions.WRITE)
def text(request: HouseRequest, number: int, part: str) -> HttpResponse:
    """One text: kept while somebody writes (POST), or read anew when another's is to stay (GET)."""
    if part not in EvaluationPart.values:
        raise Http404
    evaluation = fetch(request.user, number)
    if request.method == "GET":
        shown = as_written(evaluation, EvaluationPart(part))
        return render(request, "desk/evaluations/_part.html", {"part": shown, "ticket": evaluation.ticket})
    sent = WrittenPart(EvaluationPart(part), request.POST.get(part, ""), number_in(request.POST, part))
    now = timezone.now()
    kept = _keep(evaluation, sent, by=request.user, now=now)
    if kept.is_disputed and request.POST.get(f"shown-{part}") == str(kept.their_number):
        return HttpResponse(status=204)  # both texts stand there, and he is about to choose
    context = {"part": kept, "ticket": evaluation.ticket, "saved_at": None if kept.errors else now}
    return render(request, "desk/evaluations/_saved.html", context)


@require_POST
@house(actions.APPROVE)
def choose(request: HouseRequest, number: int) -> HttpResponse:
    related = ("clock__calendar_version", "clock__emergency_version", "agreement__edition", "contact")
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).select_related(*related), pk=number)
    try:
        actions.choose(ticket, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("desk:ticket", number)
    return redirect("desk:evaluation", number)


# --- Its verbs --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class EvaluationVerb:
    """`form` asks a reason; without one it is done at once."""

    title: Any
    button: Any
    said: Any
    do: Callable[..., Evaluation]
    permission: str = actions.APPROVE
    form: type[RefusableForm] | None = None


VERBS = {
    "keur-goed": EvaluationVerb(
        gettext_lazy("Evaluatie goedkeuren"),
        gettext_lazy("Keur goed"),
        gettext_lazy("Goedgekeurd. De klant leest haar pas als je haar deelt."),
        actions.approve,
    ),
    "deel": EvaluationVerb(
        gettext_lazy("Evaluatie delen met de klant"),
        gettext_lazy("Deel met de klant"),
        gettext_lazy("Gedeeld; de klant krijgt er bericht van."),
        actions.release,
    ),
    "stuur-terug": EvaluationVerb(
        gettext_lazy("Evaluatie terugsturen"),
        gettext_lazy("Stuur terug"),
        gettext_lazy("Teruggestuurd; wie eraan werkte krijgt bericht."),
        actions.send_back,
        form=SendBackForm,
    ),
    "zet-opzij": EvaluationVerb(
        gettext_lazy("Geen evaluatie nodig"),
        gettext_lazy("Zet opzij"),
        gettext_lazy("Opzijgezet, met de reden erbij."),
        actions.set_aside,
        form=SetAsideForm,
    ),
}


@require_http_methods(["GET", "POST"])
@house(actions.APPROVE)
def act(request: HouseRequest, number: int, verb: str) -> HttpResponse:
    """One of VERBS: its question on GET, the act itself on POST."""
    spec = VERBS.get(verb)
    if spec is None:
        raise Http404
    evaluation = fetch(request.user, number)
    asks = spec.form or RefusableForm
    form = asks(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            spec.do(evaluation, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, spec.said)
            return redirect("desk:evaluation", number)
    context = {
        "evaluation": evaluation,
        "ticket": evaluation.ticket,
        "verb": spec,
        "form": form,
        "shown_before": shown_document(evaluation),
        "section": "evaluations",
    }
    return render(request, "desk/evaluations/act.html", context)
