"""What a user may see of tickets. Every fetch in a screen or endpoint starts at `.visible_to(user)`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from contracts.models import ClauseKind, Contact, Customer, DapPerson
from infra.append_only import AppendOnlyQuerySet
from sla.business_hours import AMSTERDAM
from tickets import search_index

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from tickets.models import (  # noqa: F401 - their types
        Approval,
        Attachment,
        Escalation,
        OutboxItem,
        SatisfactionRequest,
        Ticket,
        TimeCredit,
        TimeEntry,
        TimelineEntry,
        Visit,
    )


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User | AnonymousUser) -> TicketQuerySet:
        """The house sees all; a customer's person what he reported and what the DAP lets him see.

        That is everything of his organisation where it names him as fixed contact (SLA 7.3), and otherwise what he
        was asked to say yes or no to, as long as the DAP names him for that (SLA 3, 4.2, 10).
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        return self.filter(
            Q(contact__user=user, contact__is_active=True, customer=F("contact__customer"))
            | Q(customer__in=_named(ClauseKind.VIEWERS, user))
            | Q(Exists(_asked_of(user)))
            | _with_his(user),
            customer=Subquery(Contact.objects.filter(user=user.pk).values("customer")),  # what lets an index help
            customer__is_active=True,
            hidden_from_customer=False,
        )

    def reported_by(self, contact: Contact) -> TicketQuerySet:
        """His own, and those into which his own went (tickets.merging)."""
        return self.filter(Q(contact=contact) | Q(Exists(_merged_of().filter(contact=contact)), has_merged=True))

    def standing(self) -> TicketQuerySet:
        """Without those that go on in another."""
        return self.filter(merged_into__isnull=True)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        made: list[Any] = super().bulk_create(*args, **kwargs)
        search_index.keep([ticket.pk for ticket in made])
        return made

    def open(self) -> TicketQuerySet:
        """Through the clock, because the partial index of the queue lies there."""
        return self.filter(clock__is_open=True)

    def in_queue_order(self) -> TicketQuerySet:
        return self.order_by("clock__queue_rank", "clock__queue_at", "number")


def _merged_of() -> TicketQuerySet:
    """The tickets that went into the one at hand."""
    from tickets.models import Ticket

    return Ticket.objects.filter(merged_into=OuterRef("pk"))


def _with_his(user: User | AnonymousUser) -> Q:
    """What was merged is one conversation of who reported either of them."""
    from tickets.models import Ticket

    his = {"contact__user": user.pk, "contact__is_active": True}
    beside = Ticket.objects.filter(merged_into=OuterRef("merged_into"), **his)
    into = Ticket.objects.filter(pk=OuterRef("merged_into"), **his)
    return Q(Exists(_merged_of().filter(**his)), has_merged=True) | (
        Q(merged_into__isnull=False) & (Q(Exists(beside)) | Q(Exists(into)))
    )


_WRITER = "Lines of a timeline are written by tickets.timeline: call tickets.verb.record, or timeline.append."


