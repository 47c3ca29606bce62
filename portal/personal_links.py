"""What the pages behind a personal link have in common: who it was sent to, and that nothing keeps them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from contracts.models import Contact
from infra import signed_links


def read_link(purpose: str, token: str) -> tuple[int, Contact] | None:
    """What it is about and who of the customer it was sent to; None when it is no such link, has expired, or went to an
    address that is no longer his."""
    keys = signed_links.read(purpose, token) or ()
    if len(keys) != 3:
        return None
    about, contact_id, mailbox = keys
    contact = Contact.objects.select_related("user", "customer").filter(pk=contact_id).first()
    if contact is None or signed_links.address_key(contact.email) != mailbox:
        return None
    return about, contact


def is_somebody_else(request: HttpRequest, contact: Contact) -> bool:
    """A link is no reason to act under another name than the one that somebody signed in with."""
    return isinstance(request.user, User) and contact.user_id != request.user.pk


def private(response: HttpResponse) -> HttpResponse:
    """The address is a key: nothing keeps the page or lists it."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
