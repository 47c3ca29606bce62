"""How the Supportcenter can be reached, and whether it is open now (SLA 3.1, 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.models import ServiceAgreement
from portal.wording import opening_words
from sla.models import Calendar
from tickets import clocks


@dataclass(frozen=True)
class Supportcenter:
    """`words`: "nu open tot 17:00" or "opent ma 08:00".

    `emergency`: when the Calamiteitendienst answers, if it was taken and the Supportcenter is closed;
    `emergency_number`: who has its number.
    """

    phone: str
    phone_uri: str
    email: str
    is_open: bool
    words: str
    opens: str
    emergency: str = ""
    emergency_number: str = ""


def supportcenter_for(agreement: ServiceAgreement | None, now: datetime) -> Supportcenter:
    """By the hours of the agreement; without one by the ordinary hours."""
    contact = clocks.rules_for(agreement).contacts["supportcenter"]
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    hours = calendar.current_version.business_hours
    closes_at = hours.closes_at(now)
    emergency = _emergency_words(agreement, now) if closes_at is None else ""
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
        emergency_number=_("De aangewezen contactpersonen bij u hebben het nummer.") if emergency else "",
    )


def _emergency_words(agreement: ServiceAgreement | None, now: datetime) -> str:
    """The number itself is only given to the people whom the customer named (SLA 3.2)."""
    if agreement is None or agreement.emergency_calendar is None:
        return ""
    hours = agreement.emergency_calendar.current_version.business_hours
    if closes_at := hours.closes_at(now):
        moment = {"moment": opening_words(closes_at, now)}
        return _("De Calamiteitendienst is nu bereikbaar, tot %(moment)s.") % moment
    moment = {"moment": opening_words(hours.next_opening(now), now)}
    return _("De Calamiteitendienst is bereikbaar vanaf %(moment)s.") % moment


def phone_uri(phone: str) -> str:
    """ "+31 (0)88 - 444 50 50" as a telephone dials it: "tel:+31884445050"."""
    return "tel:" + re.sub(r"[^\d+]", "", phone.replace("(0)", ""))
