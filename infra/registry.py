"""What a lower app asks of a higher one, without knowing it.

The lower app writes down as a Protocol what it asks, and beside it a registry; the higher one adds what it has for it
in `AppConfig.ready()`. So imports run one way, and mypy sees both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """In the order of INSTALLED_APPS."""

    def __init__(self) -> None:
        self._added: list[T] = []

    def add(self, one: T) -> None:
        """Once, however often an app is made ready."""
        if not any(one is added for added in self._added):  # equality would wake Celery before the apps are ready
            self._added.append(one)

    def __iter__(self) -> Iterator[T]:
        return iter(self._added)
