"""What becomes of a signal: counted on the open ticket, a new ticket, muted, or kept for the desk (SLA 5.2, 6.1, 8.2).

Every signal is a transaction of its own that first locks its host: one ticket per host at a time, whatever number of
workers receive a storm.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contracts.models import Customer
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost, MonitoredHostName
from integrations.monitoring.muting import MOST_LINES, say_that_work_runs, why_muted
from integrations.monitoring.owners import Owner, candidates, find_owner, locked_hosts
from integrations.monitoring.reasons import FOR_SOMEBODY, Reason, held, is_muted
from integrations.monitoring.severity import classified, heaviness, urgency_of
from integrations.monitoring.signals import NotAnAlert, Signal
from integrations.monitoring.tool_customers import NOBODY, KnownCustomers
from sla.priority import Priority, TicketKind, Urgency
from tickets import actions
from tickets.intake.report import Door, Report, WorkFacts
from tickets.models import Channel, EntryKind, Status, Ticket
from tickets.own_words import OwnLine, own

log = logging.getLogger(__name__)

FLAPPING = 3  # came back so often after a recovery, on one ticket: recovery is no longer believed

OPENED, JOINED, COUNTED, REOPENED = "opened", "joined", "counted", "reopened"
MUTED, UNKNOWN_HOST, WAITING = "muted", "unknown_host", "waiting"
RECOVERED, NOTED, NOTHING, REFUSED = "recovered", "noted", "nothing", "refused"


@dataclass(frozen=True)
class Received:
    """`ticket` is the number of the ticket that it is on."""

    outcome: str
    host: str = ""
    name: str = ""
    ticket: int | None = None
    why: str = ""


def receive(
    read: Iterable[Signal | NotAnAlert],
    *,
    now: datetime,
    bound: Customer | None = None,
    known: KnownCustomers = NOBODY,
) -> list[Received]:
    """Each by itself: one that is refused does not take the others along. `bound` is whose the token is, if it is of a
    customer's own tool; `known` is how its tools call our customers."""
    return [
        Received(REFUSED, why=one.message)
        if isinstance(one, NotAnAlert)
        else receive_one(one, now=now, bound=bound, known=known)
        for one in read
    ]


def receive_one(
    signal: Signal,
    *,
    now: datetime,
    arrived_at: datetime | None = None,
    bound: Customer | None = None,
    known: KnownCustomers = NOBODY,
) -> Received:
    """`arrived_at`: when it reached us, where that was before `now`."""
    with transaction.atomic():
        alert, outcome, why = _receive(signal, now, min(arrived_at or now, now), find_owner(signal, bound, known))
    why = " ".join(part for part in (why, "" if signal.is_note else signal.remark) if part)
    return Received(outcome, signal.host, signal.name, alert.ticket_id if alert else None, why)


def _receive(signal: Signal, now: datetime, arrived_at: datetime, owner: Owner) -> tuple[Alert | None, str, str]:
    alert = find_alert(signal, owner)
    if signal.is_note:
        return _noted(alert, signal, now)
    if alert is None:
        if not signal.is_firing:
            return None, NOTHING, _("Hiervan was geen melding.")
        alert = _new_alert(signal, owner, arrived_at)
    host = owner.host_of(alert.customer_id)
    if host is not None and alert.ticket is not None and alert.ticket.customer_id != host.customer_id:
        _forget_ticket(alert, arrived_at)  # the name passed to another customer's host
    if not signal.is_firing:
        return _recovered(alert, now, is_certain=owner.is_certain)
    is_worse = heaviness(signal.severity) > heaviness(alert.severity)
    _take_over(alert, signal, owner)
    if alert.ticket is None and not alert.is_firing:
        alert.first_at = arrived_at  # of what is new, or back, the moment of reporting (SLA 7.9)
    fired = _fired(alert, owner, now, arrived_at)
    if is_worse and host is not None and alert.ticket is not None and fired[1] in (COUNTED, REOPENED):
        _raise(alert, host, alert.ticket, now)
    return fired


def _noted(alert: Alert | None, signal: Signal, now: datetime) -> tuple[Alert | None, str, str]:
    """What changes no clock stands at the ticket, for whoever reads it."""
    ticket = alert.ticket if alert and alert.is_firing and alert.ticket and alert.ticket.is_open else None
    if alert is None or ticket is None:
        return alert, NOTHING, signal.remark
    if ticket.timeline.filter(kind=EntryKind.ALERT).count() < MOST_LINES:
        told = own(OwnLine.ALERT_TOLD, name=alert.name, host=alert.host_name)
        actions.add_alert(ticket, now=now, own_words=told, text=signal.remark, alert=alert.pk)
    return alert, NOTED, signal.remark


