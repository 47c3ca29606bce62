"""Products and services that a customer takes by the period, such as licences (SLA 11), and whose renewal was told."""

from __future__ import annotations

import uuid

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.agreements import PartOfAgreement, ServiceAgreement
from contracts.models.customers import Customer, Supplier
from contracts.products.rules import MOST_NOTICE_DAYS, MOST_TERM_MONTHS, ProductPeriod

LONGEST_LICENCES, LONGEST_NOTE = 4_000, 1_000


class RecurringProduct(PartOfAgreement):
    """A line of an agreement beside its packages: a licence, a connection, a subscription; `price` is for one piece a
    period, in euros without VAT, None where none was agreed.

    `key` goes along to the next version: the same product, whatever is changed about it there. A new row has a new one.
    """

    agreement = models.ForeignKey(ServiceAgreement, models.CASCADE, related_name="products")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("product of dienst"), max_length=120)
    quantity = models.PositiveIntegerField(_("aantal"), default=1, validators=[MinValueValidator(1)])
    price = models.DecimalField(
        _("prijs per stuk"), max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    period = models.CharField(
        _("periode"), max_length=8, choices=ProductPeriod.choices, default=ProductPeriod.MONTH.value
    )
    renews_on = models.DateField(_("verlenging"), null=True, blank=True)
    renews_every = models.PositiveSmallIntegerField(_("verlengt telkens met (maanden)"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("opzegtermijn (dagen)"), null=True, blank=True)
    licence_numbers = models.TextField(
        _("licentienummers"), blank=True, validators=[MaxLengthValidator(LONGEST_LICENCES)]
    )
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, verbose_name=_("leverancier"), related_name="products", null=True, blank=True
    )
    note = models.TextField(_("toelichting"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("periodiek product")
        verbose_name_plural = _("periodieke producten")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="product_once_per_version"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="product_quantity_from_1"),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="product_price_from_0"),
            models.CheckConstraint(condition=Q(period__in=ProductPeriod.values), name="product_period_known"),
            models.CheckConstraint(
                condition=Q(renews_every__isnull=True)
                | Q(renews_on__isnull=False, renews_every__gte=1, renews_every__lte=MOST_TERM_MONTHS),
                name="product_term_of_renewal",
            ),
            models.CheckConstraint(
                condition=Q(notice_days__isnull=True) | Q(renews_on__isnull=False, notice_days__lte=MOST_NOTICE_DAYS),
                name="product_notice_of_renewal",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def licences(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in self.licence_numbers.splitlines() if line.strip()]


class RenewalWarning(models.Model):
    """That the account manager was told of one renewal of one product, so many days before: once each, whatever version
    of the agreement it stood in by then."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="renewal_warnings")
    product_key = models.UUIDField()
    renews_on = models.DateField(_("verlenging"))
    days = models.PositiveSmallIntegerField(_("dagen vooraf"))
    warned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("waarschuwing voor een verlenging")
        verbose_name_plural = _("waarschuwingen voor verlengingen")
        constraints = [
            models.UniqueConstraint(fields=["product_key", "renews_on", "days"], name="renewal_warning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days} d: {self.renews_on}"
