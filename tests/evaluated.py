"""A Kritisch incident of Jan's, solved, and its evaluation as far as a test needs it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from reviews.evaluations import actions as evaluating
from reviews.models import Evaluation, EvaluationPart
from tests.conftest import MONDAY
from tests.yes import say_yes
from tickets import actions
from tickets.models import Channel, Ticket

SOLVED = MONDAY + timedelta(hours=2)
LATER = SOLVED + timedelta(hours=1)
KRITISCH = {"impact": 1, "urgency": "A", "channel": Channel.PHONE}
TEXTS = {part: f"Dit staat bij {part.label.lower()}." for part in EvaluationPart}


def solved(
    cast: SimpleNamespace, open_ticket: Any, *, start: timedelta = timedelta(minutes=12), **fields: Any
) -> Ticket:
    """Begun twelve minutes after it was reported, solved two hours after."""
    ticket = open_ticket(**KRITISCH | {"by": cast.sanne} | fields)
    if ticket.customer_id == cast.vries.pk:
        say_yes(ticket, cast.sanne)  # has Werkplek Basic: support is meerwerk
    actions.start_work(ticket, by=cast.sanne, now=MONDAY + start)
    actions.resolve(ticket, by=cast.sanne, now=SOLVED, text="De switch in de meterkast is vervangen.")
    return ticket


def owed(cast: SimpleNamespace, open_ticket: Any, **fields: Any) -> Evaluation:
    return evaluating.owe(solved(cast, open_ticket, **fields), now=SOLVED)


def written(cast: SimpleNamespace, evaluation: Evaluation) -> Evaluation:
    for part, text in TEXTS.items():
        seen = evaluation.number_of(part)
        evaluation = evaluating.write(evaluation, part, text, by=cast.sanne, now=LATER, seen=seen)
    return evaluation


def released(cast: SimpleNamespace, evaluation: Evaluation) -> Evaluation:
    evaluating.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    evaluating.approve(evaluation, by=cast.marloes, now=LATER)
    return evaluating.release(evaluation, by=cast.marloes, now=LATER)
