"""How the Supportcenter can be reached, and whether it is open now (SLA 3.1, 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.dap.queries import named
from contracts.models import ClauseKind, Contact, ServiceAgreement
from portal.moments import opening_words
from sla.models import Calendar
from tickets.clock import clocks


@dataclass(frozen=True)
class Supportcenter:
    """`words`: "nu open tot 17:00" or "opent ma 08:00".

    `emergency`: while the Supportcenter is closed, when the Calamiteitendienst answers or that it was not taken;
    `emergency_number`: who has its number; `emergency_phone`: the number itself, for whom the DAP designates.
    """

    phone: str
    phone_uri: str
    email: str
    is_open: bool
    words: str
    opens: str
    emergency: str = ""
    emergency_number: str = ""
    emergency_phone: str = ""

    @property
    def emergency_uri(self) -> str:
        return phone_uri(self.emergency_phone)


def supportcenter_for(
    agreement: ServiceAgreement | None, now: datetime, visitor: Contact | None = None
) -> Supportcenter:
    """By the hours of the agreement; without one by the ordinary hours. `visitor` is who looks."""
    contact = clocks.rules_for(agreement).contacts["supportcenter"]
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    hours = calendar.current_version.business_hours
    closes_at = hours.closes_at(now)
    emergency = _emergency_words(agreement, now) if closes_at is None else ""
    taken = agreement is not None and agreement.has_emergency_service
    number = _("De aangewezen contactpersonen bij u hebben het nummer.") if emergency and taken else ""
    designated = bool(emergency and taken and visitor and _is_designated(agreement, visitor, now))
    opens = opening_words(hours.next_opening(now), now)
    if closes_at:
        words = _("nu open tot %(moment)s") % {"moment": opening_words(closes_at, now)}
    else:
        words = _("nu gesloten, opent %(moment)s") % {"moment": opens}
    return Supportcenter(
        phone=contact.phone,
        phone_uri=phone_uri(contact.phone),
        email=contact.email,
        is_open=closes_at is not None,
        words=words,
        opens=opens,
        emergency=emergency,
        emergency_number="" if designated and agreement and agreement.emergency_phone else number,
        emergency_phone=agreement.emergency_phone if designated and agreement else "",
    )


def _emergency_words(agreement: ServiceAgreement | None, now: datetime) -> str:
    """The number itself is only given to the people whom the customer named (SLA 3.2)."""
    if agreement is None:
        return ""
    if agreement.emergency_calendar is None:
        return _("Uw organisatie heeft de Calamiteitendienst niet afgenomen (SLA 3.2); bel ons zodra wij open zijn.")
    hours = agreement.emergency_calendar.current_version.business_hours
    if closes_at := hours.closes_at(now):
        moment = {"moment": opening_words(closes_at, now)}
        return _("De Calamiteitendienst is nu bereikbaar, tot %(moment)s.") % moment
    moment = {"moment": opening_words(hours.next_opening(now), now)}
    return _("De Calamiteitendienst is bereikbaar vanaf %(moment)s.") % moment


def _is_designated(agreement: ServiceAgreement | None, contact: Contact, now: datetime) -> bool:
    callers = named(agreement, ClauseKind.EMERGENCY_CALLERS, now)
    return callers is not None and contact in callers.contacts


def phone_uri(phone: str) -> str:
    """ "+31 (0)88 - 444 50 50" as a telephone dials it: "tel:+31884445050"."""
    return "tel:" + re.sub(r"[^\d+]", "", phone.replace("(0)", ""))
