"""A version of a service agreement: its terms, its packages, and who signed it (SLA 2.3, 5, 13)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import TIERS_OF, AllInOneCategory, FairUse, Package, Tariffs, Terms, Tier
from contracts.models.customers import Contact, Customer
from contracts.products.rules import monthly_sum
from contracts.querysets import ServiceAgreementQuerySet
from sla.models import Calendar, Edition


class AgreementStatus(models.TextChoices):
    CONCEPT = "concept", _("Concept")
    OFFERED = "offered", _("Ter ondertekening")
    IN_FORCE = "in_force", _("Ondertekend")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


_SIGNED = Q(status=AgreementStatus.IN_FORCE)
# What may still change once a version is no longer a concept: that it is signed, withdrawn, followed, or ended.
LIVING_FIELDS = frozenset(
    {"status", "ends_on", "in_force_at", "offered_at", "document", "document_sha256", "account_manager"}
)


def document_path(instance: ServiceAgreement, filename: str) -> str:
    name = secrets.token_hex(20)
    return f"agreements/{name[:2]}/{name}"


def _euros(label: Any, **kwargs: Any) -> Any:
    return models.DecimalField(
        label, max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], **kwargs
    )


class ServiceAgreement(models.Model):
    """Dienstverleningsovereenkomst, one version of it: what decides for the meldingen of its period (SLA 2.3, 5).

    The DAP (SLA 2.2) is annexed to the version and has its number: "DAP 3.2, versie 4".
    """

    number = models.CharField(_("nummer"), max_length=30)
    version = models.PositiveSmallIntegerField(_("versie"), default=1)
    status = models.CharField(
        _("status"), max_length=12, choices=AgreementStatus.choices, default=AgreementStatus.CONCEPT
    )
    change_summary = models.CharField(_("samenvatting wijziging"), max_length=300, blank=True)

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="agreements")
    starts_on = models.DateField(_("ingangsdatum"))
    ends_on = models.DateField(
        _("einddatum"), null=True, blank=True, help_text=_("Laatste dag; leeg is tot wederopzegging.")
    )
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("SLA-versie"), related_name="agreements")
    calendar = models.ForeignKey(Calendar, models.PROTECT, verbose_name=_("openingstijden"), related_name="agreements")
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("accountmanager"),
        related_name="managed_agreements",
        null=True,
        blank=True,
        limit_choices_to={"is_house": True},
    )
    fixed_engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("vaste engineer"),
        related_name="engineered_agreements",
        null=True,
        blank=True,
        limit_choices_to={"is_house": True},
        help_text=_("SLA 7.1."),
    )
    scope = models.TextField(_("scope"), blank=True, help_text=_("Wie waarvoor verantwoordelijk is (SLA 4.1)."))
    mandate = models.TextField(
        _("mandaat"),
        blank=True,
        help_text=_("Wat 1do zonder overleg vooraf mag doen (SLA 4.2); leeg: geen mandaat."),
    )

    # Calamiteitendienst (SLA 3.2)
    emergency_calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        verbose_name=_("tijden Calamiteitendienst"),
        related_name="emergency_agreements",
        null=True,
        blank=True,
        help_text=_("Leeg: de Calamiteitendienst is niet afgenomen (SLA 3.2)."),
    )
    emergency_phone = models.CharField(
        _("nummer Calamiteitendienst"),
        max_length=30,
        blank=True,
        help_text=_("Alleen zichtbaar voor wie het DAP aanwijst (SLA 3.2)."),
    )
    emergency_serious = models.BooleanField(_("Calamiteitendienst ook voor Ernstig"), default=False)

    # Options and All-in-1 (SLA 5.2, 5.3, 6.2)
    microsoft_cloud = models.BooleanField(_("optie Microsoft Cloudbeheer"), default=False)
    categories = models.JSONField(_("hoofdcategorieën All-in-1"), default=list, blank=True)
    hours_per_month = models.DecimalField(
        _("uren per maand"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Binnen het All-in-1 pakket beschikbare tijd (SLA 6.2)."),
    )
    fair_use_changes = models.PositiveSmallIntegerField(
        _("kleine aanpassingen per maand"), null=True, blank=True, help_text=_("Norm voor fair use (SLA 7.7).")
    )
    fair_use_minutes = models.PositiveSmallIntegerField(
        _("minuten per kleine aanpassing"), null=True, blank=True, help_text=_("Norm voor fair use (SLA 7.7).")
    )

    # Visits (SLA 8.1)
    visits_per_year = models.PositiveSmallIntegerField(_("bezoeken per jaar"), null=True, blank=True)
    visit_purpose = models.CharField(_("aard van de bezoeken"), max_length=200, blank=True)
    visit_location = models.CharField(_("locatie van de bezoeken"), max_length=200, blank=True)

    # Tariffs, without VAT (SLA 3.2, 6.4, 8.2)
    tariff_normal = _euros(_("uurtarief"))
    tariff_outside_hours = _euros(_("uurtarief buiten kantoortijd"))
    tariff_emergency = _euros(_("uurtarief Calamiteitendienst"))
    monthly_fee = _euros(_("maandbedrag"))
    emergency_monthly_fee = _euros(_("maandelijkse toeslag Calamiteitendienst"))

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("gemaakt door"),
        related_name="+",
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("gemaakt"), default=timezone.now)
    offered_at = models.DateTimeField(_("aangeboden"), null=True, blank=True)
    in_force_at = models.DateTimeField(_("ondertekend"), null=True, blank=True)
    document = models.FileField(_("document"), upload_to=document_path, max_length=120, blank=True, editable=False)
    document_sha256 = models.CharField(_("controlegetal"), max_length=64, blank=True, editable=False)

    objects = ServiceAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("overeenkomst")
        verbose_name_plural = _("overeenkomsten")
        ordering = ["-starts_on", "-version"]
        permissions = [("sign_serviceagreement", _("Overeenkomsten namens 1do ondertekenen"))]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AgreementStatus.values), name="agreement_status_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="agreement_version_from_1"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("De einddatum ligt voor de ingangsdatum."),
            ),
            models.UniqueConstraint(
                fields=["number", "version"],
                name="agreement_version_once",
                violation_error_message=_("Deze versie van deze overeenkomst bestaat al."),
            ),
            # One that is being made or signed at a time, or two people would each sign away the other's.
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(status__in=[AgreementStatus.CONCEPT, AgreementStatus.OFFERED]),
                name="agreement_one_in_the_making",
                violation_error_message=_("Voor deze klant is al een versie in voorbereiding."),
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(ends_on__isnull=True) & _SIGNED,
                name="agreement_one_open_ended",
                violation_error_message=_("Deze klant heeft al een overeenkomst zonder einddatum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}" if self.version > 1 else self.number

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Only a concept is written anew; of the rest nothing changes but LIVING_FIELDS (SLA 13)."""
        if not self._state.adding and not set(update_fields or ["*"]) <= LIVING_FIELDS:
            stored = ServiceAgreement.objects.filter(pk=self.pk).values_list("status", flat=True).first()
            if stored not in (None, AgreementStatus.CONCEPT):
                raise TypeError("A version that was offered or signed is never changed; make the next one.")
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def has_emergency_service(self) -> bool:
        return self.emergency_calendar_id is not None

    @cached_property
    def has_packages(self) -> bool:
        """Without any no SLA applies (SLA 5.1)."""
        return self.lines.exists()

    @property
    def is_concept(self) -> bool:
        return self.status == AgreementStatus.CONCEPT

    @property
    def is_offered(self) -> bool:
        return self.status == AgreementStatus.OFFERED

    @property
    def is_in_the_making(self) -> bool:
        """Neither signed nor withdrawn."""
        return self.is_concept or self.is_offered

    @property
    def is_signed(self) -> bool:
        """By both parties; whether it decides on a day is `is_in_force_on`."""
        return self.status == AgreementStatus.IN_FORCE

    @property
    def is_first(self) -> bool:
        return self.version == 1

    @property
    def tariffs(self) -> Tariffs:
        return Tariffs(self.tariff_normal, self.tariff_outside_hours, self.tariff_emergency)

    @property
    def terms(self) -> Terms:
        """What the rules need of this version; reads the lines, so prefetch them for a list."""
        return Terms(
            rules=self.edition.rules,
            packages={Package(line.package): Tier(line.tier) for line in self.lines.all()},
            microsoft_cloud=self.microsoft_cloud,
            categories=frozenset(AllInOneCategory(number) for number in self.categories),
            hours_per_month=self.hours_per_month,
            has_emergency_service=self.has_emergency_service,
            emergency_serious=self.emergency_serious,
            has_mandate=bool(self.mandate.strip()),
            tariffs=self.tariffs,
            fair_use=FairUse(self.fair_use_changes, self.fair_use_minutes),
        )

    @property
    def total_monthly_fee(self) -> Decimal | None:
        """What is paid a month: the monthly amount, else that of the packages together. Reads the lines."""
        if self.monthly_fee is not None:
            return self.monthly_fee
        prices = [line.monthly_price * line.quantity for line in self.lines.all() if line.monthly_price]
        return sum(prices, Decimal()) if prices else None

    @property
    def products_per_month(self) -> Decimal | None:
        """Beside the sum of the packages (SLA 6.2, 11). Reads the products."""
        return monthly_sum((each.price, each.quantity, each.period) for each in self.products.all())

    def clean(self) -> None:
        """One signed agreement per customer at a time (SLA 2.3); earlier versions of this one end by themselves."""
        if self.starts_on is None or self.customer_id is None:
            return
        others = ServiceAgreement.objects.filter(_SIGNED, customer=self.customer).exclude(pk=self.pk)
        overlap = others.exclude(number=self.number).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on))
        if self.ends_on:
            overlap = overlap.filter(starts_on__lte=self.ends_on)
        other = overlap.first()
        if other:
            raise ValidationError(
                _("Overeenkomst %(number)s geldt al in deze periode; sluit die eerst af.") % {"number": other.number}
            )

    def is_in_force_on(self, day: date) -> bool:
        in_period = self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return self.status == AgreementStatus.IN_FORCE and in_period


