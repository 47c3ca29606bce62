"""Whatever happens to meldingen, in whatever order and at whatever hour: the figures are what the timelines say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.errors import Refused
from reviews.figures import counting
from reviews.figures import figure_reading as reading
from reviews.periods import Period
from tests.conftest import at
from tests.reviews import by_hand
from tickets import actions
from tickets.models import Ticket

# Around the Sundays on which the clock changes, and New Year.
STARTS = (at("2026-03-27 16:00"), at("2026-10-23 16:00"), at("2026-12-30 12:00"))
STEPS = ("start", "log", "resolve", "reopen", "thank", "cancel", "wait", "reply", "take", "team", "reclassify", "note")
STORIES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS), st.integers(1, 60)), min_size=3, max_size=14)


def act_on(cast: SimpleNamespace, ticket: Ticket, step: str, now: datetime) -> None:
    user = ticket.contact.user
    verbs: dict[str, Callable[[], Any]] = {
        "start": lambda: actions.start_work(ticket, by=cast.sanne, now=now),
        "log": lambda: actions.log_time(ticket, by=cast.ravi, now=now, minutes=20),
        "resolve": lambda: actions.resolve(ticket, by=cast.sanne, now=now, text="Klaar."),
        "reopen": lambda: actions.reopen(ticket, by=user, now=now, text="Nog niet."),
        "thank": lambda: actions.take_back_reopening(ticket, by=cast.sanne, now=now),
        "cancel": lambda: actions.cancel(ticket, by=cast.sanne, now=now, text="Hoeft niet."),
        "wait": lambda: actions.wait(ticket, by=cast.sanne, now=now, party="customer", text="Wat ziet u?"),
        "reply": lambda: actions.reply(ticket, by=user, now=now, text="Bedankt!"),
        "take": lambda: actions.take(ticket, by=cast.ravi, now=now),
        "team": lambda: actions.assign(ticket, by=cast.marloes, now=now, team=cast.second_line, assignee=None),
        "reclassify": lambda: actions.classify(ticket, by=cast.sanne, now=now, kind="incident", impact=3, urgency="C"),
        "note": lambda: actions.note(ticket, by=cast.sanne, now=now, text="Gebeld."),
    }
    try:
        with transaction.atomic():
            verbs[step]()
    except (Refused, PermissionDenied):
        pass  # it does not fit here; the next one may


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES, begin=st.sampled_from(STARTS), counted=st.integers(0, 14))
def test_figures_of_any_story_are_those_of_its_timelines(
    cast: SimpleNamespace,
    open_ticket: Callable[..., Ticket],
    story: list[tuple[int, str, int]],
    begin: datetime,
    counted: int,
) -> None:
    """Counted once somewhere halfway, and again at the end; each melding goes its own way."""
    with transaction.atomic():
        now = begin
        numbers = [open_ticket(now=now).pk, open_ticket(contact=cast.willem, now=now, kind="servicevraag").pk]
        numbers.append(open_ticket(impact=1, urgency="A", channel="phone", by=cast.sanne, now=now).pk)
        for n, (which, step, hours) in enumerate(story):
            now += timedelta(hours=hours, minutes=7)
            act_on(cast, Ticket.objects.get(pk=numbers[which]), step, now)
            if n == counted:
                counting.recount(now + timedelta(days=1))
        counting.recount(now + timedelta(days=1))
        _compare(cast, begin.date(), now.date())
        transaction.set_rollback(True)


def _compare(cast: SimpleNamespace, first: date, last: date) -> None:
    cut = first + timedelta(days=2)
    for period in (Period(first, last), Period(first, cut), Period(cut, max(cut, last))):
        for customer in (None, cast.smit, cast.vries):
            scope, only = reading.FiguresScope.of(customer), {"customer": customer} if customer else {}
            wanted, before, after = by_hand.count(period.first, period.last, **only)
            counts = reading.read(scope, period)
            assert {key: counts.of(key) for key in wanted} == dict(wanted)
            ends = [period.first - timedelta(days=1), period.last]
            assert reading.open_at_end(scope, ends) == [before, after]