class TimelineEntryQuerySet(AppendOnlyQuerySet):
    """`tickets.timeline` is the one writer."""

    def create(self, **kwargs: Any) -> TimelineEntry:  # type: ignore[override]
        raise TypeError(_WRITER)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[TimelineEntry]:  # type: ignore[override]
        raise TypeError(_WRITER)

    def visible_to(self, user: User | AnonymousUser) -> TimelineEntryQuerySet:
        """Internal entries are for the house; the rest for who sees the ticket, once it cannot be undone any more."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        from tickets.models import Ticket

        out = Q(held_until__isnull=True) | Q(held_until__lte=timezone.now())
        return self.filter(out, is_public=True, ticket__in=Ticket.objects.visible_to(user).values("pk"))


class TimelineEntryManager(models.Manager.from_queryset(TimelineEntryQuerySet)):  # type: ignore[misc]
    """Without what was taken back (tickets.undo)."""

    def get_queryset(self) -> TimelineEntryQuerySet:
        found: TimelineEntryQuerySet = super().get_queryset().filter(taken_back=False)
        return found


class OutboxQuerySet(models.QuerySet["OutboxItem"]):
    def waiting_for(self, consumer: str) -> OutboxQuerySet:
        """What a consumer may take, oldest first."""
        return self.filter(consumer=consumer, held__isnull=True).order_by("id")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, user: User | AnonymousUser) -> ApprovalQuerySet:
        """Those of the tickets that he may see."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_house else self.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))

    def open(self) -> ApprovalQuerySet:
        return self.filter(status="asked")


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, user: User | AnonymousUser) -> EscalationQuerySet:
        """Those of the tickets that he may see."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_house else self.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))


class SatisfactionQuerySet(models.QuerySet["SatisfactionRequest"]):
    """Requests to say how it went; what became of them reads 1do alone, each for his own in the portal besides."""

    def visible_to(self, user: User | AnonymousUser) -> SatisfactionQuerySet:
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        return self.filter(
            contact__user=user.pk, contact__is_active=True, contact__customer__is_active=True, asked_at__isnull=False
        )

    def answerable(self, now: datetime) -> SatisfactionQuerySet:
        return self.filter(asked_at__isnull=False, expires_at__gt=now)


# Which clause names who may answer which question; without the clause nobody else is asked than the reporter himself.
ANSWERED_BY = {
    "estimate": ClauseKind.COST_APPROVERS,
    "authorisation": ClauseKind.APPROVERS,
    "reporter": ClauseKind.REPORTERS,
}


def _named(kind: str, user: User | AnonymousUser) -> models.QuerySet[Any]:
    """Customers whose DAP names this user's contact in a clause of that kind, today."""
    today = timezone.localdate(timezone=AMSTERDAM)
    people = DapPerson.objects.named_in(kind, today).filter(contact__user=user.pk)
    return people.values("clause__agreement__customer")


def _asked_of(user: User | AnonymousUser) -> models.QuerySet[Any]:
    from tickets.models import Approval

    named = Q()
    for question, kind in ANSWERED_BY.items():
        named |= Q(kind=question, ticket__customer__in=_named(kind, user))
    return Approval.objects.filter(named, ticket=OuterRef("pk"))


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> TimeEntryQuerySet:
        """A customer's person sees the lines that count, of the tickets that he may see (SLA 6.2)."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        seen = Ticket.objects.visible_to(user).order_by().values("pk")
        return self.filter(ticket__in=seen, is_current=True, minutes__gt=0)


class TimeCreditQuerySet(models.QuerySet["TimeCredit"]):
    def visible_to(self, user: User | AnonymousUser) -> TimeCreditQuerySet:
        """Those on the tickets that he may see: what is taken back, the customer reads as well (SLA 11)."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_house else self.filter(line__ticket__in=Ticket.objects.visible_to(user).values("pk"))


class VisitQuerySet(models.QuerySet["Visit"]):
    def to_come(self) -> VisitQuerySet:
        """One whose ticket was cancelled or closed is none."""
        from tickets.models import OPEN_STATUSES

        return self.filter(ended_at__isnull=True, ticket__status__in=OPEN_STATUSES)

    def visible_to(self, user: User | AnonymousUser) -> VisitQuerySet:
        """Everybody of a customer may know who comes when (SLA 8.1); what was, who may see its melding (SLA 7.3)."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        own = Customer.objects.visible_to(user).order_by().values("pk")
        seen = Ticket.objects.visible_to(user).order_by().values("pk")
        return self.filter(
            Q(pk__in=self.model.objects.to_come().order_by().values("pk")) | Q(ticket__in=seen), customer__in=own
        )


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        from tickets.models import TimelineEntry

        return self.filter(entry__in=TimelineEntry.objects.visible_to(user))
