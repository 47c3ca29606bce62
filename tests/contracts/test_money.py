"""Amounts in words."""

from decimal import Decimal

import pytest

from contracts.money import euros


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "€ 0,00"),
        ("95", "€ 95,00"),
        ("1234.5", "€ 1.234,50"),
        ("1234567.895", "€ 1.234.567,90"),
        ("-12.3", "-€ 12,30"),
        ("-0.001", "€ 0,00"),
    ],
)
def test_euros(amount, words):
    assert euros(Decimal(amount)).replace("\N{NO-BREAK SPACE}", " ") == words
