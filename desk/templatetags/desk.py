"""Chips drawn once per look: a queue shows the same dozen a hundred times."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tickets.models import Status

register = template.Library()


@register.simple_tag
def priority_chip(priority: str | None, kind: str) -> SafeString:
    return _priority(priority or "", kind, get_language())


@register.simple_tag
def status_chip(status: str) -> SafeString:
    return _status(status, get_language())


@lru_cache(maxsize=128)
def _priority(priority: str, kind: str, language: str | None) -> SafeString:
    return render_to_string("components/_priority.html", {"priority": priority, "kind": kind})


@lru_cache(maxsize=128)
def _status(status: str, language: str | None) -> SafeString:
    return render_to_string("components/_status.html", {"status": status, "label": Status(status).label})


@register.filter
def at_line(by_line: dict[int, Any], line: int) -> Any:
    """What belongs to this line of the timeline, of what is kept by line."""
    return by_line.get(line)


@register.filter
def tel(number: str) -> str:
    """A number as a telephone dials it: "+31 (0)88 - 444" becomes "+3188444"."""
    return "".join(char for char in number.replace("(0)", "") if char.isdecimal() or char == "+")
