"""A product of an agreement in words: the same in its document, its comparison and at every door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.money import euros
from contracts.products.rules import ProductPeriod

if TYPE_CHECKING:
    from contracts.models import RecurringProduct


def price_words(product: RecurringProduct) -> str:
    """ "€ 18,70 per stuk per maand"; empty where no price was agreed."""
    if product.price is None:
        return ""
    words = {"price": euros(product.price), "period": ProductPeriod(product.period).label}
    return _("%(price)s per stuk per %(period)s") % words


def renewal_words(product: RecurringProduct) -> str:
    """ "1 januari 2027, daarna telkens 12 maanden"; empty where it goes on until somebody ends it."""
    if product.renews_on is None:
        return ""
    day = dateformat.format(product.renews_on, "j F Y")
    if not product.renews_every:
        return day
    words = ngettext("%(day)s, daarna elke maand", "%(day)s, daarna telkens %(months)s maanden", product.renews_every)
    return words % {"day": day, "months": product.renews_every}


def notice_words(product: RecurringProduct) -> str:
    """ "30 dagen"; empty where none was agreed."""
    if product.notice_days is None:
        return ""
    return ngettext("%(days)s dag", "%(days)s dagen", product.notice_days) % {"days": product.notice_days}


def product_rows(product: RecurringProduct) -> list[tuple[str, str]]:
    """What is agreed besides name, quantity and price; what is not, is left out."""
    rows = [
        (_("Verlenging"), renewal_words(product)),
        (_("Opzegtermijn"), notice_words(product)),
        (_("Leverancier"), product.supplier.name if product.supplier else ""),
        (_("Licentienummers"), "\n".join(product.licences)),
        (_("Toelichting"), product.note.strip()),
    ]
    return [(label, words) for label, words in rows if words]


def product_words(product: RecurringProduct) -> str:
    """All of it, a line each: "24 × Microsoft 365, € 18,70 per stuk per maand", "Opzegtermijn: 30 dagen"."""
    what = _("%(quantity)s × %(name)s") % {"quantity": product.quantity, "name": product.name}
    head = ", ".join(part for part in (what, price_words(product)) if part)
    return "\n".join([head, *(f"{label}: {words}" for label, words in product_rows(product))])
