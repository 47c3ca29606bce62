"""Tokens of other tools: which there are, what each may do, when it was last used; handed out and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import MANAGE_TOKENS, issue_token, revoke_token
from accounts.models import ApiToken, Scope, User
from desk.access import HouseRequest, house
from infra.errors import Refused
from infra.forms import RefusableForm

_DAYS = [("30", gettext_lazy("30 dagen")), ("90", gettext_lazy("90 dagen")), ("365", gettext_lazy("een jaar"))]


class TokenForm(RefusableForm):
    """`email` and not a list: a house may have thousands of customers' people."""

    called_here = {"user": "email"}

    email = forms.EmailField(
        label=gettext_lazy("Van wie"),
        help_text=gettext_lazy("E-mailadres van de koppeling, of van een contactpersoon. Het token ziet wat die ziet."),
        error_messages={"required": gettext_lazy("Vul het e-mailadres van de koppeling of de contactpersoon in.")},
        widget=forms.EmailInput(attrs={"list": "service-accounts", "autocomplete": "off", "data-autofocus": ""}),
    )
    name = forms.CharField(
        label=gettext_lazy("Waarvoor"),
        max_length=80,
        error_messages={"required": gettext_lazy("Vul in waarvoor het token is.")},
        help_text=gettext_lazy("Om het token terug te vinden, bijvoorbeeld “Monitoring kantoor”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Wat het mag"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies minstens één bevoegdheid.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Geldig"),
        choices=[*_DAYS, ("", gettext_lazy("totdat het wordt ingetrokken"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="365",
    )
    rate_per_minute = forms.IntegerField(
        label=gettext_lazy("Hoogste aantal aanvragen per minuut"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Leeg: zoals voor alle tokens."),
    )

    def clean_email(self) -> User:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if user is None:
            raise forms.ValidationError(
                _("Er is geen gebruiker met dit adres. Maak de koppeling eerst aan in het beheer.")
            )
        return user

    def fields_of_verb(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"user": given.pop("email"), **given}


@require_GET
@house("accounts.view_apitoken")
def token_list(request: HouseRequest) -> HttpResponse:
    """Those that work first."""
    now = timezone.now()
    tokens = list(ApiToken.objects.select_related("user", "issued_by", "revoked_by").order_by("name", "pk"))
    rows = [(token, token.is_usable(now)) for token in tokens]
    context = {
        "working": [token for token, usable in rows if usable],
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
            return render(
                request, "desk/connections/token_made.html", {"token": token, "secret": secret, "section": "tokens"}
            )
    context["service_accounts"] = User.objects.filter(is_service=True, is_active=True).order_by("email")[:100]
    return render(request, "desk/connections/token_new.html", context)


@require_POST
@house("accounts.view_apitoken", MANAGE_TOKENS)
def token_revoke(request: HouseRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk)
    revoke_token(token, by=request.user, now=timezone.now())
    messages.success(request, _("“%s” is ingetrokken en werkt niet meer.") % token.name)
    return redirect("desk:tokens")
