"""Moments and durations in Dutch words, the same everywhere: {{ ticket.opened_at|moment }}, {{ left|duration }}."""

from datetime import datetime, timedelta

from django import template

from sla.wording import duration_words, moment_words

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    return moment_words(value) if value else ""


@register.filter
def duration(value: timedelta | int | None) -> str:
    """Of a timedelta, or of whole minutes."""
    if value is None:
        return ""
    return duration_words(value if isinstance(value, timedelta) else timedelta(minutes=value))
