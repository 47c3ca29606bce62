"""Whose an alert is: as the call says, else the only customer with such a host; else an agent says it (SLA 6.1).

The token goes first: what a body says can confirm it and never change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer
from integrations.models import MonitoredHost, ToolCustomer
from integrations.monitoring.reasons import Held, Reason, held
from integrations.monitoring.signals import LONGEST_CUSTOMER, Signal, host_key, short_key
from integrations.monitoring.tool_customers import NOBODY, KnownCustomers, customer_called, is_called, said_customer


@dataclass(frozen=True)
class Owner:
    """`hosts` have the name of the signal, or it is another name of theirs, at whatever customer. `customer` is None
    when nobody can say whose it is, and then `why` says why, unless there is no such host at all; with a customer,
    `why` is that the call contradicts its token. `said` is what the call called a customer whom nobody knows; `named`
    is the row of the table at which somebody can say whose a host is that nobody knows either."""

    hosts: tuple[MonitoredHost, ...]
    customer: Customer | None = None
    why: Held | None = None
    said: str = ""
    named: int | None = None

    @property
    def host(self) -> MonitoredHost | None:
        return self.host_of(self.customer.pk) if self.customer else None

    @property
    def is_certain(self) -> bool:
        """It can be of nobody else, and nothing contradicts it."""
        return self.customer is not None and self.why is None

    def key_of(self, signal: Signal) -> str:
        """As which its alerts are kept: the name of its host, whatever other name the tool used. Where that may be more
        hosts than one, as it was called."""
        keys = {host.key for host in self.hosts}
        return self.host.key if self.host else keys.pop() if len(keys) == 1 else host_key(signal.host)

    def host_of(self, customer: int | None) -> MonitoredHost | None:
        return next((host for host in self.hosts if host.customer_id == customer), None)


def find_owner(signal: Signal, bound: Customer | None, known: KnownCustomers = NOBODY) -> Owner:
    """The hosts of this name are locked, in the order of their keys; `bound` is whose the token is, `known` what the
    table says of its words."""
    key = host_key(signal.host)
    hosts = tuple(locked_hosts(key, bound))
    if bound is not None:
        return Owner(hosts, bound, _confirmed(signal, bound, known), "")
    if signal.customer:
        return _stated(signal, key, hosts, known)
    stated = known.customer(signal.account) or _of_site(signal.site, hosts)
    if stated:
        return Owner(hosts or tuple(locked_hosts(key, stated)), stated)
    if known.must_be_known(signal.account):
        return _of_nobody(str(signal.account), hosts, Reason.UNKNOWN_ACCOUNT, known.row(signal.account))
    return _by_name(hosts, known.row(signal.account))


def locked_hosts(key: str, customer: Customer | None = None) -> list[MonitoredHost]:
    """Called so, one at a customer: his own name for it goes before another name of it. Else, where a full name was
    given, the only one of its short name: of `customer` where that is known."""
    if found := _locked_and_called(key, None):
        return found
    found = _locked_and_called(short, customer) if (short := short_key(key)) else []
    return found if len(found) == 1 else []


def _locked_and_called(key: str, customer: Customer | None) -> list[MonitoredHost]:
    found = MonitoredHost.objects.select_for_update(no_key=True, of=("self",)).called(key)
    found = found.filter(customer=customer) if customer else found
    rows = list(found.select_related("customer").order_by("pk"))
    by_name = {host.customer_id for host in rows if host.key == key}
    return [host for host in rows if host.key == key or host.customer_id not in by_name]


def candidates(hosts: Sequence[MonitoredHost]) -> str:
    """ "Bakkerij Smit of Notariskantoor De Vries"; for people of 1do alone."""
    names = sorted(host.customer.name for host in hosts)
    return _(" of ").join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def bound_customer(user: User) -> Customer | None:
    """Of the token of a customer's tool: the customer whose contact it is. None for 1do's own."""
    contact = Contact.objects.filter(user=user, is_active=True).select_related("customer").first()
    return None if user.is_house or contact is None else contact.customer


def _by_name(hosts: tuple[MonitoredHost, ...], row: ToolCustomer | None) -> Owner:
    if len(hosts) > 1:
        return Owner(hosts, None, held(Reason.SHARED_NAME, **_at(row)))
    return Owner(hosts, hosts[0].customer) if hosts else Owner((), named=row.pk if row else None)


def _confirmed(signal: Signal, bound: Customer, known: KnownCustomers) -> Held | None:
    """Who is named beside the token is not even looked up, but for what the table says of it: the answer tells nobody
    who else is a customer."""
    said = known.customer(said_customer(signal))
    is_same = not signal.customer or is_called(bound, signal.customer) or said == bound
    row = known.row(said_customer(signal))
    return None if is_same else _held(Reason.OTHER_CUSTOMER, signal.customer, row)


def _stated(signal: Signal, key: str, hosts: tuple[MonitoredHost, ...], known: KnownCustomers) -> Owner:
    account = said_customer(signal)
    found = known.customer(account) or customer_called(signal.customer)
    if found is None:
        return _of_nobody(signal.customer, hosts, Reason.UNKNOWN_CUSTOMER, known.row(account))
    return Owner(hosts or tuple(locked_hosts(key, found)), found)


def _of_nobody(said: str, hosts: tuple[MonitoredHost, ...], why: Reason, row: ToolCustomer | None) -> Owner:
    return Owner(hosts, None, _held(why, said, row), said[:LONGEST_CUSTOMER])


def _held(why: Reason, said: str, row: ToolCustomer | None) -> Held:
    """`named`: the row at which somebody can say who that is, once and for all."""
    return held(why, said=said, **_at(row))


def _at(row: ToolCustomer | None) -> dict[str, int]:
    return {"named": row.pk} if row else {}


def _of_site(site: str, hosts: tuple[MonitoredHost, ...]) -> Customer | None:
    """Many tools call a customer a site; else it is a place of one of those who have such a host, and of no other."""
    if not site or (called := customer_called(site)):
        return called if site else None
    owners = {host.customer_id: host.customer for host in hosts}
    found = [owner for owner in owners.values() if owner.sites.filter(name__iexact=site).exists()]
    return found[0] if len(found) == 1 else None
