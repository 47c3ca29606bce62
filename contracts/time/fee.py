"""What other hours a month do to the monthly sum (SLA 6.2). Pure.

The document says that they change it, and not by how much. What an hour more or less is worth, is the hourly tariff of
the same agreement: it is what the customer would pay for that hour without the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contracts.money import euros


@dataclass(frozen=True)
class MonthlySum:
    """What is paid a month now, and the hourly tariff, without VAT; None where it was not agreed."""

    fee: Decimal | None = None
    tariff: Decimal | None = None

    def with_hours(self, agreed: Decimal, proposed: Decimal) -> Decimal | None:
        """The sum with `proposed` hours in place of `agreed`; None where it cannot be worked out."""
        if self.fee is None or agreed == proposed:
            return self.fee
        if self.tariff is None:
            return None
        new = self.fee + (proposed - agreed) * self.tariff
        return new if new > 0 else None

    def words(self, agreed: Decimal, proposed: Decimal) -> str:
        new = self.with_hours(agreed, proposed)
        if agreed == proposed:
            return "" if new is None else _("Het maandbedrag blijft %(fee)s.") % {"fee": euros(new)}
        if new is None or self.fee is None or self.tariff is None:
            return _("Het maandbedrag verandert mee; hoeveel, moet nog worden afgesproken (6.2).")
        values = {
            "fee": euros(self.fee),
            "new": euros(new),
            "sign": "+" if proposed > agreed else "-",
            "hours": number_format(abs(proposed - agreed).normalize()),
            "tariff": euros(self.tariff),
        }
        return _("Het maandbedrag gaat daarmee van %(fee)s naar %(new)s (%(sign)s %(hours)s u × %(tariff)s).") % values
