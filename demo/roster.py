"""Who has duty this week and the next, who is away, and a call that was answered."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import AbsenceReason, DutyLine, User
from accounts.roster import actions
from demo.features import Stage
from demo.people import Cast
from demo.walk import Life
from sla.business_hours import AMSTERDAM
from tickets import actions as ticket_actions
from tickets.models import NoticeWhat, NoticeWhen
from tickets.notifications import actions as notices
from tickets.notifications.rules import How
from tickets.paging import actions as paging

FIRST = ("youssef@1do.example", "bram@1do.example")
BACKUP = ("ravi@1do.example", "femke@1do.example")
AWAY, KEEPER = "lotte@1do.example", "marloes@1do.example"


def plan_roster(cast: Cast, now: datetime) -> None:
    """Two weeks from this Monday, of which one evening was exchanged; after that the roster has a gap."""
    today = now.astimezone(AMSTERDAM).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(8), tzinfo=AMSTERDAM)
    given: dict[str, Any] = {"by": cast.colleagues[KEEPER], "now": monday}
    duties = []
    for week, (first, backup) in enumerate(zip(FIRST, BACKUP, strict=True)):
        span: dict[str, Any] = {
            "starts_at": monday + timedelta(weeks=week),
            "ends_at": monday + timedelta(weeks=week + 1),
        }
        actions.plan_opening_duty(team=cast.teams["eerste"], **span, **given)
        duties.append(actions.plan_emergency_duty(person=cast.colleagues[first], **span, **given))
        actions.plan_emergency_duty(person=cast.colleagues[backup], line=DutyLine.BACKUP, **span, **given)
    evening = duties[1].starts_at + timedelta(days=2, hours=9)
    actions.exchange_duty(
        duties[1],
        person=cast.colleagues[FIRST[0]],
        starts_at=evening,
        ends_at=evening + timedelta(hours=6),
        **given,
    )
    actions.report_absent(
        cast.colleagues[AWAY],
        first_day=today,
        last_day=today + timedelta(days=4),
        reason=AbsenceReason.HOLIDAY,
        **given,
    )


def choose_notices(cast: Cast) -> None:
    """One of them hears of each answer at any hour; the others as their role says."""
    own = How(webhook=True, when=NoticeWhen.ALWAYS)
    notices.set_notices(by=cast.colleagues[BACKUP[0]], chosen={NoticeWhat.ANSWERED: own})


def call_that_was_answered(stage: Stage) -> Life:
    """A Kritisch in the evening, of a customer with the Calamiteitendienst (SLA 3.2)."""
    at = stage.workday(2, "19:20")
    yield at
    words = "De ovens staan stil", "Geen enkele oven neemt een recept aan; de nachtploeg begint om tien uur."
    ticket = stage.filed("K1001", "Petra", at, *words, kind="incident", impact=1, urgency="A")
    paging.start_for([ticket.opening], at)
    paging.call_due(at)
    yield (at := at + timedelta(minutes=4))
    running = ticket.pagings.get()
    person = User.objects.get(pk=running.called[0])
    paging.answer_page(running, by=person, now=at)
    yield (at := at + timedelta(minutes=3))
    ticket_actions.start_work(ticket, by=person, now=at)
