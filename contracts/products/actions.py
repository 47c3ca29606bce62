"""The products of a concept, one by one (SLA 11): two people who are at different ones lose nothing of each other."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import RecurringProduct, ServiceAgreement, Supplier
from contracts.models.products import LONGEST_LICENCES
from contracts.products.rules import MOST_NOTICE_DAYS, MOST_TERM_MONTHS, ProductPeriod
from contracts.verb import CHANGE, cleaned, locked_concept, require
from infra.errors import Refused
from sla.business_hours import AMSTERDAM

LONGEST_LICENCE = 100


@dataclass(frozen=True)
class ProductTerms:
    """What is agreed about one product; see RecurringProduct. `licence_numbers`: one a line."""

    name: str
    quantity: int = 1
    price: Decimal | None = None
    period: str = ProductPeriod.MONTH
    renews_on: date | None = None
    renews_every: int | None = None
    notice_days: int | None = None
    licence_numbers: str = ""
    supplier: Supplier | None = None
    note: str = ""


@transaction.atomic
def add_product(
    concept: ServiceAgreement, *, by: User, now: datetime, terms: ProductTerms, key: uuid.UUID | None = None
) -> RecurringProduct:
    """`key`: made by the form, so that a second click adds nothing. ValidationError names the field."""
    require(by, CHANGE)
    concept = locked_concept(concept)
    known = RecurringProduct.objects.filter(key=key) if key else RecurringProduct.objects.none()
    if found := known.filter(agreement=concept).first():
        return found
    product = RecurringProduct(agreement=concept)
    if key and not known.exclude(agreement__number=concept.number).exists():
        product.key = key
    return _put(product, terms, now)


@transaction.atomic
def change_product(
    product: RecurringProduct, *, by: User, now: datetime, terms: ProductTerms, seen: int
) -> RecurringProduct:
    """`seen`: the revision that was changed. Refused when somebody else changed it since, so that nobody undoes what
    he did not read."""
    require(by, CHANGE)
    concept = locked_concept(product.agreement)
    fresh = concept.products.select_for_update(of=("self",)).filter(pk=product.pk).first()
    if fresh is None:
        raise Refused(_("Dit product is intussen uit het concept gehaald. Bewaar opnieuw om het weer toe te voegen."))
    fresh.agreement = concept
    if fresh.revision != seen:
        raise Refused(_("Een collega heeft dit product intussen gewijzigd. Kijk na wat er nu staat; bewaar opnieuw."))
    fresh.revision += 1
    return _put(fresh, terms, now)


@transaction.atomic
def remove_product(product: RecurringProduct, *, by: User, now: datetime) -> None:
    require(by, CHANGE)
    concept = locked_concept(product.agreement)
    for fresh in concept.products.filter(pk=product.pk):
        fresh.agreement = concept
        fresh.delete()


def _put(product: RecurringProduct, terms: ProductTerms, now: datetime) -> RecurringProduct:
    moved = terms.renews_on != product.renews_on
    for each in fields(terms):
        value = getattr(terms, each.name)
        setattr(product, each.name, cleaned(value) if isinstance(value, str) else value)
    _require_renewal(product, now.astimezone(AMSTERDAM).date() if moved else None)
    product.licence_numbers = _licences(product.licence_numbers)
    product.full_clean()
    product.save()
    return product


def _require_renewal(product: RecurringProduct, today: date | None) -> None:
    """`today`: where the day is a new one, which then lies ahead; what was copied may have passed."""
    if today and product.renews_on and product.renews_on < today:
        raise ValidationError({"renews_on": _("Deze dag is al voorbij; vul de eerstvolgende verlenging in.")})
    if product.renews_on is None and product.renews_every is not None:
        raise ValidationError({"renews_on": _("Vul ook in wanneer de eerstvolgende verlenging is.")})
    if product.renews_on is None and product.notice_days is not None:
        raise ValidationError({"renews_on": _("Een opzegtermijn telt terug vanaf de verlenging; vul die dag in.")})
    if product.renews_every is not None and not 1 <= product.renews_every <= MOST_TERM_MONTHS:
        words = {"most": MOST_TERM_MONTHS}
        raise ValidationError({"renews_every": _("Vul 1 tot en met %(most)s maanden in, of niets.") % words})
    if product.notice_days is not None and not 0 <= product.notice_days <= MOST_NOTICE_DAYS:
        words = {"most": MOST_NOTICE_DAYS}
        raise ValidationError({"notice_days": _("Vul 0 tot en met %(most)s dagen in, of niets.") % words})


def _licences(given: str) -> str:
    """One a line, each of them once, in the order in which they were given."""
    found = list(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip()))
    if len("\n".join(found)) > LONGEST_LICENCES:
        words = {"most": LONGEST_LICENCES}
        raise ValidationError(
            {"licence_numbers": _("Dit zijn meer dan %(most)s tekens; verdeel ze over twee producten.") % words}
        )
    if too_long := next((line for line in found if len(line) > LONGEST_LICENCE), None):
        said = _("“%(start)s…” is langer dan %(most)s tekens; zet elk nummer op een regel.")
        raise ValidationError({"licence_numbers": said % {"start": too_long[:20], "most": LONGEST_LICENCE}})
    return "\n".join(found)
