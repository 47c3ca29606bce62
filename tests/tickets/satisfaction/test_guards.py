"""Two workers, two clicks, two meldingen of one person: asked once, answered once (claims and locks)."""

from __future__ import annotations

from tests.closed import asked, closed
from tests.conftest import at
from tests.two_connections import TWO_CONNECTIONS, beaten, own
from tickets import actions
from tickets.models import CallBack, EntryKind, SatisfactionRequest, TimelineEntry

pytestmark = TWO_CONNECTIONS
THEN = at("2026-11-23 15:00")


def test_two_workers_ask_once(open_ticket, cast):
    closed(open_ticket, cast)
    row = SatisfactionRequest.objects.get()
    outcome = beaten(
        lambda: actions.ask_satisfaction(own(row), now=THEN), lambda: actions.ask_satisfaction(own(row), now=THEN)
    )
    assert outcome is False
    assert TimelineEntry.objects.filter(kind=EntryKind.RATING_ASKED).count() == 1


def test_two_meldingen_of_one_person_at_once_are_one_question(open_ticket, cast):
    first, second = (closed(open_ticket, cast) for _ in range(2))
    rows = {row.ticket_id: row for row in SatisfactionRequest.objects.all()}
    outcome = beaten(
        lambda: actions.ask_satisfaction(own(rows[first.pk]), now=THEN),
        lambda: actions.ask_satisfaction(own(rows[second.pk]), now=THEN),
    )
    assert outcome is False
    assert sorted(SatisfactionRequest.objects.values_list("lapse", flat=True)) == ["", "asked_lately"]


def test_a_double_click_is_one_answer_and_one_task(open_ticket, cast):
    row = asked(open_ticket, cast)

    def answer():
        return actions.answer_satisfaction(own(row), by=cast.jan.user, now=at("2026-11-23 16:00"), score=1, text="Nee.")

    beaten(answer, answer)
    assert TimelineEntry.objects.filter(kind=EntryKind.RATED).count() == CallBack.objects.count() == 1
