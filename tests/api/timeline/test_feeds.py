"""For who keeps a copy: every list of changes gives each change, also one that was slow to arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.conftest import MONDAY
from tests.yes import agreed
from tickets import actions
from tickets.models import TimeEntry

SECOND = timedelta(seconds=1)


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


class Reader:
    """Reads as docs/api.md says: page by page, and next time from the last moment that it saw."""

    def __init__(self, program, feed: str, moment: str, key: str) -> None:
        self.program, self.feed, self.moment, self.key = program, feed, moment, key
        self.since = (MONDAY - timedelta(days=1)).isoformat().replace("+", "%2B")
        self.seen: set[int] = set()

    def read(self, now) -> None:
        with time_machine.travel(now, tick=False):
            address = f"{self.feed}/?updated_since={self.since}&ordering={self.moment}&page_size=2"
            while address:
                answer = self.program.get(address)
                assert answer.status_code == 200, answer.json()
                page = answer.json()
                for row in page["results"]:
                    self.seen.add(row[self.key])
                    self.since = row[self.moment]
                address = page["next"]


@pytest.mark.parametrize(
    ("feed", "moment", "key"),
    [("tickets", "updated_at", "number"), ("timeline", "at", "ticket"), ("time-entries", "logged_at", "ticket")],
)
def test_a_change_that_was_slow_to_arrive_is_not_missed(cast, sanne, open_ticket, feed, moment, key):
    """Its request came in at 10:00:10 and was done only at 10:00:39, after changes of later had been read."""

    def happen(second: int):
        when = MONDAY + second * SECOND
        ticket = open_ticket(now=when)
        actions.log_time(ticket, by=cast.sanne, now=when, minutes=5)
        return ticket.pk

    reader = Reader(sanne, feed, moment, key)
    made = {happen(0), happen(20), happen(30)}
    for second in (31, 61, 69):
        reader.read(MONDAY + second * SECOND)
    assert len(reader.seen) == 1
    made.add(happen(10))
    for second in (70, 75, 91):
        reader.read(MONDAY + second * SECOND)
    assert reader.seen == made


def test_the_timelines_of_all_tickets_in_one_list(cast, api, sanne, open_ticket, django_assert_num_queries):
    mine, his = open_ticket(), open_ticket(contact=cast.willem)
    actions.note(mine, by=cast.sanne, now=MONDAY, text="Intern")
    rows = sanne.get("timeline/").json()["results"]
    assert [(row["ticket"], row["kind"]) for row in rows] == [
        (mine.pk, "opened"),
        (his.pk, "opened"),
        (mine.pk, "note"),
    ]
    assert [row["ticket"] for row in sanne.get(f"timeline/?customer={cast.vries.pk}").json()["results"]] == [his.pk]
    assert [row["kind"] for row in sanne.get("timeline/?kind=note").json()["results"]] == ["note"]
    assert len(sanne.get(f"timeline/?ticket={mine.pk}").json()["results"]) == 2

    jan = api(cast.jan.user)
    assert [(row["ticket"], row["kind"]) for row in jan.get("timeline/").json()["results"]] == [(mine.pk, "opened")]
    assert jan.get(f"timeline/?ticket={his.pk}").json()["results"] == []
    assert jan.get(f"timeline/?customer={cast.vries.pk}").status_code == 400
    assert api(cast.sanne, scopes=["time:read"]).get("timeline/").status_code == 403


@pytest.mark.parametrize("who", ["sanne", "jan"])
@pytest.mark.parametrize("rows", [1, 20])
def test_it_takes_as_many_queries_for_one_row_as_for_twenty(
    cast, api, open_ticket, django_assert_num_queries, who, rows
):
    for _row in range(rows):
        open_ticket()
    program = api(cast.sanne if who == "sanne" else cast.jan.user)
    program.get("timeline/")  # marks the token as used
    with django_assert_num_queries(3):
        assert len(program.get("timeline/").json()["results"]) == rows


def test_a_customer_follows_his_own_time_too(cast, api, open_ticket):
    actions.log_time(open_ticket(), by=cast.sanne, now=MONDAY, minutes=5)
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=MONDAY, minutes=7)
    assert TimeEntry.objects.count() == 2
    rows = api(cast.jan.user).get("time-entries/?updated_since=2026-11-23T08:00:00Z").json()["results"]
    assert [row["minutes"] for row in rows] == [5]
