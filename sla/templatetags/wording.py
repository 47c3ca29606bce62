"""Moments and durations in Dutch words, the same everywhere: {{ ticket.opened_at|moment }}, {{ left|duration }}."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from sla.wording import duration_words, moment_words

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """With the year when that is not the present one."""
    if not value:
        return ""
    local = timezone.localtime(value)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return f"{moment_words(value)[:-6]}{year}{moment_words(value)[-6:]}"


@register.filter
def duration(value: timedelta | int | None) -> str:
    """Of a timedelta, or of whole minutes; these may be below nought: "-9 u" was taken back."""
    if value is None:
        return ""
    if isinstance(value, int) and value < 0:
        return f"-{duration(-value)}"
    return duration_words(value if isinstance(value, timedelta) else timedelta(minutes=value))
