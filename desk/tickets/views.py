"""The page of one ticket, and everything that is done on it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.forms import Form, Textarea
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from accounts.signing_in import typed_before
from accounts.templatetags.ui import UndoOffer
from desk.access import HouseRequest, house
from desk.macros.composer import carry_out, with_macro, words_again
from desk.queue.views import beside_a_ticket
from desk.tickets import live as live_pane
from desk.tickets import page as ticket_page
from desk.tickets import verbs
from desk.tickets.crossing import Crossed, require_nothing_between, seen_from
from desk.tickets.forms import ComposerForm
from desk.tickets.live import Live, ShownAlready
from desk.undo.again import written_again
from infra.errors import Refused
from tickets import actions
from tickets.drafts import actions as drafts
from tickets.drafts.actions import drafts_of
from tickets.models import MessageDraft, Status, Ticket
from tickets.notifications import actions as notices
from tickets.undo.actions import NO_OFFER, Offer, undoable
from tickets.watching.copies import may_be_copied

DRAFTED = {ComposerForm.ANSWER, ComposerForm.NOTE, *(slug for slug, verb in verbs.VERBS.items() if verb.asks)}


@require_GET
@house()
def page(request: HouseRequest, number: int) -> HttpResponse:
    ticket, now = ticket_page.fetch(request.user, number), timezone.now()
    if ticket.pk != number and not request.htmx:
        return done(request, ticket.pk)
    _adopt_typed(request, ticket, now)
    has_notices = getattr(ticket, "has_notices", True)
    read = has_notices and notices.read_ticket(ticket, by=request.user, now=now)
    again = written_again(request.user, ticket, request.GET.get("terug", ""))
    composer = again or with_macro(request.user, ticket, request.GET.get("standaard", ""))
    response = _shown(request, ticket, now, composer)
    return trigger_client_event(response, "bell-changed") if read else response


def _shown(request: HouseRequest, ticket: Ticket, now: datetime, composer: ComposerForm | None = None) -> HttpResponse:
    """Who is shown a ticket has read it."""
    context = ticket_page.context(request.user, ticket, now, composer=composer)
    actions.see(ticket, by=request.user, until=context["newest_line"], seen=ticket_page.seen_until(ticket))
    return show(request, context)


def _adopt_typed(request: HouseRequest, ticket: Ticket, now: datetime) -> None:
    """What was sent when the session had ended is a draft, now that its writer has signed in."""
    if not (typed := typed_before(request, reverse("desk:ticket", args=[ticket.pk]))):
        return
    part = typed["path"].rstrip("/").rsplit("/", 1)[-1]
    act = typed["kind"] if part == "bericht" else part
    if act in DRAFTED:
        older = drafts_of(ticket, request.user).get(act)
        version = older.version if older else 0
        drafts.keep_draft(ticket, by=request.user, now=now, act=act, text=typed["text"], version=version)
        setattr(ticket, "has_drafts", True)  # noqa: B010 - as page.fetch says it
        messages.warning(request, _("Je was afgemeld. Wat je schreef is er nog en is niet verstuurd."))


@require_GET
@house()
def live(request: HouseRequest, number: int) -> HttpResponse:
    """What changed of an open ticket; nothing when nothing did."""
    user, now, known = request.user, timezone.now(), ShownAlready.of(request)
    version, others = live_pane.version_of(user, number), live_pane.be_here(user, number, known, now)
    query = list_query(request)
    stamp = Live(number, version, known.newest, known.since, others, query=query)
    if version == known.version:
        return (
            live_pane.nothing_new()
            if stamp.who == known.who
            else _part(request, "desk/tickets/_live.html", {"live": stamp})
        )
    ticket = ticket_page.fetch(user, number)
    context = ticket_page.context(user, ticket, now, since=known.since)
    actions.see(ticket, by=user, until=context["newest_line"], seen=ticket_page.seen_until(ticket))
    news = live_pane.news_words(ticket, user, context["entries"], known.newest)
    context["live"] = Live(number, ticket.version, context["newest_line"], known.since, others, news, query)
    return _part(request, "desk/tickets/_parts.html", context)


def _part(request: HouseRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, "components/_cited.html", context | {"part": part, "query": list_query(request)})


def list_query(request: HouseRequest) -> str:
    """The filters of the list beside it, which each link of the pane takes along."""
    here = request.GET.copy()
    for name in ("versie", "tot", "sinds", "wie", "tab", "typt"):
        here.pop(name, None)
    return here.urlencode()


@require_POST
@house()
def keep_draft(request: HouseRequest, number: int) -> HttpResponse:
    """As one types. 409: another tab of the same person keeps another text."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).only("pk"), pk=number)
    given = request.POST
    if given.get("act") not in DRAFTED:
        raise Http404
    try:
        version = drafts.keep_draft(
            ticket,
            by=request.user,
            now=timezone.now(),
            act=given["act"],
            text=given.get("text", ""),
            version=seen_from(given.get("versie")) or 0,
            form_token=given.get("form_token", "")[:64],
        )
    except drafts.WrittenElsewhere:
        return JsonResponse({}, status=409)
    return JsonResponse({"version": version})


