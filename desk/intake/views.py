"""A melding by telephone: find who calls, write down what he says, tell him by when work starts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from contracts.agreements.terms import ItemType
from contracts.coverage.costs import cost_words, foretold
from contracts.coverage.rules import Coverage
from contracts.models import Contact, ServiceAgreement
from desk.access import HouseRequest, house
from desk.fields import MomentField
from desk.intake import callers as people
from desk.intake.forms import PhoneIntakeForm
from desk.tickets import page as ticket_page
from infra.errors import Refused
from sla.priority import Impact, TicketKind, Urgency
from tickets import actions
from tickets.approvals.asking import held_by
from tickets.clock import clocks
from tickets.clock.start_words import channel_words, foretold_words
from tickets.clock.timeleft import time_left
from tickets.coverage import decisions as coverage
from tickets.intake.report import Door
from tickets.models import Channel, Ticket


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket")
def intake(request: HouseRequest) -> HttpResponse:
    """Without a contact: who calls. With one: what he says.

    `bel` is the number that rings, as a telephone system gives it: the only one who has it is on the line.
    """
    contact = _contact(request)
    if contact is None:
        rings = request.GET.get("bel", "").replace("\x00", "").strip()[:30]
        known = people.find_contacts(request.user, rings) if people.is_telephone(rings) else []
        if len(known) == 1:
            return redirect(f"{reverse('desk:intake')}?{urlencode({'contact': str(known[0].pk), 'bel': rings})}")
        return _find(request, rings)
    now = timezone.now()
    agreement = contact.customer.agreement_at(now)
    rules = clocks.rules_for(agreement)
    initial = {
        "kind": TicketKind.INCIDENT,
        "item_type": ItemType.WERKPLEK,
        "contact_phone": people.as_dialled(request.GET.get("bel", "")) or contact.phone,
        "contact_email": contact.email,
    }
    form = PhoneIntakeForm(request.POST or None, request.FILES or None, rules=rules, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            door = Door(
                by=request.user,
                now=now,
                channel=Channel.PHONE,
                reported_at=given["reported_at"],
                form_token=given["form_token"],
            )
            ticket = actions.open_ticket(form.report(contact), form.facts(), door)
            return redirect("desk:filed", ticket.number)
        except Refused as refused:
            form.refuse(refused)
    answers = request.POST if request.method == "POST" else QueryDict(f"kind=incident&item_type={ItemType.WERKPLEK}")
    context = {
        "contact": contact,
        "agreement": agreement,
        "form": form,
        "open_tickets": Ticket.objects.visible_to(request.user).open().filter(contact=contact).order_by("-number")[:5],
        "section": "queue",
    }
    return render(request, "desk/intake/intake.html", context | foretell(contact, answers, now))


def _contact(request: HouseRequest) -> Contact | None:
    word = request.GET.get("contact", "")
    if not word:
        return None
    if not word.isdecimal() or len(word) > 18:
        word = "0"
    contacts = Contact.objects.visible_to(request.user).select_related("customer")
    return get_object_or_404(contacts, pk=int(word), is_active=True)


def _find(request: HouseRequest, rings: str) -> HttpResponse:
    query = request.GET.get("wie", "").replace("\x00", "").strip()[:100] or rings
    context = {
        "query": query,
        "rings": people.as_dialled(query),  # carried over to who is added now
        "found": people.find_contacts(request.user, query),
        "section": "queue",
    }
    if request.htmx:
        return render(request, "desk/intake/_callers.html", context)
    context["customers"] = people.find_customers(request.user, "")
    return render(request, "desk/intake/caller.html", context)


@require_GET
@house("tickets.work_ticket")
def preview(request: HouseRequest) -> HttpResponse:
    """What these answers give, were it saved now."""
    contact = _contact(request)
    if contact is None:
        return HttpResponse(status=204)
    context = foretell(contact, request.GET, timezone.now()) | {"part": "desk/intake/_promise.html"}
    return render(request, "components/_cited.html", context)


def foretell(contact: Contact, answers: Any, now: datetime) -> dict[str, Any]:
    reported_at = _reported_at(answers, now)
    agreement = contact.customer.agreement_at(reported_at)
    rules = clocks.rules_for(agreement)
    kind = answers.get("kind", "") if answers.get("kind") in TicketKind.values else TicketKind.INCIDENT
    impact = int(answers["impact"]) if answers.get("impact") in {str(value) for value in Impact.values} else None
    urgency = answers.get("urgency") if answers.get("urgency") in Urgency.values else None
    item = answers.get("item_type")
    applies = coverage.has_sla(agreement, item if item in ItemType.values else ItemType.WERKPLEK)
    seen = clocks.preview(
        agreement,
        contact=contact,
        kind=kind,
        impact=impact,
        urgency=urgency,
        channel=Channel.PHONE,
        opened_at=reported_at,
        has_sla=applies,
    )
    reason = ""
    if seen.priority and impact and urgency:
        reason = f"{rules.impacts[Impact(impact)].text}; {rules.urgencies[Urgency(urgency)].text}."
    covered = _foretell_coverage(contact, agreement, kind, answers, now, is_call=seen.line.is_call)
    return {
        "seen": seen,
        "kind": kind,
        "reason": reason,
        "needs": kind == TicketKind.INCIDENT and seen.priority is None,
        "agreement": agreement,
        "covered": covered,
        "sentence": foretold_words(kind, seen.state, applies=applies),
        "channels": channel_words(rules, seen.priority),
        "is_late": bool(seen.state.due_at and seen.state.due_at < now and seen.state.target.is_judged),
        "costs": cost_words(covered, foretold(covered)).costs,
        "nature": ticket_page.nature_words(seen.state.target.nature),
        "clause": ticket_page.clause_words(seen.state.target),
    }


def _reported_at(answers: Any, now: datetime) -> datetime:
    """When the call was, as far as that makes sense; the form says what does not."""
    try:
        given = MomentField(required=False).clean(answers.get("reported_at", ""))
    except ValidationError:
        return now
    return given if given and given <= now else now


def _foretell_coverage(
    contact: Contact,
    agreement: ServiceAgreement | None,
    kind: str,
    answers: QueryDict,
    now: datetime,
    *,
    is_call: bool,
) -> Coverage:
    """The verdict as the ticket would have it; what is no answer counts as none."""
    item, is_change = answers.get("item_type"), kind == TicketKind.AANPASSING
    known = clocks.rules_for(agreement).work_outside
    ticket = Ticket(
        customer=contact.customer,
        contact=contact,
        agreement=agreement,
        kind=kind,
        item_type=item if item in ItemType.values else ItemType.WERKPLEK,
        features=[key for key in answers.getlist("features") if key in known],
        small_change=is_change and "small_change" in answers,
        user_accounts=is_change and "user_accounts" in answers,
        channel=Channel.PHONE,
        emergency_call=is_call,
    )
    return coverage.decide_for(ticket, now)


@require_GET
@house()
def filed(request: HouseRequest, number: int) -> HttpResponse:
    """The number, large enough to read aloud, and by when work starts."""
    ticket = ticket_page.fetch(request.user, number)
    context = {
        "ticket": ticket,
        "timeleft": time_left(ticket, timezone.now()),
        "can": ticket_page.abilities(request.user, ticket, is_held=held_by(ticket) is not None),
        "section": "queue",
    }
    return render(request, "desk/intake/filed.html", context)
