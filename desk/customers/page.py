"""What the page of a customer says besides: what his people may by the DAP, where he works, on whom he depends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from contracts.dap.queries import ClauseShown, clauses_shown
from contracts.models import ClauseKind, Contact, Customer, ServiceAgreement
from integrations.models import MonitoredHost
from sla.business_hours import AMSTERDAM
from tickets.clock import clocks

HOSTS_SHOWN = 24

# In two or three words what somebody may, or gets, because the DAP names him.
_MAY: dict[str, Any] = {
    ClauseKind.REPORTERS: gettext_lazy("mag melden"),
    ClauseKind.EMERGENCY_CALLERS: gettext_lazy("belt Calamiteitendienst"),
    ClauseKind.ROLES: gettext_lazy("rol"),
    ClauseKind.VIEWERS: gettext_lazy("ziet alle meldingen"),
    ClauseKind.STATUS_MAIL: gettext_lazy("krijgt statusmail"),
    ClauseKind.COST_APPROVERS: gettext_lazy("keurt kosten goed"),
    ClauseKind.APPROVERS: gettext_lazy("bevestigt rechten"),
    ClauseKind.REMOTE_VIEWING: gettext_lazy("meekijken op afstand"),
    ClauseKind.REVIEW: gettext_lazy("Service Review"),
    ClauseKind.ESCALATION: gettext_lazy("escalatie"),
}


@dataclass(frozen=True)
class Right:
    words: str
    number: str  # of the clause in the DAP


@dataclass(frozen=True)
class PersonRow:
    contact: Contact
    rights: tuple[Right, ...]


def people_of_page(customer: Customer, agreement: ServiceAgreement | None, today: date) -> list[PersonRow]:
    clauses = clauses_shown(agreement, today, only_named=True) if agreement else []
    by_contact = _rights(clauses)
    contacts = customer.contacts.order_by("-is_active", "name")
    return [PersonRow(contact, tuple(by_contact.get(contact.pk, ()))) for contact in contacts]


def _rights(clauses: Iterable[ClauseShown]) -> dict[int, list[Right]]:
    found: dict[int, list[Right]] = {}
    for shown in clauses:
        words = _MAY.get(shown.clause.kind)
        for person in shown.people if words else ():
            if person.is_named and person.person.contact_id:
                found.setdefault(person.person.contact_id, []).append(Right(str(words), shown.clause.number))
    return found


def around(customer: Customer, agreement: ServiceAgreement | None, now: datetime) -> dict[str, Any]:
    """Whether we are open for him now, where he works, whom he depends on, and what is watched."""
    hours = clocks.standard_hours(agreement)
    closes, hosts = hours.closes_at(now), list(_hosts(customer)[: HOSTS_SHOWN + 1])
    return {
        "closes_at": closes.astimezone(AMSTERDAM) if closes else None,
        "sites": customer.sites.order_by("name"),
        "supplier_links": customer.supplier_links.select_related("supplier").order_by("supplier__name"),
        "hosts": hosts[:HOSTS_SHOWN],
        "has_more_hosts": len(hosts) > HOSTS_SHOWN,
    }


def _hosts(customer: Customer) -> Any:
    return MonitoredHost.objects.filter(customer=customer).only("name", "is_active").order_by("-is_active", "name")
