"""What is said of the hours of a month: two sums with their reasons, and lines that are older (SLA 3.2, 6.2, 11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.time.words import billed_words, older_words, worked_words


@pytest.mark.parametrize(
    ("billed", "billable", "words"),
    [
        (0, 0, "Alle tijd viel binnen de overeenkomst."),
        (30, 30, "Dat is 30 min werk buiten de overeenkomst."),
        (
            60,
            55,
            "Dat is 55 min werk buiten de overeenkomst. Daar komt 5 min bij, want een oproep van de Calamiteitendienst"
            " is minstens een uur (3.2).",
        ),
        (
            0,
            20,
            "Dat is 20 min werk buiten de overeenkomst. 20 min daarvan is al berekend in het eerste uur van een oproep"
            " (3.2).",
        ),
    ],
)
def test_t11_why_so_much_is_charged(billed, billable, words):
    assert billed_words(billed=billed, billable=billable) == words


def test_t5_what_nobody_said_yes_to_is_said_apart():
    says = "is geen akkoord gegeven; zonder akkoord wordt dat niet berekend (4.2)."
    alone = billed_words(billed=0, billable=0, unagreed=30)
    assert alone == f"Op 30 min werk buiten de overeenkomst {says}"
    both = billed_words(billed=60, billable=60, unagreed=90)
    assert both == f"Dat is 1 u werk buiten de overeenkomst. Op 1 u 30 min werk buiten de overeenkomst {says}"


@pytest.mark.parametrize(
    ("worked", "covered", "drawn", "words"),
    [
        (0, 0, 0, ""),
        (30, 0, 0, "Niets daarvan valt binnen de overeenkomst."),
        (90, 60, 0, "Daarvan valt 1 u binnen de overeenkomst: dat zit in het maandbedrag."),
        (
            90,
            60,
            45,
            "Daarvan valt 1 u binnen de overeenkomst: dat zit in het maandbedrag, 45 min gaat van de uren af.",
        ),
    ],
)
def test_t11_why_not_all_that_was_worked_is_charged(worked, covered, drawn, words):
    assert worked_words(worked=worked, covered=covered, drawn=drawn) == words


@pytest.mark.parametrize(
    ("lines", "amount", "months", "words"),
    [
        (1, "190", [(2026, 10)], "nog 1 oudere regel, € 190,00, van oktober"),
        (2, "1234.5", [(2026, 9), (2026, 10)], "nog 2 oudere regels, € 1.234,50, van september en oktober"),
        (1, "0", [(2025, 12)], "nog 1 oudere regel, € 0,00, van december 2025"),
        (
            9,
            "10",
            [(2025, 12), (2026, 1), (2026, 2), (2026, 10)],
            "nog 9 oudere regels, € 10,00, van december 2025 t/m oktober",
        ),
    ],
)
def test_t8_older_lines_in_words(lines, amount, months, words):
    days = [date(year, month, 1) for year, month in months]
    assert older_words(lines, Decimal(amount), days, of_year=2026).replace("\xa0", " ") == words
