"""Who has read what is of each person; that the customer waits is of the ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.conftest import MONDAY
from tickets import actions, timeline
from tickets.kinds import MailFailed, Note, Warned
from tickets.models import ReadMark, Ticket, TimelineEntry
from tickets.reading.queries import CUSTOMER_WAITS, first_unread, read_until, unread_for

MINUTE = timedelta(minutes=1)


def unread(user) -> list[int]:
    return [t.pk for t in Ticket.objects.annotate(is_unread=unread_for(user)).order_by("pk") if t.is_unread]


def newest(ticket) -> TimelineEntry:
    return ticket.timeline.order_by("pk").last()


def waits(ticket) -> bool:
    return Ticket.objects.filter(CUSTOMER_WAITS, pk=ticket.pk).exists()


def test_what_one_reads_the_other_still_has_to_read(open_ticket, cast, django_assert_num_queries):
    ticket = open_ticket()
    assert unread(cast.sanne) == unread(cast.ravi) == [ticket.pk]
    assert actions.see(ticket, by=cast.sanne, until=newest(ticket).pk)
    assert not actions.see(ticket, by=cast.sanne, until=newest(ticket).pk - 1), "never less than before"
    assert (unread(cast.sanne), unread(cast.ravi)) == ([], [ticket.pk])
    with django_assert_num_queries(1):
        assert list(Ticket.objects.filter(unread_for(cast.ravi))) == [ticket]


def test_ones_own_message_is_not_news_and_hides_none_that_is(open_ticket, cast):
    ticket = open_ticket()
    actions.see(ticket, by=cast.sanne, until=newest(ticket).pk)
    seen = newest(ticket).pk
    actions.note(ticket, by=cast.sanne, now=MONDAY + MINUTE, text="Ik bel zo.")
    assert unread(cast.sanne) == []
    jan = actions.reply(ticket, by=cast.jan.user, now=MONDAY + 2 * MINUTE, text="Het werkt nu ook niet meer.")
    actions.note(ticket, by=cast.sanne, now=MONDAY + 3 * MINUTE, text="Gebeld.")
    actions.note(ticket, by=cast.sanne, now=MONDAY + 4 * MINUTE, text="Nog eens gebeld.")
    assert unread(cast.sanne) == [ticket.pk], "Jan's message was never seen, whoever wrote after it"
    lines = list(ticket.timeline.all())
    assert first_unread(lines, cast.sanne, seen) == jan
    actions.see(ticket, by=cast.sanne, until=newest(ticket).pk)
    assert unread(cast.sanne) == []
    assert Ticket.objects.annotate(until=read_until(cast.sanne)).get().until == newest(ticket).pk


def test_only_what_somebody_said_is_unread(open_ticket, cast):
    """Assigning, planning, warnings and failed mails are on the timeline, and nobody's message."""
    ticket = open_ticket()
    actions.see(ticket, by=cast.ravi, until=newest(ticket).pk)
    actions.take(ticket, by=cast.sanne, now=MONDAY + MINUTE)
    actions.start_work(ticket, by=cast.sanne, now=MONDAY + MINUTE)
    actions.log_time(ticket, by=cast.sanne, now=MONDAY + 9 * MINUTE, minutes=5)
    failed = MailFailed(entry=1, recipient="jan@smit.example")
    warned = Warned(threshold=50, due_at=MONDAY, nature="promise", given_late=False)
    timeline.append([timeline.draft(ticket, facts, now=MONDAY, text="x") for facts in (failed, warned)])
    assert unread(cast.ravi) == []
    timeline.append([timeline.draft(ticket, Note(), by=cast.sanne, now=MONDAY, text="In één keer.")])
    assert unread(cast.ravi) == [ticket.pk], "written in bulk counts as well"


def test_a_customer_keeps_no_marks(open_ticket, cast):
    ticket = open_ticket()
    assert not actions.see(ticket, by=cast.jan.user, until=newest(ticket).pk)
    assert not ReadMark.objects.exists()


# --- The customer waits -----------------------------------------------------------------------------------
@pytest.fixture
def asked(open_ticket, cast):
    """Jan wrote after his melding."""
    ticket = open_ticket()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY + MINUTE, text="Wanneer komen jullie?")
    return ticket


def test_his_message_waits_until_somebody_answers(asked, cast):
    assert waits(asked)
    actions.see(asked, by=cast.sanne, until=newest(asked).pk)
    actions.note(asked, by=cast.sanne, now=MONDAY + 2 * MINUTE, text="Weet iemand dit?")
    actions.take(asked, by=cast.sanne, now=MONDAY + 2 * MINUTE)
    assert waits(asked), "neither reading nor a note is an answer"
    actions.reply(asked, by=cast.jan.user, now=MONDAY + 3 * MINUTE, text="Hallo?")
    asked.refresh_from_db()
    assert asked.clock.customer_waits_since == MONDAY + MINUTE, "since the first"
    actions.reply(asked, by=cast.sanne, now=MONDAY + 4 * MINUTE, text="Vanmiddag.")
    assert not waits(asked)


@pytest.mark.parametrize(
    "end",
    [
        lambda t, by: actions.waive_answer(t, by=by, now=MONDAY + 2 * MINUTE),
        lambda t, by: actions.wait(t, by=by, now=MONDAY + 2 * MINUTE, party="customer", text="Welke printer?"),
        lambda t, by: actions.resolve(t, by=by, now=MONDAY + 2 * MINUTE, text="Verholpen."),
        lambda t, by: actions.cancel(t, by=by, now=MONDAY + 2 * MINUTE, text="Dubbel."),
    ],
)
def test_what_ends_it(asked, cast, end):
    end(asked, cast.sanne)
    assert not waits(asked)


def test_an_automatic_reply_waits_for_nothing_and_is_no_news(open_ticket, cast):
    ticket = open_ticket()
    actions.see(ticket, by=cast.sanne, until=newest(ticket).pk)
    actions.reply(ticket, by=None, contact=cast.jan, now=MONDAY, text="Ik ben er niet.", automatic=True)
    assert not waits(ticket) and unread(cast.sanne) == []


def test_what_is_new_waits_as_new(open_ticket):
    assert not waits(open_ticket())


def test_no_answer_needed_is_said_once_and_by_colleagues(asked, cast):
    with pytest.raises(PermissionDenied):
        actions.waive_answer(asked, by=cast.jan.user, now=MONDAY + 2 * MINUTE)
    for _click in range(2):
        actions.waive_answer(asked, by=cast.sanne, now=MONDAY + 2 * MINUTE)
    line = asked.timeline.get(kind="answer_waived")
    assert not line.is_public and asked.timeline.filter(kind="answer_waived").count() == 1
