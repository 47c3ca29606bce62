"""When an alert makes no ticket: its host is switched off, or planned work runs on it (SLA 8.2, ruling 14).

The maintenance hours of the DAP mute nothing: in them maintenance is welcome, which is not that it is being done. A
critical alert is never muted by work: it gets its ticket, which says that work runs, and the work hears of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from integrations.models import Alert, MonitoredHost, MonitoredHostName
from integrations.monitoring.reasons import Held, Reason, held
from integrations.monitoring.signals import host_key
from tickets import actions
from tickets.models import EntryKind, Ticket
from tickets.own_words import OwnLine, own
from tickets.planned.running import Running, running_work

MOST_LINES = 25  # of monitoring on one ticket; more is counted only


def why_muted(alert: Alert, host: MonitoredHost, now: datetime) -> Held:
    """Empty when it makes a ticket."""
    if not host.is_active:
        return held(Reason.HOST_OFF)
    if alert.is_critical:
        return {}
    work = work_on(host, now)
    return held(Reason.PLANNED_WORK, ticket=work.number) if work else {}


def work_on(host: MonitoredHost, now: datetime) -> Ticket | None:
    """The planned work that runs on this host, or on all of its customer."""
    running = running_work(host.customer, now)
    if not running:
        return None
    keys = {key: key for key in MonitoredHost.objects.filter(customer=host.customer).values_list("key", flat=True)}
    keys = {**dict(MonitoredHostName.objects.filter(customer=host.customer).values_list("key", "host__key")), **keys}
    return next((each.ticket for each in running if _is_about(each, host, keys)), None)


def _is_about(work: Running, host: MonitoredHost, keys: Mapping[str, str]) -> bool:
    """Work that names hosts, or that began as alerts of some, is on those alone. What it names may be no host
    ("mailomgeving"): then it can be any. `keys`: each name of this customer's hosts, and that of the host itself."""
    alerts = Alert.objects.filter(ticket=work.ticket).values_list("host_key", flat=True)
    said = (*alerts, *(host_key(item) for item in work.items))
    named = {keys[name] for name in said if name in keys}
    return not named or host.key in named


def say_that_work_runs(alert: Alert, ticket: Ticket, host: MonitoredHost, now: datetime) -> None:
    """On the new ticket of a critical alert, and on the work: both ends know of the other."""
    work = work_on(host, now) if alert.is_critical else None
    if work is None or work.pk == ticket.pk:
        return
    actions.add_alert(ticket, now=now, own_words=own(OwnLine.ALERT_DURING_WORK, ticket=work.number), alert=alert.pk)
    if work.timeline.filter(kind=EntryKind.ALERT).count() < MOST_LINES:
        meanwhile = own(OwnLine.ALERT_MEANWHILE, name=alert.name, host=alert.host_name, ticket=ticket.number)
        actions.add_alert(work, now=now, own_words=meanwhile, alert=alert.pk)
