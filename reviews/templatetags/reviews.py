"""`{% load reviews %}`: the tables of a Service Review."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

register = template.Library()


@register.filter
def with_sides(cells: Sequence[str], align: str) -> list[tuple[str, bool]]:
    """Each cell of a row, and whether it stands to the right as a number does; `align` is l or r per column."""
    return [(cell, align[place : place + 1] == "r") for place, cell in enumerate(cells)]
