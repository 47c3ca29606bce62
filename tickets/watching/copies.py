"""A colleague of the reporter reads along with one answer (CC).

Only who may see the melding anyway: whom the DAP names for all tickets (SLA 7.3) or for status mail (SLA 7.5). What he
answers by mail lands at the melding, and he does not become its contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from contracts.dap import queries as dap
from contracts.models import ClauseKind, Contact
from infra.errors import Refused
from tickets.models import Ticket

MOST_COPIES = 10


def may_be_copied(ticket: Ticket, now: datetime) -> list[Contact]:
    """By name; never the reporter, who gets it already."""
    found: dict[int, Contact] = {}
    for kind in (ClauseKind.VIEWERS, ClauseKind.STATUS_MAIL):
        named = dap.named(ticket.agreement, kind, now)
        for contact in named.contacts if named else ():
            is_theirs = contact.customer_id == ticket.customer_id and contact.pk != ticket.contact_id
            if is_theirs and contact.is_active and contact.email:
                found[contact.pk] = contact
    return sorted(found.values(), key=lambda contact: (contact.name, contact.pk))


def checked_copies(ticket: Ticket, contacts: Sequence[Contact], now: datetime) -> list[dict[str, Any]] | None:
    """As the line keeps them: who it was, also when he is renamed. Refused for who may not see the melding."""
    if not contacts:
        return None
    allowed = {contact.pk for contact in may_be_copied(ticket, now)}
    if other := [contact for contact in contacts if contact.pk not in allowed]:
        raise Refused(_("%s mag deze melding niet zien; haal hem uit de kopie.") % other[0].name, field="cc")
    if len(contacts) > MOST_COPIES:
        raise Refused(_("Een antwoord gaat in kopie naar hoogstens %s mensen.") % MOST_COPIES, field="cc")
    return [{"id": contact.pk, "name": contact.name} for contact in contacts]
