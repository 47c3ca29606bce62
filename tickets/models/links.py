"""What one ticket has to do with another, and a known outage under which others are gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Customer
from tickets.models.ticket import Ticket
from tickets.values import LinkKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class TicketLink(models.Model):
    """`ticket` is a double of, belongs to, is caused by, or falls under `other`. For the house alone: the two may be of
    different customers."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, models.PROTECT, related_name="linked")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("koppeling tussen meldingen")
        verbose_name_plural = _("koppelingen tussen meldingen")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_once"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(kind=LinkKind.CHILD), name="link_one_parent"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="link_not_to_itself"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.get_kind_display()} #{self.other_id}"


class OutageQuerySet(models.QuerySet["Outage"]):
    def standing(self) -> OutageQuerySet:
        """An outage is over when its ticket is."""
        return self.filter(ticket__clock__is_open=True)

    def visible_to(self, user: User | AnonymousUser) -> OutageQuerySet:
        """A customer sees those that were declared for him, and nothing of the ticket behind them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        own = Customer.objects.visible_to(user).filter(is_active=True).order_by().values("pk")
        return self.filter(pk__in=self.model.customers.through.objects.filter(customer__in=own).values("outage"))


class Outage(models.Model):
    """A ticket that more people will report. `title` and `text` are what the customers that it is declared for read."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="outage")
    title = models.CharField(_("titel"), max_length=160)
    text = models.TextField(_("uitleg"), blank=True)
    customers = models.ManyToManyField(Customer, related_name="outages", verbose_name=_("klanten"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("bekende storing")
        verbose_name_plural = _("bekende storingen")

    def __str__(self) -> str:
        return self.title
