"""The text of the SLA as a page draws it: `{% load edition_words %}`."""

import re

from django import template
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")


@register.filter
def with_addresses(text: str) -> SafeString:
    """Addresses in it as links; the signs < and > around one are of the file."""
    return mark_safe(urlize(_ADDRESS.sub(r"\1", text), autoescape=True))  # noqa: S308 - it escapes
