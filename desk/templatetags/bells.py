"""The reader's bell, above every page of the desk, and what stands in it: `{% load bells %}`."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from tickets.notifications.queries import Bell, bell_of
from tickets.notifications.words import title_of

register = template.Library()
register.filter("notice_title", title_of)


@register.simple_tag(takes_context=True)
def own_bell(context: RequestContext) -> Bell:
    """One query."""
    user = context.get("user")
    return bell_of(user) if user is not None and user.is_authenticated else Bell()
