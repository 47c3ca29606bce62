"""The page of one ticket, and everything that is done on it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from accounts.templatetags.ui import UndoOffer
from desk.access import HouseRequest, house
from desk.macros.composer import carry_out, with_macro, words_again
from desk.tickets import page as ticket_page
from desk.tickets import verbs
from desk.tickets.forms import ComposerForm
from desk.undo.again import written_again
from infra.errors import Refused
from tickets import actions
from tickets.models import Status, Ticket
from tickets.notifications import actions as notices
from tickets.undo.actions import NO_OFFER, Offer, undoable
from tickets.watching.copies import may_be_copied


@require_GET
@house()
def page(request: HouseRequest, number: int) -> HttpResponse:
    ticket, now = ticket_page.fetch(request.user, number), timezone.now()
    read = notices.read_ticket(ticket, by=request.user, now=now)
    again = written_again(request.user, ticket, request.GET.get("terug", ""))
    composer = again or with_macro(request.user, ticket, request.GET.get("standaard", ""))
    response = show(request, ticket_page.context(request.user, ticket, now, composer=composer))
    return trigger_client_event(response, "bell-changed") if read else response


def show(request: HouseRequest, context: dict[str, Any]) -> HttpResponse:
    """The ticket in its pane for htmx, else a page with the list beside it."""
    context |= {"query": request.GET.urlencode(), "section": "queue"}
    if request.htmx and not request.htmx.history_restore_request:
        context |= {"part": "desk/tickets/_ticket.html", "oob": True}
        response = render(request, "components/_cited.html", context)
        response["Vary"] = "HX-Request"
        return response
    return render(request, "desk/queue/queue.html", context)


def done(request: HouseRequest, number: int, said: str = "", offer: Offer = NO_OFFER) -> HttpResponse:
    """After an act: the ticket anew, and a nudge to the list beside it; `offer`: it can be undone."""
    if said:
        messages.success(request, said, extra_tags=UndoOffer(str(offer.act), offer.seconds).as_tag if offer.act else "")
    if not request.htmx:
        query = request.GET.urlencode()
        return redirect(reverse("desk:ticket", args=[number]) + (f"?{query}" if query else ""))
    ticket = ticket_page.fetch(request.user, number)
    response = show(request, ticket_page.context(request.user, ticket, timezone.now()))
    return trigger_client_event(reswap(retarget(response, "#detail"), "innerHTML"), "queue-changed")


@require_POST
@house()
def compose(request: HouseRequest, number: int) -> HttpResponse:
    """An answer or a note; what is not right comes back with all that was typed."""
    ticket = ticket_page.fetch(request.user, number)
    people = may_be_copied(ticket, timezone.now()) if "cc" in request.POST else ()
    form = ComposerForm(request.POST, request.FILES, people=people)
    if form.is_valid():
        try:
            return done(request, number, *_send(ticket, form, request))
        except Refused as refused:
            form.refuse(refused)
    form.macro_words = words_again(request.user, request.POST.get("macro", ""))
    return show(request, ticket_page.context(request.user, ticket, timezone.now(), composer=form))


def _send(ticket: Ticket, form: ComposerForm, request: HouseRequest) -> tuple[str, Offer]:
    """One verb, so one line on the timeline and one mail. What no longer fits the ticket's state is still said."""
    given = form.cleaned_data | {"cc": form.copies}
    if given["macro"]:
        with transaction.atomic():
            token = given["form_token"]
            macro = carry_out(ticket, given["macro"], by=request.user, now=timezone.now(), form_token=token)
            return _send_message(ticket, given | {"daarna": given["daarna"] or macro.then}, request)
    return _send_message(ticket, given, request)


def _send_message(ticket: Ticket, given: dict[str, Any], request: HouseRequest) -> tuple[str, Offer]:
    message = {
        "by": request.user,
        "now": timezone.now(),
        "text": given["text"],
        "files": given["files"],
        "form_token": given["form_token"],
    }
    if given["kind"] == ComposerForm.NOTE:
        actions.note(ticket, **message)
        return _("Notitie bewaard."), NO_OFFER
    with undoable(ticket, by=request.user, now=message["now"]) as offer:
        said = _answer(ticket, given["daarna"], message | {"cc": given["cc"]})
    return said, offer


def _answer(ticket: Ticket, then: str, message: dict[str, Any]) -> str:
    status = actions.locked(ticket).status
    if then == "wacht" and ticket.is_open and status != Status.WACHT_OP_KLANT:
        actions.wait(ticket, party="customer", **message)
        return _("Verstuurd. De klok staat stil tot de klant antwoordt.")
    if then == "los-op" and ticket.is_open:
        actions.resolve(ticket, **message)
        return _("Verstuurd, en de melding is opgelost.")
    actions.reply(ticket, **message)
    return _("Antwoord verstuurd.")


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket")
def act(request: HouseRequest, number: int, verb: str) -> HttpResponse:
    """One of `verbs.VERBS`: its form on GET (in a dialog, or as a page), the act itself on POST."""
    ticket = ticket_page.fetch(request.user, number)
    spec = verbs.get(verb)
    form = spec.form(request.POST if request.method == "POST" else None, ticket)
    if request.method == "POST" and form.is_valid():
        try:
            now = timezone.now()
            with undoable(ticket, by=request.user, now=now) if spec.undoable else nullcontext(NO_OFFER) as offer:
                made = spec.do(ticket, form.cleaned_data, by=request.user, now=now)
            return done(request, made.pk if spec.leads_on else number, spec.words(made, now), offer)
        except Refused as refused:
            form.refuse(refused)
    return _ask(request, ticket, spec, form)


def _ask(request: HouseRequest, ticket: Ticket, spec: verbs.Verb, form: Any) -> HttpResponse:
    context = {"ticket": ticket, "verb": spec, "form": form, "query": request.GET.urlencode(), "section": "queue"}
    if not request.htmx:
        return render(request, "desk/tickets/act.html", context)
    response = render(request, "components/_cited.html", context | {"part": "desk/tickets/_act.html", "oob": True})
    return reswap(retarget(response, "#action-body"), "innerHTML")
