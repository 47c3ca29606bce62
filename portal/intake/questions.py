"""The two questions of SLA 7.9, for who mailed us: behind a personal link, on a telephone, without signing in; and on
the page of the melding, signed in.

GET shows and changes nothing: mail scanners may look. The verb decides again whether there is something to answer.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from contracts.models import Contact
from infra import signed_links
from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.clock.promise import promise_of
from portal.intake.forms import QuestionsForm
from portal.personal_links import is_somebody_else, private, read_link
from portal.supportcenter import supportcenter_for
from portal.tickets import views as tickets
from tickets import actions
from tickets.clock import clocks
from tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Of a link that is no good, nothing at all; of a melding that was classified meanwhile, that it was."""
    now = timezone.now()
    ticket, contact = _asked_by(token)
    if ticket is None or contact is None or not contact.is_reachable or is_somebody_else(request, contact):
        return _no_good(request, 404)
    if not ticket.is_open or not clocks.is_unclassified(ticket):
        return _no_good(request, 410)
    form = QuestionsForm(clocks.rules_for(ticket.agreement), request.POST if request.method == "POST" else None)
    context = {
        "ticket": ticket,
        "form": form,
        "token": token,
        "person": contact,
        "supportcenter": supportcenter_for(ticket.agreement, now, contact),
    }
    if request.method != "POST" or not form.is_valid():
        return private(render(request, "portal/intake/questions.html", context))
    user, given = request.user if isinstance(request.user, User) else None, form.cleaned_data
    try:
        ticket = actions.answer_questions(
            ticket, by=user, contact=contact, now=now, impact=given["impact"], urgency=given["urgency"]
        )
    except (Refused, PermissionDenied):  # somebody else was first, or he was revoked this very moment
        return _no_good(request, 410)
    promise = promise_of(ticket, clocks.read_clock(ticket, now), now)
    return private(render(request, "portal/intake/answered.html", context | {"ticket": ticket, "promise": promise}))


@require_POST
@for_contacts
def answer(request: PortalRequest, number: int) -> HttpResponse:
    """From the page of the melding, which shows again what was not right."""
    ticket = tickets.fetch(request, number)
    if ticket.contact_id != request.contact.pk:
        raise Http404
    form = QuestionsForm(clocks.rules_for(ticket.agreement), request.http.POST)
    if not form.is_valid():
        return tickets.ticket_page(request, number, questions_form=form)
    given = form.cleaned_data
    try:
        actions.answer_questions(
            ticket,
            by=request.user,
            contact=request.contact,
            now=request.now,
            impact=given["impact"],
            urgency=given["urgency"],
        )
    except Refused as refused:
        messages.error(request.http, refused.message)
    else:
        messages.success(request.http, _("Dank u wel. Uw antwoorden staan bij de melding."))
    return redirect("portal:ticket", number)


def _asked_by(token: str) -> tuple[Ticket | None, Contact | None]:
    found = read_link(signed_links.QUESTIONS, token)
    if found is None:
        return None, None
    number, contact = found
    related = ("agreement__edition", "agreement__calendar", "clock__calendar_version", "clock__emergency_version")
    return Ticket.objects.select_related(*related).filter(pk=number, contact=contact).first(), contact


def _no_good(request: HttpRequest, status: int) -> HttpResponse:
    context = {"supportcenter": supportcenter_for(None, timezone.now()), "is_used": status == 410}
    return private(render(request, "portal/approvals/gone.html", context, status=status))
