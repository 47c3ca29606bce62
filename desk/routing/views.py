"""The rules by which new meldingen find who does them: kept by the coordinator, and tried before they are trusted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.access import HouseRequest, house
from desk.routing.forms import RoutingRuleForm, RuleConditions
from infra.errors import Refused
from tickets.models import RoutingRule, Ticket
from tickets.routing import actions
from tickets.routing.queries import all_rules, routed


@require_GET
@house(actions.KEEP_RULES)
def rules_page(request: HouseRequest) -> HttpResponse:
    tried = "probeer" in request.GET
    form = RuleConditions(request.GET if tried else None)
    context: dict[str, Any] = {"rules": all_rules(), "form": form, "tried": tried, "section": "workload"}
    if tried and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        agreement = given["customer"].agreement_at(now) if given["customer"] else None
        ticket = Ticket(**{name: value for name, value in given.items() if value}, agreement=agreement)
        context |= {"found": routed(ticket, now)}
    else:
        context["tried"] = False
    return render(request, "desk/routing/rules.html", context)


@require_http_methods(["GET", "POST"])
@house(actions.KEEP_RULES)
def rule_save(request: HouseRequest, pk: int | None = None) -> HttpResponse:
    rule = get_object_or_404(RoutingRule, pk=pk) if pk is not None else None
    initial = {name: getattr(rule, name) for name in RoutingRuleForm.base_fields} if rule else {}
    form = RoutingRuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_rule(rule, by=request.user, **form.cleaned_data)
        except (Refused, ValidationError) as error:
            form.refuse(error)
        else:
            messages.success(request, _("De regel is bewaard."))
            return redirect("desk:routing")
    return render(request, "desk/routing/rule.html", {"form": form, "rule": rule, "section": "workload"})


@require_POST
@house(actions.KEEP_RULES)
def rule_raise(request: HouseRequest, pk: int) -> HttpResponse:
    actions.raise_rule(get_object_or_404(RoutingRule, pk=pk), by=request.user)
    return redirect("desk:routing")


@require_POST
@house(actions.KEEP_RULES)
def rule_remove(request: HouseRequest, pk: int) -> HttpResponse:
    actions.remove_rule(get_object_or_404(RoutingRule, pk=pk), by=request.user)
    messages.success(request, _("De regel is weg; meldingen die zij toewees blijven waar zij zijn."))
    return redirect("desk:routing")
