"""Taking away what was made by mistake and is used by nothing; what is used is kept, and switched off where it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import PROTECT, Model, ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, CustomerEvent, CustomerEventKind, Site, Supplier
from infra.errors import Refused


@transaction.atomic
def remove_contact(contact: Contact, *, by: User, now: datetime, source: str = "") -> None:
    """Refused when anything names him: meldingen, the DAP, an account."""
    _require(by, "contracts.change_contact")
    contact = Contact.objects.select_for_update(of=("self",)).select_related("customer").get(pk=contact.pk)
    if contact.user_id:
        raise Refused(_("%s heeft toegang tot het Serviceportaal; zet de contactpersoon uit.") % contact.name)
    _say(contact.customer, {"contact": [f"{contact.name} <{contact.email}>", None]}, source, by, now)
    _delete_unused(contact, contact.name)


@transaction.atomic
def remove_site(site: Site, *, by: User, now: datetime, source: str = "") -> None:
    _require(by, "contracts.change_customer")
    site = Site.objects.select_for_update(of=("self",)).select_related("customer").get(pk=site.pk)
    _say(site.customer, {"site": [f"{site.name}: {site.address}", None]}, source, by, now)
    _delete_unused(site, site.name)


@transaction.atomic
def remove_supplier(supplier: Supplier, *, by: User, now: datetime) -> None:
    _require(by, "contracts.change_supplier")
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    _delete_unused(supplier, supplier.name)


@transaction.atomic
def remove_customer(customer: Customer, *, by: User, now: datetime) -> None:
    """Of whom there is nothing but that he was added and changed: those lines go with him."""
    _require(by, "contracts.add_customer")
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    events = CustomerEvent.objects.filter(customer=customer)
    own = (CustomerEventKind.CUSTOMER_ADDED, CustomerEventKind.CUSTOMER_CHANGED)
    had_others = events.exclude(kind__in=own).exists()
    events.delete()
    _delete_unused(customer, customer.name)
    if had_others:
        raise Refused(_("Er is al iets gebeurd bij %s; zet de klant uit.") % customer.name)


def _delete_unused(row: Model, name: str) -> None:
    """What would go along with it keeps it just as what protects it."""
    try:
        for relation in row._meta.related_objects:
            model = relation.related_model
            if relation.on_delete is PROTECT or not isinstance(model, type):
                continue
            if found := model._base_manager.filter(**{relation.field.name: row}).first():
                raise ProtectedError("", {found})
        row.delete()
    except ProtectedError as error:
        what = next(iter(error.protected_objects))._meta.verbose_name
        raise Refused(_("%(name)s is al in gebruik (%(what)s).") % {"name": name, "what": what}) from error


def _say(customer: Customer, data: dict[str, Any], source: str, by: User, now: datetime) -> None:
    data = data | {"source": source} if source else data
    CustomerEvent.objects.create(customer=customer, kind=CustomerEventKind.CUSTOMER_CHANGED, at=now, by=by, data=data)


def _require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied
