"""What stands in the logs: the request that a line is about, and never a key that stands in an address (security C5,
C12): of a personal link, or the token of a tool that can send no header."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from urllib.parse import unquote

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_PERSONAL = re.compile(
    r"(/(?:portaal/(?:akkoord|ondertekenen|geheim|vragen|tevredenheid|reviews/uitnodiging)/(?:geven/)?|desk/oproep/|api/v1/alerts/t/))[^/?\s\"']+"
)
_TOKEN = re.compile(r"onedo_[\w-]{20,}")  # wherever somebody put it; a list of tokens shows less of one


_ESCAPED = re.compile(r"[^\s\"']*%[0-9A-Fa-f]{2}[^\s\"']*")


def without_keys(text: str) -> str:
    """A personal link opens something for whoever has it: only where it leads is logged. Also of an address that was
    written with percent signs: it leads to the same."""
    return _hidden(_ESCAPED.sub(_escaped, text))


def _hidden(text: str) -> str:
    return _TOKEN.sub("onedo_…", _PERSONAL.sub(r"\1…", text))


def _escaped(found: re.Match[str]) -> str:
    plain = "".join(sign if sign.isprintable() else "_" for sign in unquote(found[0]))
    hidden = _hidden(plain)
    return found[0] if hidden == plain else hidden


class RequestIdFilter(logging.Filter):
    """Puts the name of the request that is served on each line of the log; "-" outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class RefusalFilter(logging.Filter):
    """Who may not do something is one line in the log: where in our code that was said is no fault to look into."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = None
        return True


class MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_keys(super().format(record))
