"""Which field of a token's bodies is what: tried on the last that came, before anything is saved (SLA 6.1)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import MANAGE_TOKENS
from accounts.models import ApiToken
from desk.access import HouseRequest, house
from desk.connections.mapping_form import MappingForm, TakeOverForm
from desk.connections.pointing import STILL, pointed, role_choices, shown_body, states_of
from infra.errors import Refused
from integrations.models import AlertBody, AlertMapping
from integrations.monitoring import own_mapping
from integrations.monitoring.field_mapping import ROLES, FieldMapping
from integrations.monitoring.handing_in import fields_of_mapping
from integrations.monitoring.owners import bound_customer


@require_http_methods(["GET", "POST"])
@house("accounts.view_apitoken", MANAGE_TOKENS)
def token_mapping(request: HouseRequest, pk: int) -> HttpResponse:
    """Whoever points at a value, or tries, saves nothing and sees at once what would become of the last bodies; htmx
    gets that part alone."""
    token = get_object_or_404(ApiToken.objects.select_related("user"), pk=pk)
    if not token.hands_in_alerts:
        raise Http404
    rows = own_mapping.last_bodies(token)
    seen = own_mapping.fields_seen(rows)
    mapping = AlertMapping.objects.filter(token=token).first()
    start = fields_of_mapping(mapping) if mapping else own_mapping.proposed(seen)
    takes = "take" in request.POST
    take_over = None if mapping else _take_over(request, token, takes=takes)
    if takes and take_over is not None and take_over.is_valid() and _taken(request, token, take_over):
        return redirect("desk:token_mapping", pk=token.pk)
    data = pointed(request.POST) if request.method == "POST" and not takes else None
    form = MappingForm(data, seen, start, is_on=mapping.is_on if mapping else True)
    is_still = any(name in request.POST for name in STILL)
    if data is not None and form.is_valid() and not is_still and _saved(request, token, form):
        return redirect("desk:token_mapping", pk=token.pk)
    context: dict[str, Any] = {
        "token": token,
        "form": form,
        "mapping": mapping,
        "take_over": take_over,
        "is_proposal": mapping is None and bool(start.paths),
        "bound": bound_customer(token.user),
        "changes": [(change, _lines(change.data)) for change in token.mapping_changes.select_related("by")[:20]],
        "section": "tokens",
    }
    context |= _what_would_be(token, rows, form, start, data or request.GET)
    return render(request, _page(request, is_still), context)


def _take_over(request: HouseRequest, token: ApiToken, *, takes: bool) -> TakeOverForm | None:
    """None when no other token has a mapping."""
    others = own_mapping.mappings_of_others(token)
    return TakeOverForm(request.POST if takes else None, others) if takes or others.exists() else None


def _taken(request: HouseRequest, token: ApiToken, form: TakeOverForm) -> bool:
    chosen = form.cleaned_data["mapping"]
    try:
        own_mapping.take_over_mapping(token, by=request.user, now=timezone.now(), mapping=chosen)
    except Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("De velden van “%s” zijn overgenomen.") % chosen.token.name)
    return True


def _page(request: HouseRequest, is_still: bool) -> str:
    if not (is_still and request.htmx):
        return "desk/connections/mapping.html"
    return "desk/connections/_tried_and_body.html" if "try" in request.POST else "desk/connections/_mapping_work.html"


def _what_would_be(
    token: ApiToken, rows: list[AlertBody], form: MappingForm, start: FieldMapping, asked: QueryDict
) -> dict[str, Any]:
    """Of the last bodies with what is chosen now, and the body to point at."""
    is_good = form.is_bound and form.is_valid()
    chosen = form.fields_chosen() if is_good else start
    is_on = form.cleaned_data["is_on"] if is_good else bool(form["is_on"].value())
    role = asked.get("role", "")
    roles = role_choices(form, role if role in ROLES else _first_open(form))
    return {
        "tried": own_mapping.try_out(chosen if is_on else None, token, rows),
        "is_on": is_on,
        "shown": shown_body(rows, asked.get("show") or asked.get("body", ""), chosen.paths),
        "roles": roles,
        "states": states_of(rows, chosen),
    }


def _first_open(form: MappingForm) -> str:
    return next((role for role in ROLES if not form[role].value()), next(iter(ROLES)))


def _saved(request: HouseRequest, token: ApiToken, form: MappingForm) -> bool:
    try:
        own_mapping.save_mapping(token, by=request.user, now=timezone.now(), **form.fields_of_verb())
    except Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("De veldindeling van “%s” is bewaard.") % token.name)
    return True


def _lines(data: dict[str, Any]) -> list[str]:
    """What it was set to, in words."""
    lines = [f"{label}: {data['paths'][role]}" for role, label in ROLES.items() if data["paths"].get(role)]
    lines += [_("hersteld: %s") % ", ".join(data["recovered"])] if data["recovered"] else []
    lines += [_("overgeslagen: %s") % ", ".join(data["ignored"])] if data["ignored"] else []
    return [_("aan") if data["is_on"] else _("uit"), *lines, data["zone"]]
