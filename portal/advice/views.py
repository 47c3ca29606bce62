"""What 1do advised, and what the customer does with it (SLA 6.4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts import actions
from contracts.advice.deciders import cost_approvers, deciders_by
from contracts.dap.queries import Named
from contracts.models import Advice, AdviceStatus
from contracts.querysets import AdviceQuerySet
from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.advice.forms import AdviceDecisionForm

NEWEST = 100


@dataclass(frozen=True)
class Shown:
    """`form` is there for whom the decision is; for another `who` says whose it is."""

    advice: Advice
    form: AdviceDecisionForm | None = None
    who: str = ""


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    return _page(request)


@require_POST
@for_contacts
def decide(request: PortalRequest, advice: int) -> HttpResponse:
    found = get_object_or_404(_mine(request), pk=advice)
    form = AdviceDecisionForm(request.http.POST, auto_id=f"advies-{found.pk}-%s")
    if not form.is_valid():
        return _page(request, found, form)
    try:
        decided = actions.decide_advice(found, by=request.user, now=request.now, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, found, form)
    if decided.status == AdviceStatus.ACCEPTED:
        messages.success(request.http, _("Dank u wel. Wij nemen contact met u op om dit advies uit te voeren."))
    else:
        messages.success(request.http, _("Wij hebben vastgelegd dat u dit advies niet overneemt."))
    return redirect("portal:advices")


def _mine(request: PortalRequest) -> AdviceQuerySet:
    advices = Advice.objects.visible_to(request.user).filter(customer=request.contact.customer)
    return advices.select_related("customer", "given_by", "given_to", "decided_by").distinct()


def _page(request: PortalRequest, wrong: Advice | None = None, form: AdviceDecisionForm | None = None) -> HttpResponse:
    advices = list(_mine(request)[:NEWEST])
    waiting = [advice for advice in advices if advice.status == AdviceStatus.GIVEN]
    found = cost_approvers(request.agreement, request.now)
    context = {
        "hub": "agreements",
        "waiting": [
            _shown(request, advice, found, form if wrong and wrong.pk == advice.pk else None) for advice in waiting
        ],
        "decided": [advice for advice in advices if advice.status != AdviceStatus.GIVEN],
        "refused": form.non_field_errors() if form and wrong and wrong.pk not in {each.pk for each in waiting} else [],
    }
    return request.page("portal/advice/advices.html", context)


def _shown(request: PortalRequest, advice: Advice, found: Named | None, form: AdviceDecisionForm | None) -> Shown:
    may = deciders_by(found, advice)
    if request.contact not in may:
        return Shown(advice, form, may.words)
    return Shown(advice, form or AdviceDecisionForm(auto_id=f"advies-{advice.pk}-%s"))
