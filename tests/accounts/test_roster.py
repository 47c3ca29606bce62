"""Who has duty when, and who is away (SLA 3.2): exchanged, refused where it overlaps, shown where it has a gap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Absence, Duty, DutyKind, DutyLine
from accounts.roster import actions, queries
from accounts.roster.rules import DutySpan, gaps, without
from infra.errors import Refused
from tests.conftest import MONDAY, at

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
hours = st.integers(0, 200)
spans = st.tuples(hours, st.integers(1, 40)).map(
    lambda pair: DutySpan(BEGIN + timedelta(hours=pair[0]), BEGIN + timedelta(hours=pair[0] + pair[1]))
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # of a machine that is busy
@given(spans, st.lists(spans, max_size=6))
def test_what_is_left_and_what_is_taken_are_the_whole(span: DutySpan, taken: list[DutySpan]) -> None:
    left = list(without(span, taken))
    for n in range(int((span.ends_at - span.starts_at) / timedelta(minutes=30))):
        moment = span.starts_at + n * timedelta(minutes=30)
        is_left = any(one.starts_at <= moment < one.ends_at for one in left)
        is_taken = any(one.starts_at <= moment < one.ends_at for one in taken)
        assert is_left != is_taken
    assert gaps([span], taken) == left


def turn(cast, person="sanne", starts="2026-11-23 17:00", ends="2026-11-30 08:00", line=DutyLine.FIRST, by="marloes"):
    return actions.plan_emergency_duty(
        by=getattr(cast, by),
        now=MONDAY,
        person=getattr(cast, person),
        starts_at=at(starts),
        ends_at=at(ends),
        line=line,
    )


def test_t29_who_has_duty_now(cast):
    turn(cast)
    turn(cast, "ravi", line=DutyLine.BACKUP)
    week = {"starts_at": at("2026-11-23 08:00"), "ends_at": at("2026-11-28 00:00")}
    actions.plan_opening_duty(by=cast.marloes, now=MONDAY, team=cast.supportcenter, **week)
    found = queries.on_duty(at("2026-11-24 19:00"))
    assert (found.team, found.called) == (cast.supportcenter, (cast.sanne, cast.ravi))
    assert queries.on_duty(at("2026-11-30 08:00")).called == ()
    cast.sanne.is_active = False
    cast.sanne.save()
    assert queries.on_duty(at("2026-11-24 19:00")).called == (cast.ravi,)


def test_only_who_keeps_the_roster_writes_in_it(cast):
    for by in ("sanne", "daan", "fred"):
        with pytest.raises(PermissionDenied):
            turn(cast, by=by)
    duty = turn(cast)
    with pytest.raises(PermissionDenied):
        actions.cancel_duty(duty, by=cast.sanne, now=MONDAY)


@pytest.mark.parametrize(
    ("given_duty", "field", "words"),
    [
        ({"person": "ravi", "starts": "2026-11-29 17:00", "ends": "2026-12-02 08:00"}, "starts_at", "Sanne de Wit al"),
        ({"line": DutyLine.BACKUP}, "person", "Sanne de Wit heeft dan al dienst"),
        ({"person": "ravi", "ends": "2026-11-23 17:00"}, "ends_at", "niet na het begin"),
        ({"person": "ravi", "ends": "2027-11-23 17:00"}, "ends_at", "twee maanden"),
        ({"person": "ravi", "starts": "2026-11-20 17:00", "ends": "2026-11-21 17:00"}, "ends_at", "al voorbij"),
    ],
)
def test_overlapping_duty_is_refused(cast, given_duty, field, words):
    turn(cast)
    with pytest.raises(Refused, match=words) as refused:
        turn(cast, **given_duty)
    assert refused.value.field == field
    assert Duty.objects.count() == 1


def test_one_after_another_is_no_overlap(cast):
    turn(cast)
    turn(cast, "ravi", starts="2026-11-30 08:00", ends="2026-12-07 08:00")
    assert Duty.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the verbs say it on SQLite")
def test_postgresql_refuses_an_overlap_itself(cast):
    duty = turn(cast)
    absence = actions.report_absent(
        cast.ravi, by=cast.marloes, now=MONDAY, first_day=date(2026, 12, 1), last_day=date(2026, 12, 4)
    )
    for row in (duty, absence):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_an_evening_is_taken_over_and_the_rest_stays(cast):
    duty = turn(cast)
    evening = {"starts_at": at("2026-11-25 17:00"), "ends_at": at("2026-11-25 23:00")}
    taken = actions.exchange_duty(duty, by=cast.marloes, now=MONDAY, person=cast.ravi, **evening)
    assert taken.takes_over_from == cast.sanne
    found = Duty.objects.order_by("starts_at").values_list("person__name", "starts_at", "ends_at")
    assert list(found) == [
        ("Sanne de Wit", at("2026-11-23 17:00"), at("2026-11-25 17:00")),
        ("Ravi Pinas", at("2026-11-25 17:00"), at("2026-11-25 23:00")),
        ("Sanne de Wit", at("2026-11-25 23:00"), at("2026-11-30 08:00")),
    ]
    with pytest.raises(Refused, match="er niet meer"):
        actions.exchange_duty(duty, by=cast.marloes, now=MONDAY, person=cast.marloes, **evening)


@pytest.mark.parametrize(
    ("person", "ends", "words"),
    [
        ("sanne", "2026-11-25 23:00", "heeft deze dienst al"),
        ("ravi", "2026-12-25 23:00", "buiten de dienst"),
        ("ravi", "2026-11-25 16:00", "niet na het begin"),
        ("jan", "2026-11-25 23:00", "werkt hier niet"),
    ],
)
def test_an_exchange_that_makes_no_sense_is_refused_and_changes_nothing(cast, person, ends, words):
    duty = turn(cast)
    whom = cast.jan.user if person == "jan" else getattr(cast, person)
    with pytest.raises(Refused, match=words):
        actions.exchange_duty(
            duty, by=cast.marloes, now=MONDAY, person=whom, starts_at=at("2026-11-25 17:00"), ends_at=at(ends)
        )
    assert Duty.objects.get() == duty


def test_a_turn_that_runs_ends_now_and_what_has_been_stays(cast):
    duty, later = turn(cast), turn(cast, "ravi", starts="2026-11-30 08:00", ends="2026-12-07 08:00")
    now = at("2026-11-24 12:00")
    actions.cancel_duty(duty, by=cast.marloes, now=now)
    actions.cancel_duty(later, by=cast.marloes, now=now)
    assert Duty.objects.get().ends_at == now
    with pytest.raises(Refused, match="voorbij"):
        actions.cancel_duty(duty, by=cast.marloes, now=at("2026-11-24 13:00"))


def away(cast, person="ravi", first="2026-12-01", last="2026-12-04"):
    return actions.report_absent(
        getattr(cast, person),
        by=cast.marloes,
        now=MONDAY,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
    )


def test_absence_is_of_whole_days(cast):
    away(cast)
    assert queries.absent_at(at("2026-11-30 23:59")) == set()
    assert queries.absent_at(at("2026-12-01 00:00")) == {cast.ravi.pk}
    assert queries.absent_at(at("2026-12-04 23:59")) == {cast.ravi.pk}
    assert queries.absent_at(at("2026-12-05 00:00")) == set()


def test_nobody_has_duty_while_he_is_away(cast):
    turn(cast)
    with pytest.raises(Refused, match="heeft dan dienst"):
        away(cast, "sanne", "2026-11-30", "2026-12-04")
    away(cast, "sanne", "2026-12-01", "2026-12-04")
    with pytest.raises(Refused, match="dan afwezig") as refused:
        turn(cast, starts="2026-12-04 17:00", ends="2026-12-07 08:00")
    assert refused.value.field == "person"
    for first, last, words in (
        ("2026-12-04", "2026-12-06", "al afwezig"),
        ("2026-12-14", "2026-12-12", "voor de eerste"),
        ("2026-12-14", "2029-12-12", "een jaar"),
    ):
        with pytest.raises(Refused, match=words):
            away(cast, "sanne", first, last)
    assert Absence.objects.count() == 1


def test_who_is_back_sooner_is_back(cast):
    absence = away(cast)
    actions.end_absence(absence, by=cast.marloes, now=at("2026-12-03 09:00"))
    assert Absence.objects.get().last_day == date(2026, 12, 2)
    actions.end_absence(absence, by=cast.marloes, now=at("2026-12-03 09:00"))
    assert Absence.objects.count() == 1
    future = away(cast, first="2026-12-10", last="2026-12-11")
    actions.end_absence(future, by=cast.marloes, now=at("2026-12-03 09:00"))
    assert Absence.objects.count() == 1


def test_a_team_has_no_line_and_a_person_no_team(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(
            kind=DutyKind.EMERGENCY,
            team=cast.supportcenter,
            starts_at=MONDAY,
            ends_at=MONDAY + timedelta(hours=1),
            made_by=cast.marloes,
            made_at=MONDAY,
        )
