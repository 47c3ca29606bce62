"""How often one may call over REST."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import ApiToken
from infra import rate_limit as rates


def rate_of(token: ApiToken | None) -> tuple[int | None, int | None]:
    """How many calls in how many seconds; without a limit (None, None)."""
    if token is not None and token.rate_per_minute:
        return token.rate_per_minute, 60
    scope = "anonymous" if token is None else "token"
    return _parsed.parse_rate(str(api_settings.DEFAULT_THROTTLE_RATES[scope]))


class TokenThrottle(SimpleRateThrottle):
    """Per token, by its own rate or that of all; without a valid one per address, which also slows down who guesses
    tokens (security P3)."""

    rate = ""  # which of the two applies is known only with the request

    def __init__(self) -> None:
        self.retry_after = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        scope = "token" if request.auth else "anonymous"
        who = request.auth.pk if request.auth else self.get_ident(request)
        limit, seconds = rate_of(request.auth)  # type: ignore[arg-type]
        if limit is None or seconds is None:
            return True
        self.retry_after = rates.left_of_period(seconds)
        return rates.count(f"api-rate:{scope}:{who}", seconds) <= limit

    def wait(self) -> float:
        return self.retry_after


_parsed = TokenThrottle()