class PartOfAgreement(models.Model):
    """A row that belongs to the text of a version: it changes as long as that is a concept, and never after."""

    agreement: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._require_concept()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._require_concept()
        return super().delete(*args, **kwargs)

    def _require_concept(self) -> None:
        if not self.agreement.is_concept:
            raise TypeError("What was offered or signed is never changed; make the next version.")


class AgreementLine(PartOfAgreement):
    """A package that was taken, in which SLA-type and how many (SLA 5.1)."""

    agreement = models.ForeignKey(ServiceAgreement, models.CASCADE, related_name="lines")
    package = models.CharField(_("pakket"), max_length=12, choices=Package.choices)
    tier = models.CharField(_("SLA-type"), max_length=12, choices=Tier.choices)
    quantity = models.PositiveIntegerField(_("aantal"), default=1, validators=[MinValueValidator(1)])
    monthly_price = _euros(_("bedrag per stuk per maand"))

    class Meta:
        verbose_name = _("pakket van een overeenkomst")
        verbose_name_plural = _("pakketten van overeenkomsten")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "package"],
                name="line_once_per_package",
                violation_error_message=_("Dit pakket staat er al in."),
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="line_quantity_from_1"),
            models.CheckConstraint(
                condition=Q(package=Package.SERVER, tier__in=TIERS_OF[Package.SERVER])
                | Q(package=Package.WERKPLEK, tier__in=TIERS_OF[Package.WERKPLEK])
                | Q(package=Package.NETWERK, tier__in=TIERS_OF[Package.NETWERK])
                | Q(package=Package.ALL_IN_1, tier__in=TIERS_OF[Package.ALL_IN_1]),
                name="line_tier_of_package",
                violation_error_message=_("Dit SLA-type bestaat niet voor dit pakket (SLA 5.2)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_package_display()} {self.get_tier_display()}"


class SigningParty(models.TextChoices):
    HOUSE = "house", _("1do")
    CUSTOMER = "customer", _("Opdrachtgever")


class Signature(models.Model):
    """Who signs a version for one of the two parties, and that he did: of exactly this document (SLA 13).

    `email` is where his link and his one-time code go; the code itself is never kept, only its hash.
    """

    agreement = models.ForeignKey(ServiceAgreement, models.PROTECT, related_name="signatures")
    party = models.CharField(_("partij"), max_length=8, choices=SigningParty.choices)
    name = models.CharField(_("naam"), max_length=120)
    email = models.EmailField(_("e-mailadres"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="signatures", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="agreement_signatures", null=True, blank=True
    )
    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    code_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    signed_at = models.DateTimeField(_("ondertekend"), null=True, blank=True)
    signed_name = models.CharField(_("ondertekend als"), max_length=120, blank=True)
    signed_function = models.CharField(_("functie"), max_length=120, blank=True)
    document_sha256 = models.CharField(_("controlegetal"), max_length=64, blank=True)
    address = models.GenericIPAddressField(_("internetadres"), null=True, blank=True)

    class Meta:
        verbose_name = _("ondertekening")
        verbose_name_plural = _("ondertekeningen")
        ordering = ["party"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="signature_once_per_party"),
            models.CheckConstraint(condition=Q(party__in=SigningParty.values), name="signature_party_known"),
            models.CheckConstraint(
                condition=Q(party=SigningParty.CUSTOMER, contact__isnull=False, user__isnull=True)
                | Q(party=SigningParty.HOUSE, contact__isnull=True, user__isnull=False),
                name="signature_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, document_sha256="")
                | Q(signed_at__isnull=False) & ~Q(document_sha256="") & ~Q(signed_name="") & ~Q(signed_function=""),
                name="signature_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and Signature.objects.filter(pk=self.pk, signed_at__isnull=False).exists():
            raise TypeError("A signature that was set is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.signed_at is not None:
            raise TypeError("A signature that was set is never removed.")
        return super().delete(*args, **kwargs)
