"""The clock against a plain simulation that walks minute by minute, and what is true of every story."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.clock import ClockEvent, ClockEventKind, ClockStatus, Party, run_clock
from sla.edition import Target
from sla.priority import Priority, TicketKind
from tests.sla import oracle
from tests.sla.hours import RULES, STANDARD, at

MINUTE = timedelta(minutes=1)
NOTHING = timedelta()
OPENED = at("2026-02-03 07:30")
DAYS = 2 * 24 * 60
TARGETS = [RULES.target(TicketKind.INCIDENT, priority) for priority in Priority]

offsets = st.integers(0, 12 * 60) | st.integers(0, DAYS)
moments = offsets.map(lambda minutes: OPENED + minutes * MINUTE)
OF_THEIR_OWN = (ClockEventKind.STOPPED, ClockEventKind.REOPENING_UNDONE)
kinds = st.sampled_from([kind for kind in ClockEventKind if kind not in OF_THEIR_OWN])


def _event(kind: ClockEventKind, moment: datetime, party: Party, target: Target) -> ClockEvent:
    return ClockEvent(
        moment,
        kind,
        party=party if kind == ClockEventKind.PAUSED else None,
        target=target if kind == ClockEventKind.TARGET_CHANGED else None,
    )


events = st.builds(_event, kinds, moments, st.sampled_from((Party.CUSTOMER, Party.SUPPLIER)), st.sampled_from(TARGETS))
stories = st.lists(events, max_size=7).map(lambda story: sorted(story, key=lambda event: event.at))


class Simulation:
    """Every minute from the opening; `reached` remembers when each number of working minutes was used up."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.holder: Party | None = Party.HOUSE
        self.started: datetime | None = None
        self.late: bool | None = None
        self.spent = dict.fromkeys(Party, 0)
        self.used = 0
        self.reached: dict[int, datetime] = {}

    def due_before(self, moment: datetime) -> bool:
        budget = self.target.budget
        due = None if budget is None else self.reached.get(budget // MINUTE)
        return due is not None and due < moment

    def fall(self, moment: datetime) -> None:
        if self.late is None and not self.started and self.holder == Party.HOUSE and self.due_before(moment):
            self.late = True

    def judge(self) -> None:
        if self.late is None and self.target.budget and self.started:
            self.late = self.due_before(self.started)

    def happen(self, event: ClockEvent) -> None:
        self.fall(event.at)
        kind = event.kind
        if kind == ClockEventKind.TARGET_CHANGED:
            self.target = event.target or self.target
            self.judge()
        elif kind == ClockEventKind.REOPENED:
            self.holder = self.holder or Party.HOUSE
        elif self.holder is not None:
            self.holder = event.party if kind == ClockEventKind.PAUSED else Party.HOUSE
            if kind in (ClockEventKind.WORK_STARTED, ClockEventKind.RESOLVED):
                self.started = self.started or event.at
                self.judge()
            if kind == ClockEventKind.RESOLVED:
                self.holder = None

    def pass_minute(self, moment: datetime) -> None:
        if self.holder is None or not oracle.is_open(moment):
            return
        self.spent[self.holder] += 1
        if self.holder == Party.HOUSE and not self.started:
            self.used += 1
            self.reached[self.used] = moment + MINUTE

    def run(self, story: list[ClockEvent], now: datetime) -> None:
        moment = OPENED
        left = [event for event in story if event.at <= now]
        while moment <= now:
            while left and left[0].at == moment:
                self.happen(left.pop(0))
            if moment < now:
                self.pass_minute(moment)
            moment += MINUTE
        self.fall(now)


@settings(max_examples=100)
@given(st.sampled_from(TARGETS), stories, moments)
def test_as_minute_by_minute(target: Target, story: list[ClockEvent], now: datetime) -> None:
    simulation = Simulation(target)
    simulation.run(story, now)
    state = run_clock(target, OPENED, story, STANDARD, now)
    assert state.late is simulation.late
    assert state.work_started_at == simulation.started
    assert {party: spent // MINUTE for party, spent in state.by_party.items()} == simulation.spent
    assert state.used // MINUTE == simulation.used


@given(st.sampled_from(TARGETS), stories, moments)
def test_the_parties_together_had_all_the_working_time(target: Target, story: list[ClockEvent], now: datetime) -> None:
    ends = (ClockEventKind.RESOLVED, ClockEventKind.REOPENED)
    story = [event for event in story if event.kind not in ends]
    state = run_clock(target, OPENED, story, STANDARD, now)
    assert sum(state.by_party.values(), NOTHING) == STANDARD.between(OPENED, now)


@given(st.sampled_from(TARGETS), stories, moments, moments)
def test_a_pause_in_two_parts_is_the_same_pause(
    target: Target, story: list[ClockEvent], cut: datetime, now: datetime
) -> None:
    """A second "waiting for the customer" in the middle of one, or a resume that is undone in the same moment."""
    whole = run_clock(target, OPENED, story, STANDARD, now)
    paused = run_clock(target, OPENED, story, STANDARD, cut).status == ClockStatus.PAUSED
    last = [event for event in story if event.at <= cut and event.kind == ClockEventKind.PAUSED]
    if not paused or not last:
        return
    again = replace(last[-1], at=cut)
    later = [event for event in story if event.at > cut]
    earlier = [event for event in story if event.at <= cut]
    split = run_clock(target, OPENED, [*earlier, again, *later], STANDARD, now)
    assert (split.status, split.due_at, split.used, split.by_party) == (
        whole.status,
        whole.due_at,
        whole.used,
        whole.by_party,
    )


@given(st.sampled_from(TARGETS), stories, moments, moments, moments)
def test_a_reopening_that_is_taken_back_never_was(
    target: Target, story: list[ClockEvent], first: datetime, second: datetime, now: datetime
) -> None:
    """Of what is resolved, with nothing on the clock between the two: whatever the time that went by."""
    ends, undone = min(first, second), max(first, second)
    earlier = [event for event in story if event.at <= ends]
    earlier.append(ClockEvent(ends, ClockEventKind.RESOLVED))
    reopened = [ClockEvent(ends, ClockEventKind.REOPENED), ClockEvent(undone, ClockEventKind.REOPENING_UNDONE)]
    later = max(now, undone)
    was = run_clock(target, OPENED, earlier, STANDARD, later)
    assert run_clock(target, OPENED, [*earlier, *reopened], STANDARD, later) == was


@given(st.sampled_from(TARGETS), stories, st.lists(moments, min_size=2, max_size=5).map(sorted))
def test_a_verdict_once_fallen_never_changes(target: Target, story: list[ClockEvent], nows: list[datetime]) -> None:
    states = [run_clock(target, OPENED, story, STANDARD, now) for now in nows]
    for earlier, later in pairwise(states):
        if earlier.late is not None:
            assert (later.late, later.verdict_at, later.due_at) == (earlier.late, earlier.verdict_at, earlier.due_at)


@given(st.sampled_from(TARGETS), stories, moments)
def test_what_a_state_says_hangs_together(target: Target, story: list[ClockEvent], now: datetime) -> None:
    state = run_clock(target, OPENED, story, STANDARD, now)
    assert (state.status == ClockStatus.LATE) is (state.late is True)
    assert (state.status == ClockStatus.MET) is (state.late is False)
    assert state.left is None or state.left >= NOTHING
    assert state.overrun == NOTHING or state.late
    assert state.moment(1) == state.due_at
    assert state.verdict_at is None or state.verdict_at <= now
    if state.status == ClockStatus.RUNNING:
        assert state.due_at is not None and state.due_at >= now


@given(st.sampled_from(TARGETS[:3]), stories, moments)
def test_the_ledger_adds_up_to_the_budget(target: Target, story: list[ClockEvent], now: datetime) -> None:
    state = run_clock(target, OPENED, story, STANDARD, now)
    counted = sum((line.duration for line in state.ledger if line.kind == "counted"), NOTHING)
    budget = state.verdict_target.budget
    if state.due_at is None:
        assert counted == (state.used if budget else NOTHING)
    else:
        assert counted == budget
        assert str(state.ledger[-1]).startswith(("uiterlijk", "streven: uiterlijk"))
