"""Tables of customers, their sites and people, and of suppliers. Keys are those of REST and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts import actions
from contracts.models import Contact, Customer, Site, Supplier
from integrations.importing.fields import ImportField, Values, email, line_of, yes_or_no
from integrations.importing.table_kind import SOURCE, TableKind
from integrations.models import ImportKind, ImportRow

CUSTOMER = ImportField(
    "customer",
    _("Klantnummer"),
    (
        "klantnr",
        "klant",
        "debiteurnummer",
        "debiteur",
        "relatienummer",
        "customer number",
        "account number",
        "client id",
    ),
    line_of(20),
    is_key=True,
)
ACTIVE = ImportField("is_active", _("Actief"), ("active", "status", "enabled", "isactive"), yes_or_no)
PHONE = ImportField(
    "phone", _("Telefoon"), ("telefoonnummer", "tel", "phone number", "telephone", "mobiel"), line_of(30)
)
EMAIL_NAMES = ("email", "e-mail", "mail", "mailadres", "emailaddress", "email address")


class CustomersTable(TableKind):
    kind = ImportKind.CUSTOMERS
    permissions = ("contracts.add_customer", "contracts.change_customer")
    hint = _("Een klant is bekend aan zijn nummer.")
    fields = (
        ImportField(
            "number", _("Klantnummer"), (*CUSTOMER.aliases, "nummer", "number", "code"), line_of(20), is_key=True
        ),
        ImportField(
            "name",
            _("Naam"),
            ("klantnaam", "bedrijf", "bedrijfsnaam", "organisatie", "company", "customer name", "account name"),
            line_of(120),
            for_new=True,
        ),
        ACTIVE,
    )

    def find(self, values: Values) -> Customer | None:
        return Customer.objects.select_for_update().filter(number__iexact=values["number"]).first()

    def current(self, found: Customer) -> Values:
        return {"name": found.name, "is_active": found.is_active}

    def write(self, found: Customer | None, values: Values, *, by: User, now: datetime) -> Customer:
        return actions.save_customer(
            found,
            by=by,
            now=now,
            number=found.number if found else str(values["number"]),
            name=str(values["name"]),
            is_active=bool(values.get("is_active", True)),
            source=SOURCE,
        )

    def remove(self, found: Customer, row: ImportRow, *, by: User, now: datetime) -> None:
        actions.remove_customer(found, by=by, now=now)


class SitesTable(TableKind):
    kind = ImportKind.SITES
    permissions = ("contracts.change_customer",)
    hint = _("Een vestiging is bekend aan klantnummer en naam.")
    fields = (
        CUSTOMER,
        ImportField(
            "name", _("Naam"), ("vestiging", "locatie", "site", "site name", "location"), line_of(80), is_key=True
        ),
        ImportField("address", _("Adres"), ("address", "straat", "bezoekadres"), line_of(200)),
    )

    def find(self, values: Values) -> Site | None:
        sites = Site.objects.select_for_update(of=("self",)).filter(customer=self.customer(values["customer"]))
        return sites.filter(name__iexact=values["name"]).first()

    def current(self, found: Site) -> Values:
        return {"address": found.address}

    def write(self, found: Site | None, values: Values, *, by: User, now: datetime) -> Site:
        customer = found.customer if found else self.customer(values["customer"])
        name, address = found.name if found else str(values["name"]), str(values.get("address", ""))
        return actions.save_site(found, by=by, now=now, customer=customer, name=name, address=address, source=SOURCE)

    def remove(self, found: Site, row: ImportRow, *, by: User, now: datetime) -> None:
        actions.remove_site(found, by=by, now=now, source=SOURCE)


class ContactsTable(TableKind):
    kind = ImportKind.CONTACTS
    permissions = ("contracts.add_contact", "contracts.change_contact")
    hint = _("Een contactpersoon is bekend aan klantnummer en e-mailadres.")
    fields = (
        CUSTOMER,
        ImportField("email", _("E-mailadres"), EMAIL_NAMES, email, is_key=True),
        ImportField(
            "name",
            _("Naam"),
            ("contactpersoon", "volledige naam", "full name", "contact", "contact name", "display name"),
            line_of(120),
            for_new=True,
        ),
        PHONE,
        ImportField("department", _("Afdeling"), ("department", "functie"), line_of(80)),
        ACTIVE,
    )

    def find(self, values: Values) -> Contact | None:
        contacts = Contact.objects.select_for_update(of=("self",)).select_related("customer")
        return contacts.filter(customer=self.customer(values["customer"]), email=values["email"]).first()

    def current(self, found: Contact) -> Values:
        return {name: getattr(found, name) for name in ("name", "phone", "department", "is_active")}

    def write(self, found: Contact | None, values: Values, *, by: User, now: datetime) -> Contact:
        given: dict[str, Any] = {name: value for name, value in values.items() if name != "customer"}
        if found is None:
            customer = self.customer(values["customer"])
            return actions.add_contact(customer, by=by, now=now, source=SOURCE, **given)
        return actions.change_contact(found, by=by, now=now, source=SOURCE, **given)

    def remove(self, found: Contact, row: ImportRow, *, by: User, now: datetime) -> None:
        actions.remove_contact(found, by=by, now=now, source=SOURCE)


class SuppliersTable(TableKind):
    kind = ImportKind.SUPPLIERS
    permissions = ("contracts.add_supplier", "contracts.change_supplier")
    hint = _("Een leverancier is bekend aan zijn naam.")
    fields = (
        ImportField("name", _("Naam"), ("leverancier", "supplier", "vendor", "vendor name"), line_of(120), is_key=True),
        PHONE,
        ImportField("email", _("E-mailadres"), EMAIL_NAMES, email),
    )

    def find(self, values: Values) -> Supplier | None:
        return Supplier.objects.select_for_update().filter(name__iexact=values["name"]).first()

    def current(self, found: Supplier) -> Values:
        return {"phone": found.phone, "email": found.email}

    def write(self, found: Supplier | None, values: Values, *, by: User, now: datetime) -> Supplier:
        name = found.name if found else str(values["name"])
        phone, address = str(values.get("phone", "")), str(values.get("email", ""))
        return actions.save_supplier(found, by=by, now=now, name=name, phone=phone, email=address)

    def remove(self, found: Supplier, row: ImportRow, *, by: User, now: datetime) -> None:
        actions.remove_supplier(found, by=by, now=now)
