"""The hours of a month in which versions changed, and what other hours do to the monthly sum (SLA 6.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.time.fee import MonthlySum
from contracts.time.meters import agreed_minutes
from contracts.time.pro_rata import AgreedMonth, HeldDays

GOES = "Het maandbedrag gaat daarmee van € %s naar € %s (%s × € 95,00)."


def month(*parts: tuple[int, str | None], days: int = 30) -> AgreedMonth:
    return AgreedMonth(days, tuple(HeldDays(n, None if hours is None else Decimal(hours)) for n, hours in parts))


@pytest.mark.parametrize(
    ("parts", "minutes", "is_whole", "words"),
    [
        ([(30, "10")], 600, True, ""),
        ([(15, "10"), (15, "20")], 900, True, "15 dagen van 10 u per maand + 15 dagen van 20 u per maand"),
        ([(15, "10"), (15, "10")], 600, True, ""),
        ([(1, "10"), (29, "12")], 716, True, "1 dag van 10 u per maand + 29 dagen van 12 u per maand"),
        ([(15, "10")], 300, False, "15 dagen van 10 u per maand"),
        ([(10, None), (20, "12")], 480, False, "20 dagen van 12 u per maand"),
        ([(30, None)], None, False, ""),
        ([(30, "0")], None, False, ""),
        ([], None, False, ""),
    ],
)
def test_t15_hours_agreed_in_mid_month_are_pro_rata(parts, minutes, is_whole, words):
    agreed = month(*parts)
    assert (agreed.minutes, agreed.is_whole) == (minutes, is_whole)
    assert agreed.words == (f"Naar rato van de dagen: {words}." if words else "")


@given(st.integers(28, 31), st.integers(0, 31), *[st.decimals("0", "500", places=2)] * 2)
def test_t15_pro_rata_lies_between_the_two(days: int, first: int, one: Decimal, other: Decimal) -> None:
    first = min(first, days)
    both = AgreedMonth(days, (HeldDays(first, one), HeldDays(days - first, other)))
    low, high = sorted((agreed_minutes(one) or 0, agreed_minutes(other) or 0))
    assert low <= (both.minutes or 0) <= high
    swapped = AgreedMonth(days, (HeldDays(days - first, one), HeldDays(first, other)))
    assert abs((both.minutes or 0) + (swapped.minutes or 0) - low - high) <= 2  # each was rounded


@pytest.mark.parametrize(
    ("fee", "tariff", "agreed", "proposed", "new", "words"),
    [
        ("3450", "95", "26", "30", "3830", GOES % ("3.450,00", "3.830,00", "+ 4 u")),
        ("1000", "95", "10", "7.5", "762.5", GOES % ("1.000,00", "762,50", "- 2,5 u")),
        ("1000", "95", "10", "10", "1000", "Het maandbedrag blijft € 1.000,00."),
        ("1000", None, "10", "12", None, "Het maandbedrag verandert mee; hoeveel, moet nog worden afgesproken (6.2)."),
        ("100", "95", "10", "7", None, "Het maandbedrag verandert mee; hoeveel, moet nog worden afgesproken (6.2)."),
        (None, "95", "10", "12", None, "Het maandbedrag verandert mee; hoeveel, moet nog worden afgesproken (6.2)."),
        (None, None, "10", "10", None, ""),
    ],
)
def test_t15_the_new_monthly_sum(fee, tariff, agreed, proposed, new, words):
    def number(text):
        return None if text is None else Decimal(text)

    monthly = MonthlySum(number(fee), number(tariff))
    assert monthly.with_hours(Decimal(agreed), Decimal(proposed)) == number(new)
    assert monthly.words(Decimal(agreed), Decimal(proposed)).replace("\xa0", " ") == words
