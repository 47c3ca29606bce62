"""Whether a telephone call is one to the Calamiteitendienst, and on which hours its clock runs (SLA 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.dap.queries import named
from contracts.models import ClauseKind, Contact, ServiceAgreement
from sla.priority import Priority
from tickets.clock.words import LineReason, line_words
from tickets.models import Channel


@dataclass(frozen=True)
class EmergencyLine:
    """What the emergency line does with a call, and why: `reason` is a LineReason ("key") with what its words need;
    None when the question does not arise.

    `is_call`: taken outside opening hours, so at the emergency tariff and for an hour at least. `carries`: its clock
    may run on the hours of the emergency service.
    """

    is_call: bool = False
    carries: bool = False
    reason: dict[str, str] | None = None

    @property
    def words(self) -> str:
        return line_words(self.reason)


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
        if is_open or agreement is None or contact is None:
            return EmergencyLine()
        return EmergencyLine(reason={"key": LineReason.NOT_TAKEN, "customer": contact.customer.name})
    hours = agreement.emergency_calendar.current_version.business_hours
    if not is_open and not hours.is_open(now):
        reachable_at = hours.next_opening(now).isoformat()
        return EmergencyLine(reason={"key": LineReason.NOT_REACHABLE, "reachable_at": reachable_at})
    if priority not in carried(agreement):
        return EmergencyLine(reason=None if is_open else {"key": _not_urgent_enough(agreement)})
    if contact is None:
        return EmergencyLine(is_call=not is_open, carries=True)
    callers = named(agreement, ClauseKind.EMERGENCY_CALLERS, now)
    if callers is None:
        return EmergencyLine(reason=None if is_open else {"key": LineReason.NOBODY_NAMED})
    if contact not in callers.contacts:
        not_named = {"key": LineReason.NOT_NAMED, "name": contact.name, "citation": callers.citation}
        return EmergencyLine(reason=None if is_open else not_named)
    if is_open:
        return EmergencyLine(carries=True)
    return EmergencyLine(is_call=True, carries=True, reason={"key": LineReason.CALL, "citation": callers.citation})


def _not_urgent_enough(agreement: ServiceAgreement) -> LineReason:
    return LineReason.KRITISCH_OR_ERNSTIG if agreement.emergency_serious else LineReason.ONLY_KRITISCH
