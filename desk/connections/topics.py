"""Which topics of AWS SNS a token reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actions import MANAGE_TOKENS
from accounts.models import ApiToken
from desk.access import HouseRequest, house
from infra.errors import Refused
from infra.forms import RefusableForm
from integrations.models import SnsTopic
from integrations.monitoring.sns import set_topics


class TopicsForm(RefusableForm):
    topics = forms.CharField(
        label=gettext_lazy("Onderwerpen (ARN), elk op een regel"),
        required=False,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Zoals arn:aws:sns:eu-west-1:123456789012:alarmen. Wat AWS hiervan aanmeldt wordt bevestigd, al het andere"
            " niet. Vul ze in voor u in AWS de aanmelding maakt."
        ),
    )

    def __init__(self, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)


@require_http_methods(["GET", "POST"])
@house("accounts.view_apitoken", MANAGE_TOKENS)
def token_topics(request: HouseRequest, pk: int) -> HttpResponse:
    working = ApiToken.objects.usable(timezone.now())
    token = get_object_or_404(working, pk=pk)
    known = list(SnsTopic.objects.filter(token=token).order_by("arn"))
    form = TopicsForm(request.POST or None, {"topics": "\n".join(topic.arn for topic in known)})
    if request.method == "POST" and form.is_valid():
        try:
            set_topics(token, by=request.user, arns=form.cleaned_data["topics"].splitlines())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("De onderwerpen van “%s” zijn bewaard.") % token.name)
            return redirect("desk:tokens")
    context = {"form": form, "token": token, "known": known, "section": "tokens"}
    return render(request, "desk/connections/topics.html", context)
