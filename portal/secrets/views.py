"""Passwords and keys, handed over safely (SLA 10): once, encrypted, and apart from the user name.

GET shows that there is something, and reveals nothing: mail scanners may look. Of what is unknown, opened, withdrawn or
too old the same is shown, and whoever tries too many links has to wait (security C1, C3).
"""

from __future__ import annotations

from math import ceil

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from contracts.models import Contact
from infra import rate_limit as rates
from infra import signed_links
from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.personal_links import is_somebody_else, private, read_link
from portal.supportcenter import supportcenter_for
from tickets import actions
from tickets.forms import SecretForm
from tickets.models import OneTimeSecret, Ticket

TRIES, PERIOD = 10, 60  # links that are no good, per address, in seconds


def waiting_secrets(request: PortalRequest, ticket: Ticket) -> list[OneTimeSecret]:
    """What 1do has ready for this person."""
    mine = OneTimeSecret.objects.filter(ticket=ticket, for_contact=request.contact, ended_at__isnull=True)
    return list(mine.filter(expires_at__gt=request.now).defer("sealed").order_by("pk"))


# --- For the customer -------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def page(request: PortalRequest, secret: int) -> HttpResponse:
    row = OneTimeSecret.objects.filter(pk=secret, for_contact=request.contact).select_related("ticket").first()
    return private(_show_or_open(request.http, row, request.contact, by=request.user))


# The key in the address is all that proves anything here, and a page without a referrer sends no origin either.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    found = None if _tries_too_often(request) else read_link(signed_links.SECRET, token)
    if found is None or is_somebody_else(request, found[1]):
        return _unreferred(_gone(request))
    row = OneTimeSecret.objects.filter(pk=found[0], for_contact=found[1]).select_related("ticket").first()
    by = request.user if isinstance(request.user, User) else None
    return _unreferred(_show_or_open(request, row, found[1], by=by))


def _show_or_open(
    request: HttpRequest, row: OneTimeSecret | None, contact: Contact, *, by: User | None
) -> HttpResponse:
    now = timezone.now()
    if row is None or row.end or row.expires_at <= now or not contact.is_reachable:
        return _gone(request)
    context = {"secret": row, "supportcenter": supportcenter_for(None, now)}
    if request.method != "POST":
        return render(request, "portal/secrets/page.html", context)
    try:
        context["text"] = actions.open_secret(row, by=by, contact=contact, now=now)
    except PermissionDenied:
        return _gone(request)
    except Refused as refused:
        if OneTimeSecret.objects.filter(pk=row.pk, end="").exists():  # its key is missing: it is still there
            return render(request, "portal/secrets/page.html", context | {"problem": refused.message})
        return _gone(request)
    return render(request, "portal/secrets/shown.html", context)


# --- For 1do ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_contacts
def give(request: PortalRequest, number: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=number)
    form = SecretForm(request.http.POST or None)
    if _handed_over(form, ticket, by=request.user):
        messages.success(request.http, _("Doorgegeven. Wij kunnen het één keer bekijken; daarna is het gewist."))
        return redirect("portal:ticket", number)
    return private(request.page("portal/secrets/give.html", {"ticket": ticket, "form": form}))


@csrf_exempt  # as by_link
@require_http_methods(["GET", "HEAD", "POST"])
def give_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """For who mailed a password, and has no account."""
    found = None if _tries_too_often(request) else read_link(signed_links.HAND_OVER, token)
    if found is None or is_somebody_else(request, found[1]):
        return _unreferred(_gone(request))
    number, contact = found
    ticket = Ticket.objects.filter(pk=number, customer=contact.customer_id).first()
    if ticket is None or not ticket.is_open or not contact.is_reachable:
        return _unreferred(_gone(request))
    form = SecretForm(request.POST if request.method == "POST" else None)
    context = {"ticket": ticket, "form": form, "supportcenter": supportcenter_for(None, timezone.now())}
    by = request.user if isinstance(request.user, User) else None
    done = _handed_over(form, ticket, by=by, contact=None if by else contact)
    template = "portal/secrets/given.html" if done else "portal/secrets/give_link.html"
    return _unreferred(render(request, template, context))


def _handed_over(form: SecretForm, ticket: Ticket, *, by: User | None, contact: Contact | None = None) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        actions.hand_over(ticket, by=by, contact=contact, now=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


# --- What is not there ------------------------------------------------------------------------------------
def _tries_too_often(request: HttpRequest) -> bool:
    return rates.counted(_tries(request), PERIOD) >= TRIES


def _tries(request: HttpRequest) -> str:
    return f"secret-tries:{rates.address_of(request)}"


def _gone(request: HttpRequest) -> HttpResponse:
    """The same for every reason, so that nothing can be learned from it."""
    is_often = rates.count(_tries(request), PERIOD) > TRIES
    context = {"supportcenter": supportcenter_for(None, timezone.now()), "is_often": is_often}
    response = render(request, "portal/secrets/gone.html", context, status=429 if is_often else 404)
    if is_often:
        response["Retry-After"] = str(ceil(rates.left_of_period(PERIOD)))
    return response


def _unreferred(response: HttpResponse) -> HttpResponse:
    """No other page hears of this address (security C5)."""
    response["Referrer-Policy"] = "no-referrer"
    return private(response)
