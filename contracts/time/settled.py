"""A month of which the hours were exported or reviewed is settled: no version changes its tariffs afterwards (SLA 11).

Time is known to tickets/, which is above this app: it fills the registry.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.models import Customer, ServiceAgreement
from infra.errors import Refused
from infra.registry import Registry
from sla.wording import long_day_words

TARIFFS = ("tariff_normal", "tariff_outside_hours", "tariff_emergency")


class SettledTime(Protocol):
    def __call__(self, customer: Customer, since: date) -> date | None:
        """The last day from `since` on of which billable time was exported or reviewed; None when there is none."""


settled_time: Registry[SettledTime] = Registry()


def require_unsettled_tariffs(agreement: ServiceAgreement) -> None:
    """Other tariffs begin after the last day that was settled: what was billed or discussed stays as it was."""
    days = [day for last in settled_time if (day := last(agreement.customer, agreement.starts_on))]
    if not days or not _differs(agreement, max(days)):
        return
    words = {"day": long_day_words(max(days))}
    raise Refused(
        _(
            "De uren tot en met %(day)s zijn al geëxporteerd of besproken. Laat andere tarieven daarna ingaan,"
            " of houd de tarieven gelijk."
        )
        % words,
        field="starts_on",
    )


def _differs(agreement: ServiceAgreement, last: date) -> bool:
    """From the version that held then; without one there was no tariff at all."""
    own = tuple(getattr(agreement, name) for name in TARIFFS)
    held = agreement.customer.agreements.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=agreement.starts_on), status="in_force", starts_on__lte=last
    ).exclude(pk=agreement.pk)
    before = set(held.values_list(*TARIFFS)) or {(None, None, None)}
    return before != {own}
