"""The evaluation of an agreement after a project (SLA 8.3)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.agreements.views import CHANGE, posted
from desk.projects.forms import AgreementEvaluationForm
from infra.errors import Refused
from tickets import actions
from tickets.models import Project


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def evaluate(request: HouseRequest, project: int) -> HttpResponse:
    projects = Project.objects.filter(customer__in=Customer.objects.visible_to(request.user), asked_at__isnull=False)
    own = get_object_or_404(projects.select_related("ticket", "customer", "agreement", "evaluated_by"), pk=project)
    form = AgreementEvaluationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            outcome = form.cleaned_data["outcome"]
            actions.evaluate_agreement(own, by=request.user, now=timezone.now(), outcome=outcome)
        except Refused as refused:
            form.refuse(refused)
            own.refresh_from_db()
        else:
            messages.success(request, _("De evaluatie is vastgelegd."))
            return redirect("desk:renewals")
    context = {"form": form, "project": own, "section": "renewals"}
    return render(request, "desk/projects/evaluate.html", context)
