"""Taking away what was made by mistake and is used by nothing; what is used is kept, and switched off where it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
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
    _require_unused(contact, contact.name)
    _say(contact.customer, {"contact": [f"{contact.name} <{contact.email}>", None]}, source, by, now)
    contact.delete()


@transaction.atomic
def remove_site(site: Site, *, by: User, now: datetime, source: str = "") -> None:
    _require(by, "contracts.change_customer")
    site = Site.objects.select_for_update(of=("self",)).select_related("customer").get(pk=site.pk)
    _require_unused(site, site.name)
    _say(site.customer, {"site": [f"{site.name}: {site.address}", None]}, source, by, now)
    site.delete()


@transaction.atomic
def remove_supplier(supplier: Supplier, *, by: User, now: datetime) -> None:
    _require(by, "contracts.change_supplier")
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    _require_unused(supplier, supplier.name)
    supplier.delete()


@transaction.atomic
def remove_customer(customer: Customer, *, by: User, now: datetime) -> None:
    """Of whom there is nothing but that he was added and changed: those lines go with him."""
    _require(by, "contracts.add_customer")
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    _require_unused(customer, customer.name, besides=CustomerEvent)
    events = CustomerEvent.objects.filter(customer=customer)
    if events.exclude(kind__in=[CustomerEventKind.CUSTOMER_ADDED, CustomerEventKind.CUSTOMER_CHANGED]).exists():
        raise Refused(_("Er is al iets gebeurd bij %s; zet de klant uit.") % customer.name)
    events.delete()
    customer.delete()


def _require_unused(row: Model, name: str, *, besides: type[Model] | None = None) -> None:
    for relation in row._meta.related_objects:
        model = relation.related_model
        if model is besides or not isinstance(model, type):
            continue
        if model._base_manager.filter(**{relation.field.name: row}).exists():
            words = {"name": name, "what": model._meta.verbose_name}
            raise Refused(_("%(name)s is al in gebruik (%(what)s).") % words)


def _say(customer: Customer, data: dict[str, Any], source: str, by: User, now: datetime) -> None:
    data = data | {"source": source} if source else data
    CustomerEvent.objects.create(customer=customer, kind=CustomerEventKind.CUSTOMER_CHANGED, at=now, by=by, data=data)


def _require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied
