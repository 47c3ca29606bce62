"""Three months of meldingen: how many a day, from whom, by which door, and what becomes of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from contracts.models import Contact
from demo.lives import Fate, Melding, TicketLife
from demo.people import COMPANIES, Cast, Company
from demo.stories import Story, all_stories, story
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.priority import Impact, Priority, TicketKind, Urgency, priority
from tickets.clock.clocks import rules_for
from tickets.models import Channel

DAYS = 91
EVENINGS_AGO = (10, 11, 12, 38, 39, 40, 69, 70, 71)  # some of these are in a weekend
PER_WORKDAY = (3, 4, 5, 5, 6)

# Working minutes from melding to start of the work: the usual range, and the range when it is late.
DELAYS = {
    Priority.KRITISCH: ((3, 19), (34, 55)),
    Priority.ERNSTIG: ((6, 46), (65, 115)),
    Priority.STANDAARD: ((20, 330), (560, 860)),
    Priority.LAAG: ((60, 1300), (1300, 2000)),
    TicketKind.SERVICEVRAAG: ((30, 600), (600, 1200)),
    TicketKind.AANPASSING: ((60, 1000), (1000, 1900)),
}


def lives(
    cast: Cast, hours: BusinessHours, emergency: BusinessHours, seed: int, now: datetime, days: int = DAYS
) -> Iterator[TicketLife]:
    """Every life that began in the last three months, in no order; each draws from its own dice."""
    today = now.astimezone(AMSTERDAM).date()
    for ago in range(days, -1, -1):
        day = today - timedelta(days=ago)
        if ago in EVENINGS_AGO and emergency.windows(day):
            yield _evening(cast, emergency, day, dice_of(seed, f"{day} evening"))
        dice = dice_of(seed, day.isoformat())
        for index in range(_how_many(day, hours, dice)):
            life = _life(cast, hours, day, dice_of(seed, f"{day} {index}"))
            if life.now < now:
                yield life


def dice_of(seed: int, name: str) -> random.Random:
    """Dice of one's own, so that nobody's throws change another's."""
    return random.Random(f"{seed} {name}")  # noqa: S311 - chance for a story, not for a secret


def _how_many(day: date, hours: BusinessHours, dice: random.Random) -> int:
    if not hours.windows(day):
        return dice.choice((0, 0, 0, 1, 1))
    return dice.choice(PER_WORKDAY) + (1 if day.weekday() == 0 else 0)


def _life(cast: Cast, hours: BusinessHours, day: date, dice: random.Random) -> TicketLife:
    company = dice.choices(COMPANIES, weights=[company.busy for company in COMPANIES])[0]
    contacts = cast.reporters[company.number]
    contact = dice.choices(contacts, weights=[3, *[2] * (len(contacts) - 1)])[0]
    story = _story(company, dice)
    opened_at = _moment(day, hours, dice)
    if not hours.is_open(opened_at) and not contact.user:
        contact = contacts[0]
    impact, urgency = _classification(story, dice)
    channel = _channel(contact, impact == 1 and urgency == "A", hours.is_open(opened_at), dice)
    melding = Melding(story, company, contact, opened_at, channel, impact, urgency)
    return TicketLife(melding, _fate(melding, dice), cast, hours, dice)


def _evening(cast: Cast, emergency: BusinessHours, day: date, dice: random.Random) -> TicketLife:
    """A call to the Calamiteitendienst (SLA 3.2)."""
    company = dice.choice([company for company in COMPANIES if company.emergency])
    opened_at = _at(day, dice.uniform(17.4, 21.5), dice)
    told = story(dice.choice(("server", "internet")))
    melding = Melding(told, company, cast.reporters[company.number][0], opened_at, Channel.PHONE, 1, "A")
    return TicketLife(melding, Fate(dice.uniform(4, 26), thanks=True, at_once=True), cast, emergency, dice)


def _story(company: Company, dice: random.Random) -> Story:
    kind = dice.choices(TicketKind.values, weights=[_KIND_WEIGHTS[kind] for kind in TicketKind])[0]
    fitting = [story for story in all_stories() if story.kind == kind and story.fits(company.number)]
    return dice.choice(fitting)


_KIND_WEIGHTS = {TicketKind.INCIDENT: 62, TicketKind.SERVICEVRAAG: 17, TicketKind.AANPASSING: 21}


def _moment(day: date, hours: BusinessHours, dice: random.Random) -> datetime:
    """Busiest in the morning and after lunch; one in ten outside the opening hours."""
    if hours.windows(day) and dice.random() < 0.9:
        hour = dice.triangular(8.0, 12.4, 9.2) if dice.random() < 0.6 else dice.triangular(12.6, 16.95, 13.8)
    else:
        hour = dice.choice((dice.uniform(6.7, 7.95), dice.uniform(17.1, 21.8)))
    return _at(day, hour, dice)


def _at(day: date, hour: float, dice: random.Random) -> datetime:
    start = datetime.combine(day, time(), AMSTERDAM)
    return start.replace(hour=int(hour), minute=int(hour % 1 * 60), second=dice.randrange(60))


def _classification(story: Story, dice: random.Random) -> tuple[int | None, str | None]:
    if story.kind != TicketKind.INCIDENT:
        return None, None
    chosen = dice.choice(story.urgencies)
    return int(chosen[0]), chosen[1]


def _channel(contact: Contact, kritisch: bool, is_open: bool, dice: random.Random) -> str:
    if not is_open:
        return Channel.PORTAL
    if kritisch and dice.random() < 0.8:
        return Channel.PHONE
    if not contact.user:
        return dice.choice((Channel.PHONE, Channel.PHONE, Channel.EMAIL))
    return dice.choices((Channel.PORTAL, Channel.PHONE, Channel.EMAIL), weights=(58, 27, 15))[0]


def _fate(melding: Melding, dice: random.Random) -> Fate:
    story = melding.story
    pressing = _priority(melding)
    usual, late = DELAYS[pressing or TicketKind(story.kind)]
    is_late = dice.random() < (0.05 if pressing in (Priority.KRITISCH, Priority.ERNSTIG) else 0.1)
    patient = pressing not in (Priority.KRITISCH, Priority.ERNSTIG)
    at_once = melding.channel == Channel.PHONE and story.line == "eerste" and not is_late and dice.random() < 0.6
    return Fate(
        delay=dice.uniform(*((1, 9) if at_once else late if is_late else usual)),
        at_once=at_once,
        taken=dice.random() < 0.6,
        cancelled=dice.random() < 0.03,
        reclassified=bool(pressing) and patient and dice.random() < 0.09,
        asks_first=patient and dice.random() < 0.06,
        asks=dice.random() < (0.55 if story.ask else 0.07),
        answers=dice.random() < 0.88,
        supplier=dice.random() < 0.4,
        plans=dice.random() < 0.75,
        chased=is_late and dice.random() < 0.5,
        reopens=bool(story.again) and dice.random() < 0.25,
        thanks=dice.random() < 0.25,
    )


def _priority(melding: Melding) -> Priority | None:
    if melding.impact is None or melding.urgency is None:
        return None
    return priority(TicketKind.INCIDENT, Impact(melding.impact), Urgency(melding.urgency), rules_for(None))
