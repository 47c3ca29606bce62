"""An alert of which nobody can say whose it is, given to one of those who have such a host (SLA 6.1, ruling 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.muting import why_muted
from integrations.monitoring.owners import Owner, locked_hosts
from integrations.monitoring.reasons import held_words
from integrations.monitoring.triage import open_ticket_of, place, same_of_owner
from tickets import actions
from tickets.models import Ticket
from tickets.own_words import OwnLine, own
from tickets.verb import require_work


@dataclass(frozen=True)
class Prospect:
    """What happens when the alert is this host's: it joins `ticket`, or is muted (`muted`, words), or opens one in the
    name of the host's contact."""

    host: MonitoredHost
    ticket: Ticket | None
    muted: str

    @property
    def customer(self) -> Customer:
        return self.host.customer

    @property
    def contact(self) -> Contact:
        return self.host.contact


def prospects(alert: Alert, now: datetime) -> list[Prospect]:
    """Of everybody whose it can be; of the token's customer alone, when the token was of one."""
    hosts = MonitoredHost.objects.called(alert.host_key).select_related("customer", "contact")
    if alert.customer_id is not None:
        hosts = hosts.filter(customer=alert.customer_id)
    return [_prospect(alert, host, now) for host in hosts.order_by("customer__name")]


def _prospect(alert: Alert, host: MonitoredHost, now: datetime) -> Prospect:
    muted = held_words(why_muted(alert, host, now))
    return Prospect(host, None if muted else open_ticket_of(host, besides=alert), muted)


@transaction.atomic
def give_alert(alert: Alert, *, by: User, now: datetime, customer: Customer) -> Alert:
    """From now on it is this customer's, until it recovers; the ticket says who decided so. A second time changes
    nothing. Returns the alert as it is known at the customer."""
    require_work(by)
    hosts = tuple(locked_hosts(alert.host_key))
    alert = _locked(alert)
    if alert.customer_id == customer.pk and not alert.waits:
        return alert
    host = Owner(hosts).host_of(customer.pk)
    _require_waits(alert)
    if host is None or alert.customer_id not in (None, customer.pk):
        raise Refused(_("Kies een klant die een host met deze naam heeft."), field="customer")
    alert = _as_his(alert, customer)
    if alert.ticket is None or not alert.ticket.is_open:
        alert.ticket = None
        place(alert, host, now)
    alert.save()
    if alert.ticket is not None:
        _say_who_decided(alert, by, now)
    return alert


@transaction.atomic
def give_by_name(alert_id: int, customer: Customer, *, by: User, now: datetime) -> bool:
    """An alert that waits for who its call named, or of which host and customer were unknown both: of this customer,
    says the table now (monitoring/linking.py). Where he has no such host, it waits for one as his. False when it waits
    no longer."""
    host_key = Alert.objects.filter(pk=alert_id).values_list("host_key", flat=True).first()
    hosts = tuple(locked_hosts(host_key, customer)) if host_key else ()
    alert = Alert.objects.select_for_update(no_key=True, of=("self",)).filter(pk=alert_id).first()
    if (
        alert is None
        or not alert.is_firing
        or not alert.held.get("named")
        or alert.customer_id not in (None, customer.pk)
    ):
        return False
    host, alert.held, alert.said = Owner(hosts).host_of(customer.pk), {}, ""
    if host is not None:
        alert.host_key = host.key
    alert = _as_his(alert, customer)
    if host is not None and (alert.ticket is None or not alert.ticket.is_open):
        alert.ticket = None
        place(alert, host, now)
    alert.save()
    if alert.ticket is not None:
        _say_who_decided(alert, by, now)
    return True


def _say_who_decided(alert: Alert, by: User, now: datetime) -> None:
    assert alert.ticket is not None
    decided = own(OwnLine.ALERT_GIVEN, name=alert.name, host=alert.host_name)
    actions.add_alert(alert.ticket, now=now, own_words=decided, alert=alert.pk, by=by)


def _locked(alert: Alert) -> Alert:
    found = Alert.objects.select_for_update(no_key=True, of=("self",)).filter(pk=alert.pk)
    fresh = found.select_related("ticket").first()
    if fresh is None:
        raise Refused(_("Over dit bericht is intussen beslist."))
    return fresh


def _require_waits(alert: Alert) -> None:
    if not alert.is_firing:
        raise Refused(_("De monitoring meldt intussen dat dit is hersteld; er hoeft niets meer te gebeuren."))
    if not alert.waits:
        raise Refused(_("Over dit bericht is intussen beslist."))


def _as_his(alert: Alert, customer: Customer) -> Alert:
    """Where the customer has the same alert already, that one fires again and this one is gone."""
    alert.customer = customer
    known = same_of_owner(alert).select_for_update(no_key=True, of=("self",)).select_related("ticket").first()
    if known is None:
        return alert
    known.severity, known.text, known.url, known.name = alert.severity, alert.text, alert.url, alert.name
    known.is_firing, known.last_at, known.held = True, alert.last_at, {}
    known.count += alert.count
    alert.delete()
    return known
