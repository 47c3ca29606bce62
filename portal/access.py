"""Who comes in: a customer's active contact. The house works at the desk; others are told whom to call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from accounts.signing_in import to_sign_in
from contracts.models import Contact, ServiceAgreement
from portal.supportcenter import Supportcenter, supportcenter_for
from sla.edition import EditionRules
from tickets.clock import clocks


@dataclass(frozen=True)
class PortalRequest:
    """One request of somebody who may be here; `now` is read once, at the door."""

    http: HttpRequest
    user: User
    contact: Contact
    agreement: ServiceAgreement | None
    rules: EditionRules
    supportcenter: Supportcenter
    now: datetime

    def page(self, template: str, context: dict[str, Any]) -> HttpResponse:
        return render(self.http, template, self._context() | context)

    def _context(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "contact": self.contact,
            "agreement": self.agreement,
            "supportcenter": self.supportcenter,
        }


P = ParamSpec("P")


def for_contacts(
    view: Callable[Concatenate[PortalRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets a PortalRequest in place of the request."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        now = timezone.now()
        user = cast(User, request.user)
        if user.is_house:
            return redirect("desk:queue")
        contact = Contact.objects.visible_to(user).select_related("customer").first()
        if contact is None or not contact.customer.is_active:
            return render(request, "portal/no_contact.html", {"supportcenter": supportcenter_for(None, now)})
        agreement = contact.customer.agreement_at(now)
        supportcenter = supportcenter_for(agreement, now, contact)
        rules = clocks.rules_for(agreement)
        return view(PortalRequest(request, user, contact, agreement, rules, supportcenter, now), *args, **kwargs)

    return inner