def show(request: HouseRequest, context: dict[str, Any]) -> HttpResponse:
    """The ticket in its pane for htmx, else a page with the list beside it."""
    query = list_query(request)
    context |= {"query": query, "section": "queue", "live": replace(context["live"], query=query)}
    if request.htmx and not request.htmx.history_restore_request:
        context |= {"part": "desk/tickets/_ticket.html", "oob": True}
        response = render(request, "components/_cited.html", context)
        response["Vary"] = "HX-Request"
        return response
    return render(request, "desk/queue/queue.html", beside_a_ticket(request) | context)


def done(request: HouseRequest, number: int, said: str = "", offer: Offer = NO_OFFER) -> HttpResponse:
    """After an act: the ticket anew, and a nudge to the list beside it; `offer`: it can be undone."""
    if said:
        messages.success(request, said, extra_tags=UndoOffer(str(offer.act), offer.seconds).as_tag if offer.act else "")
    if not request.htmx:
        query = request.GET.urlencode()
        return redirect(reverse("desk:ticket", args=[number]) + (f"?{query}" if query else ""))
    ticket = ticket_page.fetch(request.user, number)
    response = _shown(request, ticket, timezone.now())
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
            with transaction.atomic():
                said, offer = _send(ticket, form, request)
                drafts.drop_drafts(ticket, by=request.user, acts=(form.cleaned_data["kind"],))
            return done(request, number, said, offer)
        except Crossed as crossed:
            form.crossed = crossed.said
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
        actions.locked(ticket)
        require_nothing_between(ticket, request.user, given["seen"], given["form_token"])
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
    draft = None if form.is_bound or not spec.asks else drafts_of(ticket, request.user).get(verb)
    if draft and (field := long_field(form)):
        form.fields[field].initial = form.initial[field] = draft.text
    if request.method == "POST" and form.is_valid():
        try:
            now = timezone.now()
            undo = undoable(ticket, by=request.user, now=now) if spec.undoable else nullcontext(NO_OFFER)
            with transaction.atomic(), undo as offer:
                if spec.answers:
                    actions.locked(ticket)
                    given = request.POST
                    seen, token = seen_from(given.get("seen")), given.get("form_token", "")
                    require_nothing_between(ticket, request.user, seen, token)
                made = spec.do(ticket, form.cleaned_data, by=request.user, now=now)
                drafts.drop_drafts(ticket, by=request.user, acts=(verb,))
            return done(request, made.pk if spec.leads_on else number, spec.words(made, now), offer)
        except Refused as refused:
            form.refuse(refused)
    return _ask(request, ticket, spec, form, draft)


def long_field(form: Form) -> str:
    """The field in which somebody may write long enough to lose something; never that of a secret (SLA 10)."""
    long = (name for name, field in form.fields.items() if isinstance(field.widget, Textarea))
    return next((name for name in long if form.fields[name].widget.attrs.get("autocomplete") != "off"), "")


def _ask(
    request: HouseRequest, ticket: Ticket, spec: verbs.Verb, form: Any, draft: MessageDraft | None
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "verb": spec,
        "form": form,
        "draft_field": long_field(form),
        "draft_version": draft.version if draft else 0,
        "newest_line": ticket.timeline.aggregate(newest=Max("pk"))["newest"] if spec.answers else None,
        "query": request.GET.urlencode(),
        "section": "queue",
    }
    if not request.htmx:
        return render(request, "desk/tickets/act.html", context)
    response = render(request, "components/_cited.html", context | {"part": "desk/tickets/_act.html", "oob": True})
    return reswap(retarget(response, "#action-body"), "innerHTML")
