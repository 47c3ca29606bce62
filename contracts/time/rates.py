"""At which tariff time is billed, and how much of it (SLA 3.2, 6.4, 8.2). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import Tariffs

MINUTES_AN_HOUR = 60
CENT = Decimal("0.01")


class RateKind(TextChoices):
    NORMAL = "normal", gettext_lazy("Normaal tarief")
    OUTSIDE_HOURS = "outside_hours", gettext_lazy("Tarief buiten openingstijden")
    EMERGENCY = "emergency", gettext_lazy("Tarief calamiteitendienst")


@dataclass(frozen=True)
class Rate:
    """`euros_an_hour` is None where nothing was agreed; `note` says in Dutch why it is not the tariff one expects."""

    kind: RateKind
    euros_an_hour: Decimal | None
    note: str = ""


def rate_for(tariffs: Tariffs, *, emergency_call: bool, outside_hours: bool) -> Rate:
    """A call to the emergency line has a tariff of its own (SLA 3.2), also when it is outside hours (SLA 8.2)."""
    if emergency_call:
        missing = _("Er is geen tarief voor de calamiteitendienst afgesproken (3.2)")
        return _special(RateKind.EMERGENCY, tariffs.emergency, tariffs.normal, missing)
    if outside_hours:
        missing = _("Er is geen tarief voor werk buiten openingstijden afgesproken (8.2)")
        return _special(RateKind.OUTSIDE_HOURS, tariffs.outside_hours, tariffs.normal, missing)
    if tariffs.normal is None:
        return Rate(RateKind.NORMAL, None, _("Er is geen uurtarief afgesproken (6.4)."))
    return Rate(RateKind.NORMAL, tariffs.normal)


def billed_minutes(minutes: Sequence[int], *, minimum: int, fixed: Sequence[int | None] = ()) -> list[int]:
    """The minutes to bill for each line of one emergency call, in order: real time, `minimum` for the call (SLA 3.2).

    A line is billed what its call is worth up to and including it, less what was billed before. So a line that comes
    later never changes an earlier one, which may be on an invoice already. `fixed` is what was billed for a line and
    stays so (None: not yet): the others share what the call is worth beside that, whether they come before or after
    it. ValueError for negative minutes.

    Of 20, 60 and 1 minutes (billed 60, 20, 1) the first is taken back when the second has left: the call is worth 61,
    so the third is billed 41.
    """
    if minimum < 0 or any(line < 0 for line in minutes):
        raise ValueError("minutes cannot be negative")
    if not minutes:
        return []
    stands = [*fixed, *[None] * (len(minutes) - len(fixed))]
    left = max(0, max(minimum, sum(minutes)) - sum(share or 0 for share in stands))
    billed: list[int] = []
    worked = 0
    for line, share in zip(minutes, stands, strict=True):
        worked += line
        if share is None:
            share = min(left, max(0, max(minimum, worked) - sum(billed)))
            left -= share
        billed.append(share)
    if left and None in stands:  # what a fixed line was billed too little
        last = max(index for index, share in enumerate(stands) if share is None)
        billed[last] += left
    return billed


def amount(minutes: int, euros_an_hour: Decimal) -> Decimal:
    """Euros, half a cent rounded up."""
    return (minutes * euros_an_hour / MINUTES_AN_HOUR).quantize(CENT, ROUND_HALF_UP)


def hours_to_bill(minutes: int, euros_an_hour: Decimal | None) -> Decimal:
    """Hours that times the tariff are the amount to the cent, as an administration program works it out again.

    Two decimals, and more where it takes more: 45 minutes are 0.75, but 50 minutes at 95.00 are 0.8334, as 0.83 would
    be 78.85 where 79.17 is owed. Below nought for minutes below nought.
    """
    if minutes < 0:
        return -hours_to_bill(-minutes, euros_an_hour)
    rate = euros_an_hour or Decimal()
    owed, exact = amount(minutes, rate), Decimal(minutes) / MINUTES_AN_HOUR
    tries = (exact.quantize(Decimal(1).scaleb(-n), way) for n in range(2, 16) for way in (ROUND_HALF_UP, ROUND_UP))
    return next(hours for hours in tries if _multiplies_out(hours, minutes, rate, owed))


def _multiplies_out(hours: Decimal, minutes: int, rate: Decimal, owed: Decimal) -> bool:
    same_minutes = (hours * MINUTES_AN_HOUR).quantize(Decimal(1), ROUND_HALF_UP) == minutes
    return same_minutes and (hours * rate).quantize(CENT, ROUND_HALF_UP) == owed


def _special(kind: RateKind, euros: Decimal | None, normal: Decimal | None, missing: str) -> Rate:
    if euros is not None:
        return Rate(kind, euros)
    if normal is None:
        return Rate(RateKind.NORMAL, None, _("%(missing)s, en ook geen normaal uurtarief.") % {"missing": missing})
    return Rate(RateKind.NORMAL, normal, _("%(missing)s; het normale uurtarief geldt.") % {"missing": missing})
