"""What renews when, over all agreements that are signed, and what one version shows of its products (SLA 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from contracts.models import AgreementStatus, Customer, RecurringProduct, ServiceAgreement
from contracts.products.rules import monthly_sum, next_renewal, notice_day
from contracts.products.words import notice_words, price_words, renewal_words


@dataclass(frozen=True)
class ProductShown:
    """`monthly` in euros; `renews_on` the first renewal from the day on which it is shown."""

    product: RecurringProduct
    monthly: Decimal | None
    renews_on: date | None
    notice_on: date | None

    @property
    def price_words(self) -> str:
        return price_words(self.product)

    @property
    def renewal_words(self) -> str:
        return renewal_words(self.product)

    @property
    def notice_words(self) -> str:
        return notice_words(self.product)


def products_shown(products: Iterable[RecurringProduct], day: date) -> list[ProductShown]:
    """No query, where the suppliers came along."""
    return [_shown(product, day) for product in products]


def _shown(product: RecurringProduct, day: date) -> ProductShown:
    renews_on = next_renewal(product.renews_on, product.renews_every, day)
    return ProductShown(
        product,
        products_a_month([product]),
        renews_on,
        notice_day(renews_on, product.notice_days) if renews_on else None,
    )


def products_a_month(products: Iterable[RecurringProduct]) -> Decimal | None:
    """Euros a month without VAT, beside what the packages cost (SLA 6.2 is about those)."""
    return monthly_sum((each.price, each.quantity, each.period) for each in products)


@dataclass(frozen=True)
class Renewal:
    """That a product renews on a day. `stops_before`: the last day of the agreement, where that comes first and no
    later version has the product; somebody has to cancel it, or take it along."""

    product: RecurringProduct
    renews_on: date
    notice_on: date | None
    days_left: int
    stops_before: date | None

    @property
    def agreement(self) -> ServiceAgreement:
        return self.product.agreement

    @property
    def customer(self) -> Customer:
        return self.product.agreement.customer

    @property
    def monthly(self) -> Decimal | None:
        return products_a_month([self.product])


def renewals(
    agreements: Iterable[ServiceAgreement] | None = None, *, today: date, until: date | None = None
) -> list[Renewal]:
    """The next renewal of each product of signed agreements that have not ended, the first one first. One query.

    A product is one thing over all versions (its key): it counts by the version that holds on the day of the renewal.
    """
    products = RecurringProduct.objects.filter(
        Q(agreement__ends_on__isnull=True) | Q(agreement__ends_on__gte=today),
        agreement__status=AgreementStatus.IN_FORCE,
        agreement__customer__is_active=True,
        renews_on__isnull=False,
    ).select_related("agreement__customer", "agreement__account_manager", "supplier")
    if agreements is not None:
        products = products.filter(agreement__in=agreements)
    by_key = defaultdict(list)
    for product in products.order_by("agreement__starts_on", "pk"):
        by_key[product.key].append(product)
    found = [renewal for versions in by_key.values() if (renewal := _of_versions(versions, today))]
    found = [renewal for renewal in found if until is None or renewal.renews_on <= until]
    return sorted(found, key=lambda each: (each.renews_on, each.customer.name, each.product.pk))


def _of_versions(versions: Sequence[RecurringProduct], today: date) -> Renewal | None:
    """Of one product: its earliest renewal in a version that holds on that day, the versions in order of their start.
    The last version tells what comes after its own end, too."""
    for product in versions:
        agreement = product.agreement
        renews_on = next_renewal(product.renews_on, product.renews_every, max(today, agreement.starts_on))
        if renews_on is None:
            continue
        outlives = agreement.ends_on is not None and renews_on > agreement.ends_on
        if outlives and product is not versions[-1]:
            continue
        return Renewal(
            product,
            renews_on,
            notice_day(renews_on, product.notice_days),
            (renews_on - today).days,
            agreement.ends_on if outlives else None,
        )
    return None
