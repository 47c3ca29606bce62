"""What lies on the desk this very moment, whatever the moment is: a Kritisch that runs, and one of every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.history import dice_of
from demo.lives import Fate, LifeStage, Melding, TicketLife
from demo.people import COMPANIES, Cast
from demo.stories import story
from sla.business_hours import BusinessHours
from tickets.models import Channel


@dataclass(frozen=True)
class Scene:
    """Reported `ago` working minutes before now by the contact with that first name."""

    story: str
    customer: str
    who: str
    ago: float
    fate: Fate
    urgency: str = ""
    channel: str = Channel.PORTAL
    agent: str = "sanne@1do.example"
    emergency: bool = False
    variant: int | None = None


_UNTOUCHED = Fate(99, stops_at=LifeStage.OPENED)
_TAKEN = Fate(20, stops_at=LifeStage.TAKEN)
_CHASED = Fate(160, taken=False, chased=True, stops_at=LifeStage.TAKEN)
_STARTED = Fate(9, stops_at=LifeStage.STARTED)
_REOPENED = Fate(15, reopens=True, stops_at=LifeStage.REOPENED)

SCENES = (
    # Promises that run.
    Scene("server", "K1004", "Karin", 23, _UNTOUCHED, "1A", Channel.PHONE, emergency=True, variant=1),
    Scene("kassa", "K1001", "Wendy", 7, _UNTOUCHED, "1A", variant=2),
    Scene("installatie", "K1003", "Tim", 41, _TAKEN, "2A", agent="youssef@1do.example", variant=1),
    Scene("veiling", "K1005", "Sharon", 78, _CHASED, "2A", variant=1),
    Scene("map", "K1002", "Ingrid", 130, Fate(30, asks_first=True, stops_at=LifeStage.ASKED), "2A", Channel.PHONE),
    # Aims that run, and one that was not met.
    Scene("printer", "K1002", "Joris", 470, Fate(60, stops_at=LifeStage.TAKEN), "2B", agent="bram@1do.example"),
    Scene("telefonie", "K1003", "Monique", 590, _UNTOUCHED, "2B", Channel.EMAIL),
    Scene("outlook", "K1005", "Dennis", 55, _UNTOUCHED, "3A"),
    Scene("vpn", "K1004", "Lisa", 95, _UNTOUCHED, "3C"),
    # Work under way.
    Scene("internet", "K1005", "Arjan", 150, _STARTED, "1A", Channel.PHONE, "ravi@1do.example", variant=2),
    Scene("app", "K1004", "Ahmed", 900, Fate(25, supplier=True, stops_at=LifeStage.AT_SUPPLIER), "2A", Channel.PHONE),
    Scene("update", "K1003", "Henk", 800, Fate(200, plans=True, stops_at=LifeStage.PLANNED), agent="femke@1do.example"),
    Scene("licenties", "K1005", "Dennis", 310, _UNTOUCHED),
    # No agreement any more (SLA 5.1).
    Scene("prepress", "K1006", "Sem", 65, _UNTOUCHED, "2B"),
    # What Jan Smit finds when he signs in to the Serviceportaal.
    Scene("laptop", "K1001", "Jan", 500, Fate(35, asks=True, stops_at=LifeStage.ASKED), "3A"),
    Scene(
        "wifi", "K1001", "Jan", 1100, Fate(300, plans=True, stops_at=LifeStage.PLANNED), "2C", agent="ravi@1do.example"
    ),
    Scene("internet", "K1001", "Jan", 1300, _REOPENED, "2A", Channel.PHONE, "ravi@1do.example", variant=1),
    Scene("delen", "K1001", "Jan", 1000, Fate(90, stops_at=LifeStage.RESOLVED)),
    Scene("nieuwe-medewerker", "K1001", "Jan", 75, _UNTOUCHED),
)


def lives(cast: Cast, hours: BusinessHours, emergency: BusinessHours, seed: int, now: datetime) -> Iterator[TicketLife]:
    companies = {company.number: company for company in COMPANIES}
    for index, scene in enumerate(SCENES):
        dice = dice_of(seed, f"scene {index}")
        told = story(scene.story)
        clock = emergency if scene.emergency else hours
        contact = next(c for c in cast.contacts[scene.customer] if c.name.split()[0] == scene.who)
        melding = Melding(
            told,
            companies[scene.customer],
            contact,
            back(clock, now, scene.ago),
            scene.channel,
            int(scene.urgency[0]) if scene.urgency else None,
            scene.urgency[1] if scene.urgency else None,
            scene.variant,
        )
        yield TicketLife(melding, scene.fate, cast, clock, dice, agent=cast.colleagues[scene.agent])


def back(hours: BusinessHours, now: datetime, minutes: float) -> datetime:
    """The latest moment from which so many working minutes have passed at `now`, to the second."""
    wanted, low, high = timedelta(minutes=minutes), now - timedelta(days=30), now
    while high - low > timedelta(milliseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if hours.between(middle, now) >= wanted else (low, middle)
    return (low + timedelta(seconds=0.5)).replace(microsecond=0)
