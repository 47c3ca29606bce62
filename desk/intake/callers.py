"""Finding who is on the telephone."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from accounts.models import User
from contracts.models import Contact, Customer

SHOWN = 20


def find_contacts(user: User, query: str) -> list[Contact]:
    """Active contacts that hold every word in name, address, department or customer; or that telephone number."""
    words = query.replace("\x00", "").split()[:6]
    if not words:
        return []
    contacts = Contact.objects.visible_to(user).filter(is_active=True, customer__is_active=True)
    number = _subscriber(query)
    if len(number) >= 4:
        contacts = contacts.annotate(dialled=_digits()).filter(dialled__contains=number)
    else:
        for word in words:
            contacts = contacts.filter(
                Q(name__icontains=word)
                | Q(email__icontains=word)
                | Q(department__icontains=word)
                | Q(customer__name__icontains=word)
                | Q(customer__number__iexact=word)
            )
    return list(contacts.select_related("customer").order_by("name", "pk")[:SHOWN])


def find_customers(user: User, query: str) -> list[tuple[int, str]]:
    """Customers to add a contact at: those that match, else all."""
    customers = Customer.objects.visible_to(user).filter(is_active=True)
    matching = customers.filter(name__icontains=query.strip().replace("\x00", "")) if query.strip() else customers
    chosen = matching if query.strip() and matching.exists() else customers
    return list(chosen.order_by("name").values_list("pk", "name")[:500])


def _subscriber(query: str) -> str:
    """The digits behind country code or leading zero: +31 6 1346 7900 and 0613467900 are one telephone."""
    if any(char.isalpha() for char in query):
        return ""
    digits = "".join(char for char in query.replace("(0)", "") if char.isdecimal())
    for prefix in ("0031", "31"):
        if digits.startswith(prefix) and len(digits) > 9:
            return digits.removeprefix(prefix)
    return digits.removeprefix("0")


def _digits() -> F | Replace:
    expression: F | Replace = F("phone")
    for char in (" ", "-", "(", ")"):
        expression = Replace(expression, Value(char), Value(""))
    return expression
