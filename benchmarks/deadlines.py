"""Deadlines per second of sla.business_hours, beside pandas and businesstimedelta, taken in the same run.

    python benchmarks/deadlines.py

Needs the packages of requirements-bench.txt. All get the same starts (aware, at random from 2023 to 2032, from a fixed
seed) and give an aware answer. Measured is the processor time of one thread, the best of some rounds taken in turn.
The peers know no days that close at 16:00, so they have less to do.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import businesstimedelta
import pandas as pd
import pytz

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sla.business_hours import AMSTERDAM, BusinessHours  # noqa: E402
from sla.dutch_days import dates_of  # noqa: E402
from sla.edition import load_edition  # noqa: E402

Add = Callable[[datetime], datetime]

WANTED_PER_SECOND, WANTED_TIMES = 200_000, 20
ROUNDS = 5
OUR_STARTS, PEER_STARTS = 200_000, 3_000

HOURS = load_edition(ROOT / "sla" / "editions" / "2.4.toml").supportcenter


def closed_days() -> list[date]:
    years = range(2022, 2035)
    days = [day for year in years for day in dates_of(year).values()]
    return sorted(day for day in set(days) if HOURS.policy.holiday(day))


def starts(number: int) -> list[datetime]:
    draw = random.Random(2026)
    first, span = datetime(2023, 1, 1, tzinfo=AMSTERDAM), 10 * 365 * 86_400
    return [first + timedelta(seconds=draw.randrange(span)) for _start in range(number)]


def ours(hours: int) -> Add:
    calendar = BusinessHours(HOURS.weekly, HOURS.policy)
    budget = timedelta(hours=hours)
    return lambda start: calendar.add(start, budget)


def pandas_offset(hours: int) -> Add:
    offset = pd.offsets.CustomBusinessHour(n=hours, start="08:00", end="17:00", holidays=closed_days())
    return lambda start: (pd.Timestamp(start) + offset).to_pydatetime()


def business_time_delta(hours: int) -> Add:
    zone = pytz.timezone("Europe/Amsterdam")
    workday = businesstimedelta.WorkDayRule(
        start_time=time_of_day(8), end_time=time_of_day(17), working_days=[0, 1, 2, 3, 4], tz=zone
    )
    holidays = businesstimedelta.HolidayRule(set(closed_days()), tz=zone)
    delta = businesstimedelta.BusinessTimeDelta(businesstimedelta.Rules([workday, holidays]), hours=hours)
    return lambda start: start + delta


def per_second(add: Add, given: list[datetime]) -> float:
    began = time.process_time()
    for start in given:
        add(start)
    return len(given) / (time.process_time() - began)


def measure(hours: int) -> dict[str, float]:
    methods = {
        "sla.business_hours": (ours(hours), starts(OUR_STARTS)),
        f"pandas {pd.__version__} CustomBusinessHour": (pandas_offset(hours), starts(PEER_STARTS)),
        "businesstimedelta": (business_time_delta(hours), starts(PEER_STARTS)),
    }
    best = dict.fromkeys(methods, 0.0)
    for add, given in methods.values():
        add(given[0])  # tables and imports are not what is measured
    for _round in range(ROUNDS):
        for name, (add, given) in methods.items():
            best[name] = max(best[name], per_second(add, given))
    return best


def main() -> int:
    reached = True
    for hours in (1, 9):
        rates = measure(hours)
        own, *peers = rates.values()
        print(f"\n+ {hours} h")
        for name, rate in rates.items():
            print(f"  {name:<36}{rate:>12,.0f} /s{own / rate:>9.1f} x")
        fast, far = own >= WANTED_PER_SECOND, own >= WANTED_TIMES * max(peers)
        reached = reached and fast and far
        print(f"  {WANTED_PER_SECOND:,} a second: {'reached' if fast else 'NOT reached'}; ", end="")
        print(f"{WANTED_TIMES} x the best peer: {'reached' if far else 'NOT reached'}")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
