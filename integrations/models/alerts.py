"""What monitoring watches, and what it said."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact, Customer
from integrations.monitoring.reasons import held_words, is_for_somebody
from integrations.monitoring.signals import (
    LONGEST_CUSTOMER,
    LONGEST_HOST,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_URL,
    host_key,
    is_critical,
)
from sla.priority import Impact, Urgency
from tickets.models import Ticket


class MonitoredHostQuerySet(models.QuerySet["MonitoredHost"]):
    def called(self, *keys: str) -> MonitoredHostQuerySet:
        """By its name, or by one of its other names. Looks those up at once: a storm of alerts asks this for each, and
        two small questions are half the work of one that joins them."""
        by_name = Q(key=keys[0]) if len(keys) == 1 else Q(key__in=keys)
        others = list(MonitoredHostName.objects.filter(by_name).values_list("host_id", flat=True))
        return self.filter(by_name | Q(pk__in=others) if others else by_name)


class MonitoredHost(models.Model):
    """Whose a host is: an alert that names it becomes a melding of this customer (SLA 6.1). A name is of one host at a
    customer; two customers may both have a DC01."""

    name = models.CharField(
        _("naam"), max_length=LONGEST_HOST, help_text=_("Zoals de monitoring hem noemt; hoofdletters tellen niet.")
    )
    key = models.CharField(max_length=LONGEST_HOST, editable=False)
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

    objects = MonitoredHostQuerySet.as_manager()

    class Meta:
        verbose_name = _("bewaakte host")
        verbose_name_plural = _("bewaakte hosts")
        ordering = ["name"]
        permissions = [("manage_hosts", _("Bewaakte hosts aan klanten koppelen"))]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "customer"],  # in this order: an alert is looked up by the name alone
                name="host_once_per_customer",
                violation_error_message=_("Deze klant heeft al een host met deze naam."),
            ),
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

    @property
    def other_names(self) -> str:
        """One a line."""
        return "\n".join(self.names.order_by("pk").values_list("name", flat=True))


class MonitoredHostName(models.Model):
    """What other tools call a host: its full name, an address, a number. An alert that uses it is of that host."""

    host = models.ForeignKey(MonitoredHost, models.CASCADE, verbose_name=_("host"), related_name="names")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False, editable=False)
    name = models.CharField(_("naam"), max_length=LONGEST_HOST)
    key = models.CharField(max_length=LONGEST_HOST, editable=False)

    class Meta:
        verbose_name = _("andere naam van een host")
        verbose_name_plural = _("andere namen van hosts")
        constraints = [
            # in this order: an alert is looked up by the name alone
            models.UniqueConstraint(fields=["key", "customer"], name="host_name_once_per_customer"),
        ]

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """One alert of one tool: how it stands now, and the ticket that it is on. The same again is counted here.

    `count` and `flaps` (fired again after a recovery) are of the ticket that it is on. `customer` is whose it is: as
    the call said, or the only one with such a host, or as an agent decided. `said` is how the call called a customer
    whom nobody knows by that. `held` is why it made no ticket while it fires: a key and facts (monitoring/reasons.py).
    """

    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        verbose_name=_("klant"),
        related_name="alerts",
        null=True,
        blank=True,
        db_index=False,  # Meta has one, by moment
    )

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
    said = models.CharField(_("klant volgens het bericht"), max_length=LONGEST_CUSTOMER, blank=True)
    held = models.JSONField(default=dict, blank=True)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, verbose_name=_("melding"), related_name="alerts", null=True, blank=True
    )

    class Meta:
        verbose_name = _("bericht van monitoring")
        verbose_name_plural = _("berichten van monitoring")
        constraints = [
            models.UniqueConstraint(
                fields=["host_key", "source", "fingerprint", "customer"],
                condition=Q(customer__isnull=False),
                name="alert_once_per_customer",
            ),
            models.UniqueConstraint(
                fields=["host_key", "source", "fingerprint", "said"],
                condition=Q(customer__isnull=True),
                name="alert_once_of_nobody",
            ),
        ]
        indexes = [
            # desk: what fires now, newest first
            models.Index(fields=["-last_at", "-id"], name="alert_firing", condition=Q(is_firing=True)),
            # REST: those of one customer, newest first
            models.Index(fields=["customer", "-last_at", "-id"], name="alert_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.host_name}: {self.name}"

    @property
    def held_words(self) -> str:
        """Why it made no ticket; empty when it did, or when nothing keeps it."""
        return held_words(self.held)

    @property
    def waits(self) -> bool:
        """For somebody of 1do who says whose it is."""
        return is_for_somebody(self.held)

    @property
    def named(self) -> int | None:
        """The ToolCustomer of which somebody has to say who it is."""
        return self.held.get("named")

    @property
    def is_critical(self) -> bool:
        return is_critical(self.severity)
