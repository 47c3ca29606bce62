"""Home, my meldingen, and the page of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.signing_in import typed_before
from contracts.models import ClauseKind, DapPerson
from infra import keyset
from infra.errors import Refused
from infra.forms import RefusableForm
from portal.access import PortalRequest, for_contacts
from portal.approvals.forms import AnswerForm
from portal.approvals.questions import of_ticket, waiting_for
from portal.clock.promise import promise_of
from portal.coverage.words import cover_of
from portal.escalation.forms import EscalationRequestForm
from portal.evaluations.views import evaluation_of
from portal.intake.forms import QuestionsForm
from portal.planned import views as planned
from portal.satisfaction.forms import RatingForm
from portal.satisfaction.questions import of_closed, waiting_for_rating
from portal.secrets.views import waiting_secrets
from portal.tickets.cards import Card, cards_of
from portal.tickets.forms import CloseForm, ReplyForm
from portal.tickets.progress import progress, status_words
from sla.business_hours import AMSTERDAM
from sla.clock import Party
from tickets import actions
from tickets.approvals.questions import with_awaited_yes
from tickets.clock import clocks
from tickets.conversation import SaidOnDay, by_day, conversation_of, say
from tickets.escalation import rules as escalation
from tickets.forms import new_form_token
from tickets.models import Channel, EntryKind, Status, Ticket, TimelineEntry
from tickets.querysets import TicketQuerySet
from tickets.search import search
from tickets.secrets.words import HAS_SECRETS
from tickets.suppliers.rules import extra_costs_of

PAGE = 20
ORGANISATION = "organisatie"
OTHERS = (Party.CUSTOMER, Party.SUPPLIER)
HOME_OPEN, HOME_RESOLVED = 12, 3
RECENTLY = timedelta(days=14)


@require_safe
@for_contacts
def home(request: PortalRequest) -> HttpResponse:
    mine = _mine(request).reported_by(request.contact)  # what others reported is in the list of all
    opened = list(mine.open().order_by("-number")[: HOME_OPEN + 1])
    resolved = mine.filter(status__in=[Status.OPGELOST, Status.GESLOTEN], resolved_at__gte=request.now - RECENTLY)
    waiting = waiting_for(request)
    held = {asked.approval.ticket_id for asked in waiting}
    cards = [card for card in cards_of(opened[:HOME_OPEN], request.now) if card.ticket.pk not in held]
    context = {
        "waiting": waiting,
        "to_rate": waiting_for_rating(request),
        "asking": _with_questions(request, [card for card in cards if card.asks]),
        "open": [card for card in cards if not card.asks],
        "has_more": len(opened) > HOME_OPEN,
        "resolved": cards_of(resolved.order_by("-resolved_at")[:HOME_RESOLVED], request.now),
    }
    return request.page("portal/tickets/home.html", context)


@require_safe
@for_contacts
def tickets(request: PortalRequest) -> HttpResponse:
    """Mine, or all of my organisation where the DAP names me (SLA 7.3); newest first, by number, so that what comes
    in meanwhile does not shift the pages."""
    query, shown = request.http.GET.get("q", "").strip()[:200], request.http.GET.get("toon", "")
    sees_all = _sees_all(request)
    of_all = sees_all and request.http.GET.get("van") == ORGANISATION
    found = _mine(request) if of_all else _mine(request).reported_by(request.contact)
    if shown == "open":
        found = found.open()
    if query:  # last: it finds among the rest
        found = search(found, query, request.user)
    rows, newer, older = _page_of(found, request.http.GET.get("voor", ""), request.http.GET.get("na", ""))
    context = {
        "cards": cards_of(rows, request.now),
        "query": query,
        "shown": shown,
        "sees_all": sees_all,
        "of_all": of_all,
        "newer": newer,
        "older": older,
    }
    return request.page("portal/tickets/tickets.html", context)


@require_safe
@for_contacts
def ticket(request: PortalRequest, number: int) -> HttpResponse:
    found = fetch(request, number)
    if found.pk != number:
        words = {"old": number, "new": found.pk}
        messages.info(request.http, _("Melding #%(old)s is samengevoegd met #%(new)s; hier gaat het verder.") % words)
        return redirect("portal:ticket", found.pk)
    if typed := typed_before(request.http, reverse("portal:ticket", args=[number])):
        messages.warning(request.http, _("U was afgemeld. Wat u schreef staat er nog en is nog niet verstuurd."))
        reply_form = ReplyForm(label=_reply_label(found), initial={"text": typed["text"]})
        return _ticket_page(request, found, reply_form=reply_form)
    return _ticket_page(request, found)


@require_safe
@for_contacts
def filed(request: PortalRequest, number: int) -> HttpResponse:
    """What happens next."""
    ticket = fetch(request, number)
    approvals = of_ticket(request, ticket)
    awaits_yes = any(asked.holds_up for asked in approvals)
    promise = promise_of(ticket, clocks.read_clock(ticket, request.now), request.now, awaits_yes=awaits_yes)
    context = {"ticket": ticket, "promise": promise, "cover": cover_of(ticket, approvals), "approvals": approvals}
    return request.page("portal/tickets/filed.html", context)


@require_POST
@for_contacts
def reply(request: PortalRequest, number: int) -> HttpResponse:
    """A message: it answers what 1do asked, reopens what was resolved, and of what is closed it makes a new one."""
    ticket = fetch(request, number)
    form = ReplyForm(request.http.POST, request.http.FILES, label=_reply_label(ticket))
    if not form.is_valid():
        return _ticket_page(request, ticket, reply_form=form)
    try:
        holder = actions.reply(ticket, by=request.user, now=request.now, **form.cleaned_data).ticket
    except Refused as refused:
        return _refused(request, ticket, refused, reply_form=form)
    if holder.pk != ticket.pk:
        words = {"old": ticket.number, "new": holder.number}
        messages.success(request.http, _("Melding #%(old)s was gesloten; dit is nu melding #%(new)s.") % words)
        return redirect("portal:filed", holder.number)
    if ticket.status == Status.OPGELOST:
        messages.success(request.http, _("De melding is weer geopend. Wij gaan ermee verder."))
    else:
        messages.success(request.http, _("Uw bericht is verstuurd."))
    return redirect("portal:ticket", holder.pk)


@require_POST
@for_contacts
def close(request: PortalRequest, number: int) -> HttpResponse:
    ticket = fetch(request, number)
    form = CloseForm(request.http.POST)
    if not form.is_valid():
        return _ticket_page(request, ticket, close_form=form)
    try:
        actions.close(ticket, by=request.user, now=request.now, **form.cleaned_data)
    except Refused as refused:
        return _not_closed(request, ticket, form, refused)
    messages.success(request.http, _("De melding is gesloten."))
    return redirect("portal:ticket", number)


def _not_closed(request: PortalRequest, ticket: Ticket, form: CloseForm, refused: Refused) -> HttpResponse:
    """What has ended has no form to close it: what he wrote stands in the one that is there, for a follow-up."""
    ended = fetch(request, ticket.number)
    if ended.is_open or ended.is_resolved:
        return _refused(request, ticket, refused, close_form=form)
    words = {"text": form.cleaned_data["text"], "form_token": new_form_token()}
    return _refused(request, ticket, refused, reply_form=ReplyForm(words, label=_reply_label(ended)))


def _mine(request: PortalRequest) -> TicketQuerySet:
    return with_awaited_yes(Ticket.objects.visible_to(request.user).standing().select_related("clock", "contact"))


def _sees_all(request: PortalRequest) -> bool:
    """Whether he is a fixed contact who sees all meldingen of his organisation (SLA 7.3)."""
    today = request.now.astimezone(AMSTERDAM).date()
    return DapPerson.objects.named_in(ClauseKind.VIEWERS, today).filter(contact=request.contact).exists()


def fetch(request: PortalRequest, number: int) -> Ticket:
    """By its number, or by that of a melding that went into it."""
    tickets = Ticket.objects.visible_to(request.user).select_related(
        "clock__calendar_version",
        "clock__emergency_version",
        "agreement__edition",
        "contact",
        "customer",
        "assignee",
        "follows",
        "evaluation",
    )
    found = get_object_or_404(tickets.annotate(has_secrets=HAS_SECRETS), number=number)
    return fetch(request, found.merged_into_id) if found.merged_into_id else found


def _page_of(found: TicketQuerySet, before: str, after: str) -> tuple[list[Ticket], int | None, int | None]:
    """One page, newest first, and the numbers at which the newer and the older page begin."""
    newer, older = _place(after), _place(before)
    page = keyset.read(found, ("-number",), PAGE, after=None if newer else older, before=newer)
    return page.rows, page.previous[0] if page.previous else None, page.next[0] if page.next else None


def _place(number: str) -> keyset.Place | None:
    return [int(number)] if number.isdecimal() and len(number) <= 12 else None


def _conversation(request: PortalRequest, ticket: Ticket) -> list[SaidOnDay]:
    said = (say(ticket, entry, to=request.user) for entry in conversation_of(ticket, request.user))
    return by_day(line for line in said if line.words or line.is_message)


def _with_questions(request: PortalRequest, asking: list[Card]) -> list[Card]:
    """What 1do asked, on the card: the newest question of each."""
    entries = TimelineEntry.objects.visible_to(request.user).filter(
        ticket__in=[card.ticket for card in asking], kind=EntryKind.WAITING
    )
    questions = {entry.ticket_id: entry.said for entry in entries.order_by("at", "pk")} if asking else {}
    return [card.asking(questions.get(card.ticket.pk, "")) for card in asking]


def ticket_page(request: PortalRequest, number: int, **forms: Any) -> HttpResponse:
    """With what was not right: an answer to a question (portal.approvals, portal.intake), a reason
    (portal.escalation)."""
    return _ticket_page(request, fetch(request, number), **forms)


def _ticket_page(
    request: PortalRequest,
    ticket: Ticket,
    *,
    reply_form: RefusableForm | None = None,
    close_form: RefusableForm | None = None,
    answer_form: AnswerForm | None = None,
    answer_for: int = 0,
    escalate_form: RefusableForm | None = None,
    questions_form: QuestionsForm | None = None,
    rating_form: RatingForm | None = None,
) -> HttpResponse:
    approvals = of_ticket(request, ticket, answer_form, answer_for)
    awaits_yes = any(asked.holds_up for asked in approvals)
    state = clocks.read_clock(ticket, request.now)
    context = {
        "approvals": approvals,
        "awaits_yes": awaits_yes,
        "cover": cover_of(ticket, approvals),
        "ticket": ticket,
        "questions_form": questions_form or _questions(request, ticket),
        "rating": of_closed(request, ticket, rating_form),
        "status_words": status_words(ticket, awaits_yes=awaits_yes),
        "steps": progress(ticket),
        "promise": promise_of(ticket, state, request.now, awaits_yes=awaits_yes),
        "by_party": state.by_party if any(state.by_party[party] for party in OTHERS) else None,
        "ladder": escalation.ladder(ticket, request.now),
        "escalate_form": escalate_form or EscalationRequestForm(),
        "evaluation": evaluation_of(ticket),
        "extra_costs": extra_costs_of(TimelineEntry.objects.visible_to(request.user).filter(ticket__in=ticket.family)),
        "conversation": _conversation(request, ticket),
        "secrets": waiting_secrets(request, ticket) if getattr(ticket, "has_secrets", True) else [],
        "planned": planned.of_ticket(request, ticket),
        "follow_ups": list(_mine(request).filter(follows=ticket).order_by("number")),
        "has_errors": any(
            form is not None and form.errors for form in (reply_form, close_form, questions_form, rating_form)
        ),
        "reply_form": reply_form or ReplyForm(label=_("Uw bericht") if awaits_yes else _reply_label(ticket)),
        "close_form": close_form or CloseForm(),
    }
    return request.page("portal/tickets/ticket.html", context)


def _questions(request: PortalRequest, ticket: Ticket) -> QuestionsForm | None:
    """Those of SLA 7.9, where a mail did not say how urgent it is; asked of who wrote it."""
    is_his = ticket.channel == Channel.EMAIL and ticket.contact_id == request.contact.pk
    if not (is_his and ticket.is_open and clocks.is_unclassified(ticket)):
        return None
    return QuestionsForm(clocks.rules_for(ticket.agreement))


def _reply_label(ticket: Ticket) -> str:
    if ticket.status == Status.OPGELOST:
        return _("Wat is er nog niet goed?")
    if not ticket.is_open:
        return _("Wat is er nu aan de hand?")
    return _("Uw antwoord") if ticket.status == Status.WACHT_OP_KLANT else _("Uw bericht")


def _refused(request: PortalRequest, ticket: Ticket, refused: Refused, **forms: Any) -> HttpResponse:
    (form,) = forms.values()
    form.refuse(refused)
    return _ticket_page(request, fetch(request, ticket.number), **forms)
