"""What is typed as an amount is what is meant, or is asked again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from desk.fields import EurosField, MomentField, NumberField


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("95", "95"),
        ("95,5", "95.5"),
        ("95.50", "95.50"),
        ("1.250", "1250"),
        ("12.500", "12500"),
        ("1.250.000,75", "1250000.75"),
        ("1250,50", "1250.50"),
        ("€ 1.250,50", "1250.50"),
        ("\N{NO-BREAK SPACE}95 ", "95"),
        ("0", "0"),
        ("1.25", "1.25"),
    ],
)
def test_as_a_dutch_office_writes_it(typed, meant):
    assert EurosField().clean(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "veel",
        "1e3",
        "NaN",
        "Infinity",
        "1.2.3",
        "1,250,000",
        "1,25,3",
        "--5",
        "1.2500",
        "٣",
        "95,505",
        "1" * 40,
        "5-",
        ",",
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_again(typed):
    with pytest.raises(ValidationError):
        EurosField().clean(typed)


def test_nothing_is_nothing():
    assert NumberField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-10-25T01:59", "2026-10-25T01:59+02:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30+02:00"),  # it comes twice: the first
        ("2026-10-25T03:00", "2026-10-25T03:00+01:00"),
        ("2027-03-28T03:00", "2027-03-28T03:00+02:00"),
    ],
)
def test_in_a_night_in_which_the_clock_changes(typed, meant):
    assert MomentField().clean(typed).isoformat(timespec="minutes") == meant


def test_an_hour_that_is_not_there_is_said_in_words():
    with pytest.raises(ValidationError, match="In deze nacht gaat de klok vooruit: dit uur is er niet"):
        MomentField().clean("2027-03-28T02:30")
