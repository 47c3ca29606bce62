"""At which tariff time is billed, and how much of it (SLA 3.2, 6.4, 8.2)."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.agreements.terms import Tariffs
from contracts.time.rates import CENT, Rate, RateKind, amount, billed_minutes, hours_to_bill, rate_for

NORMAL, OUTSIDE, EMERGENCY = Decimal("95"), Decimal("142.50"), Decimal("190")
ALL = Tariffs(NORMAL, OUTSIDE, EMERGENCY)

lines = st.lists(st.integers(0, 600), max_size=12)
minimums = st.integers(0, 120)


@pytest.mark.parametrize(
    ("emergency_call", "outside_hours", "expected"),
    [
        (False, False, Rate(RateKind.NORMAL, NORMAL)),
        (False, True, Rate(RateKind.OUTSIDE_HOURS, OUTSIDE)),
        (True, False, Rate(RateKind.EMERGENCY, EMERGENCY)),
        (True, True, Rate(RateKind.EMERGENCY, EMERGENCY)),
    ],
)
def test_each_kind_of_work_has_its_tariff(emergency_call: bool, outside_hours: bool, expected: Rate) -> None:
    assert rate_for(ALL, emergency_call=emergency_call, outside_hours=outside_hours) == expected


@pytest.mark.parametrize(
    ("tariffs", "emergency_call", "outside_hours", "euros", "note"),
    [
        (
            Tariffs(NORMAL),
            True,
            True,
            NORMAL,
            "Er is geen tarief voor de calamiteitendienst afgesproken (3.2); het normale uurtarief geldt.",
        ),
        (
            Tariffs(NORMAL, OUTSIDE),
            True,
            True,
            NORMAL,
            "Er is geen tarief voor de calamiteitendienst afgesproken (3.2); het normale uurtarief geldt.",
        ),
        (
            Tariffs(NORMAL, None, EMERGENCY),
            False,
            True,
            NORMAL,
            "Er is geen tarief voor werk buiten openingstijden afgesproken (8.2); het normale uurtarief geldt.",
        ),
        (
            Tariffs(),
            True,
            False,
            None,
            "Er is geen tarief voor de calamiteitendienst afgesproken (3.2), en ook geen normaal uurtarief.",
        ),
        (Tariffs(None, OUTSIDE, EMERGENCY), False, False, None, "Er is geen uurtarief afgesproken (6.4)."),
    ],
)
def test_a_missing_tariff_falls_back_to_the_normal_one_and_says_so(
    tariffs: Tariffs, emergency_call: bool, outside_hours: bool, euros: Decimal | None, note: str
) -> None:
    rate = rate_for(tariffs, emergency_call=emergency_call, outside_hours=outside_hours)
    assert rate == Rate(RateKind.NORMAL, euros, note)


def test_a_tariff_of_nought_is_agreed() -> None:
    free = Tariffs(NORMAL, Decimal(0), Decimal(0))
    assert rate_for(free, emergency_call=True, outside_hours=False) == Rate(RateKind.EMERGENCY, Decimal(0))
    assert rate_for(free, emergency_call=False, outside_hours=True) == Rate(RateKind.OUTSIDE_HOURS, Decimal(0))


@pytest.mark.parametrize(
    ("minutes", "billed"),
    [
        ([], []),
        ([20], [60]),
        ([60], [60]),
        ([90], [90]),
        ([20, 20], [60, 0]),
        ([20, 50], [60, 10]),
        ([20, 20, 30], [60, 0, 10]),
        ([90, 15], [90, 15]),
        ([0], [60]),
        ([0, 0, 75], [60, 0, 15]),
    ],
)
def test_a_call_is_billed_an_hour_at_least(minutes: list[int], billed: list[int]) -> None:
    assert billed_minutes(minutes, minimum=60) == billed


@given(lines.filter(bool), minimums)
def test_all_lines_together_are_real_time_or_the_minimum(minutes: list[int], minimum: int) -> None:
    billed = billed_minutes(minutes, minimum=minimum)
    assert sum(billed) == max(minimum, sum(minutes))
    assert len(billed) == len(minutes)
    assert min(billed) >= 0


@given(lines, lines, minimums)
def test_a_later_line_never_changes_an_earlier_bill(earlier: list[int], later: list[int], minimum: int) -> None:
    before = billed_minutes(earlier, minimum=minimum)
    assert billed_minutes(earlier + later, minimum=minimum)[: len(earlier)] == before


@pytest.mark.parametrize(
    ("minutes", "fixed", "billed"),
    [
        ([60, 1], [20, None], [20, 41]),  # 20 minutes before them were taken back: 61 in all, of which 20 left
        ([1, 60], [None, 20], [41, 20]),
        ([10, 40], [None, 60], [0, 60]),  # more left than the call is worth
        ([20, 20, 30], [60, None, None], [60, 0, 10]),
        ([30], [30], [30]),
    ],
)
def test_t14_what_left_counts_for_the_hour_of_the_call(minutes, fixed, billed) -> None:
    assert billed_minutes(minutes, minimum=60, fixed=fixed) == billed


@given(st.lists(st.tuples(st.integers(0, 600), st.none() | st.integers(0, 600)), min_size=1, max_size=8), minimums)
def test_t14_with_what_left_the_call_is_billed_what_it_is_worth(call: list[tuple[int, int | None]], minimum) -> None:
    minutes, fixed = [line for line, _share in call], [share for _line, share in call]
    billed = billed_minutes(minutes, minimum=minimum, fixed=fixed)
    assert all(share is None or share == given for share, given in zip(fixed, billed, strict=True))
    assert min(billed) >= 0
    if None in fixed:
        assert sum(billed) == max(minimum, sum(minutes), sum(share or 0 for share in fixed))


@pytest.mark.parametrize(("minutes", "minimum"), [([30, -1], 60), ([30], -60)])
def test_negative_minutes_are_refused(minutes: list[int], minimum: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        billed_minutes(minutes, minimum=minimum)


@pytest.mark.parametrize(
    ("minutes", "euros", "expected"),
    [
        (60, "95", "95.00"),
        (0, "95", "0.00"),
        (20, "95", "31.67"),
        (10, "95", "15.83"),
        (1, "0.30", "0.01"),  # exactly half a cent
        (3, "0.30", "0.02"),  # a cent and a half
        (5, "0.30", "0.03"),  # to even would be two cents
        (45, "142.50", "106.88"),
        (1, "0.29", "0.00"),
    ],
)
def test_amounts_are_rounded_half_up_to_cents(minutes: int, euros: str, expected: str) -> None:
    assert str(amount(minutes, Decimal(euros))) == expected


# --- Hours that multiply out ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "rate", "hours"),
    [
        (0, "95", "0.00"),
        (30, "95", "0.50"),
        (50, "95", "0.8334"),
        (1, "95", "0.01667"),
        (10, "95", "0.16667"),
        (-50, "95", "-0.8334"),
        (7, None, "0.12"),
    ],
)
def test_t10_hours_times_the_tariff_are_the_amount(minutes, rate, hours):
    assert hours_to_bill(minutes, None if rate is None else Decimal(rate)) == Decimal(hours)


@given(st.integers(-1440, 1440), st.decimals("0", "9999999.99", places=2))
def test_t10_to_the_cent_whatever_the_minutes_and_the_tariff(minutes: int, rate: Decimal) -> None:
    hours, owed = hours_to_bill(minutes, rate), amount(minutes, rate)
    assert (hours * rate).quantize(CENT, ROUND_HALF_UP) == owed
    assert (minutes * rate / 60).quantize(CENT, ROUND_HALF_UP) == owed
    assert (hours * 60).quantize(Decimal(1), ROUND_HALF_UP) == minutes
