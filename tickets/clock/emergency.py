"""Whether a telephone call is one to the Calamiteitendienst, and on which hours its clock runs (SLA 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.dap.queries import named
from contracts.models import ClauseKind, Contact, ServiceAgreement
from sla.priority import Priority
from sla.wording import day_and_time_words
from tickets.models import Channel


@dataclass(frozen=True)
class EmergencyLine:
    """What the emergency line does with a call. `words` tell the agent why; empty when the question does not arise.

    `is_call`: taken outside opening hours, so at the emergency tariff and for an hour at least. `carries`: its clock
    may run on the hours of the emergency service.
    """

    is_call: bool = False
    carries: bool = False
    words: str = ""


def carried(agreement: ServiceAgreement) -> tuple[Priority, ...]:
    """Acute, business-critical disturbances: Kritisch, and Ernstig where that was agreed."""
    defaults = agreement.edition.rules.emergency
    return (*defaults.priorities, *(defaults.priorities_where_agreed if agreement.emergency_serious else ()))


def line_for(
    agreement: ServiceAgreement | None, contact: Contact | None, *, priority: str | None, channel: str, now: datetime
) -> EmergencyLine:
    """Of a melding that is reported at `now`, by somebody who may call where `contact` is None.

    Reads the calendars and the DAP, and nothing outside a telephone call.
    """
    if channel != Channel.PHONE:
        return EmergencyLine()
    is_open = agreement is not None and agreement.calendar.current_version.business_hours.is_open(now)
    if agreement is None or agreement.emergency_calendar is None:
        words = _("%(customer)s heeft de Calamiteitendienst niet afgenomen (SLA 3.2); wij beginnen als wij open zijn.")
        if is_open or agreement is None or contact is None:
            return EmergencyLine()
        return EmergencyLine(words=words % {"customer": contact.customer.name})
    hours = agreement.emergency_calendar.current_version.business_hours
    if not hours.is_open(now):
        moment = day_and_time_words(hours.next_opening(now))
        words = _("De Calamiteitendienst is nu niet bereikbaar, wel weer %(moment)s (SLA 3.2).")
        return EmergencyLine(words=words % {"moment": moment})
    if priority not in carried(agreement):
        return EmergencyLine(words="" if is_open else _not_urgent_enough(agreement))
    if contact is None:
        return EmergencyLine(is_call=not is_open, carries=True)
    callers = named(agreement, ClauseKind.EMERGENCY_CALLERS, now)
    if callers is None:
        words = _("Het DAP wijst niemand aan die de Calamiteitendienst mag bellen (SLA 3.2); de gewone tijden gelden.")
        return EmergencyLine(words="" if is_open else words)
    if contact not in callers.contacts:
        words = _("%(name)s is niet aangewezen voor de Calamiteitendienst (%(citation)s); de gewone tijden gelden.")
        return EmergencyLine(words="" if is_open else words % {"name": contact.name, "citation": callers.citation})
    if is_open:
        return EmergencyLine(carries=True)
    words = _("Oproep voor de Calamiteitendienst (%(citation)s): de klok loopt, en wij berekenen minstens een uur.")
    return EmergencyLine(is_call=True, carries=True, words=words % {"citation": callers.citation})


def _not_urgent_enough(agreement: ServiceAgreement) -> str:
    if agreement.emergency_serious:
        return _("De Calamiteitendienst is er voor Kritisch en Ernstig (SLA 3.2); dit wacht tot wij open zijn.")
    return _("De Calamiteitendienst is er alleen voor Kritisch (SLA 3.2); dit wacht tot wij open zijn.")
