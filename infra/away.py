"""The database or Redis is away for a moment: it restarts, or moves. Everybody hears when to come back, and the log one
line."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_AFTER = 5  # seconds
_OF_REDIS = frozenset({"ConnectionError", "TimeoutError"})


def is_away(error: BaseException | None) -> bool:
    """The connection could not be made, or broke: no state of PostgreSQL's, or one of class 08 or 57P; or Redis, that
    counts who comes too often and keeps sessions at hand, does not answer.

    Also of what Django says when it goes back on a connection that is gone. A lock that took too long is not this.
    """
    if any(kind.__module__ == "redis.exceptions" and kind.__name__ in _OF_REDIS for kind in type(error).__mro__):
        return True
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    cause = error.__cause__
    if cause is None or not type(cause).__module__.startswith("psycopg"):
        return False
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def page_of_fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    if not is_away(sys.exc_info()[1]):
        return server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})


class AwayFilter(logging.Filter):
    """That it is away is one line: where in our code it was noticed is no fault to look into."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and is_away(record.exc_info[1]):
            record.msg, record.args = f"{record.getMessage()} (the database or Redis is away)", ()
            record.exc_info = None
        return True
