"""Planning a Service Review (SLA 11): when, where, and who comes; moved, called off, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, CustomerEventKind
from contracts.verb import cleaned, locked_customer
from infra.errors import Refused
from reviews.models import AttendeeAnswer, Review, ReviewAttendee, ReviewState
from reviews.periods import Period, PeriodError, day_of
from reviews.reviewing import agenda
from reviews.reviewing.invitations import Method, calendar_file
from reviews.reviewing.verb import keepers, locked_review, record_review, require_active, require_open, require_prepare
from sla.wording import moment_words

SHORTEST, LONGEST = 15, 480  # minutes
FAR = 730  # days ahead


@dataclass(frozen=True, kw_only=True)
class ReviewPlan:
    """When and where; the period that is talked over, from `first_day` to `last_day`."""

    planned_for: datetime
    minutes: int = 60
    place: str = ""
    link: str = ""
    first_day: date
    last_day: date


@transaction.atomic
def plan_review(
    customer: Customer,
    plan: ReviewPlan,
    *,
    by: User,
    now: datetime,
    fixed_contact: Contact,
    account_manager: User,
    others: Sequence[Contact | User] = (),
) -> Review:
    """With the agenda of SLA 11 and of the DAP; everybody gets an invitation of his own."""
    require_prepare(by)
    customer = locked_customer(customer)
    if not customer.is_active:
        raise Refused(_("Deze klant is niet meer actief; maak de klant eerst weer actief."))
    _require_sensible(plan, now)
    _require_whole_period(plan)
    agreement = customer.agreement_at(now)
    review = Review(customer=customer, agreement=agreement, made_by=by, made_at=now)
    _put_on(review, plan)
    review.first_day, review.last_day = plan.first_day, plan.last_day
    review.save()
    agenda.lay_out(review)
    fixed: list[Contact | User] = [fixed_contact, account_manager]
    for person in dict.fromkeys([*fixed, *others]):
        _invite(review, person, by=by, now=now, is_fixed=person in fixed)
    return review


@transaction.atomic
def move_review(review: Review, plan: ReviewPlan, *, by: User, now: datetime) -> Review:
    """Another moment or place; only then do calendars hear of it. The answers given so far were to another question."""
    require_prepare(by)
    review = _locked_to_come(review)
    require_active(review)
    before = _where_and_when(review)
    _put_on(review, plan)
    moved = _where_and_when(review) != before
    if moved:
        _require_sensible(plan, now)
    if (plan.first_day, plan.last_day) != (review.first_day, review.last_day):
        _require_whole_period(plan)
        review.first_day, review.last_day = plan.first_day, plan.last_day
    review.save()
    for attendee in _invited(review) if moved else ():
        attendee.answer, attendee.answered_at = AttendeeAnswer.NONE, None
        _send(attendee, "REQUEST", by=by, now=now)
    return review


@transaction.atomic
def call_off_review(review: Review, *, by: User, now: datetime, reason: str) -> Review:
    require_prepare(by)
    review = locked_review(review)
    if review.is_cancelled:
        return review
    if not review.is_to_come:
        raise Refused(_("Deze Service Review is al gehouden."))
    reason = cleaned(reason)[:300]
    if not reason:
        raise Refused(_("Schrijf op waarom het niet doorgaat; de genodigden lezen dit."), field="reason")
    review.state, review.cancelled_at, review.reason = ReviewState.CANCELLED, now, reason
    review.save(update_fields=["state", "cancelled_at", "reason"])
    for attendee in _invited(review):
        _send(attendee, "CANCEL", by=by, now=now, text=reason)
    return review


@transaction.atomic
def invite(review: Review, person: Contact | User, *, by: User, now: datetime) -> ReviewAttendee:
    require_prepare(by)
    review = _locked_to_come(review)
    require_active(review)
    return _invite(review, person, by=by, now=now)


@transaction.atomic
def uninvite(attendee: ReviewAttendee, *, by: User, now: datetime) -> ReviewAttendee:
    require_prepare(by)
    review = _locked_to_come(attendee.review)
    attendee = review.attendees.select_related("contact", "user").get(pk=attendee.pk)
    if attendee.is_fixed:
        raise Refused(_("De vaste contactpersoon en de accountmanager zijn er altijd bij (SLA 11)."))
    if attendee.removed_at is not None:
        return attendee
    attendee.review = review
    attendee.removed_at = now
    _send(attendee, "CANCEL", by=by, now=now)
    return attendee


@transaction.atomic
def answer_invitation(
    attendee: ReviewAttendee, *, now: datetime, answer: str, by: User | None = None, contact: Contact | None = None
) -> ReviewAttendee:
    """By himself: signed in, or by the link that was sent to `contact`. The last answer counts, until it is held."""
    review = locked_review(attendee.review)
    attendee = review.attendees.select_for_update(of=("self",)).select_related("contact", "user").get(pk=attendee.pk)
    attendee.review = review
    if not _is_himself(attendee, by, contact):
        raise PermissionDenied
    if answer not in (AttendeeAnswer.YES, AttendeeAnswer.MAYBE, AttendeeAnswer.NO):
        raise Refused(_("Kies of u komt."), field="answer")
    if attendee.removed_at is not None or not review.is_to_come:
        raise Refused(_("Deze uitnodiging geldt niet meer."))
    if attendee.answer == answer:
        return attendee
    attendee.answer, attendee.answered_at = answer, now
    attendee.save(update_fields=["answer", "answered_at"])
    data = {"answer": attendee.answer_words, "name": attendee.name, "when": moment_words(review.planned_for)}
    record_review(
        review,
        CustomerEventKind.REVIEW_ANSWERED,
        by=by,
        now=now,
        data=data | {"to_users": keepers(review)},
        to_mail=answer != AttendeeAnswer.YES,
    )
    return attendee


def _is_himself(attendee: ReviewAttendee, by: User | None, contact: Contact | None) -> bool:
    if contact is not None:
        is_there = contact.is_reachable and contact.customer_id == attendee.review.customer_id
        return is_there and attendee.contact_id == contact.pk
    if by is None or not by.is_active:
        return False
    own = attendee.contact
    if own is None:
        return attendee.user_id == by.pk
    return own.user_id == by.pk and own.is_active and own.customer_id == attendee.review.customer_id


def _locked_to_come(review: Review) -> Review:
    review = locked_review(review)
    require_open(review)
    if not review.is_to_come:
        raise Refused(_("Deze Service Review is al gehouden."))
    return review


def _put_on(review: Review, plan: ReviewPlan) -> None:
    review.planned_for, review.minutes = plan.planned_for, plan.minutes
    review.place, review.link = cleaned(plan.place)[:200], cleaned(plan.link)[:300]


def _where_and_when(review: Review) -> tuple[Any, ...]:
    return review.planned_for, review.minutes, review.place, review.link


def _require_sensible(plan: ReviewPlan, now: datetime) -> None:
    if plan.planned_for <= now:
        raise Refused(_("Dit moment is al voorbij; kies een later moment."), field="planned_for")
    if (plan.planned_for - now).days > FAR:
        raise Refused(_("Kies een moment binnen twee jaar."), field="planned_for")
    if not SHORTEST <= plan.minutes <= LONGEST:
        raise Refused(_("Kies een duur van 15 tot en met 480 minuten."), field="minutes")
    if not (cleaned(plan.place) or cleaned(plan.link)):
        raise Refused(_("Vul in waar het is, of een link om deel te nemen."), field="place")
    if plan.link and not plan.link.startswith(("https://", "http://")):
        raise Refused(_("Vul een adres in dat met https:// begint."), field="link")


def _require_whole_period(plan: ReviewPlan) -> None:
    try:
        Period.between(plan.first_day, plan.last_day)
    except PeriodError as error:
        raise Refused(str(error), field="first_day" if error.is_of_first else "last_day") from None
    if plan.first_day > day_of(plan.planned_for):
        raise Refused(
            _("Deze periode begint pas na het gesprek; kies een periode die dan voorbij of bezig is."),
            field="first_day",
        )


def _invited(review: Review) -> list[ReviewAttendee]:
    found = list(review.attendees.filter(removed_at__isnull=True).select_related("contact", "user"))
    for attendee in found:
        attendee.review = review
    return found


def _invite(
    review: Review, person: Contact | User, *, by: User, now: datetime, is_fixed: bool = False
) -> ReviewAttendee:
    _require_may_come(review, person)
    who = {"contact": person} if isinstance(person, Contact) else {"user": person}
    attendee, is_new = ReviewAttendee.objects.get_or_create(
        review=review, **who, defaults={"invited_at": now, "is_fixed": is_fixed}
    )
    if not is_new and attendee.removed_at is None:
        return attendee
    attendee.review = review
    attendee.removed_at, attendee.invited_at = None, now
    attendee.answer, attendee.answered_at = AttendeeAnswer.NONE, None
    _send(attendee, "REQUEST", by=by, now=now, is_first=is_new)
    return attendee


def _require_may_come(review: Review, person: Contact | User) -> None:
    if isinstance(person, Contact):
        if person.customer_id != review.customer_id or not person.is_active:
            raise Refused(
                _("%(name)s is geen actieve contactpersoon van deze klant.") % {"name": person}, field="fixed_contact"
            )
    elif not (person.is_house and person.is_active):
        raise Refused(_("%(name)s werkt niet (meer) bij 1do.") % {"name": person.name}, field="account_manager")


def _send(
    attendee: ReviewAttendee, method: Method, *, by: User, now: datetime, text: str = "", is_first: bool = False
) -> None:
    """Its number rises with each that follows, so that a calendar never mistakes an older one for a newer."""
    review = attendee.review
    if not is_first:
        attendee.sequence += 1
    attendee.save()
    to = "to_contacts" if attendee.contact_id else "to_users"
    data = {
        to: [attendee.contact_id or attendee.user_id],
        "about": attendee.pk,
        "method": method,
        "calendar": calendar_file(attendee, method, now) if attendee.person.email else "",
        "when": moment_words(review.planned_for),
        "minutes": review.minutes,
        "place": review.place,
        "link": review.link,
        "is_moved": attendee.sequence > 0,
    }
    kind = CustomerEventKind.REVIEW_CANCELLED if method == "CANCEL" else CustomerEventKind.REVIEW_INVITED
    record_review(review, kind, by=by, now=now, text=text, data=data, to_mail=True)
