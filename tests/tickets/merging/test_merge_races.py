"""Two people at once: nothing that is said to a melding is lost because it went into another in that second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from infra.errors import Refused
from tests.conftest import MONDAY
from tests.two_connections import TWO_CONNECTIONS, beaten, own
from tickets import actions
from tickets.models import EntryKind, Ticket

pytestmark = TWO_CONNECTIONS

NOW = MONDAY + timedelta(hours=1)


@pytest.fixture
def pair(open_ticket) -> tuple[Ticket, Ticket]:
    return open_ticket(), open_ticket(now=MONDAY + timedelta(minutes=1))


def test_an_answer_meanwhile_goes_on_where_it_went(cast, pair):
    first, second = pair
    said = beaten(
        lambda: actions.merge(own(second), own(first), by=cast.sanne, now=NOW),
        lambda: actions.reply(own(second), by=cast.jan.user, now=NOW, text="Nog iets."),
    )
    assert said.ticket == first and not second.timeline.filter(kind=EntryKind.REPLY).exists()


def test_two_who_merge_the_same_two(cast, pair):
    first, second = pair
    stays = beaten(
        lambda: actions.merge(own(second), own(first), by=cast.sanne, now=NOW),
        lambda: actions.merge(own(first), own(second), by=cast.marloes, now=NOW),
    )
    assert stays == first and first.timeline.filter(kind=EntryKind.MERGED).count() == 1


def test_who_closes_it_meanwhile_wins(cast, pair):
    first, second = pair
    with pytest.raises(Refused, match="geannuleerd"):
        beaten(
            lambda: actions.cancel(own(first), by=cast.sanne, now=NOW, text="Vervalt."),
            lambda: actions.merge(own(second), own(first), by=cast.marloes, now=NOW),
        )
    assert own(second).is_open


def test_undone_by_two_it_is_undone_once(cast, pair):
    first, second = pair
    actions.merge(second, first, by=cast.sanne, now=NOW)
    beaten(
        lambda: actions.unmerge(own(second), by=cast.sanne, now=NOW),
        lambda: actions.unmerge(own(second), by=cast.marloes, now=NOW),
    )
    assert second.timeline.filter(kind=EntryKind.UNMERGED).count() == 1