def _take_over(alert: Alert, signal: Signal, owner: Owner) -> None:
    """What it says now. Of what an agent gave to one customer only how bad it is: the words may be another's."""
    alert.severity = signal.severity
    if owner.customer is not None or alert.customer_id is None:
        alert.host_name, alert.name = signal.host, signal.name
        alert.text, alert.url = signal.text, signal.url


def find_alert(signal: Signal, owner: Owner) -> Alert | None:
    """The same alert, locked. The host is part of what an alert is: two servers of one tool number their sensors alike.

    Of an owner: his, or what was kept without one. Of nobody: what waits; else what fires now for one customer alone,
    for that is the tool repeating itself, and what an agent decided about it holds until it recovers.
    """
    same = Alert.objects.select_for_update(no_key=True, of=("self",)).filter(
        host_key=owner.key_of(signal), source=signal.source, fingerprint=signal.fingerprint
    )
    rows = list(same.select_related("ticket").order_by("pk"))
    if owner.customer is not None:
        return _his(rows, owner, owner.customer)
    waiting = next((row for row in rows if row.customer_id is None and row.said == owner.said), None)
    if waiting is not None and waiting.is_firing:
        return waiting
    decided = [row for row in rows if row.is_firing and row.said == owner.said and _may_repeat(row, signal, owner)]
    return decided[0] if len(decided) == 1 else waiting


def _may_repeat(row: Alert, signal: Signal, owner: Owner) -> bool:
    """Of a customer with such a host; what recovers may be of one that was taken out of the table meanwhile."""
    was_taken_out = not owner.hosts and not signal.is_firing
    return row.customer_id is not None and (was_taken_out or owner.host_of(row.customer_id) is not None)


def _his(rows: list[Alert], owner: Owner, customer: Customer) -> Alert | None:
    """What was kept of nobody becomes his, unless it may as well be another's."""
    if found := next((row for row in rows if row.customer_id == customer.pk), None):
        return found
    nobodys = next((row for row in rows if row.customer_id is None and not row.said), None)
    if nobodys is None or any(host.customer_id != customer.pk for host in owner.hosts):
        return None
    nobodys.customer = customer
    return nobodys


def _new_alert(signal: Signal, owner: Owner, at: datetime) -> Alert:
    key: dict[str, Any] = {"host_key": owner.key_of(signal), "source": signal.source}
    key |= {"fingerprint": signal.fingerprint, "customer": owner.customer, "said": owner.said}
    given = {"host_name": signal.host, "name": signal.name, "first_at": at, "last_at": at, "is_firing": False}
    # Of a host that nobody knows nothing was locked, so that somebody else may have been first.
    Alert.objects.bulk_create([Alert(**key, **given)], ignore_conflicts=True)
    return Alert.objects.select_for_update(no_key=True).get(**key)


def _forget_ticket(alert: Alert, arrived_at: datetime) -> None:
    """What comes now is counted anew."""
    alert.ticket, alert.count, alert.flaps, alert.first_at = None, 0, 0, arrived_at


def _fired(alert: Alert, owner: Owner, now: datetime, arrived_at: datetime) -> tuple[Alert, str, str]:
    ticket, came_back = alert.ticket, not alert.is_firing
    if ticket is not None and ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        _forget_ticket(alert, arrived_at)
        ticket = None
    alert.is_firing, alert.last_at, alert.held = True, now, {}
    alert.count += 1
    if ticket is not None:
        alert.flaps += came_back
        outcome = _again(alert, ticket, now, arrived_at) if came_back else COUNTED
        alert.save()
        return alert, outcome, ""
    outcome, why = _place_or_keep(alert, owner, now)
    alert.save()
    return alert, outcome, why


def _place_or_keep(alert: Alert, owner: Owner, now: datetime) -> tuple[str, str]:
    """On a ticket of its customer; kept for an agent when nobody can say whose it is."""
    host = owner.host_of(alert.customer_id)
    if owner.why is not None and (host is None or owner.customer is not None):
        alert.held = owner.why
        return WAITING, waiting_words(alert, owner.hosts)
    if host is None:
        alert.held = held(Reason.UNKNOWN_HOST, named=owner.named) if owner.named else {}
        return UNKNOWN_HOST, unknown_words(owner.customer)
    return place(alert, host, now), alert.held_words


