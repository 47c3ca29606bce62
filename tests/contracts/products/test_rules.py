"""Sums a month, renewals and moments of warning, as tables of cases (SLA 11). Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.products.rules import monthly_sum, next_renewal, notice_day, warnings_due


@pytest.mark.parametrize(
    ("products", "euros"),
    [
        ([], None),
        ([(None, 5, "month")], None),
        ([("18.70", 24, "month")], "448.80"),
        ([("100", 1, "year")], "8.33"),
        ([("100", 3, "year")], "25.00"),  # rounded once, over all of them
        ([("100", 1, "year")] * 3, "25.00"),
        ([("30", 1, "quarter"), ("10", 2, "month"), (None, 9, "year")], "30.00"),
        ([("0.06", 1, "year")], "0.01"),  # half a cent goes up
        ([("0", 1, "year")], "0.00"),
    ],
)
def test_what_products_come_to_a_month(products, euros):
    found = monthly_sum((price and Decimal(price), quantity, period) for price, quantity, period in products)
    assert found == (euros and Decimal(euros))


@pytest.mark.parametrize(
    ("first", "every", "day", "found"),
    [
        (None, None, "2026-11-23", None),
        ("2026-11-23", None, "2026-11-23", "2026-11-23"),
        ("2026-11-22", None, "2026-11-23", None),
        ("2027-03-01", 12, "2026-11-23", "2027-03-01"),
        ("2024-03-01", 12, "2026-11-23", "2027-03-01"),
        ("2024-11-23", 12, "2026-11-23", "2026-11-23"),
        ("2024-11-22", 12, "2026-11-23", "2027-11-22"),
        ("2024-02-29", 12, "2026-11-23", "2027-02-28"),
        ("2024-02-29", 12, "2027-03-01", "2028-02-29"),
        ("2026-01-31", 1, "2026-02-01", "2026-02-28"),
        ("2026-01-31", 1, "2026-03-01", "2026-03-31"),
        ("2026-01-31", 3, "2026-11-23", "2027-01-31"),
        ("2020-01-01", 36, "2026-11-23", "2029-01-01"),
    ],
)
def test_the_next_renewal(first, every, day, found):
    days = [value and date.fromisoformat(value) for value in (first, day, found)]
    assert next_renewal(days[0], every, days[1]) == days[2]


@pytest.mark.parametrize(
    ("renews_on", "every", "due"),
    [
        ("2027-01-23", 12, []),  # 61 days
        ("2027-01-22", 12, [60]),
        ("2026-12-24", 12, [60]),
        ("2026-12-23", 12, [60, 30]),
        ("2026-11-23", 12, [60, 30]),
        ("2026-11-22", None, []),
        ("2026-12-23", None, [60, 30]),
        ("2026-12-23", 2, [30]),
        ("2026-12-23", 1, []),
    ],
)
def test_which_warnings_are_due(renews_on, every, due):
    assert warnings_due(date.fromisoformat(renews_on), every, date(2026, 11, 23)) == due


def test_notice_counts_back_from_the_renewal():
    assert notice_day(date(2027, 1, 1), 30) == date(2026, 12, 2)
    assert notice_day(date(2027, 1, 1), None) is None
