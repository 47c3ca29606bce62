"""Passwords and keys are handed over encrypted, once, and apart from the user name (SLA 10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact
from infra.encryption import Unreadable, decrypt, encrypt
from infra.errors import Refused
from infra.masking import names_user
from tickets.approvals.asking import held_by
from tickets.kinds import EntryKind, Secret
from tickets.models import OneTimeSecret, SecretEnd, SecretKind, Status, Ticket
from tickets.timeline import act
from tickets.verb import end_wait, is_repeated, locked, locked_survivor, own_token, record, require_work

LONGEST = 4_000  # characters: a private key fits
DAYS = (1, 3, 7)  # that it can be opened; never longer than a personal link works
FROM_CUSTOMER = timedelta(days=7)


@act()
def send_secret(
    ticket: Ticket, *, by: User, now: datetime, kind: str, secret: str, days: int, form_token: str = ""
) -> None:
    """To the contact of the melding, at the address that we know him by: never at one that was typed on the melding."""
    ticket = locked(ticket)
    require_work(by)
    contact = ticket.contact
    if not contact.is_reachable or contact.customer_id != ticket.customer_id:
        raise Refused(_("%s werkt daar niet meer; geef het aan niemand door.") % contact.name)
    if not contact.email:
        raise Refused(_("%s heeft geen e-mailadres; geef het telefonisch door.") % contact.name)
    if days not in DAYS:
        raise Refused(_("Kies hoe lang het te bekijken is."), field="days")
    token = own_token(by, form_token)
    if not is_repeated(ticket, token, EntryKind.SECRET):
        expires_at = now + timedelta(days=days)
        _make(ticket, kind, secret, for_contact=contact, by=by, now=now, expires_at=expires_at, form_token=token)


@act()
def hand_over(
    ticket: Ticket,
    *,
    by: User | None,
    now: datetime,
    kind: str,
    secret: str,
    contact: Contact | None = None,
    form_token: str = "",
) -> None:
    """To 1do, by somebody of the customer: signed in, or as `contact` by the link in a mail to him. It answers what 1do
    asked, as a reply does."""
    ticket = locked_survivor(ticket)
    if by is None:
        if contact is None or not contact.is_reachable or contact.customer_id != ticket.customer_id:
            raise PermissionDenied
    elif by.is_house:
        raise PermissionDenied
    token = own_token(by, form_token) if by else None
    if is_repeated(ticket, token, EntryKind.SECRET):
        return
    expires_at = now + FROM_CUSTOMER
    _make(ticket, kind, secret, by=by, contact=contact, now=now, expires_at=expires_at, form_token=token)
    if ticket.status == Status.WACHT_OP_KLANT and held_by(ticket) is None:
        end_wait(ticket, by=by, now=now)


def _make(
    ticket: Ticket,
    kind: str,
    secret: str,
    *,
    by: User | None,
    now: datetime,
    expires_at: datetime,
    form_token: str | None,
    contact: Contact | None = None,
    for_contact: Contact | None = None,
) -> None:
    if ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        raise Refused(_("Deze melding is gesloten; maak een nieuwe melding."))
    if kind not in SecretKind.values:
        raise Refused(_("Kies wat u doorgeeft."), field="kind")
    secret = secret.strip()
    if not secret:
        raise Refused(_("Vul in wat u doorgeeft."), field="secret")
    if len(secret) > LONGEST:
        raise Refused(_("Dit is te lang: hoogstens %d tekens.") % LONGEST, field="secret")
    if names_user(secret):
        raise Refused(
            _("Zet hier alleen het geheim zelf. De gebruikersnaam gaat langs een andere weg (SLA 10)."), field="secret"
        )
    row = OneTimeSecret.objects.create(
        ticket=ticket,
        kind=kind,
        for_contact=for_contact,
        made_by=by,
        made_by_contact=contact,
        made_at=now,
        expires_at=expires_at,
        sealed=encrypt(secret.encode()),
    )
    _record(row, ticket, "made", by=by, contact=contact, now=now, form_token=form_token, until=expires_at)


@act()
def open_secret(secret: OneTimeSecret, *, by: User | None, now: datetime, contact: Contact | None = None) -> str:
    """What it says, once: it is wiped in the same transaction. `contact` opens it by the link in his mail.

    What cannot be read, because its key is gone from ENCRYPTION_KEYS, stays for whoever puts that back.
    """
    ticket, secret = _waiting(secret, now)
    if secret.for_contact_id is None:
        if by is None:
            raise PermissionDenied
        require_work(by)
    else:
        own = _reader(by, contact)
        if own is None or own.pk != secret.for_contact_id or not own.is_reachable:
            raise PermissionDenied
    try:
        text = decrypt(bytes(secret.sealed or b"")).decode()
    except Unreadable as problem:
        raise Refused(_("Dit kan nu niet worden gelezen. Laat de functioneel beheerder het nakijken.")) from problem
    _end(secret, ticket, SecretEnd.OPENED, by=by, contact=None if by else contact, now=now)
    return text


@act()
def withdraw_secret(secret: OneTimeSecret, *, by: User, now: datetime) -> None:
    """Wiped unread: by 1do, whoever it is for."""
    ticket, secret = _waiting(secret, now)
    require_work(by)
    _end(secret, ticket, SecretEnd.WITHDRAWN, by=by, now=now)


@act()
def expire_secret(secret: OneTimeSecret, *, now: datetime) -> bool:
    """False when it ended in the meantime."""
    ticket = locked(secret.ticket)
    row = OneTimeSecret.objects.select_for_update(no_key=True).get(pk=secret.pk)
    if row.end or row.expires_at > now:
        return False
    _end(row, ticket, SecretEnd.EXPIRED, by=None, now=now)
    return True


def _waiting(secret: OneTimeSecret, now: datetime) -> tuple[Ticket, OneTimeSecret]:
    """Both as they are now, under the ticket's lock: of two who open it at once one reads it (security C2)."""
    ticket = locked(secret.ticket)
    row = OneTimeSecret.objects.select_for_update(no_key=True).get(pk=secret.pk)
    if row.end or row.expires_at <= now:
        raise Refused(_("Dit is al bekeken, ingetrokken of verlopen, en staat hier niet meer."))
    return ticket, row


def _reader(by: User | None, contact: Contact | None) -> Contact | None:
    """As he is now: he may have left while the page stood open, or while this waited for the lock."""
    known = Contact.objects.select_related("user")
    if contact is not None:
        return known.filter(pk=contact.pk).first()
    return known.filter(user=by).first() if by else None


def _end(
    secret: OneTimeSecret,
    ticket: Ticket,
    end: SecretEnd,
    *,
    by: User | None,
    now: datetime,
    contact: Contact | None = None,
) -> None:
    secret.sealed, secret.end, secret.ended_at = None, end, now
    secret.save(update_fields=["sealed", "end", "ended_at"])
    _record(secret, ticket, end.value, by=by, contact=contact, now=now)


def _record(
    secret: OneTimeSecret,
    ticket: Ticket,
    step: str,
    *,
    by: User | None,
    contact: Contact | None,
    now: datetime,
    form_token: str | None = None,
    until: datetime | None = None,
) -> None:
    """Who did what with it and when, never what it is (security S3)."""
    whom = secret.for_contact.name if secret.for_contact else ""
    facts = Secret(secret=secret.pk, what=secret.kind, to=whom, step=step, until=until)
    record(ticket, facts, by=by, contact=contact, now=now, form_token=form_token)