def waiting_words(alert: Alert, hosts: Sequence[MonitoredHost]) -> str:
    """Why it waits, and between whom; for people and tools of 1do."""
    if alert.customer_id is not None or len(hosts) < 2:
        return alert.held_words
    between = _("Het bericht wacht op een medewerker, die kiest: %s.") % candidates(hosts)
    return f"{alert.held_words} {between}"


def unknown_words(customer: Customer | None) -> str:
    if customer is None:
        return _("Deze host staat niet in de tabel van bewaakte hosts.")
    return _("Bij %s staat deze host niet in de tabel van bewaakte hosts.") % customer.name


def _again(alert: Alert, ticket: Ticket, now: datetime, arrived_at: datetime) -> str:
    """What recovered is back on the same ticket; the one that comes and goes all the time ends no ticket any more."""
    outcome = COUNTED
    if ticket.status == Status.OPGELOST:
        back = own(OwnLine.ALERT_BACK, name=alert.name, host=alert.host_name)
        ticket = actions.fire_again(ticket, now=now, own_words=back, reached_us=arrived_at)
        outcome = REOPENED
    if alert.flaps == FLAPPING:
        flaps = own(OwnLine.ALERT_FLAPS, name=alert.name)
        actions.add_alert(ticket, now=now, own_words=flaps, alert=alert.pk)
    return outcome


def place(alert: Alert, host: MonitoredHost, now: datetime) -> str:
    """A ticket, or why there is none; what could not be made is tried again by the sweep. The host is locked, the alert
    is the caller's to save."""
    was_muted = is_muted(alert.held)
    alert.held = why_muted(alert, host, now)
    if alert.held:
        return MUTED
    try:
        with transaction.atomic():
            # What was muted is reported when that is over; what waited for somebody to say whose the host is, before.
            return put_on_ticket(alert, host, now, reported_at=now if was_muted else alert.first_at)
    except Refused as refused:  # such as a contact who has left
        alert.ticket, alert.held = None, held(Reason.REFUSED, text=refused.message)
    return MUTED


def open_ticket_of(host: MonitoredHost, *, besides: Alert) -> Ticket | None:
    """The ticket on which what fires on this host stands already."""
    same = Alert.objects.filter(host_key=host.key, ticket__customer=host.customer_id, ticket__clock__is_open=True)
    beside = same.exclude(pk=besides.pk).select_related("ticket").first()
    return beside.ticket if beside else None


def put_on_ticket(alert: Alert, host: MonitoredHost, now: datetime, *, reported_at: datetime | None = None) -> str:
    """On the host's open ticket, or on a new one, `reported_at` when the alert reached us."""
    beside = open_ticket_of(host, besides=alert)
    if beside is not None:
        alert.ticket = beside
        if beside.timeline.filter(kind=EntryKind.ALERT).count() < MOST_LINES:
            also = own(OwnLine.ALERT_BESIDE, name=alert.name, host=alert.host_name)
            text = alert.text[:300]
            actions.add_alert(beside, now=now, own_words=also, text=text, alert=alert.pk, name=alert.name)
        _raise(alert, host, beside, now)
        return JOINED
    impact, urgency = classified(alert.severity, host.impact, host.urgency)
    report = Report(
        contact=host.contact,
        kind=TicketKind.INCIDENT,
        subject=f"{alert.host_name}: {alert.name}"[:160],
        description=_words(alert),
        steps_taken=_("Geen: automatisch gemeld door de monitoring."),
        impact=impact,
        urgency=urgency,
    )
    facts = WorkFacts(item_type=host.item_type, service=host.service)
    door = Door(by=None, now=now, channel=Channel.ALERT, reported_at=min(reported_at or now, now))
    alert.ticket = actions.open_ticket(report, facts, door)
    say_that_work_runs(alert, alert.ticket, host, now)
    return OPENED


def _raise(alert: Alert, host: MonitoredHost, ticket: Ticket, now: datetime) -> None:
    """What is worse than the ticket that it is on, makes that as urgent as it would have been by itself; where nobody
    said how many its host affects, whoever has the ticket is told to look at it."""
    impact, urgency = classified(alert.severity, host.impact, host.urgency)
    about = {"name": alert.name, "host": alert.host_name, "severity": alert.severity}
    if impact is not None and urgency is not None:
        worse = own(OwnLine.ALERT_WORSE, **about)
        actions.raise_priority(ticket, now=now, impact=impact, urgency=urgency, own_words=worse)
    elif urgency_of(alert.severity) == Urgency.A and ticket.priority not in (None, Priority.KRITISCH):
        loud = own(OwnLine.ALERT_MAY_BE_WORSE, **about)
        actions.add_alert(ticket, now=now, own_words=loud, alert=alert.pk, name=alert.name, needs_look=True)


