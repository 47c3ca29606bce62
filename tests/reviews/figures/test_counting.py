"""Figures by the front door of tickets/: what happened there is counted once, on its day, for whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from reviews.figures import counting
from reviews.figures import figure_reading as reading
from reviews.figures.catalogue import FIGURES, Part
from reviews.models import CountingState, DayCounts, StaleDay, TicketRecord
from reviews.periods import Period
from tests.conftest import MONDAY, at
from tests.reviews import by_hand
from tests.two_connections import TWO_CONNECTIONS
from tickets import actions
from tickets.models import Ticket

WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))
AFTER = MONDAY + timedelta(days=6)


@pytest.fixture
def week(cast: SimpleNamespace, open_ticket: Callable[..., Ticket]) -> SimpleNamespace:
    """A late Kritisch, a Standaard begun in time, one resolved twice, one thanked for, one of the other customer."""
    late = open_ticket(impact=1, urgency="A", channel="phone")
    actions.start_work(late, by=cast.sanne, now=at("2026-11-23 11:30"))
    actions.log_time(late, by=cast.sanne, now=at("2026-11-23 12:00"), minutes=25)
    in_time = open_ticket(impact=2, urgency="B", now=at("2026-11-23 10:30"))
    actions.take(in_time, by=cast.sanne, now=at("2026-11-23 10:31"))
    actions.start_work(in_time, by=cast.sanne, now=at("2026-11-23 11:00"))
    twice = open_ticket(kind="servicevraag")
    actions.resolve(twice, by=cast.sanne, now=at("2026-11-23 15:00"), text="Klaar.")
    actions.reopen(Ticket.objects.get(pk=twice.pk), by=cast.jan.user, now=at("2026-11-24 09:00"), text="Nog niet.")
    actions.resolve(Ticket.objects.get(pk=twice.pk), by=cast.sanne, now=at("2026-11-26 09:00"), text="Nu wel.")
    thanked = open_ticket(urgency="C")
    actions.resolve(thanked, by=cast.sanne, now=at("2026-11-23 16:00"), text="Klaar.")
    actions.reply(thanked, by=cast.jan.user, now=at("2026-11-23 16:30"), text="Bedankt!")
    actions.take_back_reopening(Ticket.objects.get(pk=thanked.pk), by=cast.sanne, now=at("2026-11-23 16:40"))
    other = open_ticket(contact=cast.willem, kind="aanpassing", now=at("2026-11-25 09:00"))
    actions.cancel(other, by=cast.sanne, now=at("2026-11-27 09:00"), text="Hoeft niet meer.")
    return SimpleNamespace(late=late, in_time=in_time, twice=twice, thanked=thanked, other=other)


def test_every_figure_is_what_the_timelines_say(cast, week):
    assert counting.count_due(AFTER) == 5
    for customer in (None, cast.smit, cast.vries):
        scope, only = reading.FiguresScope.of(customer), {"customer": customer} if customer else {}
        wanted, before, after = by_hand.count(WEEK.first, WEEK.last, **only)
        counts = reading.read(scope, WEEK)
        assert {key: counts.of(key) for key in wanted} == dict(wanted)
        assert reading.open_at_end(scope, [date(2026, 11, 22), WEEK.last]) == [before, after]
        assert before + wanted["in"] + wanted["reopened"] - wanted["solved"] - wanted["cancelled"] == after


def test_numbers_that_were_reckoned_by_hand(cast, week):
    counting.count_due(AFTER)
    counts = reading.read(reading.FiguresScope.house(), WEEK)
    named = ("in", "solved", "reopened", "cancelled", "promise_kept", "promise_late", "aim_met", "aim_late", "time")
    assert [counts.of(key) for key in named] == [5, 3, 1, 1, 0, 1, 1, 0, 25]
    assert counts.by("promise_late", "judged") == {"kritisch": 1}
    assert counts.spread("lead/judged/kritisch").values == ((60, 1),)  # due 10:30, begun 11:30
    smit = reading.read(reading.FiguresScope.of(cast.smit), WEEK)
    assert (smit.of("in"), smit.of("cancelled")) == (4, 0)
    sanne = reading.read(reading.FiguresScope.of(cast.sanne), WEEK)
    assert sanne.of("time") == 25


def test_every_figure_opens_into_what_it_counts(cast, week):
    counting.count_due(AFTER)
    for customer in (None, cast.smit, cast.vries):
        scope = reading.FiguresScope.of(customer)
        counts = reading.read(scope, WEEK)
        for key in counts.tally:
            part = Part.parse(key.partition("@")[0])
            assert part is not None, key
            found = reading.behind(part, scope, WEEK)
            assert found.exists(), key
            if not part.figure.is_spread:
                assert reading.total_behind(part, scope, WEEK) == counts.of(key), key
    solved = reading.behind(Part.parse("solved"), reading.FiguresScope.house(), WEEK)
    assert [ticket.pk for ticket in solved] == [week.thanked.pk, week.twice.pk]
    assert [ticket.pk for ticket in reading.open_behind(reading.FiguresScope.house(), WEEK.last)] == [
        week.in_time.pk,
        week.late.pk,
    ]


def test_days_that_wait_to_be_counted_are_counted_by_who_reads(cast, week):
    scope = reading.FiguresScope.house()
    while counting._measure_batch(AFTER):
        pass
    assert StaleDay.objects.exists() and not DayCounts.objects.exists()
    fresh, still_open = reading.read(scope, WEEK), reading.open_at_end(scope, [WEEK.last])
    counting.count_due(AFTER)
    assert not StaleDay.objects.exists()
    assert (reading.read(scope, WEEK), reading.open_at_end(scope, [WEEK.last])) == (fresh, still_open)


def test_what_changes_later_recounts_its_days(cast, week):
    counting.count_due(AFTER)
    line = week.late.time_entries.get()
    later = AFTER + timedelta(days=3)
    actions.correct_time(line, by=cast.sanne, now=later, minutes=10, reason="Vergist.", started_at=line.started_at)
    actions.assign(Ticket.objects.get(pk=week.in_time.pk), by=cast.marloes, now=later, assignee=cast.ravi, team=None)
    assert counting.count_due(later + timedelta(minutes=2)) == 2
    assert reading.read(reading.FiguresScope.house(), WEEK).of("time") == 10
    assert reading.read(reading.FiguresScope.of(cast.ravi), WEEK).of("aim_met") == 1
    assert reading.read(reading.FiguresScope.of(cast.sanne), WEEK).of("aim_met") == 0
    call_command("recount_figures", check=True)


def test_a_second_count_finds_nothing_to_do(week):
    counting.count_due(AFTER)
    before = list(DayCounts.objects.order_by("pk").values_list("pk", "counts"))
    assert counting.count_due(AFTER) == 0
    assert list(DayCounts.objects.order_by("pk").values_list("pk", "counts")) == before


def test_the_check_finds_a_wrong_day_and_the_count_anew_mends_it(week):
    counting.count_due(AFTER)
    day = DayCounts.objects.get(scope="house", day="2026-11-23")
    DayCounts.objects.filter(pk=day.pk).update(counts=day.counts | {"in": 99})
    TicketRecord.objects.filter(pk=week.twice.pk).update(kind="incident")
    with pytest.raises(CommandError, match="kloppen de cijfers niet"):
        call_command("recount_figures", check=True)
    assert TicketRecord.objects.get(pk=week.twice.pk).kind == "incident"  # it only looked
    call_command("recount_figures")
    call_command("recount_figures", check=True)
    assert reading.read(reading.FiguresScope.house(), WEEK).by("in", "kind") == {
        "incident": 3,
        "aanpassing": 1,
        "servicevraag": 1,
    }


def test_nothing_at_all(cast):
    counting.count_due(AFTER)
    counts = reading.read(reading.FiguresScope.of(cast.smit), WEEK)
    assert (counts.of("in"), counts.spread("lead").median, counts.by("in", "kind")) == (0, None, {})
    assert reading.open_at_end(reading.FiguresScope.house(), [WEEK.last]) == [0]


@pytest.mark.parametrize("key", ["", "nope", "in/", "in/assignee/1", "in/kind", "asked/step/1", "escalated/step/x"])
def test_what_is_no_key_of_a_figure(key):
    assert Part.parse(key) is None


def test_queries_do_not_grow(cast, week, open_ticket, django_assert_num_queries):
    counting.count_due(AFTER)
    with django_assert_num_queries(2):
        reading.read_parts(reading.FiguresScope.of(cast.smit), list(WEEK.months))
    with django_assert_num_queries(2):
        reading.read_parts(reading.FiguresScope.house(), list(Period(date(2026, 1, 1), date(2026, 12, 31)).months))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_each_figure_says_what_it_means(figure):
    assert str(figure.name) and str(figure.meaning).endswith(".")


class TestTwoAtOnce:
    pytestmark = TWO_CONNECTIONS

    def test_a_second_worker_leaves_the_count_to_the_first(self, cast, week):
        from concurrent.futures import ThreadPoolExecutor

        from django.db import connection, transaction

        def other() -> int:
            try:
                return counting.count_due(AFTER)
            finally:
                connection.close()

        counting._state()  # there from the first count on
        with transaction.atomic():
            assert counting._state() is not None
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(other).result() == 0
        assert counting.count_due(AFTER) == 5
        assert CountingState.objects.get().complete_until is not None
