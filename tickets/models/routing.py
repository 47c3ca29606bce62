"""Whose work a new melding is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _plain
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from contracts.agreements.terms import ItemType
from contracts.models import Customer
from sla.priority import TicketKind
from tickets.values import Channel


class RoutingRule(models.Model):
    """The first that fits a new melding gives it to a team, a person, or the fixed engineer of the customer (SLA 7.1).
    What is empty is no condition."""

    place = models.PositiveIntegerField(_("volgorde"))
    kind = models.CharField(_("meldingstype"), max_length=20, choices=TicketKind.choices, blank=True)
    item_type = models.CharField(_("onderdeel"), max_length=12, choices=ItemType.choices, blank=True)
    service = models.CharField(_("SLA-onderdeel"), max_length=40, blank=True)
    channel = models.CharField(_("kanaal"), max_length=12, choices=Channel.choices, blank=True)
    customer = models.ForeignKey(
        Customer, models.CASCADE, verbose_name=_("klant"), related_name="+", null=True, blank=True
    )
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("team"), related_name="+", null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("behandelaar"),
        related_name="+",
        null=True,
        blank=True,
    )
    to_fixed_engineer = models.BooleanField(_("vaste engineer van de klant"), default=False)

    class Meta:
        verbose_name = _("toewijzingsregel")
        verbose_name_plural = _("toewijzingsregels")
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False) | Q(assignee__isnull=False) | Q(to_fixed_engineer=True),
                name="routing_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True) | Q(to_fixed_engineer=False), name="routing_one_person"
            ),
            models.CheckConstraint(condition=Q(kind="") | Q(kind__in=TicketKind.values), name="routing_kind_known"),
            models.CheckConstraint(
                condition=Q(item_type="") | Q(item_type__in=ItemType.values), name="routing_item_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="") | Q(channel__in=Channel.values), name="routing_channel_known"
            ),
        ]

    def __str__(self) -> str:
        """What it asks, in words."""
        asked: list[Any] = []
        asked += [self.get_kind_display()] if self.kind else []
        asked += [self.get_item_type_display()] if self.item_type else []
        asked += [self.service] if self.service else []
        asked += [self.get_channel_display()] if self.channel else []
        asked += [self.customer.name] if self.customer else []
        return ", ".join(str(word) for word in asked) or _plain("elke melding")

    @property
    def gives_to(self) -> str:
        person = self.assignee.name if self.assignee else ""
        if self.to_fixed_engineer:
            person = _plain("vaste engineer")
        return ", ".join(word for word in (person, self.team.name if self.team else "") if word)
