"""How did we do? Asked in the mail and in the Serviceportaal after a melding was closed (SLA 11).

The words in the mail only choose themselves on the page behind them: GET stores nothing, for mail scanners follow every
link within seconds. What is sent from the page is kept; the last answer stands as long as the question can be answered.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from contracts import actions as contracts
from contracts.models import Contact
from infra import signed_links
from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.personal_links import is_somebody_else, private, read_link
from portal.satisfaction.forms import RatingForm
from portal.satisfaction.questions import ToRate, waiting_for_rating
from portal.supportcenter import supportcenter_for
from portal.tickets.views import ticket_page
from tickets import actions
from tickets.models import SatisfactionRequest

CHOICES = {"ja": True, "nee": False}  # what the button says; of anything else nothing is kept
LONGEST_SHOWN = 2_000  # of what came too late


# --- Signed in --------------------------------------------------------------------------------------------
@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    waiting = [ToRate(each, RatingForm(each)) for each in waiting_for_rating(request)]
    return request.page("portal/satisfaction/satisfaction.html", {"waiting": waiting})


@require_POST
@for_contacts
def choose(request: PortalRequest) -> HttpResponse:
    asks = CHOICES.get(request.http.POST.get("asks", ""))
    if asks is not None:
        contracts.choose_satisfaction(request.contact, by=request.user, now=request.now, asks=asks)
        messages.success(request.http, _choice_words(asks=asks))
    return redirect("portal:satisfaction")


@require_POST
@for_contacts
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    """What is not right comes back on the page of the melding."""
    mine = SatisfactionRequest.objects.visible_to(request.user).select_related("ticket", "answer")
    asked = get_object_or_404(mine, pk=pk)
    form = RatingForm(asked, request.http.POST)
    if form.is_valid():
        try:
            done = actions.answer_satisfaction(asked, by=request.user, now=request.now, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
            if not asked.expires_at or asked.expires_at <= request.now:
                return private(_too_late(request.http, asked, status=410))
        else:
            messages.success(request.http, thanks_words(done))
            return redirect("portal:ticket", asked.ticket_id)
    return ticket_page(request, asked.ticket_id, rating_form=form)


# --- By the link in the mail ------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in. Of a link that is no good, nothing at all; of a question that is past, that it is."""
    now = timezone.now()
    asked, contact = _asked_by(request, token)
    if asked is None or contact is None:
        return _no_good(request)
    if asked.expires_at is None or asked.expires_at <= now:
        return private(_too_late(request, asked, status=410))
    chosen = request.GET.get("antwoord", "")
    form = RatingForm(asked, request.POST if request.method == "POST" else None, chosen=chosen)
    context = {
        "rating": ToRate(asked, form),
        "token": token,
        "person": contact,
        "supportcenter": supportcenter_for(asked.ticket.agreement, now),
    }
    if request.method == "POST" and form.is_valid():
        user = request.user if isinstance(request.user, User) else None
        try:
            done = actions.answer_satisfaction(asked, by=user, contact=contact, now=now, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        except PermissionDenied:  # he left this very moment
            return _no_good(request)
        else:
            context["request_done"] = done
            return private(render(request, "portal/satisfaction/thanks.html", context))
    return private(render(request, "portal/satisfaction/link.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def choose_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """No more such mails, or again; also long after the question itself is past."""
    asked, contact = _asked_by(request, token)
    if asked is None or contact is None:
        return _no_good(request)
    now = timezone.now()
    asks = CHOICES.get(request.POST.get("asks", ""))
    if asks is not None:
        user = request.user if isinstance(request.user, User) else None
        contact = contracts.choose_satisfaction(contact, by=user, now=now, asks=asks)
    context = {
        "person": contact,
        "token": token,
        "is_done": asks is not None,
        "supportcenter": supportcenter_for(asked.ticket.agreement, now),
    }
    return private(render(request, "portal/satisfaction/no_more.html", context))


def _asked_by(request: HttpRequest, token: str) -> tuple[SatisfactionRequest | None, Contact | None]:
    """The question and whom it was asked, as long as he is there; nothing for who is signed in as somebody else."""
    found = read_link(signed_links.SATISFACTION, token)
    if found is None or not found[1].is_reachable or not found[1].customer.is_active:
        return None, None
    pk, contact = found
    if is_somebody_else(request, contact):
        return None, None
    asked = SatisfactionRequest.objects.filter(pk=pk, contact=contact, asked_at__isnull=False)
    return asked.select_related("ticket__agreement__calendar", "ticket__agreement__edition", "answer").first(), contact


def _no_good(request: HttpRequest) -> HttpResponse:
    context = {"supportcenter": supportcenter_for(None, timezone.now())}
    return private(render(request, "portal/satisfaction/gone.html", context, status=404))


def _too_late(request: HttpRequest, asked: SatisfactionRequest, *, status: int) -> HttpResponse:
    """What he wrote stands there, to copy: it is not kept."""
    context = {
        "is_late": True,
        "number": asked.ticket_id,
        "typed": request.POST.get("text", "").strip()[:LONGEST_SHOWN],
        "supportcenter": supportcenter_for(None, timezone.now()),
    }
    return render(request, "portal/satisfaction/gone.html", context, status=status)


# --- Words ------------------------------------------------------------------------------------------------
def thanks_words(request: SatisfactionRequest) -> str:
    if request.is_bad:
        return _("Dank u wel voor uw eerlijke antwoord. Wij bellen u binnen een werkdag.")
    return _("Dank u wel voor uw antwoord.")


def _choice_words(*, asks: bool) -> str:
    return _("Wij vragen u na een melding weer hoe wij het deden.") if asks else _("Wij vragen u dit niet meer.")
