"""Keeping standard answers, and having one in the composer of a melding."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.access import HouseRequest, house
from desk.macros.forms import MacroForm
from infra.errors import Refused
from tickets.macros import actions
from tickets.macros.placeholders import PLACEHOLDERS, written
from tickets.models import Macro, Ticket

WORK = "tickets.work_ticket"


@require_GET
@house(WORK)
def macros(request: HouseRequest) -> HttpResponse:
    """All that he may use, most used first; with what each does, and how often."""
    found = Macro.objects.usable_by(request.user) | Macro.objects.kept_by(request.user)
    kept = set(Macro.objects.kept_by(request.user).values_list("pk", flat=True))
    rows = [
        (macro, actions.steps_of(macro), macro.pk in kept)
        for macro in found.distinct().select_related("team", "hands_to").order_by("-used", "name", "pk")
    ]
    return render(request, "desk/macros/macros.html", {"rows": rows, "section": "me"})


@require_http_methods(["GET", "POST"])
@house(WORK)
def macro_add(request: HouseRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@house(WORK)
def macro_change(request: HouseRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Macro.objects.kept_by(request.user), pk=pk))


@require_POST
@house(WORK)
def macro_remove(request: HouseRequest, pk: int) -> HttpResponse:
    macro = get_object_or_404(Macro.objects.kept_by(request.user), pk=pk)
    actions.remove_macro(macro, by=request.user, now=timezone.now())
    messages.success(request, _("“%s” is weg.") % macro.name)
    return redirect("desk:macros")


def _edit(request: HouseRequest, macro: Macro | None) -> HttpResponse:
    form = MacroForm(request.POST if request.method == "POST" else None, by=request.user, macro=macro)
    if request.method == "POST" and form.is_valid():
        try:
            now = timezone.now()
            if macro is None:
                kept = actions.keep_macro(form.terms, by=request.user, now=now)
            else:
                kept = actions.change_macro(macro, form.terms, by=request.user, now=now)
            messages.success(request, _("“%s” is bewaard. Typ / in een bericht om het te gebruiken.") % kept.name)
            return redirect("desk:macros")
        except (Refused, ValidationError) as refused:
            form.refuse(refused)
    names = [(written(name), label) for name, label in PLACEHOLDERS.items()]
    return render(request, "desk/macros/edit.html", {"form": form, "macro": macro, "names": names, "section": "me"})


# --- In the composer --------------------------------------------------------------------------------------
@require_GET
@house(WORK)
def macro_choices(request: HouseRequest, number: int) -> HttpResponse:
    """What can be put in, for this melding: in the composer, or as a page where nothing else works."""
    ticket = _ticket(request, number)
    found = Macro.objects.usable_by(request.user).select_related("hands_to").order_by("-used", "name", "pk")
    context = {"ticket": ticket, "choices": [(macro, actions.steps_of(macro)) for macro in found]}
    part = "desk/macros/_choices.html" if request.htmx else "desk/macros/choices.html"
    return render(request, part, context | {"section": "queue"})


@require_GET
@house(WORK)
def macro_filled(request: HouseRequest, number: int, pk: int) -> HttpResponse:
    """Its text with the names filled in, and what it does besides; nothing has happened yet."""
    ticket = _ticket(request, number)
    macro = get_object_or_404(Macro.objects.usable_by(request.user).select_related("hands_to"), pk=pk)
    answer = {
        "macro": macro.pk,
        "name": macro.name,
        "text": actions.fill(macro.text, ticket, request.user),
        "kind": "intern" if macro.is_note else "antwoord",
        "then": macro.then,
        "steps": ", ".join(str(step.words) for step in actions.steps_of(macro)),
    }
    return JsonResponse(answer)


@require_POST
@house(WORK)
def preview(request: HouseRequest) -> HttpResponse:
    """What is typed, as the customer will read it; nothing is kept."""
    return render(request, "desk/macros/_preview.html", {"text": request.POST.get("text", "")[:20_000]})


def _ticket(request: HouseRequest, number: int) -> Ticket:
    related = ("customer", "contact", "supplier", "clock")
    return get_object_or_404(Ticket.objects.visible_to(request.user).select_related(*related), pk=number)
