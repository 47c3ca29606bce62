"""A table of the packages of agreements (SLA 5.1). What was signed never changes: the lines go into a concept, which is
made when there is none, and which the account manager offers when it is right (SLA 2.3, 13)."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts import actions
from contracts.agreements.actions import LINE_FIELDS, TERMS
from contracts.agreements.terms import Package, Tier
from contracts.models import AgreementLine, AgreementStatus, ServiceAgreement
from contracts.products.actions import ProductTerms
from infra.errors import Refused
from integrations.importing.customer_tables import CUSTOMER
from integrations.importing.fields import ImportField, RowRefused, Values, as_day, day, euros, line_of, one_of, whole
from integrations.importing.table_kind import TableKind
from integrations.models import ImportKind, ImportRow

AGREEMENT = ImportField(
    "agreement",
    _("Overeenkomst"),
    ("overeenkomstnummer", "contract", "contractnummer", "nummer", "agreement", "contract number"),
    line_of(30),
    is_key=True,
)
WHEN_NEW = (
    ImportField("customer", _("Klantnummer"), CUSTOMER.aliases, line_of(20)),
    ImportField("starts_on", _("Ingangsdatum"), ("ingang", "startdatum", "start", "starts on", "start date"), day),
)


class LinesTable(TableKind):
    kind = ImportKind.LINES
    permissions = ("contracts.add_serviceagreement", "contracts.change_serviceagreement")
    hint = _(
        "Een pakket is bekend aan het nummer van de overeenkomst. De pakketten komen in een conceptversie; klantnummer"
        " en ingangsdatum zijn alleen nodig voor een overeenkomst die er nog niet is."
    )
    fields: ClassVar[tuple[ImportField, ...]] = (
        AGREEMENT,
        ImportField("package", _("Pakket"), ("package", "sla-pakket"), one_of(Package), is_key=True),
        ImportField("tier", _("SLA-type"), ("type", "tier", "niveau", "variant"), one_of(Tier), for_new=True),
        ImportField("quantity", _("Aantal"), ("quantity", "qty", "aantallen"), whole(1, 100_000), for_new=True),
        ImportField(
            "monthly_price", _("Bedrag per stuk per maand"), ("prijs", "bedrag", "price", "maandbedrag"), euros
        ),
        *WHEN_NEW,
    )

    def find(self, values: Values) -> AgreementLine | None:
        agreement = self.version_of(str(values["agreement"]))
        if agreement is None:
            return None
        if "customer" in values and agreement.customer != self.customer(values["customer"]):
            words = _now("%s is van een andere klant") % agreement.number
            raise RowRefused((self.label("customer"), words))
        return agreement.lines.select_related("agreement").filter(package=values["package"]).first()

    def current(self, found: AgreementLine) -> Values:
        price = "" if found.monthly_price is None else f"{found.monthly_price:.2f}"
        return {"tier": found.tier, "quantity": found.quantity, "monthly_price": price}

    def note(self, found: AgreementLine | None, values: Values) -> str:
        agreement = self.version_of(str(values["agreement"]))
        if agreement is None:
            return _now("maakt overeenkomst %s als concept") % values["agreement"]
        if agreement.status == AgreementStatus.CONCEPT:
            return _now("in conceptversie %s") % agreement.version
        return _now("maakt een volgende versie van %s als concept") % agreement.number

    def write(self, found: AgreementLine | None, values: Values, *, by: User, now: datetime) -> Any:
        """The concept, when this row made it; else None: a line is known by its agreement and package."""
        version = self.version_of(str(values["agreement"])) if found is None else found.agreement
        concept = self.concept_of(version, values, by=by, now=now)
        price = str(values.get("monthly_price", ""))
        line = {
            "package": values["package"],
            "tier": values["tier"],
            "quantity": values["quantity"],
            "monthly_price": Decimal(price) if price else None,
        }
        others = [_given(each) for each in concept.lines.exclude(package=values["package"])]
        actions.set_lines(concept, by=by, now=now, lines=[*others, line])
        return None if concept == version else concept

    def remove(self, found: AgreementLine, row: ImportRow, *, by: User, now: datetime) -> None:
        others = [_given(each) for each in found.agreement.lines.exclude(pk=found.pk)]
        actions.set_lines(found.agreement, by=by, now=now, lines=others)
        self.restored(row, by=by, now=now)

    def restored(self, row: ImportRow, *, by: User, now: datetime) -> None:
        """The concept that was made for it goes too, when nobody has done anything else with it."""
        concept = ServiceAgreement.objects.filter(pk=row.object_pk).first() if row.object_pk else None
        if concept is None:
            return
        if not _is_as_made(concept):
            raise Refused(
                _now("Conceptversie %s is verder bewerkt; gooi haar weg op haar eigen pagina.") % concept.version
            )
        actions.discard(concept, by=by, now=now)

    def concept_of(
        self, version: ServiceAgreement | None, values: Values, *, by: User, now: datetime
    ) -> ServiceAgreement:
        if version is not None and version.status == AgreementStatus.CONCEPT:
            return version
        if version is not None:
            return actions.draft_next_version(version, by=by, now=now)
        missing = [self.label(key) for key in ("customer", "starts_on") if key not in values]
        if missing:
            raise RowRefused(
                *((label, _now("is leeg, en is nodig: deze overeenkomst is er nog niet")) for label in missing)
            )
        customer, starts_on = self.customer(values["customer"]), as_day(values["starts_on"])
        return actions.draft_agreement(customer, by=by, now=now, number=str(values["agreement"]), starts_on=starts_on)

    def label(self, key: str) -> str | Promise:
        return next(each.label for each in self.fields if each.key == key)

    def version_of(self, number: str) -> ServiceAgreement | None:
        """The one that is being made, else the newest that was signed or withdrawn."""
        versions = ServiceAgreement.objects.select_for_update(of=("self",)).select_related("customer")
        return versions.filter(number__iexact=number).order_by("-version").first()


def _given(line: AgreementLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE_FIELDS}


def _products_of(version: ServiceAgreement) -> dict[Any, tuple[Any, ...]]:
    terms = [each.name for each in dataclasses.fields(ProductTerms)]
    return {each.key: tuple(getattr(each, name) for name in terms) for each in version.products.all()}


def _is_as_made(concept: ServiceAgreement) -> bool:
    """As it was copied from the version before it; a first one is empty."""
    before = (
        ServiceAgreement.objects.filter(number=concept.number, version__lt=concept.version).order_by("-version").first()
    )
    lines = {line.package: _given(line) for line in concept.lines.all()}
    if before is None:
        parts = lines or concept.clauses.exists() or concept.products.exists()
        return not parts and not (concept.scope or concept.mandate)
    same_terms = all(getattr(concept, name) == getattr(before, name) for name in TERMS if name != "ends_on")
    same_lines = lines == {line.package: _given(line) for line in before.lines.all()}
    same_clauses = concept.clauses.count() == before.clauses.count()
    same_products = _products_of(concept) == _products_of(before)
    return same_terms and same_lines and same_clauses and same_products
