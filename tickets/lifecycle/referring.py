"""The number that another tool knows a ticket by."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Customer
from infra.errors import Refused
from tickets.facts import Change
from tickets.kinds import DetailsChanged
from tickets.models import Ticket
from tickets.search import searchable_text
from tickets.timeline import act
from tickets.verb import locked, record, require_work


@act()
def set_reference(ticket: Ticket, *, by: User, now: datetime, source: str, external_id: str) -> Ticket:
    """Tie the ticket to what `source` calls `external_id`; both empty unties it. For the house, and for whoever
    reported it."""
    ticket = locked(ticket)
    if by.is_house:
        require_work(by)
    elif ticket.contact.user_id != by.pk:
        raise PermissionDenied
    if ticket.is_taken_over:
        raise Refused(_("Deze melding is overgenomen: het nummer van toen blijft staan."))
    old, new = (ticket.source, ticket.external_id), (source.strip(), external_id.strip())
    if new == old:
        return ticket
    require_free(ticket.customer, *new, by=by)
    ticket.source, ticket.external_id = new
    ticket.search_text = f"{ticket.search_text} {searchable_text(ticket.external_id)}".strip()
    record(ticket, DetailsChanged(reference=Change(" ".join(old), " ".join(new))), by=by, now=now)
    return ticket


def require_free(customer: Customer, source: str, external_id: str, *, by: User | None) -> None:
    """Refused when another ticket of that customer has it; its number is told to whoever may see it (I13)."""
    if bool(source) != bool(external_id):
        field, message = (
            ("external_id", _("Geef ook het nummer in de bron."))
            if source
            else ("source", _("Geef ook de bron waar dit nummer van is."))
        )
        raise Refused(message, field=field)
    if not source:
        return
    same = Ticket.objects.filter(source=source, external_id=external_id, customer=customer)
    if not same.exists():
        return
    seen = same.visible_to(by).first() if by else None
    if seen is None:
        raise Refused(_("Dit nummer in de bron hoort al bij een andere melding."))
    raise Refused(
        _("Melding %(number)d hoort al bij nummer %(external)s van %(source)s.")
        % {"number": seen.pk, "external": external_id, "source": source}
    )
