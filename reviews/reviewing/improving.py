"""Improvement points (SLA 11): of either side, each with an owner and a day, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, CustomerEventKind
from contracts.telling import CustomerNews, ToldOfCustomer, tell
from contracts.verb import cleaned
from infra import claims
from infra.errors import Refused
from infra.masking import mask
from reviews.models import ActionSide, ImprovementPoint, ImprovementStatus, Review
from reviews.periods import day_of
from reviews.querysets import ImprovementPointQuerySet
from reviews.reviewing.verb import locked_review, record_review, require_open, require_prepare, seen_by
from sla.priority import TicketKind
from sla.wording import date_words
from tickets import actions as ticket_actions
from tickets.intake.report import Door, Report, WorkFacts
from tickets.models import Channel

BATCH = 100
FARTHEST = 3 * 366  # days ahead


@transaction.atomic
def add_improvement(
    review: Review, *, by: User, now: datetime, text: str, owner: User | Contact, due_on: date
) -> ImprovementPoint:
    """Its side follows from its owner."""
    require_prepare(by)
    review = locked_review(review)
    require_open(review)
    text = mask(" ".join(cleaned(text).split()))
    if not text or len(text) > 300:
        raise Refused(_("Schrijf in hoogstens 300 tekens op wat er gaat gebeuren."), field="text")
    if due_on < day_of(now):
        raise Refused(_("Deze dag is al voorbij; kies een latere."), field="due_on")
    if (due_on - day_of(now)).days > FARTHEST:
        raise Refused(_("Kies een dag binnen drie jaar."), field="due_on")
    is_of_customer = isinstance(owner, Contact)
    if isinstance(owner, Contact) and (owner.customer_id != review.customer_id or not owner.is_active):
        raise Refused(_("%(name)s is geen actieve contactpersoon van deze klant.") % {"name": owner}, field="owner")
    if isinstance(owner, User) and not (owner.is_house and owner.is_active):
        raise Refused(_("%(name)s werkt niet (meer) bij 1do.") % {"name": owner.name}, field="owner")
    return ImprovementPoint.objects.create(
        review=review,
        customer=review.customer,
        side=ActionSide.CUSTOMER if is_of_customer else ActionSide.HOUSE,
        text=text,
        owner_contact=owner if isinstance(owner, Contact) else None,
        owner_user=owner if isinstance(owner, User) else None,
        due_on=due_on,
        made_at=now,
    )


@transaction.atomic
def remove_improvement(point: ImprovementPoint, *, by: User, now: datetime) -> None:
    """As long as nothing was published of it."""
    require_prepare(by)
    review = locked_review(point.review)
    require_open(review)
    if point.ticket_id is not None or review.published.filter(published_at__gte=point.made_at).exists():
        raise Refused(_("Dit verbeterpunt is al gepubliceerd; laat het vervallen, met wat ervan kwam."))
    point.delete()


@transaction.atomic
def end_improvement(
    point: ImprovementPoint, *, by: User, now: datetime, done: bool, outcome: str = ""
) -> ImprovementPoint:
    """Done, or dropped with the reason. By who prepares reviews or owns it; one of the customer by his side alone, or
    by 1do with what the customer said."""
    point = ImprovementPoint.objects.select_for_update(of=("self",)).select_related("review").get(pk=point.pk)
    if not _may_end(point, by):
        raise PermissionDenied
    status = ImprovementStatus.DONE if done else ImprovementStatus.DROPPED
    if not point.is_open:
        if point.status == status:
            return point
        raise Refused(_("Dit verbeterpunt is al afgerond."))
    outcome = mask(" ".join(cleaned(outcome).split()))[:300]
    if not outcome and not done:
        raise Refused(_("Schrijf op waarom dit vervalt."), field="outcome")
    point.status, point.outcome, point.ended_at, point.ended_by = status, outcome, now, by
    point.save(update_fields=["status", "outcome", "ended_at", "ended_by"])
    return point


def _may_end(point: ImprovementPoint, by: User) -> bool:
    if by.is_house:
        return by.has_perm("reviews.prepare_review") or point.owner_user_id == by.pk
    is_theirs = point.side == ActionSide.CUSTOMER
    return is_theirs and ImprovementPoint.objects.visible_to(by).filter(pk=point.pk).exists()


def become_tickets(review: Review, *, now: datetime, contact_of: Callable[[Review], Contact]) -> None:
    """Each improvement point of 1do becomes a melding of its owner; the house does it by itself, so nobody's right is
    asked, and it costs the customer nothing: a question, not a change (SLA 7.8)."""
    points = list(review.improvements.filter(side=ActionSide.HOUSE, status=ImprovementStatus.OPEN, ticket=None))
    if not points:
        return
    contact = contact_of(review)
    for point in points:
        words = {
            "day": date_words(review.planned_day),
            "owner": point.owner.name,
            "due": date_words(point.due_on),
            "text": point.text,
        }
        report = Report(
            contact=contact,
            kind=TicketKind.SERVICEVRAAG,
            subject=(_("Verbeterpunt: %(text)s") % words)[:160],
            description=_(
                "%(text)s\n\nAfgesproken in de Service Review van %(day)s (SLA 11). Wie: %(owner)s. Klaar op: %(due)s."
            )
            % words,
            steps_taken=_("Besproken in de Service Review."),
        )
        door = Door(by=None, now=now, channel=Channel.SCHEDULE, no_answer=True)
        ticket = ticket_actions.open_ticket(report, WorkFacts(), door)
        point.ticket = ticket_actions.entrust(ticket, now=now, assignee=point.owner)
        point.save(update_fields=["ticket"])


# --- What became of it ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ImprovementStanding:
    """As it stands on a day: one of 1do is done once its melding is solved."""

    point: ImprovementPoint
    words: str
    is_open: bool
    is_late: bool


def standing_on(point: ImprovementPoint, today: date) -> ImprovementStanding:
    ticket = point.ticket
    if point.is_done or (point.is_open and ticket is not None and ticket.resolved_at is not None):
        words = point.outcome or (
            _("melding #%(number)s is opgelost") % {"number": ticket.pk} if ticket else _("gedaan")
        )
        return ImprovementStanding(point, _("Gedaan: %(words)s") % {"words": words}, is_open=False, is_late=False)
    if not point.is_open:
        return ImprovementStanding(
            point, _("Vervallen: %(words)s") % {"words": point.outcome}, is_open=False, is_late=False
        )
    is_late = point.due_on < today
    words = _("Nog open, had klaar moeten zijn") if is_late else _("Nog open")
    if ticket is not None:
        words = _("%(words)s (melding #%(number)s)") % {"words": words, "number": ticket.pk}
    return ImprovementStanding(point, words, is_open=True, is_late=is_late)


def carried_over(review: Review) -> ImprovementPointQuerySet:
    """What the talk begins with: all of earlier reviews that was open, or came to an end since the one before."""
    before = (
        Review.objects.filter(customer=review.customer_id, planned_for__lt=review.planned_for, held_at__isnull=False)
        .exclude(pk=review.pk)
        .order_by("-planned_for")
        .first()
    )
    found = ImprovementPoint.objects.filter(customer=review.customer_id, review__planned_for__lt=review.planned_for)
    since = Q(status=ImprovementStatus.OPEN)
    if before is not None:
        since |= Q(ended_at__gte=before.planned_for) | Q(review=before)
    return found.filter(since).exclude(review=review).select_related("ticket", "owner_user", "owner_contact")


def open_of(customer: Customer) -> ImprovementPointQuerySet:
    return (
        ImprovementPoint.objects.filter(customer=customer, status=ImprovementStatus.OPEN)
        .filter(Q(ticket__isnull=True) | Q(ticket__resolved_at__isnull=True))
        .select_related("ticket", "owner_user", "owner_contact", "review")
    )


@transaction.atomic
def tell_due(now: datetime) -> int:
    """That an improvement point should be ready by today is told to its owner, once, whatever number of workers run."""
    due = ImprovementPoint.objects.filter(
        status=ImprovementStatus.OPEN, told_at__isnull=True, due_on__lte=day_of(now), review__published__isnull=False
    ).order_by("due_on", "pk")
    pks = list(dict.fromkeys(due.values_list("pk", flat=True)[:BATCH]))
    points = claims.take(ImprovementPoint.objects.filter(pk__in=pks, told_at__isnull=True).order_by("pk"), BATCH)
    ImprovementPoint.objects.filter(pk__in=[point.pk for point in points]).update(told_at=now)
    for point in points:
        if not standing_on(point, day_of(now)).is_open:
            continue
        data = {
            "to_contacts": [point.owner_contact_id] if point.owner_contact_id else [],
            "to_users": [point.owner_user_id] if point.owner_user_id else [],
            "about": point.pk,
            "what": point.text,
            "due": date_words(point.due_on),
        }
        kind = CustomerEventKind.REVIEW_ACTION_DUE
        event = record_review(point.review, kind, by=None, now=now, data=data, to_mail=True)
        said = {"review": point.review_id, "improvement": point.pk, "side": point.side, "due_on": f"{point.due_on}"}
        tell(CustomerNews(ToldOfCustomer.REVIEW_ACTION_DUE, event, said, seen_by(point.review)))
    return len(points)
