"""The calendars of edition 2.4, and one round the clock for the changes of the clocks."""

from datetime import datetime

from sla.actions import NEWEST_EDITION
from sla.business_hours import AMSTERDAM, WEEKDAYS, BusinessHours
from sla.edition import load_edition

RULES = load_edition(NEWEST_EDITION)
STANDARD = BusinessHours(RULES.supportcenter.weekly, RULES.supportcenter.policy)
EMERGENCY = BusinessHours(RULES.calamiteitendienst.weekly, RULES.calamiteitendienst.policy)
ROUND_THE_CLOCK = BusinessHours({day: [("00:00", "24:00")] for day in WEEKDAYS})


def at(text: str) -> datetime:
    """A moment by the Amsterdam wall clock: at("2026-02-03 16:30")."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
