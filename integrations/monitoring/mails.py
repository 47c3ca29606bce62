"""Alerts that come by e-mail, of Nagios, Icinga, Zabbix and Veeam. Added to tickets.monitoring.alert_mail."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from integrations.monitoring.adapters import read_mail
from integrations.monitoring.signals import NotAnAlert
from integrations.monitoring.triage import UNKNOWN_HOST, WAITING, receive_one
from tickets.models import Ticket
from tickets.monitoring.alert_mail import AlertMailRead


def read_alert_mail(subject: str, text: str, now: datetime, arrived_at: datetime) -> AlertMailRead | None:
    """None when it is no alert: then it is a mail like any other."""
    signal = read_mail(subject, text)
    if signal is None:
        return None
    if isinstance(signal, NotAnAlert):
        return AlertMailRead(None, signal.message)
    received = receive_one(signal, now=now, arrived_at=arrived_at)
    ticket = Ticket.objects.filter(pk=received.ticket).first() if received.ticket else None
    if received.outcome == UNKNOWN_HOST:
        return AlertMailRead(None, _("Alert van een host die van geen klant is; zie Monitoring."))
    if received.outcome == WAITING:
        return AlertMailRead(None, _("Alert die wacht op wie zegt van welke klant hij is; zie Monitoring."))
    return AlertMailRead(ticket, received.why or _("Alert van monitoring."))
