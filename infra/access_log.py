"""gunicorn's log of requests. A file of its own: gunicorn does not import everywhere that the settings do."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from infra.logs import without_keys


class AccessLog(Logger):
    """Its lines hold the address that was asked for and the page that it was asked from."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = super().atoms(*args, **kwargs)
        return {name: without_keys(value) if isinstance(value, str) else value for name, value in found.items()}
