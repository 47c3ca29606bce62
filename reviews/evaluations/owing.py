"""Sweeps: which incidents are to be evaluated, which anew, and of which somebody is reminded. Each is safe to run twice
at once: a ticket has one evaluation by the database, and each verb looks again under its lock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from reviews.evaluations import actions
from reviews.evaluations.rules import PRIORITY_ONE
from reviews.models import Evaluation, EvaluationState
from sla.priority import Priority
from tickets.kinds import EntryKind
from tickets.models import Channel, Ticket, TimelineEntry

log = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=31)
"""What was solved longer ago is not owed any more: on the first day with an old system's data nobody could write it."""


def sweep_evaluations(now: datetime) -> int:
    """How many were owed, owed anew, and reminded of."""
    return owe_due(now) + owe_again_due(now) + remind_due(now)


def owe_due(now: datetime) -> int:
    solved_here = TimelineEntry.objects.filter(ticket=OuterRef("pk"), kind=EntryKind.RESOLVED, by__isnull=False)
    due = (
        Ticket.objects.filter(priority__in=PRIORITY_ONE, resolved_at__gte=now - LOOKS_BACK, evaluation__isnull=True)
        .filter(~Q(channel=Channel.IMPORT) | Exists(solved_here))
        .select_related("clock__calendar_version", "clock__emergency_version", "agreement__edition", "contact")
        .order_by("resolved_at", "pk")
    )
    found = list(due[: settings.SWEEP_BATCH])
    return sum(_one(partial(_owed, ticket, now), ticket) for ticket in found)


def _owed(ticket: Ticket, now: datetime) -> bool:
    return actions.owe(ticket, now=now).owed_at == now


def owe_again_due(now: datetime) -> int:
    """Solved anew since it was written; or set aside, and more urgent since."""
    solved_anew = Q(ticket__resolved_at__gte=now - LOOKS_BACK) & ~Q(ticket__resolved_at=F("resolved_at"))
    urgent = Q(ticket__priority=Priority.KRITISCH) | Q(ticket__priority=Priority.ERNSTIG, ticket__clock__late=True)
    set_aside = Q(state=EvaluationState.SET_ASIDE)
    due = Evaluation.objects.filter(solved_anew & ~set_aside | set_aside & urgent).order_by("pk")
    found = list(due[: settings.SWEEP_BATCH])
    return sum(_one(partial(actions.owe_again, each, now=now), each) for each in found)


def remind_due(now: datetime) -> int:
    due = Evaluation.objects.filter(remind_at__lte=now).order_by("remind_at", "pk")
    found = list(due[: settings.SWEEP_BATCH])
    return sum(_one(partial(actions.remind, each, now=now), each) for each in found)


def _one(act: Callable[[], bool], about: object) -> int:
    """What goes wrong with one does not stop the others."""
    try:
        return int(act())
    except Exception:
        log.exception("The sweep could not deal with %s; the others go on", about)
        return 0
