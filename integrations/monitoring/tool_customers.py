"""How the tools of a token call our customers: looked up for a body, and noted when nobody knows (SLA 6.1).

The table goes before our own numbers and names: somebody said so of just this token. What it does not know is offered
at Monitoring, to be linked with one click.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import ApiToken
from contracts.models import Customer
from integrations.models import MonitoredHost, ToolCustomer
from integrations.monitoring.signals import SAID_CUSTOMER, Signal, ToolAccount, host_key

MOST_UNLINKED = 500  # of a token; a tool that makes up a customer for each message fills no table
SEEN_AGAIN, UNLINKED_KEPT = timedelta(hours=1), timedelta(days=90)


@dataclass(frozen=True)
class KnownCustomers:
    """What the table says of the customers in one body. `used`: the fields of which this token has linked some."""

    rows: Mapping[tuple[str, str], ToolCustomer] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    def row(self, account: ToolAccount | None) -> ToolCustomer | None:
        return self.rows.get(account.key) if account else None

    def customer(self, account: ToolAccount | None) -> Customer | None:
        row = self.row(account)
        return row.customer if row else None

    def must_be_known(self, account: ToolAccount | None) -> bool:
        """Where such numbers are linked, one that is not can be of anybody: its host's name proves nothing."""
        return account is not None and account.field in self.used and self.customer(account) is None


NOBODY = KnownCustomers()


def said_customer(signal: Signal) -> ToolAccount | None:
    return ToolAccount(SAID_CUSTOMER, signal.customer) if signal.customer else None


def customer_called(said: str) -> Customer | None:
    """By number, which goes first, or by name."""
    found = Customer.objects.filter(Q(number__iexact=said) | Q(name__iexact=said))
    return min(found, key=lambda customer: customer.number.casefold() != said.casefold(), default=None)


def is_called(customer: Customer, said: str) -> bool:
    return said.casefold() in (customer.number.casefold(), customer.name.casefold())


def known_in(signals: Iterable[Signal], token: ApiToken, bound: Customer | None) -> KnownCustomers:
    """No query when nothing in it says whose it is."""
    keys = {account.key for one in signals for account in _accounts(one, bound)}
    if not keys:
        return NOBODY
    found = ToolCustomer.objects.filter(token=token, key__in={key for _field, key in keys}).select_related("customer")
    rows = {row.account.key: row for row in found}
    open_fields = {name for name, key in keys if (row := rows.get((name, key))) is None or row.customer is None}
    linked = ToolCustomer.objects.filter(token=token, field__in=open_fields, customer__isnull=False)
    return KnownCustomers(
        rows, frozenset(linked.values_list("field", flat=True).distinct()) if open_fields else frozenset()
    )


def _accounts(signal: Signal, bound: Customer | None) -> list[ToolAccount]:
    """Of a customer's own token only what contradicts it: the rest is his, whatever it is called."""
    said = said_customer(signal)
    if bound is not None:
        return [said] if said and not is_called(bound, said.value) else []
    return [one for one in (said, signal.account) if one]


def note_unknown(signals: Iterable[Signal], token: ApiToken, bound: Customer | None, now: datetime) -> KnownCustomers:
    """`known_in`, with what nobody knows noted; what is known so is seen again at most once an hour."""
    signals = [one for one in signals if not one.is_note]
    known = known_in(signals, token, bound)
    unknown: dict[tuple[str, str], tuple[ToolAccount, Signal]] = {}
    for one in signals:
        for account in _accounts(one, bound):
            if known.customer(account) is None:
                unknown.setdefault(account.key, (account, one))
    stale = [known.rows[key].pk for key in unknown if key in known.rows and _is_stale(known.rows[key], now)]
    if stale:
        ToolCustomer.objects.unlinked().filter(pk__in=sorted(stale)).update(last_at=now)
    fresh = {key: each for key, each in unknown.items() if key not in known.rows and not _has_our_name(each, bound)}
    return _note(fresh, signals, token, bound, now) if fresh else known


def _is_stale(row: ToolCustomer, now: datetime) -> bool:
    return row.last_at is None or row.last_at <= now - SEEN_AGAIN


def _has_our_name(each: tuple[ToolAccount, Signal], bound: Customer | None) -> bool:
    """Who is named beside a customer's own token is not even looked up."""
    account, signal = each
    if bound is not None:
        return False
    names = (account.value,) if account.field == SAID_CUSTOMER else (signal.site, account.label, signal.customer)
    return any(customer_called(name) for name in names if name)


def _note(
    fresh: Mapping[tuple[str, str], tuple[ToolAccount, Signal]],
    signals: list[Signal],
    token: ApiToken,
    bound: Customer | None,
    now: datetime,
) -> KnownCustomers:
    room = MOST_UNLINKED - ToolCustomer.objects.unlinked().filter(token=token)[:MOST_UNLINKED].count()
    rows = [
        ToolCustomer(
            token=token,
            field=account.field,
            value=account.value,
            key=account.key[1],
            label=account.label,
            last_host=signal.host,
            last_at=now,
        )
        for _key, (account, signal) in sorted(fresh.items())[:room]
    ]
    ToolCustomer.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may have been first
    return known_in(signals, token, bound)


def forget_unlinked(now: datetime) -> int:
    """What nobody linked and no tool says any more."""
    return ToolCustomer.objects.unlinked().filter(last_at__lt=now - UNLINKED_KEPT).delete()[0]


def likely_customers(rows: Sequence[ToolCustomer]) -> list[tuple[ToolCustomer, Customer | None]]:
    """Each with who it may be: the only customer who has the host that it came with."""
    keys = {row.pk: host_key(row.last_host) for row in rows if row.last_host}
    owners: dict[str, set[Customer]] = {}
    for host in MonitoredHost.objects.filter(key__in=set(keys.values())).select_related("customer") if keys else ():
        owners.setdefault(host.key, set()).add(host.customer)
    found = {pk: owners.get(key, set()) for pk, key in keys.items()}
    return [(row, next(iter(found[row.pk])) if len(found.get(row.pk, ())) == 1 else None) for row in rows]
