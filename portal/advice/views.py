"""What 1do advised, and what the customer does with it (SLA 6.4)."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from contracts import actions
from contracts.advice.deciders import cost_approvers, deciders_by
from contracts.dap.queries import Named
from contracts.errors import AgreementRefused
from contracts.models import Advice, AdviceStatus
from contracts.querysets import AdviceQuerySet
from portal.access import Visit, for_contacts

NEWEST = 100


class DecisionForm(forms.Form):
    accepted = forms.TypedChoiceField(
        choices=[("ja", gettext_lazy("Ja")), ("nee", gettext_lazy("Nee"))],
        coerce=lambda value: value == "ja",
        error_messages={"required": gettext_lazy("Kies of u het advies overneemt of afwijst.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Wilt u daar iets bij zeggen?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
        error_messages={"max_length": gettext_lazy("Uw toelichting is te lang; gebruik hoogstens 2000 tekens.")},
    )


@dataclass(frozen=True)
class Shown:
    """`form` is there for whom the decision is; for another `who` says whose it is."""

    advice: Advice
    form: DecisionForm | None = None
    who: str = ""


@require_safe
@for_contacts
def page(visit: Visit) -> HttpResponse:
    return _page(visit)


@require_POST
@for_contacts
def decide(visit: Visit, advice: int) -> HttpResponse:
    found = get_object_or_404(_mine(visit), pk=advice)
    form = DecisionForm(visit.request.POST, auto_id=f"advies-{found.pk}-%s")
    if not form.is_valid():
        return _page(visit, found, form)
    try:
        decided = actions.decide_advice(found, by=visit.user, now=visit.now, **form.cleaned_data)
    except AgreementRefused as refused:
        form.add_error(None, refused.message)
        return _page(visit, found, form)
    if decided.status == AdviceStatus.ACCEPTED:
        messages.success(visit.request, _("Dank u wel. Wij nemen contact met u op om dit advies uit te voeren."))
    else:
        messages.success(visit.request, _("Wij hebben vastgelegd dat u dit advies niet overneemt."))
    return redirect("portal:advices")


def _mine(visit: Visit) -> AdviceQuerySet:
    advices = Advice.objects.visible_to(visit.user).filter(customer=visit.contact.customer)
    return advices.select_related("customer", "given_by", "given_to", "decided_by").distinct()


def _page(visit: Visit, wrong: Advice | None = None, form: DecisionForm | None = None) -> HttpResponse:
    advices = list(_mine(visit)[:NEWEST])
    waiting = [advice for advice in advices if advice.status == AdviceStatus.GIVEN]
    found = cost_approvers(visit.agreement, visit.now)
    context = {
        "hub": "agreements",
        "waiting": [
            _shown(visit, advice, found, form if wrong and wrong.pk == advice.pk else None) for advice in waiting
        ],
        "decided": [advice for advice in advices if advice.status != AdviceStatus.GIVEN],
        "refused": form.non_field_errors() if form and wrong and wrong.pk not in {each.pk for each in waiting} else [],
    }
    return visit.page("portal/advice/advices.html", context)


def _shown(visit: Visit, advice: Advice, found: Named | None, form: DecisionForm | None) -> Shown:
    may = deciders_by(found, advice)
    if visit.contact not in may:
        return Shown(advice, form, may.words)
    return Shown(advice, form or DecisionForm(auto_id=f"advies-{advice.pk}-%s"))
