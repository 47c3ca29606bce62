"""What becomes of a signal: counted on the open ticket, a new ticket, muted, or kept for the desk (SLA 5.2, 6.1, 8.2).

Every signal is a transaction of its own that first locks its host: one ticket per host at a time, whatever number of
workers receive a storm.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.dap import queries as dap
from contracts.models import ClauseKind
from contracts.planned.maintenance import read_hours
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.severity import classified, heaviness, urgency_of
from integrations.monitoring.signals import NotAnAlert, Signal, host_key
from sla.priority import Priority, TicketKind, Urgency
from tickets import actions
from tickets.intake.report import Door, Report, WorkFacts
from tickets.models import Channel, EntryKind, Status, Ticket
from tickets.own_words import OwnLine, own

log = logging.getLogger(__name__)

FLAPPING = 3  # came back so often after a recovery, on one ticket: recovery is no longer believed
MOST_LINES = 25  # of monitoring on one ticket; more is counted only

OPENED, JOINED, COUNTED, REOPENED = "opened", "joined", "counted", "reopened"
MUTED, UNKNOWN_HOST = "muted", "unknown_host"
RECOVERED, NOTED, NOTHING, REFUSED = "recovered", "noted", "nothing", "refused"


@dataclass(frozen=True)
class Received:
    """`ticket` is the number of the ticket that it is on."""

    outcome: str
    host: str = ""
    name: str = ""
    ticket: int | None = None
    why: str = ""


def receive(read: Iterable[Signal | NotAnAlert], *, now: datetime) -> list[Received]:
    """Each by itself: one that is refused does not take the others along."""
    return [
        Received(REFUSED, why=one.message) if isinstance(one, NotAnAlert) else receive_one(one, now=now) for one in read
    ]


def receive_one(signal: Signal, *, now: datetime, arrived_at: datetime | None = None) -> Received:
    """`arrived_at`: when it reached us, where that was before `now`."""
    with transaction.atomic():
        alert, outcome, why = _receive(signal, now, min(arrived_at or now, now))
    return Received(outcome, signal.host, signal.name, alert.ticket_id if alert else None, why)


def _receive(signal: Signal, now: datetime, arrived_at: datetime) -> tuple[Alert | None, str, str]:
    key = host_key(signal.host)
    host = MonitoredHost.objects.select_for_update(no_key=True).filter(key=key).first()
    # The host is part of what an alert is: two servers of one tool number their sensors alike.
    known = Alert.objects.select_for_update(no_key=True).filter(
        host_key=key, source=signal.source, fingerprint=signal.fingerprint
    )
    alert = known.first()
    if alert is None:
        if not signal.is_firing:
            return None, NOTHING, _("Hiervan was geen melding.")
        given = {"host_name": signal.host, "name": signal.name, "first_at": arrived_at, "last_at": arrived_at}
        Alert.objects.bulk_create(
            [Alert(host_key=key, source=signal.source, fingerprint=signal.fingerprint, is_firing=False, **given)],
            ignore_conflicts=True,  # of a host that nobody knows, so that nothing was locked
        )
        alert = known.get()
    if host is not None and alert.ticket is not None and alert.ticket.customer_id != host.customer_id:
        _forget_ticket(alert, now)  # the name passed to another customer's host
    if not signal.is_firing:
        return _recovered(alert, now)
    is_worse = heaviness(signal.severity) > heaviness(alert.severity)
    alert.host_name, alert.name = signal.host, signal.name
    alert.severity, alert.text, alert.url = signal.severity, signal.text, signal.url
    if alert.ticket is None and not alert.is_firing:
        alert.first_at = arrived_at  # of what is new, or back, the moment of reporting (SLA 7.9)
    fired = _fired(alert, host, now)
    if is_worse and host is not None and alert.ticket is not None and fired[1] in (COUNTED, REOPENED):
        _raise(alert, host, alert.ticket, now)
    return fired


def _forget_ticket(alert: Alert, now: datetime) -> None:
    """What comes now is counted anew."""
    alert.ticket, alert.count, alert.flaps, alert.first_at = None, 0, 0, now


def _fired(alert: Alert, host: MonitoredHost | None, now: datetime) -> tuple[Alert, str, str]:
    ticket, came_back = alert.ticket, not alert.is_firing
    if ticket is not None and ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        _forget_ticket(alert, now)
        ticket = None
    alert.is_firing, alert.last_at, alert.muted_by = True, now, ""
    alert.count += 1
    if ticket is not None:
        alert.flaps += came_back
        outcome = _again(alert, ticket, now) if came_back else COUNTED
        alert.save()
        return alert, outcome, ""
    if host is None:
        alert.save()
        return alert, UNKNOWN_HOST, _("Deze host staat niet in de tabel van bewaakte hosts.")
    outcome = _place(alert, host, now)
    alert.save()
    return alert, outcome, alert.muted_by


def _again(alert: Alert, ticket: Ticket, now: datetime) -> str:
    """What recovered is back on the same ticket; the one that comes and goes all the time ends no ticket any more."""
    outcome = COUNTED
    if ticket.status == Status.OPGELOST:
        back = own(OwnLine.ALERT_BACK, name=alert.name, host=alert.host_name)
        ticket, outcome = actions.fire_again(ticket, now=now, own_words=back), REOPENED
    if alert.flaps == FLAPPING:
        flaps = own(OwnLine.ALERT_FLAPS, name=alert.name)
        actions.add_alert(ticket, now=now, own_words=flaps, alert=alert.pk)
    return outcome


def _place(alert: Alert, host: MonitoredHost, now: datetime) -> str:
    """A ticket, or why there is none; what could not be made is tried again by the sweep. The host is locked, the alert
    is the caller's to save."""
    was_muted, alert.muted_by = bool(alert.muted_by), muted_by(host, now)
    if alert.muted_by:
        return MUTED
    try:
        with transaction.atomic():
            # What was muted is reported when that is over; what waited for somebody to say whose the host is, before.
            return put_on_ticket(alert, host, now, reported_at=now if was_muted else alert.first_at)
    except Refused as refused:  # such as a contact who has left
        alert.ticket, alert.muted_by = None, refused.message[:120]
    return MUTED


