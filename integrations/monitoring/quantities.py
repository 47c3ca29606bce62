"""More is watched than was agreed: the 11th server of 10 (SLA 5.1). Said, never refused: the agreement follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.agreements.terms import Package
from contracts.models import AgreementLine, CustomerEvent, CustomerEventKind
from infra.nudges import nudge_outbox
from integrations.models import MonitoredHost
from tickets.models import Ticket

# All-in-1 is one package for all there is; of the others the package and what it is for have one name (SLA 5.1).
COUNTED = (Package.SERVER, Package.WERKPLEK, Package.NETWERK)


@dataclass(frozen=True)
class Excess:
    package: Package
    agreed: int
    found: int

    @property
    def words(self) -> str:
        """ "11 × Server in de monitoring, afgesproken zijn er 10 (5.1)" """
        words = {"found": self.found, "package": self.package.label, "agreed": self.agreed}
        return _("%(found)s × %(package)s in de monitoring, afgesproken zijn er %(agreed)s (5.1)") % words


def excesses(customer_id: int, lines: Iterable[AgreementLine]) -> list[Excess]:
    """By package of which more is watched than `lines` say. One query."""
    watched = MonitoredHost.objects.filter(customer=customer_id, is_active=True, item_type__in=COUNTED)
    found = dict(watched.order_by().values_list("item_type").annotate(n=Count("pk")))
    agreed = {line.package: line.quantity for line in lines}
    both = [(Package(name), agreed[name], number) for name, number in found.items() if name in agreed]
    return [Excess(*each) for each in sorted(both) if each[2] > each[1]]


def with_quantities(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Beside each ticket how many of its kind were agreed and are watched; `excess_of` reads them."""
    agreed = AgreementLine.objects.filter(
        agreement=OuterRef("agreement"), package=OuterRef("item_type"), package__in=COUNTED
    )
    watched = MonitoredHost.objects.filter(
        customer=OuterRef("customer"), item_type=OuterRef("item_type"), is_active=True
    )
    counted = watched.order_by().values("customer").annotate(n=Count("pk")).values("n")
    return tickets.annotate(agreed_quantity=Subquery(agreed.values("quantity")[:1]), watched=Subquery(counted))


def excess_of(ticket: Ticket) -> Excess | None:
    """No query; of a ticket that came by `with_quantities`."""
    agreed, found = getattr(ticket, "agreed_quantity", None), getattr(ticket, "watched", None)
    if agreed is None or found is None or found <= agreed:
        return None
    return Excess(Package(ticket.item_type), agreed, found)


def tell_of_excess(host: MonitoredHost, *, by: User, now: datetime) -> Excess | None:
    """The account manager is mailed when a host makes it more than was agreed."""
    agreement = host.customer.agreement_at(now)
    over = excesses(host.customer_id, agreement.lines.all()) if agreement and host.is_active else []
    excess = next((each for each in over if each.package == host.item_type), None)
    if agreement is None or excess is None:
        return None
    CustomerEvent.objects.create(
        customer=host.customer,
        agreement=agreement,
        kind=CustomerEventKind.QUANTITY_PASSED,
        at=now,
        by=by,
        data={"package": excess.package, "agreed": excess.agreed, "found": excess.found, "host": host.name},
        to_mail=True,
    )
    transaction.on_commit(nudge_outbox)
    return excess
