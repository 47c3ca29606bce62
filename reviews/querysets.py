"""What a user may see of reviews and evaluations (SLA 11). Every fetch starts at `.visible_to(user)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from contracts.agreements.readers import MONEY_KINDS
from contracts.models import ClauseKind, DapPerson
from infra.append_only import AppendOnlyQuerySet
from sla.business_hours import AMSTERDAM

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from reviews.models import Evaluation, ImprovementPoint, PublishedReview, Review  # noqa: F401 - of the types

READERS = (ClauseKind.REVIEW, *MONEY_KINDS)


def _sees(user: User, to_customer: str, to_review: str) -> Q:
    """A customer's person who was invited, or whom the DAP names: for reviews, or where money is spoken of."""
    from reviews.models import ReviewAttendee

    day = timezone.now().astimezone(AMSTERDAM).date()
    invited = ReviewAttendee.objects.filter(
        review=OuterRef(to_review),
        contact__user=user,
        contact__is_active=True,
        contact__customer=F("review__customer"),
        removed_at__isnull=True,
    )
    named = Q()
    for kind in READERS:
        people = DapPerson.objects.named_in(kind, day).filter(contact__user=user)
        named |= Q(Exists(people.filter(clause__agreement__customer=OuterRef(to_customer))))
    return Q(Exists(invited)) | named


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User | AnonymousUser) -> ReviewQuerySet:
        """The house sees all; a customer's person those of his organisation that he may read."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        return self.filter(_sees(user, "customer", "pk"), customer__is_active=True)

    def to_be_held(self) -> ReviewQuerySet:
        return self.filter(state__in=["planned", "preparing"])


class PublishedReviewQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PublishedReviewQuerySet:
        """As its review."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        return self.filter(_sees(user, "review__customer", "review"), review__customer__is_active=True)


class ImprovementPointQuerySet(models.QuerySet["ImprovementPoint"]):
    def visible_to(self, user: User | AnonymousUser) -> ImprovementPointQuerySet:
        """As its review, and whose own it is; not before 1do shared its papers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        own = Q(owner_contact__user=user, owner_contact__is_active=True, owner_contact__customer=F("customer"))
        seen = _sees(user, "customer", "review") | own
        return self.filter(seen, customer__is_active=True, review__shared_at__isnull=False)


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: User | AnonymousUser) -> EvaluationQuerySet:
        """The house sees all; a customer's person those that were released, of the tickets that he may see."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        seen = Ticket.objects.visible_to(user).order_by().values("pk")
        return self.filter(shown__isnull=False, ticket__in=seen)
