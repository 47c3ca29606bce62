"""Who agreed what: customers, their people, and the service agreement that decides for their meldingen."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.querysets import ContactQuerySet, CustomerQuerySet, ServiceAgreementQuerySet
from sla.business_hours import AMSTERDAM
from sla.models import Calendar, Edition


class Customer(models.Model):
    """Opdrachtgever (SLA 2): the organisation with which a service agreement is made."""

    number = models.CharField(_("klantnummer"), max_length=20, unique=True)
    name = models.CharField(_("naam"), max_length=120, unique=True)
    is_active = models.BooleanField(_("actief"), default=True)
    created_at = models.DateTimeField(_("aangemaakt"), default=timezone.now)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("klant")
        verbose_name_plural = _("klanten")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def agreement_at(self, moment: datetime) -> ServiceAgreement | None:
        """The agreement in force at a moment; None means that no SLA applies (SLA 5.1)."""
        day = moment.astimezone(AMSTERDAM).date()
        return (
            self.agreements.in_force_on(day)
            .select_related("edition", "calendar", "emergency_calendar")
            .order_by("-starts_on")
            .first()
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


class ServiceAgreement(models.Model):
    """Dienstverleningsovereenkomst: for which period which edition of the SLA and which hours apply (SLA 2.3, 3)."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="agreements")
    starts_on = models.DateField(_("ingangsdatum"))
    ends_on = models.DateField(
        _("einddatum"), null=True, blank=True, help_text=_("Laatste dag; leeg is tot wederopzegging.")
    )
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("SLA-versie"), related_name="agreements")
    calendar = models.ForeignKey(Calendar, models.PROTECT, verbose_name=_("openingstijden"), related_name="agreements")
    emergency_calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        verbose_name=_("tijden Calamiteitendienst"),
        related_name="emergency_agreements",
        null=True,
        blank=True,
        help_text=_("Leeg: de Calamiteitendienst is niet afgenomen (SLA 3.2)."),
    )
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("accountmanager"),
        related_name="managed_agreements",
        null=True,
        blank=True,
        limit_choices_to={"is_house": True},
    )

    objects = ServiceAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("overeenkomst")
        verbose_name_plural = _("overeenkomsten")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("De einddatum ligt voor de ingangsdatum."),
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(ends_on__isnull=True),
                name="agreement_one_open_ended",
                violation_error_message=_("Deze klant heeft al een overeenkomst zonder einddatum."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_emergency_service(self) -> bool:
        return self.emergency_calendar_id is not None

    def clean(self) -> None:
        """One active agreement per customer at a time (SLA 2.3)."""
        if self.starts_on is None or self.customer_id is None:
            return
        others = ServiceAgreement.objects.filter(customer=self.customer).exclude(pk=self.pk)
        overlap = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on))
        if self.ends_on:
            overlap = overlap.filter(starts_on__lte=self.ends_on)
        other = overlap.first()
        if other:
            raise ValidationError(
                _("Overeenkomst %(number)s geldt al in deze periode; sluit die eerst af.") % {"number": other.number}
            )

    def is_in_force_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
