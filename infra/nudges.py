"""Ask for a sweep now, so that what goes out leaves within a second and not at the next beat."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Protocol

from celery import current_app
from django.db import transaction

from infra.registry import Registry

log = logging.getLogger(__name__)


class OutboxSweep(Protocol):
    """A Celery task that takes from the outbox what is its own."""

    @property
    def name(self) -> str: ...


outbox_sweeps: Registry[OutboxSweep] = Registry()
_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """No nudges from here: for who writes months at once, of which nothing is in a hurry."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def nudge_outbox() -> None:
    for sweep in outbox_sweeps:
        nudge(sweep.name)


def nudge_on_commit(task: str) -> None:
    """`task` is the name of one of the caller's own."""
    transaction.on_commit(partial(nudge, task))


def nudge(task: str) -> None:
    """Without a broker nothing is lost: the next beat finds the same rows."""
    if _silent.get():
        return
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception:
        log.warning("No broker to nudge %s; it waits for the next beat.", task, exc_info=True)
