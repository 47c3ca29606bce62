"""Who can be mailed: somebody of 1do, or a contact of the customer at his own address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from contracts.models import Contact


@dataclass(frozen=True)
class Addressee:
    """Somebody to mail: `user` of 1do, `contact` of a customer. `because` cites the clause by which he is told.

    `signed_link` is what his personal link may do, see links.py.
    """

    name: str
    address: str
    user: User | None = None
    contact: Contact | None = None
    because: str = ""
    signed_link: str = ""
    is_typed: bool = False
    """The address was typed on a melding, and is not the one that we know him by."""

    @property
    def key(self) -> str:
        return self.address.lower() or self.name

    def is_user(self, pk: int | None) -> bool:
        """Whether it was he who did something, signed in as this user."""
        own = self.user.pk if self.user else self.contact.user_id if self.contact else None
        return pk is not None and own == pk

    def is_contact(self, pk: int | None) -> bool:
        """Whether it was he who did something by e-mail."""
        return pk is not None and self.contact is not None and self.contact.pk == pk


def can_be_mailed(user: User | None) -> bool:
    return user is not None and user.is_active and user.is_house and not user.is_service


def can_sign_in(contact: Contact | None) -> bool:
    return contact is not None and contact.user is not None and contact.user.is_active


def staff(users: Iterable[User | None]) -> list[Addressee]:
    return [Addressee(user.name, user.email, user) for user in users if user is not None and can_be_mailed(user)]


def of_contact(contact: Contact, *, because: str = "", signed_link: str = "") -> Addressee:
    """At the address that we know him by; a personal link never goes to an address that somebody typed on a melding."""
    address = contact.email if contact.is_active else ""
    return Addressee(
        contact.name, usable(address), contact=contact, because=because, signed_link=signed_link if address else ""
    )


def usable(address: str) -> str:
    return "" if address.endswith(".invalid") else address  # placeholders of an import


def once(people: Iterable[Addressee]) -> list[Addressee]:
    """Everybody once, the first time that he is named."""
    found: dict[str, Addressee] = {}
    contacts: set[int] = set()
    for person in people:
        if person.contact and person.contact.pk in contacts:
            continue
        if person.contact:
            contacts.add(person.contact.pk)
        found.setdefault(person.key, person)
    return list(found.values())
