"""The reader's running timer, above every page of the desk: `{% load timers %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from tickets.models import RunningTimer
from tickets.time.timers import timer_of

register = template.Library()


@register.simple_tag(takes_context=True)
def own_timer(context: RequestContext, **_kwargs: Any) -> RunningTimer | None:
    """One query; none where the page read the timer itself (`timer` in its context)."""
    if "timer" in context:
        timer: RunningTimer | None = context["timer"]
        return timer
    user = context.get("user")
    return timer_of(user) if user is not None and user.is_authenticated else None


@register.filter
def ran(timer: RunningTimer) -> str:
    """ "0:12", hours and whole minutes."""
    minutes = max(0, int((timezone.now() - timer.started_at).total_seconds())) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
