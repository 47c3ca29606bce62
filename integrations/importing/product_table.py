"""A table of the recurring products of agreements, such as licences (SLA 11): like packages they go into a concept."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import RecurringProduct, Supplier
from contracts.models.products import LONGEST_NOTE
from contracts.products.actions import ProductTerms, add_product, change_product, remove_product
from contracts.products.rules import MOST_NOTICE_DAYS, MOST_TERM_MONTHS, ProductPeriod
from integrations.importing.fields import (
    ImportField,
    RowRefused,
    Value,
    Values,
    as_day,
    day,
    euros,
    line_of,
    one_of,
    whole,
)
from integrations.importing.line_table import AGREEMENT, WHEN_NEW, LinesTable
from integrations.models import ImportKind, ImportRow


def licences(cell: str) -> Value:
    """One a line, however the table parts them."""
    return "\n".join(part.strip() for part in re.split(r"[;\r\n]", cell) if part.strip())


class ProductsTable(LinesTable):
    kind = ImportKind.PRODUCTS
    hint = _(
        "Een product is bekend aan het nummer van de overeenkomst en de naam. De producten komen in een conceptversie;"
        " klantnummer en ingangsdatum zijn alleen nodig voor een overeenkomst die er nog niet is."
    )
    fields = (
        AGREEMENT,
        ImportField(
            "name",
            _("Product of dienst"),
            ("product", "dienst", "licentie", "omschrijving", "product name", "naam"),
            line_of(120),
            is_key=True,
        ),
        ImportField("quantity", _("Aantal"), ("quantity", "qty", "aantallen"), whole(1, 100_000), for_new=True),
        ImportField("price", _("Prijs per stuk"), ("prijs", "bedrag", "price", "stukprijs", "unit price"), euros),
        ImportField("period", _("Prijs per"), ("periode", "period", "per", "facturatie"), one_of(ProductPeriod)),
        ImportField("renews_on", _("Verlenging"), ("verlengt op", "vervaldatum", "renewal", "renews on"), day),
        ImportField(
            "renews_every",
            _("Verlengt telkens met (maanden)"),
            ("looptijd", "maanden", "term"),
            whole(1, MOST_TERM_MONTHS),
        ),
        ImportField("notice_days", _("Opzegtermijn (dagen)"), ("opzegtermijn", "notice"), whole(0, MOST_NOTICE_DAYS)),
        ImportField("supplier", _("Leverancier"), ("supplier", "vendor", "merk"), line_of(120)),
        ImportField(
            "licence_numbers", _("Licentienummers"), ("licentienummer", "licence", "license", "serienummers"), licences
        ),
        ImportField("note", _("Toelichting"), ("opmerking", "note", "remark"), line_of(LONGEST_NOTE)),
        *WHEN_NEW,
    )

    def find(self, values: Values) -> RecurringProduct | None:  # type: ignore[override]
        agreement = self.version_of(str(values["agreement"]))
        if agreement is None:
            return None
        if "customer" in values and agreement.customer != self.customer(values["customer"]):
            raise RowRefused((self.label("customer"), _now("%s is van een andere klant") % agreement.number))
        named = agreement.products.select_related("agreement", "supplier").filter(name__iexact=values["name"])
        if len(found := list(named[:2])) > 1:
            words = _now("staat meer dan eens in %s; geef ze daar eerst een eigen naam") % agreement.number
            raise RowRefused((self.label("name"), words))
        return found[0] if found else None

    def current(self, found: RecurringProduct) -> Values:  # type: ignore[override]
        return {
            "quantity": found.quantity,
            "price": "" if found.price is None else f"{found.price:.2f}",
            "period": found.period,
            "renews_on": found.renews_on.isoformat() if found.renews_on else "",
            "renews_every": found.renews_every or "",
            "notice_days": "" if found.notice_days is None else found.notice_days,
            "supplier": found.supplier.name if found.supplier else "",
            "licence_numbers": found.licence_numbers,
            "note": found.note,
        }

    def write(self, found: RecurringProduct | None, values: Values, *, by: User, now: datetime) -> Any:  # type: ignore[override]
        """The concept, when this row made it; else None: a product is known by its agreement and name."""
        version = self.version_of(str(values["agreement"])) if found is None else found.agreement
        concept = self.concept_of(version, values, by=by, now=now)
        if found is None:
            add_product(concept, by=by, now=now, terms=self._terms(values, str(values["name"])))
        else:
            product = concept.products.get(key=found.key)
            terms = self._terms(values, product.name)
            change_product(product, by=by, now=now, terms=terms, seen=product.revision)
        return None if concept == version else concept

    def remove(self, found: RecurringProduct, row: ImportRow, *, by: User, now: datetime) -> None:  # type: ignore[override]
        remove_product(found, by=by, now=now)
        self.restored(row, by=by, now=now)

    def _terms(self, values: Values, name: str) -> ProductTerms:
        def number(key: str) -> int | None:
            given = values.get(key, "")
            return None if given == "" else int(given)

        price, renews_on = str(values.get("price", "")), values.get("renews_on", "")
        return ProductTerms(
            name=name,
            quantity=int(values["quantity"]),
            price=Decimal(price) if price else None,
            period=str(values.get("period") or ProductPeriod.MONTH),
            renews_on=as_day(renews_on) if renews_on else None,
            renews_every=number("renews_every"),
            notice_days=number("notice_days"),
            licence_numbers=str(values.get("licence_numbers", "")),
            supplier=self._supplier(str(values.get("supplier", ""))),
            note=str(values.get("note", "")),
        )

    def _supplier(self, name: str) -> Supplier | None:
        if not name:
            return None
        if (found := Supplier.objects.filter(name__iexact=name).first()) is None:
            words = _now("er is geen leverancier %s; importeer eerst de leveranciers") % name
            raise RowRefused((self.label("supplier"), words))
        return found
