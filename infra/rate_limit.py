"""How often something may be done. Counted in the cache: with Redis for all workers together, without it per process.

One counter per period: cheaper than a list of moments, and counting is atomic over workers.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def count(key: str, seconds: int) -> int:
    """How often it was counted in this period, now included."""
    key = _of_period(key, seconds)
    if cache.add(key, 1, timeout=seconds + 1):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it expired in between
        cache.set(key, 1, timeout=seconds + 1)
        return 1


def counted(key: str, seconds: int) -> int:
    return cache.get(_of_period(key, seconds), 0)


def left_of_period(seconds: int) -> float:
    return seconds - time.time() % seconds


def _of_period(key: str, seconds: int) -> str:
    return f"{key}:{int(time.time() // seconds)}"


def address_of(request: HttpRequest) -> str:
    """Of who calls, past as many proxies as TRUSTED_PROXY_COUNT says; without any, nothing that he says himself."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    if not settings.TRUSTED_PROXY_COUNT or forwarded is None:
        return address
    passed = str(forwarded).split(",")
    return passed[-min(settings.TRUSTED_PROXY_COUNT, len(passed))].strip()
