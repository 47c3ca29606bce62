"""Whose a host is: linked to a customer, changed, switched off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost, MonitoredHostName
from integrations.monitoring.quantities import tell_of_excess
from integrations.monitoring.signals import LONGEST_HOST, host_key, is_placeholder
from integrations.monitoring.triage import wake

MANAGE_HOSTS = "integrations.manage_hosts"
MOST_NAMES = 20
MOST_WOKEN = 100  # alerts that wait for a host; the sweep takes the rest


def save_host(
    host: MonitoredHost | None,
    *,
    by: User,
    now: datetime,
    name: str,
    customer: Customer,
    contact: Contact,
    item_type: str,
    service: str,
    impact: int | None = None,
    urgency: str | None = None,
    is_active: bool = True,
    other_names: Sequence[str] | None = None,
) -> MonitoredHost:
    """New, or changed. `other_names` is what other tools call it; None leaves those as they are. What fires on it and
    is on no ticket yet is put on one at once."""
    if not by.has_perm(MANAGE_HOSTS):
        raise PermissionDenied
    if contact.customer_id != customer.pk or not contact.is_active:
        raise Refused(_("Kies een actieve contactpersoon van deze klant."), field="contact")
    if (impact is None) != (not urgency):
        raise Refused(_("Kies impact en urgentie allebei, of geen van beide."), field="urgency")
    if host is not None and host.customer_id != customer.pk:
        raise Refused(_("Een host blijft bij zijn klant; zet deze uit en maak een nieuwe."), field="name")
    counted = _counts(host)
    host = host or MonitoredHost(customer=customer)
    old_key = host.key
    host.name, host.contact, host.item_type, host.service = name.strip(), contact, item_type, service
    host.impact, host.urgency, host.is_active = impact, urgency or None, is_active
    try:
        with transaction.atomic():
            host.save()
            _require_own_name(host)
            if other_names is not None:
                _name(host, other_names)
    except IntegrityError as error:
        raise Refused(_("Deze klant heeft al een host met deze naam."), field="name") from error
    if counted != _counts(host):
        tell_of_excess(host, by=by, now=now)
    _wake_what_waits({old_key, host.key, *host.names.values_list("key", flat=True)}, now)
    return host


def _require_own_name(host: MonitoredHost) -> None:
    same = MonitoredHostName.objects.filter(customer=host.customer_id, key=host.key).exclude(host=host)
    if other := same.select_related("host").first():
        words = {"name": host.name, "host": other.host.name}
        raise Refused(_("“%(name)s” is een andere naam van %(host)s.") % words, field="name")


def _name(host: MonitoredHost, names: Sequence[str]) -> None:
    """All of its other names, as they are from now on."""
    by_key = {host_key(name): name.strip() for name in names if name.strip()}
    by_key.pop(host.key, None)
    if len(by_key) > MOST_NAMES:
        raise Refused(_("Hoogstens %d andere namen.") % MOST_NAMES, field="other_names")
    for key, name in by_key.items():
        if len(name) > LONGEST_HOST:
            raise Refused(_("Een naam heeft hoogstens %d tekens.") % LONGEST_HOST, field="other_names")
        if is_placeholder(name):
            raise Refused(_("“%s” is geen naam: de monitoring heeft hem niet ingevuld.") % name, field="other_names")
        other = MonitoredHost.objects.called(key).filter(customer=host.customer_id).exclude(pk=host.pk).first()
        if other:
            words = {"name": name, "host": other.name}
            raise Refused(_("“%(name)s” is al een naam van %(host)s.") % words, field="other_names")
    host.names.exclude(key__in=by_key).delete()
    known = set(host.names.values_list("key", flat=True))
    MonitoredHostName.objects.bulk_create(
        MonitoredHostName(host=host, customer=host.customer, name=name, key=key)
        for key, name in by_key.items()
        if key not in known
    )


@transaction.atomic
def remove_host(host: MonitoredHost, *, by: User, now: datetime) -> None:
    """One that was made by mistake. Of which monitoring has said anything is switched off instead."""
    if not by.has_perm(MANAGE_HOSTS):
        raise PermissionDenied
    host = MonitoredHost.objects.select_for_update().get(pk=host.pk)
    if Alert.objects.filter(customer=host.customer_id, host_key=host.key).exists():
        raise Refused(_("Van %s kwam al een bericht van de monitoring; zet de host uit.") % host.name)
    host.delete()


def _counts(host: MonitoredHost | None) -> str:
    """As what it counts for the quantities of a package (SLA 5.1); nothing while it is switched off."""
    return host.item_type if host is not None and host.is_active else ""


def sharers(host: MonitoredHost) -> list[Customer]:
    """Other customers who have a host of this name: an alert of it waits, unless the call says whose it is."""
    keys = (host.key, *host.names.values_list("key", flat=True))
    same = MonitoredHost.objects.called(*keys).exclude(customer=host.customer_id)
    return list(Customer.objects.filter(pk__in=same.values("customer")).order_by("name"))


def _wake_what_waits(keys: set[str], now: datetime) -> None:
    """Of its new name, and of the old one: perhaps that is of one customer by now."""
    called = Q(host_key__in=keys)
    for key in filter(None, keys):
        called |= Q(host_key__startswith=f"{key}.")  # its full name
    waiting = Alert.objects.filter(called, is_firing=True, ticket__isnull=True)
    for alert_id in waiting.order_by("pk").values_list("pk", flat=True)[:MOST_WOKEN]:
        wake(alert_id, now)
