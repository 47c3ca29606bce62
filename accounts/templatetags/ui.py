"""The few template tags every screen uses. They are built in (settings.TEMPLATES): no `{% load %}` needed."""

from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from lucide.templatetags.lucide import lucide as draw

from infra import markdown

register = template.Library()


@lru_cache(maxsize=512)
def _icon(name: str, css_class: str, label: str) -> str:
    """Drawn once for each look: a queue shows the same few icons hundreds of times."""
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return draw(name, size=None, **{"class": css_class}, focusable="false", **spoken)


@register.simple_tag
def icon(name: str, css_class: str = "", label: str = "") -> str:
    """`{% icon "phone" %}` is decoration, silent to a screen reader; with `label=` an image of that name.

    Raises lucide.IconDoesNotExist for an unknown name.
    """
    # The sums take off SafeString: it would pass through the drawing as another type, and miss the cache.
    return _icon(name + "", f"icon {css_class}".strip(), str(label) + "")


register.filter("marked", markdown.marked)
register.filter("linked", markdown.linked)


_TONE_ICONS = {"danger": "octagon-alert", "warning": "triangle-alert", "success": "circle-check"}
_MESSAGE_TONES = {messages.ERROR: "danger", messages.WARNING: "warning", messages.SUCCESS: "success"}


@register.filter
def tone_icon(tone: str) -> str:
    """The shape that says the same as the colour: never colour alone."""
    return _TONE_ICONS.get(tone, "info")


@register.filter
def message_tone(message: Message) -> str:
    """Of what django.contrib.messages says: danger, warning, success or info."""
    return _MESSAGE_TONES.get(message.level, "info")


@dataclass(frozen=True)
class UndoOffer:
    """`act` is the key of what can be undone, for so many seconds."""

    act: str
    seconds: int

    @property
    def as_tag(self) -> str:
        """How a message carries it (`extra_tags`)."""
        return f"undo:{self.act}:{self.seconds}"


@register.filter
def message_offer(message: Message) -> UndoOffer | None:
    """What a message offers to undo, if anything (desk.undo)."""
    word, _colon, rest = (message.extra_tags or "").partition(":")
    act, _colon, seconds = rest.partition(":")
    return UndoOffer(act, int(seconds)) if word == "undo" and seconds.isdecimal() else None


@register.filter
def message_stays(message: Message) -> bool:
    """Whether it stands until it is closed; what went well goes away by itself."""
    return message.level >= messages.WARNING
