"""Amounts as a person reads them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from contracts.time.rates import CENT


def euros(amount: Decimal) -> str:
    """ "€ 1.234,50", with a space that does not break."""
    cents = abs(amount).quantize(CENT, ROUND_HALF_UP)
    digits = f"{cents:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{'-' if amount < 0 and cents else ''}€\N{NO-BREAK SPACE}{digits}"
