"""How customers found it, in the demo: some are asked, most of those answer, two are not content (SLA 11)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sla.business_hours import BusinessHours
from tickets import actions
from tickets.models import CallBack, Lapse, SatisfactionRequest, Score

LATEST = 100  # closings of which the question is still told; what came before them lapsed
ANSWERS_OF_TEN = 6
_SAID = {
    Score.EXCELLENT: ("Snel en vriendelijk geholpen, dank!", "", "Binnen een kwartier weer aan het werk.", ""),
    Score.GOOD: ("", "Prima zo.", "Goed uitgelegd aan de telefoon.", ""),
    Score.FAIR: ("", "Het duurde wat lang, maar het werkt weer."),
}
_DICE = (Score.EXCELLENT, Score.GOOD, Score.GOOD, Score.EXCELLENT, Score.GOOD, Score.FAIR)
_RUNG = (Score.POOR, "Ik moest drie keer hetzelfde uitleggen.")
_TO_RING = (Score.BAD, "De oplossing hield maar één dag en ik hoorde daarna niets meer.")


def play(now: datetime, seed: int, hours: BusinessHours) -> None:
    """Of what was closed in the walk."""
    planned = SatisfactionRequest.objects.filter(ask_at__lte=now).order_by("-ask_at", "-pk")
    latest = sorted(planned.select_related("ticket")[:LATEST], key=lambda each: (each.ask_at, each.pk))
    planned.exclude(pk__in=[each.pk for each in latest]).update(ask_at=None, lapse=Lapse.ASKED_LATELY)
    dice = random.Random(f"{seed} satisfaction")  # noqa: S311 - a demo's dice
    asked = [each for each in latest if each.ask_at and actions.ask_satisfaction(each, now=_open(each.ask_at, hours))]
    answering = [each for each in asked if dice.randrange(10) < ANSWERS_OF_TEN]
    bad = {each.pk: said for each, said in zip(answering[-2:], (_RUNG, _TO_RING), strict=False)}
    for each in answering:
        score = dice.choice(_DICE)
        _answer(each, *bad.get(each.pk, (score, dice.choice(_SAID[score]))), now=now)
    _ring_the_first(now)


def _open(moment: datetime, hours: BusinessHours) -> datetime:
    """A beat later, as the sweep would come by."""
    return hours.next_opening(moment + timedelta(seconds=9))


def _answer(request: SatisfactionRequest, score: int, text: str, *, now: datetime) -> None:
    row = SatisfactionRequest.objects.select_related("contact__user", "ticket").get(pk=request.pk)
    assert row.asked_at
    by, at = row.contact.user, min(row.asked_at + timedelta(minutes=95), now)
    actions.answer_satisfaction(row, by=by, contact=None if by else row.contact, now=at, score=score, text=text)


def _ring_the_first(now: datetime) -> None:
    for task in CallBack.objects.select_related("request__ticket__assignee").order_by("made_at", "pk")[:1]:
        by, at = task.request.ticket.assignee, min(task.made_at + timedelta(minutes=50), now)
        if by is not None:
            words = "Excuses gemaakt. De volgende keer leest wie belt eerst wat er al geschreven staat."
            actions.finish_call_back(task, by=by, now=at, outcome=words)
