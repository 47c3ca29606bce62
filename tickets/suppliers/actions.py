"""Depending on a supplier: who he is, when we ring him again, and what he costs extra (SLA 7.10)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Supplier
from infra.errors import Refused
from sla.business_hours import AMSTERDAM
from tickets.kinds import ChaseDue, EntryKind, ExtraCosts, Note
from tickets.models import Status, Ticket
from tickets.suppliers.rules import FARTHEST, chase_moment, next_working_day
from tickets.timeline import act, for_keeping
from tickets.verb import is_repeated, locked, own_token, record, require_text, require_work

MOST = Decimal("9999999.99")


def depend_on(ticket: Ticket, supplier: Supplier | None, reference: str, chase_on: date | None, now: datetime) -> None:
    """Write onto the (unsaved) ticket whom we wait for. Another supplier does not know the former one's number."""
    reference = for_keeping(reference).strip()
    if supplier is not None and supplier.pk != ticket.supplier_id:
        ticket.supplier, ticket.supplier_reference = supplier, reference
    else:
        ticket.supplier_reference = reference or ticket.supplier_reference
    ticket.chase_on = _checked(chase_on, now) or next_working_day(ticket.agreement, now)


def supplier_facts(ticket: Ticket) -> dict[str, Any]:
    """What the timeline keeps of it."""
    return {
        "supplier": ticket.supplier.name if ticket.supplier else "",
        "supplier_reference": ticket.supplier_reference,
        "chase_on": ticket.chase_on,
    }


def _checked(chase_on: date | None, now: datetime) -> date | None:
    if chase_on is None:
        return None
    today = now.astimezone(AMSTERDAM).date()
    if not today < chase_on <= today + FARTHEST:
        raise Refused(_("Kies een dag na vandaag, binnen een jaar."), field="chase_on")
    return chase_on


@act()
def chase_supplier(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    text: str,
    chase_on: date | None = None,
    supplier_reference: str = "",
    form_token: str = "",
) -> Ticket:
    """Rung the supplier: what he said, for colleagues, and when we ring again (by itself the next working day)."""
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.NOTE):
        return ticket
    if ticket.status != Status.WACHT_OP_LEVERANCIER:
        raise Refused(_("Deze melding wacht niet op een leverancier; kies eerst Wacht."))
    text = require_text(text, _("Schrijf op wat de leverancier zei; alleen collega’s lezen dit."))
    depend_on(ticket, None, supplier_reference, chase_on, now)
    record(ticket, Note(chased=True, **supplier_facts(ticket)), by=by, now=now, text=text, form_token=token)
    return ticket


@act()
def add_extra_costs(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    amount: Decimal,
    text: str,
    supplier: Supplier | None = None,
    form_token: str = "",
) -> Ticket:
    """What a supplier charges on top, which the customer pays (SLA 7.10); he is told so. Without VAT."""
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.EXTRA_COSTS):
        return ticket
    if ticket.status == Status.GEANNULEERD:
        raise Refused(_("Op een geannuleerde melding kunnen geen kosten meer worden geschreven."))
    if not (amount.is_finite() and 0 < amount <= MOST):
        raise Refused(_("Vul een bedrag in dat meer is dan nul."), field="amount")
    text = require_text(text, _("Schrijf op waarvoor deze kosten zijn; de klant leest dit."))
    who = supplier or ticket.supplier
    facts = ExtraCosts(amount=amount.quantize(Decimal("0.01")), supplier=who.name if who else None)
    record(ticket, facts, by=by, now=now, text=text, form_token=token)
    return ticket


@act()
def remind_to_chase(ticket: Ticket, *, now: datetime) -> bool:
    """The day has come to ring the supplier; said once, for colleagues. False when somebody was first."""
    ticket = locked(ticket)
    if ticket.chase_on is None or chase_moment(ticket.agreement, ticket.chase_on) > now:
        return False
    supplier = ticket.supplier.name if ticket.supplier else ""
    facts = ChaseDue(supplier=supplier, reference=ticket.supplier_reference, chase_on=ticket.chase_on)
    ticket.chase_on = None
    record(ticket, facts, by=None, now=now)
    return True
