"""Which field of a token's bodies is what: tried on the last that came, before anything is saved (SLA 6.1)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import MANAGE_TOKENS
from accounts.models import ApiToken
from desk.access import HouseRequest, house
from desk.connections.mapping_form import MappingForm
from infra.errors import Refused
from integrations.models import AlertMapping
from integrations.monitoring import own_mapping
from integrations.monitoring.field_mapping import ROLES
from integrations.monitoring.handing_in import fields_of_mapping
from integrations.monitoring.owners import bound_customer


@require_http_methods(["GET", "POST"])
@house("accounts.view_apitoken", MANAGE_TOKENS)
def token_mapping(request: HouseRequest, pk: int) -> HttpResponse:
    """`try` shows what would become of the last bodies, and saves nothing; htmx gets that part alone."""
    token = get_object_or_404(ApiToken.objects.select_related("user"), pk=pk)
    if not token.hands_in_alerts:
        raise Http404
    rows = own_mapping.last_bodies(token)
    seen = own_mapping.fields_seen(rows)
    mapping = AlertMapping.objects.filter(token=token).first()
    start = fields_of_mapping(mapping) if mapping else own_mapping.proposed(seen)
    form = MappingForm(request.POST or None, seen, start, is_on=mapping.is_on if mapping else True)
    is_trial = "try" in request.POST
    if request.method == "POST" and form.is_valid() and not is_trial and _saved(request, token, form):
        return redirect("desk:token_mapping", pk=token.pk)
    tried = form.fields_chosen() if form.is_bound and form.is_valid() else start
    is_on = form.cleaned_data["is_on"] if form.is_bound and form.is_valid() else mapping.is_on if mapping else True
    context: dict[str, Any] = {
        "token": token,
        "form": form,
        "mapping": mapping,
        "is_proposal": mapping is None and bool(start.paths),
        "seen": [(path.rpartition("."), value) for path, value in seen.items()],
        "tried": own_mapping.try_out(tried if is_on else None, token, rows),
        "is_on": is_on,
        "bound": bound_customer(token.user),
        "changes": [(change, _lines(change.data)) for change in token.mapping_changes.select_related("by")[:20]],
        "section": "tokens",
    }
    only_part = is_trial and request.htmx
    page = "desk/connections/_tried.html" if only_part else "desk/connections/mapping.html"
    return render(request, page, context)


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
