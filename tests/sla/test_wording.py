from datetime import UTC, datetime, timedelta

import pytest

from sla.wording import day_words, duration_words, long_day_words, moment_words
from tests.sla.hours import at


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 min"),
        (1, "minder dan 1 min"),
        (59.9, "minder dan 1 min"),
        (60, "1 min"),
        (1_259, "20 min"),
        (3_600, "1 u"),
        (7_800, "2 u 10 min"),
        (32_400, "9 u"),
        (180_000, "50 u"),
    ],
)
def test_a_duration(seconds: float, words: str) -> None:
    assert duration_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at("2026-11-23 14:20"), "ma 23 nov 14:20"),
        (at("2026-03-01 08:05:59"), "zo 1 mrt 08:05"),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "wo 1 jul 00:30"),
    ],
)
def test_a_moment_is_told_by_the_wall_clock_of_amsterdam(moment: datetime, words: str) -> None:
    assert moment_words(moment) == words


def test_a_day_is_said_as_in_a_moment() -> None:
    moment = at("2026-12-07 10:00")
    assert moment_words(moment).startswith(day_words(moment.date()))
    assert (day_words(moment.date()), long_day_words(moment.date())) == ("ma 7 dec", "7 december 2026")
