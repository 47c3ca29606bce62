"""Changes to who is who at a customer, whatever the door (SLA 9).

An address is a door too: personal links go to it (SLA 10, 13). So each change is written down, the old address is told,
and the address of whom the DAP names is changed only by who keeps the agreement, never by who works on the tickets.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, CustomerEvent, CustomerEventKind, DapPerson
from contracts.verb import CHANGE
from infra.nudges import nudge_outbox

CONTACT_FIELDS = ("name", "email", "phone", "department", "is_active")


@transaction.atomic
def add_contact(customer: Customer, *, by: User, now: datetime, **fields: Any) -> Contact:
    """ValidationError when nobody could reach him (SLA 9), or the customer has this address already."""
    _require(by, "contracts.add_contact")
    contact = Contact(customer=customer)
    _save(contact, fields)
    _record(contact, CustomerEventKind.CONTACT_ADDED, by=by, now=now, data={"email": contact.email})
    return contact


@transaction.atomic
def add_contact_by_mail(customer: Customer, *, now: datetime, name: str, email: str) -> Contact:
    """Who mailed from a domain of the customer, and was not known yet; nobody at 1do decided that.

    ValidationError when it is no address, or one of 1do; whoever came first from this address is the one.
    """
    known = Contact.objects.select_for_update(of=("self",)).filter(customer=customer, email=email.strip().lower())
    if found := known.first():
        return found
    contact = Contact(customer=customer)
    _save(contact, {"name": name.strip()[:120] or email.partition("@")[0][:120], "email": email})
    _record(contact, CustomerEventKind.CONTACT_ADDED, by=None, now=now, data={"email": contact.email, "by_mail": True})
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, now: datetime, **fields: Any) -> Contact:
    """Any of name, email, phone, department and is_active. A contact never moves to another customer."""
    _require(by, "contracts.change_contact")
    contact = Contact.objects.select_for_update(of=("self",)).select_related("customer").get(pk=contact.pk)
    before = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    _save(contact, fields)
    after = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    changed = {name: [before[name], after[name]] for name in CONTACT_FIELDS if before[name] != after[name]}
    if not changed:
        return contact
    if "email" in changed and _is_named(contact) and not by.has_perm(CHANGE):
        raise ValidationError(
            {
                "email": _(
                    "%s is in het DAP aangewezen en krijgt persoonlijke links op dit adres (SLA 10). Vraag de"
                    " accountmanager om het te wijzigen."
                )
                % contact.name
            }
        )
    tells_old = bool("email" in changed and before["email"] and before["is_active"])
    _record(contact, CustomerEventKind.CONTACT_CHANGED, by=by, now=now, data=changed, to_mail=tells_old)
    return contact


def _is_named(contact: Contact) -> bool:
    """In the DAP of a version that is or will be in force; revoked grants count, as they name him in the document."""
    return DapPerson.objects.filter(contact=contact, clause__agreement__status="in_force").exists()


def _save(contact: Contact, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in CONTACT_FIELDS:
            raise TypeError(f"{name} is not changed here")
        setattr(contact, name, value.strip() if isinstance(value, str) else value)
    contact.full_clean()
    if contact.email and User.objects.filter(is_house=True, email__iexact=contact.email).exists():
        message = _("Dit is het adres van een medewerker van 1do; vul het adres in van de klant zelf.")
        raise ValidationError({"email": message})
    contact.save()


def _record(
    contact: Contact,
    kind: CustomerEventKind,
    *,
    by: User | None,
    now: datetime,
    data: dict[str, Any],
    to_mail: bool = False,
) -> None:
    data = {"contact": contact.pk, "name": contact.name} | data
    CustomerEvent.objects.create(customer=contact.customer, kind=kind, at=now, by=by, data=data, to_mail=to_mail)
    if to_mail:
        transaction.on_commit(nudge_outbox)


def _require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied
