"""Finding who is on the telephone."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from contracts.models import Contact, Customer
from infra.folding import Digits, Folded, digits
from infra.words import fold

SHOWN = 20
_SHORTEST_NUMBER = 4


def find_contacts(user: User, query: str, limit: int = SHOWN) -> list[Contact]:
    """Active contacts that hold every word in name, address, department or customer; or that telephone number."""
    words = query.replace("\x00", "").split()[:6]
    if not words:
        return []
    contacts = Contact.objects.visible_to(user).filter(is_active=True, customer__is_active=True)
    if number := dialled(query):
        contacts = contacts.annotate(dialled=Digits("phone")).filter(dialled__contains=number)
    else:
        contacts = contacts.annotate(folded=Folded("name"), at=Folded("customer__name"), where=Folded("department"))
        for word in (fold(word).strip(",;()<>\"'") for word in words):
            contacts = contacts.filter(
                Q(folded__contains=word)
                | Q(email__icontains=word)
                | Q(where__contains=word)
                | Q(at__contains=word)
                | Q(customer__number__iexact=word)
            )
    return list(contacts.select_related("customer").order_by("name", "pk")[:limit])


def find_customers(user: User, query: str) -> list[tuple[int, str]]:
    """Customers to add a contact at: those that match, else all."""
    customers = Customer.objects.visible_to(user).filter(is_active=True)
    matching = customers.filter(name__icontains=query.strip().replace("\x00", "")) if query.strip() else customers
    chosen = matching if query.strip() and matching.exists() else customers
    return list(chosen.order_by("name").values_list("pk", "name")[:500])


def dialled(query: str) -> str:
    """The digits behind country code or leading zero, in any dress: +31 6 1346 7900, 0031613467900 and 06-13467900 are
    one telephone. Empty where it is no number."""
    if any(char.isalpha() for char in query) or "#" in query:
        return ""
    number = digits(query)
    number = number.removeprefix("00") if number.startswith("00") else number
    if number.startswith("31") and len(number) > 9:
        number = number.removeprefix("31")
    number = number.removeprefix("0")
    return number if len(number) >= _SHORTEST_NUMBER else ""


def is_telephone(query: str) -> bool:
    """Whether somebody can be called by it: a whole number, not the number of a melding."""
    return bool(dialled(query)) and 9 <= len(digits(query)) <= 15


def as_dialled(query: str) -> str:
    """The number as it is written on a melding; nothing where it is none. A "+" in an address arrives as a blank."""
    if not is_telephone(query):
        return ""
    number = digits(query)
    return f"+{number}" if query.strip().startswith("+") or number.startswith("31") and len(number) > 9 else number
