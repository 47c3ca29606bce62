"""Hours of the All-in-1 package against what was agreed (SLA 6.2), and fair use of small changes (SLA 7.7). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from django.db.models import TextChoices
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.agreements.terms import FairUse
from contracts.time.fee import MonthlySum
from contracts.time.rates import MINUTES_AN_HOUR
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.wording import day_words, duration_words

HOURS_THRESHOLDS = (70, 90, 100)
"""Percentages of the agreed hours of a month at which the account manager is warned."""

TOO_LOW_ABOVE = 110
TOO_HIGH_BELOW = 75
"""Percentages of the agreed hours. More used than the first: too few were agreed. Less than the second: too many."""

MONTHS_OF_ADVICE = 6

_MINUTE = timedelta(minutes=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class HoursMeter:
    """Minutes. `agreed` is None without agreed hours, `forecast` while no working minute of the month has passed.

    `runs_out_on` is a day still to come; None when the hours last, or are used up already. `terms` says how `agreed` is
    arrived at, where it is not what stands in the agreement.
    """

    agreed: int | None
    used: int
    forecast: int | None = None
    runs_out_on: date | None = None
    is_finished: bool = False
    terms: str = ""

    @property
    def left(self) -> int | None:
        return None if self.agreed is None else max(0, self.agreed - self.used)

    @property
    def over(self) -> int:
        return 0 if self.agreed is None else max(0, self.used - self.agreed)

    @property
    def percentage(self) -> int | None:
        """Of the agreed hours, rounded down: 100 is really all of them."""
        return _percentage(self.used, self.agreed)

    @property
    def forecast_percentage(self) -> int | None:
        return None if self.forecast is None else _percentage(self.forecast, self.agreed)

    @property
    def is_used_up(self) -> bool:
        return (self.percentage or 0) >= 100

    @property
    def is_running_low(self) -> bool:
        """The account manager was warned once at least."""
        return (self.percentage or 0) >= HOURS_THRESHOLDS[0]

    @property
    def expects_more(self) -> bool:
        """At this pace the month takes more than was agreed."""
        return (self.forecast_percentage or 0) > 100

    @property
    def words(self) -> str:
        return " ".join(_meter_sentences(self))


def agreed_minutes(hours_per_month: Decimal | None) -> int | None:
    """Whole minutes a month; None when no hours, or nought hours, were agreed."""
    return int(((hours_per_month or Decimal()) * MINUTES_AN_HOUR).quantize(Decimal(1), ROUND_HALF_UP)) or None


def meter(
    agreed: int | None,
    used: int,
    month_start: datetime,
    month_end: datetime,
    now: datetime,
    hours: BusinessHours,
    terms: str = "",
) -> HoursMeter:
    """The month is [month_start, month_end). The forecast goes on at the pace per working time so far (SLA 6.2)."""
    agreed = agreed or None
    whole = hours.between(month_start, month_end)
    elapsed = min(whole, hours.between(month_start, now))
    is_finished = now >= month_end
    if elapsed < _MINUTE:
        return HoursMeter(agreed, used, is_finished=is_finished, terms=terms)
    forecast = _rounded(used * (whole // _MICROSECOND), elapsed // _MICROSECOND)
    runs_out_on = None
    if agreed and used < agreed and used * whole > agreed * elapsed:
        enough = -(-elapsed * agreed // used)  # rounded up
        runs_out_on = hours.add(month_start, enough).astimezone(AMSTERDAM).date()
    return HoursMeter(agreed, used, forecast, runs_out_on, is_finished, terms)


def thresholds_reached(reading: HoursMeter) -> tuple[int, ...]:
    """Which of HOURS_THRESHOLDS the used hours have come to; none without agreed hours."""
    percentage = reading.percentage or 0
    return tuple(threshold for threshold in HOURS_THRESHOLDS if percentage >= threshold)


class HoursVerdict(TextChoices):
    """How the agreed hours were set (SLA 6.2)."""

    TE_LAAG = "te_laag", gettext_lazy("Te laag")
    TOEREIKEND = "toereikend", gettext_lazy("Toereikend")
    TE_HOOG = "te_hoog", gettext_lazy("Te hoog")


@dataclass(frozen=True)
class HoursAdvice:
    """`agreed` and `used` are minutes over all months, `average` minutes and `proposed` hours a month, rounded up.

    `verdict` and `proposed` are None when there is nothing to advise on: no hours agreed, or no whole month yet;
    `proposed` also when no hour was used. `fee` is the monthly sum with the proposed hours, None where it cannot be
    said; it and its words are for who has a say in money.
    """

    verdict: HoursVerdict | None
    months: int
    agreed: int
    used: int
    average: int
    proposed: Decimal | None
    reason: str
    fee: Decimal | None = None
    fee_words: str = ""

    @property
    def is_sufficient(self) -> bool:
        return self.verdict == HoursVerdict.TOEREIKEND

    @property
    def is_provisional(self) -> bool:
        return self.months < MONTHS_OF_ADVICE


@dataclass(frozen=True)
class UsedMonth:
    """A whole month: any day of it, the minutes used, and the minutes that were agreed for it."""

    month: date
    used: int
    agreed: int


def half_year_advice(
    agreed_per_month: Decimal | None, months: Sequence[UsedMonth], monthly: MonthlySum | None = None
) -> HoursAdvice:
    """The advice for the Service Review (SLA 6.2): what was used beside what was agreed then, and a proposal beside
    `agreed_per_month`, the hours of now, with what it does to the `monthly` sum. Of more than six whole months the
    latest count.
    """
    latest = sorted(months, key=lambda each: each.month)[-MONTHS_OF_ADVICE:]
    used = sum(each.used for each in latest)
    agreed = sum(each.agreed for each in latest)
    per_month = agreed_minutes(agreed_per_month)
    average = -(-used // len(latest)) if latest else 0
    if agreed_per_month is None or per_month is None or not agreed:
        reason = _no_advice(per_month)
        return HoursAdvice(None, len(latest), agreed, used, average, None, reason)
    verdict = _verdict(agreed, used)
    proposed = _proposed(verdict, agreed_per_month, average) if used else None
    reason = " ".join(_advice_sentences(verdict, latest, average, _proposal_words(per_month, proposed)))
    advice = HoursAdvice(verdict, len(latest), agreed, used, average, proposed, reason)
    if proposed is None or monthly is None:
        return advice
    fee = monthly.with_hours(agreed_per_month, proposed)
    return replace(advice, fee=fee, fee_words=monthly.words(agreed_per_month, proposed))


@dataclass(frozen=True)
class FairUseReading:
    """The small changes of a month: how many, and how large in minutes, beside the norm (None: not agreed)."""

    count: int
    total: int
    largest: int
    count_norm: int | None
    minutes_norm: int | None
    exceeds: bool
    reason: str


def fair_use(norm: FairUse, sizes: Sequence[int]) -> FairUseReading:
    """Whether number and size of the small changes of a month fit the norm (SLA 7.7); `sizes` in minutes each."""
    count, largest = len(sizes), max(sizes, default=0)
    too_many = norm.changes_a_month is not None and count > norm.changes_a_month
    too_large = sum(size > norm.minutes_a_change for size in sizes) if norm.minutes_a_change is not None else 0
    reason = " ".join(_fair_use_sentences(norm, sizes, too_large=too_large))
    exceeds = too_many or too_large > 0
    return FairUseReading(
        count, sum(sizes), largest, norm.changes_a_month, norm.minutes_a_change, exceeds=exceeds, reason=reason
    )


def _rounded(numerator: int, denominator: int) -> int:
    """Half up, exactly."""
    return (2 * numerator + denominator) // (2 * denominator)


def _percentage(part: int, whole: int | None) -> int | None:
    return part * 100 // whole if whole else None


def _words(minutes: int) -> str:
    return duration_words(timedelta(minutes=minutes))


def _meter_sentences(reading: HoursMeter) -> Iterator[str]:
    used = _words(reading.used)
    if reading.agreed is None:
        yield _("Er zijn geen uren per maand afgesproken; gebruikt is %(used)s.") % {"used": used}
        return
    yield _("%(used)s gebruikt van de %(agreed)s (%(percentage)s %%).") % {
        "used": used,
        "agreed": _words(reading.agreed),
        "percentage": reading.percentage,
    }
    if reading.terms:
        yield reading.terms
    yield _left_words(reading)
    if not reading.is_finished:
        yield _forecast_words(reading)


def _left_words(reading: HoursMeter) -> str:
    if reading.over:
        return _("Dat is %(over)s meer dan afgesproken.") % {"over": _words(reading.over)}
    if not reading.left:
        return _("Daarmee zijn de uren op.")
    pattern = _("Er bleef %(left)s over.") if reading.is_finished else _("Er is nog %(left)s over.")
    return pattern % {"left": _words(reading.left)}


def _forecast_words(reading: HoursMeter) -> str:
    if reading.forecast is None:
        return _("Voor een verwachting is het nog te vroeg.")
    values = {"forecast": _words(reading.forecast), "percentage": reading.forecast_percentage}
    if reading.runs_out_on is None:
        return _("In dit tempo komt de maand uit op %(forecast)s (%(percentage)s %%).") % values
    pattern = _(
        "In dit tempo zijn de uren op %(day)s verbruikt, en komt de maand uit op %(forecast)s (%(percentage)s %%)."
    )
    return pattern % {**values, "day": day_words(reading.runs_out_on)}


def _no_advice(per_month: int | None) -> str:
    if per_month is None:
        return _("Er zijn geen uren per maand afgesproken, dus er is niets om te vergelijken (6.2).")
    return _("Er is nog geen hele maand voorbij; een advies volgt na de eerste (6.2).")


def _most(agreed: int) -> int:
    """The most minutes that are not yet "te laag"."""
    return agreed * TOO_LOW_ABOVE // 100


def _least(agreed: int) -> int:
    """The fewest minutes that are not yet "te hoog"."""
    return -(-agreed * TOO_HIGH_BELOW // 100)


def _verdict(agreed: int, used: int) -> HoursVerdict:
    if used > _most(agreed):
        return HoursVerdict.TE_LAAG
    return HoursVerdict.TE_HOOG if used < _least(agreed) else HoursVerdict.TOEREIKEND


def _proposed(verdict: HoursVerdict, agreed_per_month: Decimal, average: int) -> Decimal:
    """The average in whole hours, rounded up; what is agreed now where that suffices. Never more for "te hoog" and
    never less for "te laag": it may have been changed since."""
    if verdict == HoursVerdict.TOEREIKEND:
        return agreed_per_month
    proposed = Decimal(-(-average // MINUTES_AN_HOUR))
    choose = min if verdict == HoursVerdict.TE_HOOG else max
    return choose(proposed, agreed_per_month)


def _advice_sentences(verdict: HoursVerdict, months: Sequence[UsedMonth], average: int, proposal: str) -> Iterator[str]:
    count, used, agreed = len(months), sum(each.used for each in months), sum(each.agreed for each in months)
    if count < MONTHS_OF_ADVICE:
        pattern = ngettext(
            "Voorlopig, want over %(count)s maand in plaats van %(all)s.",
            "Voorlopig, want over %(count)s maanden in plaats van %(all)s.",
            count,
        )
        yield pattern % {"count": count, "all": MONTHS_OF_ADVICE}
    yield _("In %(period)s is %(used)s gebruikt; afgesproken was %(terms)s = %(agreed)s.") % {
        "period": _period([each.month for each in months]),
        "used": _words(used),
        "terms": _terms_words(months),
        "agreed": _words(agreed),
    }
    yield _norm_words(verdict, agreed)
    if used:
        yield _("Gemiddeld is dat %(average)s per maand.") % {"average": _words(average)}
    yield proposal


def _terms_words(months: Sequence[UsedMonth]) -> str:
    """ "5 × 10 u + 1 × 20 u" """
    runs = [(agreed, len(list(run))) for agreed, run in groupby(months, key=lambda each: each.agreed)]
    return " + ".join(f"{count} × {_words(agreed)}" for agreed, count in runs)


def _norm_words(verdict: HoursVerdict, agreed: int) -> str:
    values = {
        "high": TOO_LOW_ABOVE,
        "low": TOO_HIGH_BELOW,
        "most": _words(_most(agreed)),
        "least": _words(_least(agreed)),
    }
    if verdict == HoursVerdict.TE_LAAG:
        return _("Dat is meer dan %(high)s %% daarvan (%(most)s): te laag ingezet (6.2).") % values
    if verdict == HoursVerdict.TE_HOOG:
        return _("Dat is minder dan %(low)s %% daarvan (%(least)s): te hoog ingezet (6.2).") % values
    return (
        _("Dat ligt tussen %(low)s %% (%(least)s) en %(high)s %% (%(most)s) daarvan: toereikend ingezet (6.2).")
        % values
    )


def _proposal_words(per_month: int, proposed: Decimal | None) -> str:
    if proposed is None:
        return _(
            "Er is niets gebruikt, dus een aantal uren volgt hier niet uit: bespreek of dit pakket nog past (6.2)."
        )
    hours = _words(agreed_minutes(proposed) or 0)
    if agreed_minutes(proposed) == per_month:
        return _("Voorstel: het blijft %(hours)s per maand.") % {"hours": hours}
    return _("Voorstel, naar boven afgerond op hele uren: %(hours)s per maand.") % {"hours": hours}


def _period(months: Sequence[date]) -> str:
    """ "november 2026", "juni t/m november 2026", "oktober 2026 t/m maart 2027"."""
    first, last = months[0], months[-1]
    ends = dateformat.format(last, "F Y")
    if (first.year, first.month) == (last.year, last.month):
        return ends
    starts = dateformat.format(first, "F" if first.year == last.year else "F Y")
    return _("%(first)s t/m %(last)s") % {"first": starts, "last": ends}


def _fair_use_sentences(norm: FairUse, sizes: Sequence[int], *, too_large: int) -> Iterator[str]:
    yield _count_words(sizes)
    if norm.changes_a_month is None and norm.minutes_a_change is None:
        yield _("Er is geen norm voor fair use afgesproken (7.7).")
        return
    if norm.changes_a_month is not None:
        pattern = (
            _("Dat zijn er meer dan de norm van %(norm)s per maand (7.7).")
            if len(sizes) > norm.changes_a_month
            else _("De norm is hoogstens %(norm)s per maand (7.7).")
        )
        yield pattern % {"norm": norm.changes_a_month}
    if norm.minutes_a_change is not None:
        yield _size_words(norm.minutes_a_change, too_large)


def _count_words(sizes: Sequence[int]) -> str:
    if not sizes:
        return _("Geen kleine aanpassingen deze maand.")
    pattern = ngettext(
        "%(count)s kleine aanpassing van %(total)s.",
        "%(count)s kleine aanpassingen, samen %(total)s, de grootste %(largest)s.",
        len(sizes),
    )
    return pattern % {"count": len(sizes), "total": _words(sum(sizes)), "largest": _words(max(sizes))}


def _size_words(norm: int, too_large: int) -> str:
    if not too_large:
        return _("De norm per aanpassing is hoogstens %(norm)s (7.7).") % {"norm": _words(norm)}
    pattern = ngettext(
        "%(count)s aanpassing duurde langer dan de norm van %(norm)s (7.7).",
        "%(count)s aanpassingen duurden langer dan de norm van %(norm)s (7.7).",
        too_large,
    )
    return pattern % {"count": too_large, "norm": _words(norm)}