def _words(alert: Alert) -> str:
    lines = [_("Monitoring meldt “%(name)s” op %(host)s.") % {"name": alert.name, "host": alert.host_name}]
    if alert.severity:
        lines.append(_("Ernst volgens de monitoring: %s.") % alert.severity)
    return "\n".join([*lines, *(part for part in (alert.text, alert.url) if part)])


def _recovered(alert: Alert, now: datetime, *, is_certain: bool) -> tuple[Alert, str, str]:
    """Whose it is must be certain to end a ticket: a server of the same name at another customer may have recovered."""
    ticket = alert.ticket if alert.ticket and alert.ticket.is_open else None
    was_firing, alert.is_firing, alert.last_at, alert.held = alert.is_firing, False, now, {}
    alert.save()
    if not was_firing or ticket is None:
        return alert, NOTHING, ""
    others = Alert.objects.filter(ticket=ticket, is_firing=True).count()
    names = {"name": alert.name, "host": alert.host_name}
    recovered = own(OwnLine.ALERT_RECOVERED, **names)
    if others or alert.flaps >= FLAPPING or not is_certain:
        if ticket.timeline.filter(kind=EntryKind.ALERT).count() < MOST_LINES:
            partly = own(OwnLine.ALERT_PARTLY_RECOVERED, others=others, **names)
            actions.add_alert(ticket, now=now, own_words=partly if others else recovered, alert=alert.pk)
        return alert, NOTED, ""
    after = actions.recover(ticket, now=now, own_words=recovered)
    return alert, NOTED if after.is_open else RECOVERED, ""


# --- What the sweep and the desk ask for ------------------------------------------------------------------
def wake(alert_id: int, now: datetime) -> bool:
    """Make the ticket that a muted alert, or one of an unknown host, did not get; False when there is no reason to."""
    with transaction.atomic():
        hosts = tuple(locked_hosts(Alert.objects.values_list("host_key", flat=True).get(pk=alert_id)))
        alert = Alert.objects.select_for_update(no_key=True).get(pk=alert_id)
        if not alert.is_firing or alert.ticket_id is not None or not _find_its_owner(alert, hosts):
            return False
        host = Owner(hosts).host_of(alert.customer_id)
        if host is None:
            return False
        outcome = place(alert, host, now)
        alert.save()
        return outcome != MUTED


def _find_its_owner(alert: Alert, hosts: Sequence[MonitoredHost]) -> bool:
    """False when an agent has to say it, or when there is no such host."""
    if alert.customer_id is not None:
        return not alert.waits
    if alert.said or not hosts:
        return False
    if len(hosts) > 1:
        alert.held = held(Reason.SHARED_NAME, **({"named": alert.named} if alert.named else {}))
        alert.save(update_fields=["held"])
        return False
    alert.customer, alert.host_key = hosts[0].customer, hosts[0].key
    return not same_of_owner(alert).exists()


def same_of_owner(alert: Alert) -> QuerySet[Alert]:
    """The same alert as it is known at its customer already."""
    same = Alert.objects.filter(host_key=alert.host_key, source=alert.source, fingerprint=alert.fingerprint)
    return same.filter(customer=alert.customer_id).exclude(pk=alert.pk)


def sweep_muted(now: datetime) -> int:
    """What still fires when the work is over, or whose host is known by now, becomes a ticket after all."""
    hosts = MonitoredHost.objects.filter(is_active=True).values("key")
    names = MonitoredHostName.objects.filter(host__is_active=True).values("key")
    known = Q(host_key__in=hosts) | Q(host_key__in=names)
    waiting = Alert.objects.filter(known, is_firing=True, ticket__isnull=True, said="")
    waiting = waiting.filter(Q(held={}) | ~Q(held__key__in=sorted(FOR_SOMEBODY))).order_by("pk")
    woken = 0
    for alert_id in list(waiting.values_list("pk", flat=True)[:1000]):
        try:
            woken += wake(alert_id, now)
        except Exception:
            log.exception("Alert %s could not be put on a ticket; the others go on", alert_id)
    return woken
