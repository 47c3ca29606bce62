"""Changes to who is who at a customer, whatever the door (SLA 9).

An address is a door too: personal links go to it (SLA 10, 13). So each change is written down, the old address is told,
and the address of whom the DAP names is changed only by who keeps the agreement, never by who works on the tickets.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import move_sign_in, new_account
from accounts.models import User
from contracts.models import (
    Contact,
    Customer,
    CustomerEvent,
    CustomerEventKind,
    CustomerSupplier,
    DapPerson,
    MailDomain,
    Site,
    Supplier,
)
from contracts.verb import CHANGE
from infra.errors import Refused
from infra.nudges import nudge_outbox

CONTACT_FIELDS = ("name", "email", "phone", "department", "is_active", "asks_satisfaction")


@transaction.atomic
def add_contact(customer: Customer, *, by: User, now: datetime, source: str = "", **fields: Any) -> Contact:
    """ValidationError when nobody could reach him (SLA 9), or the customer has this address already."""
    _require(by, "contracts.add_contact")
    contact = Contact(customer=customer)
    _save(contact, fields)
    _record(contact, CustomerEventKind.CONTACT_ADDED, by=by, now=now, data=_by_way_of(source, email=contact.email))
    return contact


@transaction.atomic
def add_contact_by_mail(customer: Customer, *, now: datetime, name: str, email: str) -> Contact:
    """Who mailed from a domain of the customer, and was not known yet; nobody at 1do decided that.

    ValidationError when it is no address, or one of 1do; whoever came first from this address is the one. The customer
    is locked, because of two first mails at once neither would find the other's contact.
    """
    Customer.objects.select_for_update(no_key=True).values_list("pk").get(pk=customer.pk)
    known = Contact.objects.select_for_update(of=("self",)).filter(customer=customer, email=email.strip().lower())
    if found := known.first():
        return found
    contact = Contact(customer=customer)
    _save(contact, {"name": name.strip()[:120] or email.partition("@")[0][:120], "email": email})
    _record(contact, CustomerEventKind.CONTACT_ADDED, by=None, now=now, data={"email": contact.email, "by_mail": True})
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, now: datetime, source: str = "", **fields: Any) -> Contact:
    """Any of CONTACT_FIELDS. A contact never moves to another customer."""
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
    _record(
        contact,
        CustomerEventKind.CONTACT_CHANGED,
        by=by,
        now=now,
        data=_by_way_of(source, **changed),
        to_mail=tells_old,
    )
    return contact


@transaction.atomic
def choose_satisfaction(contact: Contact, *, by: User | None, now: datetime, asks: bool) -> Contact:
    """Whether he wants to be asked how we did it, as he says himself: signed in, or by the link in a mail to him."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("customer").get(pk=contact.pk)
    if by is not None and contact.user_id != by.pk:
        raise PermissionDenied
    if contact.asks_satisfaction != asks:
        data = {"asks_satisfaction": [contact.asks_satisfaction, asks], "by_link": by is None}
        contact.asks_satisfaction = asks
        contact.save(update_fields=["asks_satisfaction"])
        _record(contact, CustomerEventKind.CONTACT_CHANGED, by=by, now=now, data=data)
    return contact


@transaction.atomic
def let_in(contact: Contact, *, by: User, now: datetime, is_tool: bool = False) -> Contact:
    """He signs in to the Serviceportaal by the address that we know him by, and is told there; a tool by tokens alone.

    Again: after his address was changed (`change_contact`, with its checks), he signs in by the new one. An account
    that is there is never tied to him: it is somebody's.
    """
    _require(by, "accounts.add_user")
    contact = Contact.objects.select_for_update(of=("self",)).select_related("customer", "user").get(pk=contact.pk)
    user, old = contact.user, contact.user.email if contact.user else None
    _require_can_be_let_in(contact)
    if user is None:
        contact.user = new_account(email=contact.email, name=contact.name, is_service=is_tool)
        contact.save(update_fields=["user"])
    elif user.email.lower() == contact.email:
        return contact
    else:
        move_sign_in(user, email=contact.email, name=contact.name)
    data = {"email": contact.email, "from": old, "tool": is_tool}
    _record(contact, CustomerEventKind.ACCESS_GIVEN, by=by, now=now, data=data, to_mail=not is_tool)
    return contact


def _require_can_be_let_in(contact: Contact) -> None:
    if not contact.is_active:
        raise Refused(_("%s is niet actief; zet de contactpersoon eerst aan, aan de desk.") % contact.name)
    if not contact.email:
        raise Refused(_("Van %s is geen e-mailadres bekend; vul dat eerst in, aan de desk.") % contact.name)
    if contact.user is not None and contact.user.is_house:
        raise Refused(_("Het account van %s is van een medewerker van 1do.") % contact.name)
    if User.objects.filter(email__iexact=contact.email).exclude(pk=contact.user_id or 0).exists():
        raise Refused(_("Met het adres van %s meldt al iemand anders zich aan.") % contact.name)


# --- The customer himself -----------------------------------------------------------------------------------
@transaction.atomic
def save_customer(
    customer: Customer | None,
    *,
    by: User,
    now: datetime,
    number: str,
    name: str,
    is_active: bool,
    source: str = "",
) -> Customer:
    """New, or changed. ValidationError when number or name is another's."""
    _require(by, "contracts.change_customer" if customer else "contracts.add_customer")
    is_new = customer is None
    customer = Customer.objects.select_for_update().get(pk=customer.pk) if customer else Customer(created_at=now)
    given = {"number": number.strip(), "name": name.strip(), "is_active": is_active}
    changed = {field: [getattr(customer, field), value] for field, value in given.items()}
    changed = {field: pair for field, pair in changed.items() if is_new or pair[0] != pair[1]}
    for field, value in given.items():
        setattr(customer, field, value)
    customer.full_clean()
    customer.save()
    if is_new:
        _log(customer, CustomerEventKind.CUSTOMER_ADDED, by=by, now=now, data=_by_way_of(source, **given))
    elif changed:
        _log(customer, CustomerEventKind.CUSTOMER_CHANGED, by=by, now=now, data=_by_way_of(source, **changed))
    return customer


