"""Writing with a supplier about a ticket (SLA 7.10), in a thread of its own.

What goes to him and what he answers are lines for the house: no customer reads them, and nothing that the customer said
goes along. Whoever works on it tells the customer in his own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Supplier
from infra.errors import Refused
from tickets.kinds import EntryKind, SupplierAsked, SupplierSaid
from tickets.models import Status, Ticket, TimelineEntry
from tickets.timeline import act, for_keeping
from tickets.verb import (
    end_wait,
    locked,
    locked_survivor,
    own_token,
    record,
    require_text,
    require_work,
    written_before,
)


@act()
def mail_supplier(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    supplier: Supplier,
    subject: str,
    text: str,
    supplier_reference: str = "",
    form_token: str = "",
) -> TimelineEntry:
    """`text` is mailed to the supplier as it is, and nothing else."""
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if before := written_before(ticket, token, EntryKind.SUPPLIER_ASKED):
        return before
    if ticket.is_over:
        raise Refused(_("Deze melding is afgehandeld; heropen haar, of maak een nieuwe."))
    if not supplier.email:
        raise Refused(_("Van %s is geen e-mailadres bekend; bel, of vul het aan.") % supplier.name, field="supplier")
    if Contact.objects.filter(customer=ticket.customer_id, email__iexact=supplier.email).exists():
        message = _("%s is ook het adres van iemand bij deze klant; dit bericht is niet voor de klant bedoeld.")
        raise Refused(message % supplier.email, field="supplier")
    subject = require_text(subject, _("Vul een onderwerp in."), field="subject")
    text = require_text(text, _("Schrijf wat de leverancier moet weten."))
    ticket.supplier = supplier
    ticket.supplier_reference = for_keeping(supplier_reference).strip() or ticket.supplier_reference
    facts = SupplierAsked(
        supplier=supplier.pk,
        name=supplier.name,
        address=supplier.email,
        subject=subject[:160],
        reference=ticket.supplier_reference,
    )
    return record(ticket, facts, by=by, now=now, text=text, form_token=token)


@act()
def supplier_answered(
    ticket: Ticket,
    asked: SupplierAsked,
    *,
    sender: str,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile] = (),
    reached_us: datetime | None = None,
) -> TimelineEntry:
    """Also what comes after the end of the ticket. It is our turn again, where we waited for him."""
    ticket = locked_survivor(ticket)
    facts = SupplierSaid(supplier=asked.supplier, name=asked.name, sender=sender)
    said = record(ticket, facts, by=None, now=now, text=text, files=files)
    if ticket.status == Status.WACHT_OP_LEVERANCIER:
        end_wait(ticket, by=None, now=now, reached_us=reached_us)
    return said


def asked_of(ticket: Ticket) -> list[TimelineEntry]:
    """Who was written to about it, the latest first."""
    lines = TimelineEntry.objects.filter(ticket__in=ticket.family, kind=EntryKind.SUPPLIER_ASKED)
    return list(lines.order_by("-at", "-pk"))
