"""When the work began, where time that is written says otherwise than the clock (SLA 7.9): never two truths silently.

Whoever writes that he worked from 10:05 on a melding whose clock says that work began at 11:05, says either that it
began at 10:05, and then the clock follows, marked as written down afterwards; or that it did not, and then his line
says that it is of before the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from sla.wording import moment_words
from tickets.approvals.asking import held_by
from tickets.kinds import WorkStarted
from tickets.lifecycle.handling import begin_work
from tickets.models import Ticket
from tickets.verb import record

ROUNDING = timedelta(minutes=5)
"""Whoever gives no start has it counted back from now; so much before the start of work is rounding."""


@dataclass(frozen=True)
class Beginning:
    """The ticket as it is after it, and when the line begins."""

    ticket: Ticket
    started_at: datetime


def begin(
    ticket: Ticket, started_at: datetime, *, by: User, now: datetime, counted_back: bool, began_then: bool | None
) -> Beginning:
    """Of the locked ticket: the start of work as it follows from time that began at `started_at`.

    Refused where nobody has said whether work began then, and the clock or its verdict would be another.
    """
    stands = ticket.clock.work_started_at
    began = max(started_at, ticket.opened_at)
    if stands is None:
        if not ticket.is_open or held_by(ticket) is not None:
            return Beginning(ticket, started_at)
        if began >= now or began_then is False:
            return Beginning(begin_work(ticket, by=by, now=now), started_at)
        if began_then is None and _decides(ticket, began, now):
            raise _question(began, now)
        return Beginning(begin_work(ticket, by=by, now=now, began_at=began), started_at)
    if began >= stands:
        return Beginning(ticket, started_at)
    if counted_back and began_then is None and stands - began <= ROUNDING:
        return Beginning(ticket, stands)
    if began_then is None:
        raise _question(began, stands)
    if began_then:
        _move_start(ticket, began, by=by, now=now)
    return Beginning(ticket, started_at)


def _decides(ticket: Ticket, began: datetime, now: datetime) -> bool:
    """Whether it is on time then, and late now."""
    clock = ticket.clock
    return not clock.is_triage and clock.due_at is not None and began <= clock.due_at < now


def _move_start(ticket: Ticket, began: datetime, *, by: User, now: datetime) -> None:
    ticket.clock.forget_verdict()
    record(ticket, WorkStarted(began_at=began), by=by, now=now)


def _question(began: datetime, stands: datetime) -> Refused:
    words = {"began": moment_words(began), "stands": moment_words(stands)}
    return Refused(
        _(
            "Volgens deze tijd begon het werk %(began)s, volgens de klok %(stands)s. Begon het werk aan deze melding"
            " toen al? Kies ja of nee."
        )
        % words,
        field="began_then",
    )
