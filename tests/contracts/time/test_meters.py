"""The meter of the All-in-1 hours, the advice of half a year (SLA 6.2), and fair use (SLA 7.7)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.agreements.terms import FairUse
from contracts.time.fee import MonthlySum
from contracts.time.meters import (
    HOURS_THRESHOLDS,
    HoursMeter,
    HoursVerdict,
    UsedMonth,
    agreed_minutes,
    fair_use,
    half_year_advice,
    meter,
    thresholds_reached,
)
from sla.business_hours import BusinessHours, DayException
from tests.sla.hours import STANDARD, at

# November 2026: 21 working days of nine hours.
NOVEMBER = at("2026-11-01 00:00"), at("2026-12-01 00:00")
TWENTY_HOURS = 20 * 60


def november(used: int, now: str, agreed: int | None = TWENTY_HOURS) -> HoursMeter:
    return meter(agreed, used, *NOVEMBER, at(now), STANDARD)


# --- The meter --------------------------------------------------------------------------------------------------------


def test_halfway_at_a_pace_that_lasts() -> None:
    # Monday the 16th at noon is 10 days and 4 hours of 21 days on.
    reading = november(6 * 60, "2026-11-16 12:00")
    assert (reading.left, reading.over, reading.percentage) == (14 * 60, 0, 30)
    assert reading.forecast == round(6 * 60 * 189 / 94)
    assert (reading.forecast_percentage, reading.runs_out_on) == (60, None)
    assert reading.words == (
        "6 u gebruikt van de 20 u (30 %). Er is nog 14 u over. In dit tempo komt de maand uit op 12 u 4 min (60 %)."
    )


def test_at_a_pace_that_does_not_last_it_says_the_day() -> None:
    # 15 hours in 94 working hours: 20 hours are used up after 125 h 20 min, on the 14th working day.
    reading = november(15 * 60, "2026-11-16 12:00")
    assert reading.runs_out_on == date(2026, 11, 19)
    assert reading.forecast == round(15 * 60 * 189 / 94)
    assert reading.words == (
        "15 u gebruikt van de 20 u (75 %). Er is nog 5 u over. "
        "In dit tempo zijn de uren op do 19 nov verbruikt, en komt de maand uit op 30 u 10 min (150 %)."
    )


def test_a_pace_that_lasts_exactly_to_the_end_lasts() -> None:
    hours = BusinessHours({"monday": [("09:00", "17:00")]})
    month = at("2026-11-02 00:00"), at("2026-11-16 00:00")
    reading = meter(120, 60, *month, at("2026-11-02 17:00"), hours)
    assert (reading.forecast, reading.runs_out_on) == (120, None)
    assert meter(120, 61, *month, at("2026-11-02 17:00"), hours).runs_out_on == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("used", "percentage", "sentence"),
    [
        (20 * 60 - 1, 99, "Er is nog 1 min over."),
        (20 * 60, 100, "Daarmee zijn de uren op."),
        (22 * 60, 110, "Dat is 2 u meer dan afgesproken."),
    ],
)
def test_used_up(used: int, percentage: int, sentence: str) -> None:
    reading = november(used, "2026-11-16 12:00")
    assert reading.percentage == percentage
    assert sentence in reading.words
    assert (reading.runs_out_on is None) is (used >= TWENTY_HOURS)


@pytest.mark.parametrize("now", ["2026-10-20 12:00", "2026-11-01 12:00", "2026-11-02 08:00", "2026-11-02 08:00:59"])
def test_before_the_first_working_minute_there_is_no_forecast(now: str) -> None:
    reading = november(30, now)
    assert (reading.forecast, reading.forecast_percentage, reading.runs_out_on) == (None, None, None)
    assert reading.words.endswith("Voor een verwachting is het nog te vroeg.")


def test_after_the_first_working_minute_there_is_one() -> None:
    assert november(1, "2026-11-02 08:01").forecast == 189 * 60


@pytest.mark.parametrize("now", ["2026-12-01 00:00", "2027-02-01 12:00"])
def test_a_month_that_is_over_has_used_what_it_used(now: str) -> None:
    reading = november(5 * 60, now)
    assert (reading.forecast, reading.is_finished) == (5 * 60, True)
    assert reading.words == "5 u gebruikt van de 20 u (25 %). Er bleef 15 u over."


@pytest.mark.parametrize("agreed", [None, 0])
def test_without_agreed_hours_nothing_is_a_percentage(agreed: int | None) -> None:
    reading = november(90, "2026-11-16 12:00", agreed)
    assert (reading.agreed, reading.left, reading.percentage, reading.forecast_percentage) == (None, None, None, None)
    assert (reading.over, reading.runs_out_on) == (0, None)
    assert thresholds_reached(reading) == ()
    assert reading.words == "Er zijn geen uren per maand afgesproken; gebruikt is 1 u 30 min."


def test_a_month_without_a_working_minute_has_no_forecast() -> None:
    closed = {date(2026, 11, day): DayException((), "verhuizing") for day in range(1, 31)}
    hours = BusinessHours({"monday": [("08:00", "17:00")]}, exceptions=closed)
    assert meter(600, 30, *NOVEMBER, at("2026-11-16 12:00"), hours).forecast is None


def test_whoever_is_on_another_clock_reads_the_same_meter() -> None:
    utc = tuple(moment.astimezone(UTC) for moment in NOVEMBER)
    reading = meter(TWENTY_HOURS, 900, utc[0], utc[1], at("2026-11-16 12:00").astimezone(UTC), STANDARD)
    assert reading == november(900, "2026-11-16 12:00")


minutes = st.integers(0, 10_000)
moments = st.integers(-2 * 24 * 60, 32 * 24 * 60).map(
    lambda offset: (NOVEMBER[0].astimezone(UTC) + timedelta(minutes=offset)).astimezone(NOVEMBER[0].tzinfo)
)


@given(st.none() | minutes, minutes, moments)
def test_the_meter_is_always_consistent(agreed: int | None, used: int, now: datetime) -> None:
    reading = meter(agreed, used, *NOVEMBER, now, STANDARD)
    assert reading.words
    assert reading.forecast is None or reading.forecast >= used
    if reading.agreed is not None and reading.left is not None:
        assert reading.agreed - used == reading.left - reading.over
    if reading.runs_out_on is not None:
        assert reading.forecast is not None and reading.agreed is not None
        assert used < reading.agreed <= reading.forecast
        assert now.date() <= reading.runs_out_on <= date(2026, 11, 30)


@pytest.mark.parametrize(
    ("used", "reached"),
    [
        (0, ()),
        (839, ()),
        (840, (70,)),
        (1079, (70,)),
        (1080, (70, 90)),
        (1199, (70, 90)),
        (1200, (70, 90, 100)),
        (9999, (70, 90, 100)),
    ],
)
def test_thresholds(used: int, reached: tuple[int, ...]) -> None:
    assert thresholds_reached(november(used, "2026-11-16 12:00")) == reached


@given(st.integers(1, 5000), minutes)
def test_a_threshold_is_reached_when_that_part_is_really_used(agreed: int, used: int) -> None:
    expected = tuple(threshold for threshold in HOURS_THRESHOLDS if used * 100 >= threshold * agreed)
    assert thresholds_reached(HoursMeter(agreed, used)) == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(None, None), ("0", None), ("10", 600), ("12.5", 750), ("0.25", 15), ("0.01", 1)]
)
def test_agreed_hours_in_minutes(hours: str | None, expected: int | None) -> None:
    assert agreed_minutes(hours if hours is None else Decimal(hours)) == expected


# --- The advice of half a year ----------------------------------------------------------------------------------------

MONTHS = [date(2026, month, 1) for month in range(6, 12)]
TEN = Decimal(10)


def half_year(*hours_a_month: float, agreed: int = 600) -> list[UsedMonth]:
    return [UsedMonth(month, int(hours * 60), agreed) for month, hours in zip(MONTHS, hours_a_month, strict=True)]


def test_too_low() -> None:
    advice = half_year_advice(TEN, half_year(12, 13, 11, 14, 12, 13))
    assert (advice.verdict, advice.proposed, advice.is_provisional) == (HoursVerdict.TE_LAAG, Decimal(13), False)
    assert (advice.agreed, advice.used, advice.average) == (3600, 4500, 750)
    assert advice.reason == (
        "In juni t/m november 2026 is 75 u gebruikt; afgesproken was 6 × 10 u = 60 u. "
        "Dat is meer dan 110 % daarvan (66 u): te laag ingezet (6.2). "
        "Gemiddeld is dat 12 u 30 min per maand. Voorstel, naar boven afgerond op hele uren: 13 u per maand."
    )


def test_too_high() -> None:
    advice = half_year_advice(TEN, half_year(6, 7, 5, 8, 6, 7))
    assert (advice.verdict, advice.proposed) == (HoursVerdict.TE_HOOG, Decimal(7))
    assert "Dat is minder dan 75 % daarvan (45 u): te hoog ingezet (6.2)." in advice.reason


def test_rounding_up_never_proposes_more_than_was_too_high_already() -> None:
    advice = half_year_advice(Decimal("0.5"), half_year(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, agreed=30))
    assert (advice.verdict, advice.proposed) == (HoursVerdict.TE_HOOG, Decimal("0.5"))
    assert advice.reason.endswith("Voorstel: het blijft 30 min per maand.")


def test_sufficient_stays_as_it_was() -> None:
    advice = half_year_advice(Decimal("12.5"), half_year(12, 13, 11, 14, 12, 12, agreed=750))
    assert (advice.verdict, advice.proposed) == (HoursVerdict.TOEREIKEND, Decimal("12.5"))
    assert "tussen 75 % (56 u 15 min) en 110 % (82 u 30 min) daarvan: toereikend" in advice.reason
    assert "het blijft 12 u 30 min per maand." in advice.reason


@pytest.mark.parametrize(
    ("used", "verdict"),
    [
        (3961, HoursVerdict.TE_LAAG),
        (3960, HoursVerdict.TOEREIKEND),
        (2700, HoursVerdict.TOEREIKEND),
        (2699, HoursVerdict.TE_HOOG),
        (0, HoursVerdict.TE_HOOG),
    ],
)
def test_the_norm_itself_is_sufficient(used: int, verdict: HoursVerdict) -> None:
    months = [UsedMonth(month, 0, 600) for month in MONTHS[:-1]] + [UsedMonth(MONTHS[-1], used, 600)]
    assert half_year_advice(TEN, months).verdict == verdict


def test_fewer_than_six_months_is_provisional() -> None:
    advice = half_year_advice(TEN, half_year(12, 13, 14, 12, 13, 14)[:3])
    assert (advice.verdict, advice.months, advice.is_provisional) == (HoursVerdict.TE_LAAG, 3, True)
    assert advice.reason.startswith("Voorlopig, want over 3 maanden in plaats van 6. In juni t/m augustus 2026 is 39 u")


def test_one_month_and_a_turn_of_the_year_read_well() -> None:
    one = half_year_advice(TEN, [UsedMonth(date(2026, 11, 1), 600, 600)])
    assert one.reason.startswith("Voorlopig, want over 1 maand in plaats van 6. In november 2026 is 10 u gebruikt")
    two = half_year_advice(TEN, [UsedMonth(date(2027, 1, 1), 600, 600), UsedMonth(date(2026, 12, 1), 600, 600)])
    assert "In december 2026 t/m januari 2027 is 20 u gebruikt; afgesproken was 2 × 10 u = 20 u." in two.reason


def test_of_more_than_six_months_the_latest_count() -> None:
    old = [UsedMonth(date(2026, 1, 1), 90_000, 600), UsedMonth(date(2025, 12, 1), 90_000, 600)]
    assert half_year_advice(TEN, half_year(10, 10, 10, 10, 10, 10) + old) == half_year_advice(
        TEN, half_year(10, 10, 10, 10, 10, 10)
    )


@pytest.mark.parametrize("agreed", [None, Decimal(0)])
def test_without_agreed_hours_there_is_no_advice(agreed: Decimal | None) -> None:
    advice = half_year_advice(agreed, half_year(1, 2, 3, 4, 5, 6))
    assert (advice.verdict, advice.proposed, advice.used) == (None, None, 21 * 60)
    assert advice.reason.startswith("Er zijn geen uren per maand afgesproken")


def test_t15_nothing_used_proposes_nothing_silly() -> None:
    advice = half_year_advice(TEN, half_year(0, 0, 0, 0, 0, 0), MonthlySum(Decimal(3450), Decimal(95)))
    assert (advice.verdict, advice.proposed, advice.fee, advice.fee_words) == (HoursVerdict.TE_HOOG, None, None, "")
    assert advice.reason.endswith(
        "Er is niets gebruikt, dus een aantal uren volgt hier niet uit: bespreek of dit pakket nog past (6.2)."
    )
    assert "0 min per maand" not in advice.reason


def test_t15_the_advice_says_what_it_does_to_the_monthly_sum() -> None:
    monthly = MonthlySum(Decimal(3450), Decimal(95))
    advice = half_year_advice(TEN, half_year(12, 13, 11, 14, 12, 13), monthly)
    assert (advice.proposed, advice.fee) == (Decimal(13), Decimal(3735))
    assert "naar €\xa03.735,00 (+ 3 u × €\xa095,00)" in advice.fee_words
    assert "€" not in advice.reason, "who reads the reason may have no say in money"
    same = half_year_advice(TEN, half_year(10, 10, 10, 10, 10, 10), monthly)
    assert (same.fee, same.fee_words) == (Decimal(3450), "Het maandbedrag blijft €\xa03.450,00.")


def test_without_a_whole_month_there_is_no_advice() -> None:
    advice = half_year_advice(TEN, [])
    assert (advice.verdict, advice.proposed, advice.average, advice.months) == (None, None, 0, 0)
    assert advice.reason == "Er is nog geen hele maand voorbij; een advies volgt na de eerste (6.2)."


@given(
    st.decimals("0.01", "500", places=2),
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), minutes), min_size=1, max_size=8),
)
def test_the_proposal_follows_the_verdict(agreed: Decimal, used: list[tuple[date, int]]) -> None:
    months = [UsedMonth(month, minutes, agreed_minutes(agreed) or 0) for month, minutes in used]
    advice = half_year_advice(agreed, months)
    assert advice.reason
    assert (advice.proposed is None) is (advice.used == 0)
    if advice.proposed is None:
        return
    if advice.verdict == HoursVerdict.TE_LAAG:
        assert advice.proposed > agreed
        assert advice.proposed * 60 * advice.months >= advice.used
        assert advice.proposed == advice.proposed.to_integral_value()
    elif advice.verdict == HoursVerdict.TE_HOOG:
        assert advice.proposed <= agreed
    else:
        assert advice.proposed == agreed


# --- Fair use ---------------------------------------------------------------------------------------------------------

NORM = FairUse(changes_a_month=5, minutes_a_change=30)


@pytest.mark.parametrize(
    ("norm", "sizes", "exceeds", "reason"),
    [
        (NORM, [], False, "Geen kleine aanpassingen deze maand."),
        (NORM, [30], False, "1 kleine aanpassing van 30 min."),
        (NORM, [30] * 5, False, "5 kleine aanpassingen, samen 2 u 30 min, de grootste 30 min."),
        (NORM, [10] * 6, True, "Dat zijn er meer dan de norm van 5 per maand (7.7)."),
        (NORM, [10, 31], True, "1 aanpassing duurde langer dan de norm van 30 min (7.7)."),
        (NORM, [45, 31], True, "2 aanpassingen duurden langer dan de norm van 30 min (7.7)."),
        (FairUse(changes_a_month=2), [500, 5], False, "De norm is hoogstens 2 per maand (7.7)."),
        (FairUse(minutes_a_change=20), [20] * 50, False, "De norm per aanpassing is hoogstens 20 min (7.7)."),
        (FairUse(changes_a_month=0), [5], True, "Dat zijn er meer dan de norm van 0 per maand (7.7)."),
        (FairUse(), [500] * 50, False, "Er is geen norm voor fair use afgesproken (7.7)."),
    ],
)
def test_fair_use(norm: FairUse, sizes: list[int], exceeds: bool, reason: str) -> None:
    reading = fair_use(norm, sizes)
    assert reading.exceeds is exceeds
    assert reason in reading.reason
    assert (reading.count, reading.total, reading.largest) == (len(sizes), sum(sizes), max(sizes, default=0))
    assert (reading.count_norm, reading.minutes_norm) == (norm.changes_a_month, norm.minutes_a_change)


@given(st.builds(FairUse, st.none() | st.integers(0, 9), st.none() | st.integers(0, 90)), st.lists(st.integers(0, 120)))
def test_fair_use_is_exceeded_in_number_or_in_size(norm: FairUse, sizes: list[int]) -> None:
    too_many = norm.changes_a_month is not None and len(sizes) > norm.changes_a_month
    too_large = norm.minutes_a_change is not None and any(size > norm.minutes_a_change for size in sizes)
    assert fair_use(norm, sizes).exceeds is (too_many or too_large)
