"""Changes to who is who at a customer, whatever the door (SLA 9)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from contracts.models import Contact, Customer

CONTACT_FIELDS = frozenset({"name", "email", "phone", "department", "is_active"})


@transaction.atomic
def add_contact(customer: Customer, *, by: User, **fields: Any) -> Contact:
    """ValidationError when nobody could reach him (SLA 9), or the customer has this address already."""
    _require(by, "contracts.add_contact")
    contact = Contact(customer=customer)
    return _save(contact, fields)


@transaction.atomic
def change_contact(contact: Contact, *, by: User, **fields: Any) -> Contact:
    """Any of name, email, phone, department and is_active. A contact never moves to another customer."""
    _require(by, "contracts.change_contact")
    return _save(Contact.objects.select_for_update().select_related("customer").get(pk=contact.pk), fields)


def _save(contact: Contact, fields: dict[str, Any]) -> Contact:
    for name, value in fields.items():
        if name not in CONTACT_FIELDS:
            raise TypeError(f"{name} is not changed here")
        setattr(contact, name, value.strip() if isinstance(value, str) else value)
    contact.full_clean()
    contact.save()
    return contact


def _require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied
