"""What monitoring watches, and what it said."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact, Customer
from integrations.monitoring.signals import LONGEST_HOST, LONGEST_NAME, LONGEST_TEXT, LONGEST_URL, host_key
from sla.priority import Impact, Urgency
from tickets.models import Ticket


class MonitoredHost(models.Model):
    """Whose a host is: an alert that names it becomes a melding of this customer (SLA 6.1)."""

    name = models.CharField(
        _("naam"), max_length=LONGEST_HOST, help_text=_("Zoals de monitoring hem noemt; hoofdletters tellen niet.")
    )
    key = models.CharField(max_length=LONGEST_HOST, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="monitored_hosts")
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        verbose_name=_("contactpersoon"),
        related_name="+",
        help_text=_("Op wiens naam de meldingen komen."),
    )
    item_type = models.CharField(_("onderdeel"), max_length=12, choices=ItemType.choices, default=ItemType.SERVER)
    service = models.CharField(_("SLA-onderdeel"), max_length=40, default=SUPPORT)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact.choices, null=True, blank=True)
    urgency = models.CharField(_("urgentie"), max_length=1, choices=Urgency.choices, null=True, blank=True)
    is_active = models.BooleanField(
        _("maakt meldingen"), default=True, help_text=_("Uit: berichten worden geteld, maar er komt geen melding.")
    )

    class Meta:
        verbose_name = _("bewaakte host")
        verbose_name_plural = _("bewaakte hosts")
        ordering = ["name"]
        permissions = [("manage_hosts", _("Bewaakte hosts aan klanten koppelen"))]
        constraints = [
            models.CheckConstraint(condition=Q(item_type__in=ItemType.values), name="host_item_type_known"),
            models.CheckConstraint(
                condition=Q(impact__isnull=True, urgency__isnull=True)
                | Q(impact__in=Impact.values, urgency__in=Urgency.values),
                name="host_classified_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = host_key(self.name)
        super().save(*args, **kwargs)


class Alert(models.Model):
    """One alert of one tool: how it stands now, and the ticket that it is on. The same again is counted here.

    `count` and `flaps` (fired again after a recovery) are of the ticket that it is on. `muted_by` says why it made
    none while it fires: the clause of the maintenance hours, or that the host is switched off.
    """

    source = models.CharField(_("bron"), max_length=40)
    fingerprint = models.CharField(max_length=64)
    host_name = models.CharField(_("host"), max_length=LONGEST_HOST)
    host_key = models.CharField(max_length=LONGEST_HOST, editable=False)
    name = models.CharField(_("melding van monitoring"), max_length=LONGEST_NAME)
    severity = models.CharField(_("ernst"), max_length=20, blank=True)
    text = models.TextField(_("tekst"), max_length=LONGEST_TEXT, blank=True)
    url = models.CharField(max_length=LONGEST_URL, blank=True)
    is_firing = models.BooleanField(_("actief"), default=True)
    count = models.PositiveIntegerField(_("keer"), default=0)
    flaps = models.PositiveIntegerField(_("keer teruggekomen"), default=0)
    first_at = models.DateTimeField(_("voor het eerst"))
    last_at = models.DateTimeField(_("laatst"))
    muted_by = models.CharField(_("gedempt"), max_length=120, blank=True)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, verbose_name=_("melding"), related_name="alerts", null=True, blank=True
    )

    class Meta:
        verbose_name = _("bericht van monitoring")
        verbose_name_plural = _("berichten van monitoring")
        constraints = [
            models.UniqueConstraint(fields=["host_key", "source", "fingerprint"], name="alert_once"),
        ]
        indexes = [
            # desk: what fires now, newest first
            models.Index(fields=["-last_at", "-id"], name="alert_firing", condition=Q(is_firing=True)),
        ]

    def __str__(self) -> str:
        return f"{self.host_name}: {self.name}"