@transaction.atomic
def set_customer_satisfaction(customer: Customer, *, by: User, now: datetime, asks: bool) -> Customer:
    """Whether people of this customer are asked how we did it."""
    _require(by, "contracts.change_customer")
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.asks_satisfaction != asks:
        data = {"asks_satisfaction": [customer.asks_satisfaction, asks]}
        customer.asks_satisfaction = asks
        customer.save(update_fields=["asks_satisfaction"])
        _log(customer, CustomerEventKind.CUSTOMER_CHANGED, by=by, now=now, data=data)
    return customer


UNKNOWN_NUMBER = "ONBEKEND"


@transaction.atomic
def unknown_customer(*, by: User, now: datetime) -> Customer:
    """Whose call is written down when nobody knows yet of which customer the caller is: no agreement, so nothing is
    promised (SLA 5.1), and who coordinates finds out where it belongs."""
    _require(by, "contracts.add_contact")
    name = _("Klant onbekend")
    known = Customer.objects.filter(Q(number=UNKNOWN_NUMBER) | Q(name=name)).order_by("pk").first()
    if known is None:
        known = Customer.objects.create(number=UNKNOWN_NUMBER, name=name, created_at=now)
        _log(known, CustomerEventKind.CUSTOMER_ADDED, by=by, now=now, data={"number": UNKNOWN_NUMBER, "name": name})
    return known


@transaction.atomic
def save_site(
    site: Site | None, *, by: User, now: datetime, customer: Customer, name: str, address: str, source: str = ""
) -> Site:
    """New, or changed (SLA 8.1). A site stays its customer's. ValidationError when he has one of this name."""
    _require(by, "contracts.change_customer")
    site = Site.objects.select_for_update().get(pk=site.pk) if site else Site(customer=customer)
    before = f"{site.name}: {site.address}" if site.pk else None
    site.name, site.address = name.strip(), address.strip()
    site.full_clean()
    site.save()
    data = _by_way_of(source, site=[before, f"{site.name}: {site.address}"])
    if data["site"][0] != data["site"][1]:
        _log(site.customer, CustomerEventKind.CUSTOMER_CHANGED, by=by, now=now, data=data)
    return site


@transaction.atomic
def add_mail_domain(customer: Customer, *, by: User, now: datetime, domain: str) -> MailDomain:
    """Who mails from it becomes his contact. ValidationError when it is another's, or everybody's."""
    _require(by, "contracts.add_maildomain")
    row = MailDomain(customer=customer, domain=domain)
    row.full_clean()
    row.save()
    _log(customer, CustomerEventKind.CUSTOMER_CHANGED, by=by, now=now, data={"mail_domain": [None, row.domain]})
    return row


@transaction.atomic
def remove_mail_domain(row: MailDomain, *, by: User, now: datetime) -> None:
    """Whoever became a contact by it stays one."""
    _require(by, "contracts.delete_maildomain")
    _log(row.customer, CustomerEventKind.CUSTOMER_CHANGED, by=by, now=now, data={"mail_domain": [row.domain, None]})
    row.delete()


# --- Suppliers (SLA 7.10, 9) --------------------------------------------------------------------------------
@transaction.atomic
def save_supplier(supplier: Supplier | None, *, by: User, now: datetime, name: str, phone: str, email: str) -> Supplier:
    """New, or changed. ValidationError when another is called so."""
    _require(by, "contracts.change_supplier" if supplier else "contracts.add_supplier")
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk) if supplier else Supplier()
    supplier.name, supplier.phone, supplier.email = name.strip(), phone.strip(), email.strip()
    supplier.full_clean()
    supplier.save()
    return supplier


@transaction.atomic
def link_supplier(
    supplier: Supplier, customer: Customer, *, by: User, now: datetime, reference: str, product: str
) -> CustomerSupplier:
    """That this customer depends on it, and under which number he is known there; again: changed."""
    _require(by, "contracts.add_customersupplier")
    link = CustomerSupplier.objects.select_for_update().filter(supplier=supplier, customer=customer).first()
    link = link or CustomerSupplier(supplier=supplier, customer=customer)
    before = link.reference if link.pk else None
    link.reference, link.product = reference.strip(), product.strip()
    link.full_clean()
    link.save()
    data = {"supplier": supplier.name, "reference": [before, link.reference]}
    _log(customer, CustomerEventKind.CUSTOMER_CHANGED, by=by, now=now, data=data)
    return link


def _by_way_of(source: str, **data: Any) -> dict[str, Any]:
    """With by which door it came, where that is no page on which somebody typed it."""
    return data | {"source": source} if source else data


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
    _log(contact.customer, kind, by=by, now=now, data=data, to_mail=to_mail)


def _log(
    customer: Customer,
    kind: CustomerEventKind,
    *,
    by: User | None,
    now: datetime,
    data: dict[str, Any],
    to_mail: bool = False,
) -> None:
    CustomerEvent.objects.create(customer=customer, kind=kind, at=now, by=by, data=data, to_mail=to_mail)
    if to_mail:
        transaction.on_commit(nudge_outbox)


def _require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied
