"""Customers, their people and places, and the suppliers that they depend on (SLA 7.10)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.querysets import ContactQuerySet, CustomerQuerySet, SiteQuerySet, SupplierQuerySet
from sla.business_hours import AMSTERDAM

if TYPE_CHECKING:
    from contracts.models.agreements import ServiceAgreement


_DOMAIN = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class Customer(models.Model):
    """Opdrachtgever (SLA 2): the organisation with which a service agreement is made."""

    number = models.CharField(_("klantnummer"), max_length=20, unique=True)
    name = models.CharField(_("naam"), max_length=120, unique=True)
    is_active = models.BooleanField(_("actief"), default=True)
    asks_satisfaction = models.BooleanField(_("naar tevredenheid vragen"), default=True)
    created_at = models.DateTimeField(_("aangemaakt"), default=timezone.now)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("klant")
        verbose_name_plural = _("klanten")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def agreement_at(self, moment: datetime) -> ServiceAgreement | None:
        """The version in force at a moment; None means that no SLA applies (SLA 5.1)."""
        day = moment.astimezone(AMSTERDAM).date()
        return (
            self.agreements.in_force_on(day)
            .select_related("edition", "calendar", "emergency_calendar")
            .order_by("-starts_on")
            .first()
        )


# Where anybody can have an address: such a domain says nothing about whose a mail is.
# fmt: off
PUBLIC_MAIL = frozenset(
    [
        "gmail.com", "googlemail.com", "outlook.com", "outlook.nl", "hotmail.com", "hotmail.nl", "live.com", "live.nl",
        "msn.com", "yahoo.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.net", "gmx.com", "proton.me",
        "protonmail.com", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "ziggo.nl", "hetnet.nl", "home.nl", "casema.nl",
        "chello.nl", "upcmail.nl", "xs4all.nl", "quicknet.nl", "telfort.nl", "tele2.nl", "online.nl", "solcon.nl",
        "zonnet.nl", "zeelandnet.nl", "caiway.nl",
    ]
)
# fmt: on


class MailDomain(models.Model):
    """A domain of which every address is of this customer: whoever mails from it becomes his contact."""

    customer = models.ForeignKey(Customer, models.CASCADE, verbose_name=_("klant"), related_name="mail_domains")
    domain = models.CharField(
        _("maildomein"),
        max_length=190,
        unique=True,
        error_messages={"unique": _("Dit domein is al van een klant.")},
        help_text=_(
            "Wat achter de @ staat, precies zo: een subdomein telt apart. Wie vanaf dit domein mailt en nog niet bekend"
            " is, wordt contactpersoon van deze klant."
        ),
    )

    class Meta:
        verbose_name = _("maildomein")
        verbose_name_plural = _("maildomeinen")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        self.domain = self.domain.strip().lower().removeprefix("@").rstrip(".")
        if not _DOMAIN.fullmatch(self.domain):
            raise ValidationError({"domain": _("Vul in wat achter de @ staat, bijvoorbeeld bakkerijsmit.nl.")})
        if self.domain in PUBLIC_MAIL:
            raise ValidationError(
                {"domain": _("Bij %s kan iedereen een adres nemen; voeg de mensen een voor een toe.") % self.domain}
            )


class Contact(models.Model):
    """Contactpersoon: somebody at a customer. With a user he signs in to the Serviceportaal."""

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="contacts")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("gebruiker"),
        related_name="contact",
        null=True,
        blank=True,
    )
    name = models.CharField(_("naam"), max_length=120)
    email = models.EmailField(_("e-mailadres"), blank=True)
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    department = models.CharField(_("afdeling"), max_length=80, blank=True)
    is_active = models.BooleanField(_("actief"), default=True)
    asks_satisfaction = models.BooleanField(_("naar tevredenheid vragen"), default=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contactpersoon")
        verbose_name_plural = _("contactpersonen")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "email"],
                condition=~Q(email=""),
                name="contact_email_once_per_customer",
                violation_error_message=_("Deze klant heeft al een contactpersoon met dit e-mailadres."),
            ),
            # SLA 9: contact data is a telephone number and/or an e-mail address.
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="contact_can_be_reached",
                violation_error_message=_(
                    "Vul een telefoonnummer of een e-mailadres in, zodat wij deze persoon kunnen bereiken."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    @property
    def is_reachable(self) -> bool:
        """Whether he still works there, and was not shut out."""
        return self.is_active and (self.user is None or self.user.is_active)


class Site(models.Model):
    """Where a customer works, and where an engineer visits him (SLA 8.1)."""

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="sites")
    name = models.CharField(_("naam"), max_length=80)
    address = models.CharField(_("adres"), max_length=200, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vestiging")
        verbose_name_plural = _("vestigingen")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="site_once_per_customer")]

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    """Toeleverancier (SLA 7.10, 9)."""

    name = models.CharField(_("naam"), max_length=120, unique=True)
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    email = models.EmailField(_("e-mailadres"), blank=True)

    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = _("leverancier")
        verbose_name_plural = _("leveranciers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomerSupplier(models.Model):
    """That a customer depends on a supplier, and under which reference he is known there (SLA 9)."""

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="supplier_links")
    supplier = models.ForeignKey(Supplier, models.PROTECT, verbose_name=_("leverancier"), related_name="customer_links")
    reference = models.CharField(_("klant- of contractnummer"), max_length=80, blank=True)
    product = models.CharField(_("waarvoor"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("leverancier van een klant")
        verbose_name_plural = _("leveranciers van klanten")
        ordering = ["supplier__name"]
        constraints = [models.UniqueConstraint(fields=["customer", "supplier"], name="supplier_once_per_customer")]

    def __str__(self) -> str:
        return f"{self.supplier} ({self.reference})" if self.reference else str(self.supplier)
