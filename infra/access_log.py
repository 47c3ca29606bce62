"""gunicorn's log of requests. A file of its own: gunicorn does not import everywhere that the settings do."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

from infra.logs import without_keys


class WithoutKeys(logging.Formatter):
    """As another formatter, and then without keys."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        return without_keys(self._formatter.format(record))


class AccessLog(Logger):
    """Its lines hold the address that was asked for and the page that it was asked from; so do those about requests
    that it could not read or serve."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(WithoutKeys(handler.formatter or logging.Formatter()))

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = super().atoms(*args, **kwargs)
        return {name: without_keys(value) if isinstance(value, str) else value for name, value in found.items()}
