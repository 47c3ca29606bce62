"""Asking who reported a melding how it went, his answer, and ringing back who was not content (SLA 11).

An answer never changes the status of the melding: that is the customer's to ask, in a melding of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact
from infra.errors import Refused
from tickets.clock import clocks
from tickets.kinds import CalledBack, Closed, Rated, RatingAsked
from tickets.models import BAD_SCORES, CallBack, SatisfactionRequest, Score, Status, Ticket, TimelineEntry
from tickets.satisfaction.rules import LINK_WORKS, LONGEST, Asking, is_worth_asking, lapse_of
from tickets.timeline import act, for_keeping
from tickets.verb import locked, record, require_text

MAY_CALL_BACK = ("tickets.work_ticket", "tickets.see_workload")


def plan_satisfaction(closing: TimelineEntry) -> None:
    """Part of the closing itself, whose line this is. Whether it is asked, is decided when its moment has come."""
    ticket = closing.ticket
    if not is_worth_asking(ticket, closing.read(Closed)):
        return
    wait = timedelta(hours=settings.SATISFACTION_AFTER_HOURS)
    SatisfactionRequest.objects.create(
        ticket=ticket,
        closing=closing,
        contact_id=ticket.contact_id,
        ask_at=clocks.standard_hours(ticket.agreement).add(closing.at, wait),
    )


@act()
def ask_satisfaction(request: SatisfactionRequest, *, now: datetime) -> bool:
    """Ask it, or let it lapse; False when it is not asked. Only in opening hours: nobody is mailed at night."""
    ticket, row = _locked_request(request)
    if row.ask_at is None or row.ask_at > now:
        return False  # another worker was first
    hours = clocks.standard_hours(ticket.agreement)
    if not hours.is_open(now):
        row.ask_at = hours.next_opening(now)
        row.save(update_fields=["ask_at"])
        return False
    lapse, row.ask_at = lapse_of(_asking(ticket, row.contact, now)), None
    if lapse is not None:
        row.lapse = lapse
        row.save(update_fields=["ask_at", "lapse"])
        return False
    row.asked_at, row.expires_at = now, now + LINK_WORKS
    row.save(update_fields=["ask_at", "asked_at", "expires_at"])
    record(ticket, RatingAsked(request=row.pk, until=row.expires_at), by=None, now=now)
    return True


@act()
def answer_satisfaction(
    request: SatisfactionRequest,
    *,
    by: User | None,
    now: datetime,
    score: int,
    contact: Contact | None = None,
    text: str = "",
) -> SatisfactionRequest:
    """By whom it was asked: signed in, or as `contact` by the link in his mail. The last answer stands; the same again
    changes nothing."""
    ticket, row = _locked_request(request)
    _require_asked(row, by, contact)
    if row.expires_at is None or row.expires_at <= now:
        raise Refused(_("Deze vraag kan niet meer worden beantwoord."))
    if score not in Score.values:
        raise Refused(_("Kies hoe wij het deden."), field="score")
    text = for_keeping(text).strip()
    if len(text) > LONGEST:
        raise Refused(_("Uw toelichting is te lang; houd het bij %d tekens.") % LONGEST, field="text")
    if row.answer is not None and (row.score, row.answer.text) == (score, text):
        return row
    facts = Rated(request=row.pk, score=score, before=row.score, by_link=by is None)
    entry = record(ticket, facts, by=by, contact=None if by else contact, now=now, text=text)
    row.score, row.answer, row.answered_at = score, entry, entry.at
    row.save(update_fields=["score", "answer", "answered_at"])
    if score in BAD_SCORES:
        due_at = clocks.standard_hours(ticket.agreement).add(now, clocks.WORKING_DAY)
        CallBack.objects.get_or_create(request=row, done_at=None, defaults={"made_at": now, "due_at": due_at})
    return row


@act()
def finish_call_back(call_back: CallBack, *, by: User, now: datetime, outcome: str) -> CallBack:
    """He was rung, and this came of it."""
    if not (by.is_house and any(by.has_perm(permission) for permission in MAY_CALL_BACK)):
        raise PermissionDenied
    ticket, _request = _locked_request(call_back.request)
    task = CallBack.objects.select_for_update(no_key=True, of=("self",)).select_related("done_by").get(pk=call_back.pk)
    outcome = require_text(outcome, _("Schrijf op wat je met de klant besprak en deed."), field="outcome")
    if task.done_by is not None:
        if (task.done_by_id, task.outcome) == (by.pk, outcome):
            return task
        raise Refused(_("%s belde al terug; zet wat je hier schreef als notitie bij de melding.") % task.done_by.name)
    task.done_at, task.done_by, task.outcome = now, by, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    record(ticket, CalledBack(call_back=task.pk, late=now > task.due_at), by=by, now=now, text=outcome)
    return task


def _locked_request(request: SatisfactionRequest) -> tuple[Ticket, SatisfactionRequest]:
    """Both as they are now, under the ticket's lock."""
    ticket = locked(request.ticket)
    rows = SatisfactionRequest.objects.select_for_update(no_key=True, of=("self",))
    return ticket, rows.select_related("contact__user", "contact__customer", "answer").get(pk=request.pk)


def _asking(ticket: Ticket, contact: Contact, now: datetime) -> Asking:
    """He is locked under each customer where he is known by this address, so that of two meldingen of his that come up
    at once only one is asked about."""
    same = Q(email=contact.email) if contact.email else Q(pk=contact.pk)
    known = list(Contact.objects.select_for_update(no_key=True, of=("self",)).filter(same).order_by("pk"))
    since = now - timedelta(days=settings.SATISFACTION_DAYS_BETWEEN)
    return Asking(
        is_solved=ticket.status == Status.GESLOTEN and not ticket.follow_ups.exists(),
        is_wanted=contact.customer.asks_satisfaction and all(each.asks_satisfaction for each in known),
        is_reachable=_is_reachable(ticket, contact),
        was_asked_lately=SatisfactionRequest.objects.filter(contact__in=known, asked_at__gt=since).exists(),
    )


def _is_reachable(ticket: Ticket, contact: Contact) -> bool:
    """Somebody of the customer himself, who can be mailed or signs in."""
    if not contact.is_reachable or contact.customer_id != ticket.customer_id or not contact.customer.is_active:
        return False
    if contact.user is not None and (contact.user.is_house or contact.user.is_service):
        return False
    if not contact.email:
        return contact.user is not None
    return not User.objects.filter(is_house=True, email__iexact=contact.email).exists()


def _require_asked(row: SatisfactionRequest, by: User | None, contact: Contact | None) -> None:
    """Whom it was asked, as he is now; nobody else."""
    own = row.contact
    is_his = own.user_id == by.pk if by is not None else contact is not None and contact.pk == own.pk
    if row.asked_at is None or not is_his or not own.is_reachable or not own.customer.is_active:
        raise PermissionDenied
