"""A melding becomes a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact
from infra.errors import Refused
from tickets.approvals.asking import ask_at_opening
from tickets.attachments import check_files
from tickets.clock import clocks
from tickets.clock.emergency import line_for
from tickets.coverage import decisions as coverage
from tickets.coverage.actions import check_work
from tickets.kinds import Opened
from tickets.lifecycle.referring import require_free
from tickets.models import Channel, Ticket, TicketClock
from tickets.search import searchable
from tickets.timeline import act, for_keeping
from tickets.verb import own_token, record


@act()
def open_ticket(
    *,
    by: User | None,
    now: datetime,
    contact: Contact,
    kind: str,
    subject: str,
    description: str,
    channel: str,
    impact: int | None = None,
    urgency: str | None = None,
    steps_taken: str = "",
    impact_text: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    team: Team | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
    follows: Ticket | None = None,
    item_type: str = ItemType.WERKPLEK,
    service: str = SUPPORT,
    features: Sequence[str] = (),
    small_change: bool = False,
    user_accounts: bool = False,
    is_authorisation: bool = False,
    is_visit: bool = False,
    no_answer: bool = False,
    unverified: bool = False,
    source: str = "",
    external_id: str = "",
) -> Ticket:
    """A melding becomes a ticket with its priority, its clock and the moment by which work starts (SLA 7.6 to 7.9),
    and with the verdict whether the work is covered (SLA 5, 6).

    The same `form_token` from the same user gives the ticket that it made before. `by` None is the house itself, by
    its schedule, or the contact himself by e-mail. `source` and `external_id`: what another tool calls it.
    `no_answer`: no automatic mail that it came in (security L). `unverified`: the mail failed the check of its sender
    (security M13). `is_visit` is for planning.plan_visit, which makes the visit next (SLA 8.1).
    """
    _require_may_report(by, contact)
    token = own_token(by, form_token) if by else None
    if token and (known := Ticket.objects.filter(form_token=token).first()):
        return known
    check_files(files)
    require_free(contact.customer, source, external_id, by=by)
    agreement = contact.customer.agreement_at(now)
    classification = clocks.classification(kind, impact, urgency, agreement)
    line = line_for(agreement, contact, priority=classification["priority"], channel=channel, now=now)
    work = check_work(agreement, item_type=item_type, service=service, features=features)
    ticket = Ticket(
        customer=contact.customer,
        contact=contact,
        agreement=agreement,
        **classification,
        channel=channel,
        off_channel=clocks.is_off_channel(classification["priority"], channel),
        subject=for_keeping(subject).strip(),
        description=for_keeping(description).strip(),
        steps_taken=for_keeping(steps_taken).strip(),
        impact_text=for_keeping(impact_text).strip(),
        contact_phone=contact_phone.strip() or contact.phone,
        contact_email=contact_email.strip().lower() or contact.email,
        team=team or Team.objects.order_by("pk").first(),
        opened_at=now,
        updated_at=now,
        follows=follows,
        form_token=token,
        source=source,
        external_id=external_id,
        **work,
        small_change=small_change,
        user_accounts=user_accounts,
        is_authorisation=is_authorisation,
        emergency_call=line.is_call,
    )
    covered = coverage.decide_for(ticket, now, is_visit=is_visit)
    coverage.put_on(ticket, covered)
    ticket.search_text = searchable(ticket)
    try:
        with transaction.atomic():
            ticket.save_new()
    except IntegrityError:  # the same form, posted twice at once
        if token and (known := Ticket.objects.filter(form_token=token).first()):
            return known
        require_free(contact.customer, source, external_id, by=by)  # or the same number, by two requests at once
        raise
    version = clocks.calendar_version_for(agreement, line, priority=ticket.priority, now=now)
    ticket.clock = TicketClock(ticket=ticket, calendar_version=version)  # the rest follows from the timeline
    facts = Opened(
        **classification,
        channel=channel,
        coverage=coverage.as_data(covered),
        emergency=line.reason,
        no_answer=no_answer,
        unverified=unverified,
    )
    wrote = contact if by is None and channel == Channel.EMAIL else None
    record(ticket, facts, by=by, contact=wrote, now=now, text=ticket.description, files=files)
    ask_at_opening(ticket, by=by, now=now)
    return ticket


def _require_may_report(by: User | None, contact: Contact) -> None:
    """A customer's person reports for himself, also when he goes on with a colleague's melding."""
    if not contact.is_active:
        raise Refused(_("Deze contactpersoon is niet meer actief; kies een ander."), field="contact")
    if not contact.customer.is_active:
        raise Refused(_("Deze klant is niet meer actief; maak de klant eerst weer actief."), field="contact")
    if by is None:
        return
    if not by.is_house and contact.user_id != by.pk:
        raise PermissionDenied
    if by.is_house and not by.has_perm("tickets.work_ticket"):
        raise PermissionDenied