def put_on_ticket(alert: Alert, host: MonitoredHost, now: datetime, *, reported_at: datetime | None = None) -> str:
    """On the host's open ticket, or on a new one, `reported_at` when the alert reached us."""
    same = Alert.objects.filter(host_key=host.key, ticket__customer=host.customer_id, ticket__clock__is_open=True)
    beside = same.exclude(pk=alert.pk).select_related("ticket").first()
    if beside is not None and beside.ticket is not None:
        alert.ticket = beside.ticket
        if beside.ticket.timeline.filter(kind=EntryKind.ALERT).count() < MOST_LINES:
            also = own(OwnLine.ALERT_BESIDE, name=alert.name, host=alert.host_name)
            text = alert.text[:300]
            actions.add_alert(beside.ticket, now=now, own_words=also, text=text, alert=alert.pk, name=alert.name)
        _raise(alert, host, beside.ticket, now)
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
        actions.add_alert(ticket, now=now, own_words=loud, alert=alert.pk, name=alert.name)


def _words(alert: Alert) -> str:
    lines = [_("Monitoring meldt “%(name)s” op %(host)s.") % {"name": alert.name, "host": alert.host_name}]
    if alert.severity:
        lines.append(_("Ernst volgens de monitoring: %s.") % alert.severity)
    return "\n".join([*lines, *(part for part in (alert.text, alert.url) if part)])


def _recovered(alert: Alert, now: datetime) -> tuple[Alert, str, str]:
    ticket = alert.ticket if alert.ticket and alert.ticket.is_open else None
    was_firing, alert.is_firing, alert.last_at, alert.muted_by = alert.is_firing, False, now, ""
    alert.save()
    if not was_firing or ticket is None:
        return alert, NOTHING, ""
    others = Alert.objects.filter(ticket=ticket, is_firing=True).count()
    names = {"name": alert.name, "host": alert.host_name}
    recovered = own(OwnLine.ALERT_RECOVERED, **names)
    if others or alert.flaps >= FLAPPING:
        if ticket.timeline.filter(kind=EntryKind.ALERT).count() < MOST_LINES:
            partly = own(OwnLine.ALERT_PARTLY_RECOVERED, others=others, **names)
            actions.add_alert(ticket, now=now, own_words=partly if others else recovered, alert=alert.pk)
        return alert, NOTED, ""
    after = actions.recover(ticket, now=now, own_words=recovered)
    return alert, NOTED if after.is_open else RECOVERED, ""


def muted_by(host: MonitoredHost, now: datetime) -> str:
    """Why an alert of this host makes no ticket now; empty when it does."""
    if not host.is_active:
        return _("Voor deze host zijn meldingen uitgezet.")
    clause = dap.clause_of(host.customer.agreement_at(now), ClauseKind.MAINTENANCE)
    hours = read_hours(clause.settings, clause.citation) if clause else None
    if hours and hours.is_welcome(now):
        return _("Vaste onderhoudstijd (%s).") % hours.citation
    return ""


# --- What the sweep and the desk ask for ------------------------------------------------------------------
def wake(alert_id: int, now: datetime) -> bool:
    """Make the ticket that a muted alert, or one of an unknown host, did not get; False when there is no reason to."""
    with transaction.atomic():
        key = Alert.objects.values_list("host_key", flat=True).get(pk=alert_id)
        host = MonitoredHost.objects.select_for_update(no_key=True).filter(key=key).first()
        alert = Alert.objects.select_for_update(no_key=True).get(pk=alert_id)
        if host is None or not alert.is_firing or alert.ticket_id is not None:
            return False
        outcome = _place(alert, host, now)
        alert.save()
        return outcome != MUTED


def sweep_muted(now: datetime) -> int:
    """What still fires when its window is over, or whose host is known by now, becomes a ticket after all."""
    hosts = MonitoredHost.objects.filter(is_active=True).values("key")
    waiting = Alert.objects.filter(is_firing=True, ticket__isnull=True, host_key__in=hosts).order_by("pk")
    woken = 0
    for alert_id in list(waiting.values_list("pk", flat=True)[:1000]):
        try:
            woken += wake(alert_id, now)
        except Exception:
            log.exception("Alert %s could not be put on a ticket; the others go on", alert_id)
    return woken
