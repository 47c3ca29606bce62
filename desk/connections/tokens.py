"""Tokens of other tools: which there are, what each may do, when it was last used; handed out and taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import MANAGE_TOKENS, issue_token, revoke_token
from accounts.models import ApiToken, User
from desk.access import HouseRequest, house
from desk.connections.forms import TokenForm
from infra.errors import Refused
from integrations.models import AlertBody


@require_GET
@house("accounts.view_apitoken")
def token_list(request: HouseRequest) -> HttpResponse:
    """Those that work first."""
    now = timezone.now()
    unread = dict(AlertBody.objects.unseen().order_by().values_list("token").annotate(n=Count("pk")))
    tokens = list(ApiToken.objects.select_related("user", "issued_by", "revoked_by").order_by("name", "pk"))
    rows = [(token, token.is_usable(now)) for token in tokens]
    context = {
        "working": [(token, unread.get(token.pk, 0)) for token, usable in rows if usable],
        "ended": [token for token, usable in rows if not usable],
        "may_manage": request.user.has_perm(MANAGE_TOKENS),
        "section": "tokens",
    }
    return render(request, "desk/connections/tokens.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@house("accounts.view_apitoken", MANAGE_TOKENS)
def token_new(request: HouseRequest) -> HttpResponse:
    """The secret stands on the answer to this form and nowhere else."""
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "section": "tokens"}
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = issue_token(by=request.user, now=timezone.now(), **form.fields_of_verb())
        except Refused as refused:
            form.refuse(refused)
        else:
            made = {"token": token, "secret": secret, "address": _address(token, secret), "section": "tokens"}
            return render(request, "desk/connections/token_made.html", made)
    context["service_accounts"] = User.objects.filter(is_service=True, is_active=True).order_by("email")[:100]
    return render(request, "desk/connections/token_new.html", context)


def _address(token: ApiToken, secret: str) -> str:
    """Where a tool that can send no header sends to."""
    return f"{settings.SITE_URL}{reverse('alert-address')}{secret}/" if token.in_address else ""


@require_POST
@house("accounts.view_apitoken", MANAGE_TOKENS)
def token_revoke(request: HouseRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk)
    revoke_token(token, by=request.user, now=timezone.now())
    messages.success(request, _("“%s” is ingetrokken en werkt niet meer.") % token.name)
    return redirect("desk:tokens")
