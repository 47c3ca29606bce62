"""How often one may call. Counted in the cache: with Redis for all workers together, without it per process."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle


class TokenThrottle(SimpleRateThrottle):
    """Per token, by its own rate or that of all; without a valid one per address, which also slows down who guesses
    tokens (security P3).

    One counter per period: cheaper than a list of moments, and counting is atomic over workers.
    """

    rate = ""  # which of the two applies is known only with the request

    def __init__(self) -> None:
        self.retry_after = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        scope = "token" if request.auth else "anonymous"
        who = request.auth.pk if request.auth else self.get_ident(request)
        limit, seconds = self.parse_rate(str(api_settings.DEFAULT_THROTTLE_RATES[scope]))
        if own := getattr(request.auth, "rate_per_minute", None):
            limit, seconds = own, 60
        if limit is None or seconds is None:
            return True
        now = time.time()
        period = int(now // seconds)
        self.retry_after = (period + 1) * seconds - now
        return _count(f"api-rate:{scope}:{who}:{period}", seconds) <= limit

    def wait(self) -> float:
        return self.retry_after


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, timeout=seconds + 1):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it expired in between
        cache.set(key, 1, timeout=seconds + 1)
        return 1
