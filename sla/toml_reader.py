"""Reading a TOML table strictly: what is wrong is an EditionError that begins with the path of the key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

AnEnum = TypeVar("AnEnum", bound=Enum)
AType = TypeVar("AType")


class EditionError(ValueError):
    """An edition that cannot be used; `path` names the key ("priority.matrix.A.2")."""

    def __init__(self, path: str, problem: object) -> None:
        super().__init__(f"{path}: {problem}" if path else str(problem))
        self.path = path


class Table:
    """One table of the document; used in `with` it refuses keys that nobody asked for (typing errors)."""

    def __init__(self, data: dict[str, Any], path: str = "") -> None:
        self._data, self._path = data, path
        self._read: set[str] = set()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None and (unknown := sorted(set(self._data) - self._read)):
            raise self.error(unknown[0], _("onbekende sleutel"))

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def error(self, key: str, problem: object) -> EditionError:
        return EditionError(f"{self._path}.{key}" if self._path else key, problem)

    def text(self, key: str, *, default: str | None = None) -> str:
        if default is not None and key not in self._data:
            return default
        value = self._typed(key, str, _("tekst"))
        if not value.strip() and default != "":
            raise self.error(key, _("mag niet leeg zijn"))
        return value

    def number(self, key: str, *, least: int = 0) -> int:
        value = self._typed(key, int, _("een geheel getal"))
        if isinstance(value, bool) or value < least:
            raise self.error(key, _("moet een geheel getal van %(least)s of meer zijn") % {"least": least})
        return value

    def flag(self, key: str) -> bool:
        """False when it is left out."""
        return key in self._data and self._typed(key, bool, _("true of false"))

    def date(self, key: str) -> date:
        return self._typed(key, date, _("een datum"))

    def choice(self, key: str, choices: type[AnEnum]) -> AnEnum:
        return self._as_choice(key, self._typed(key, str, _("tekst")), choices)

    def texts(self, key: str, *, default: list[str] | None = None) -> list[str]:
        if default is not None and key not in self._data:
            return default
        values = self._typed(key, list, _("een lijst"))
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.error(f"{key}.{index}", _("moet tekst zijn"))
        return values

    def choices(self, key: str, choices: type[AnEnum], *, default: list[str] | None = None) -> tuple[AnEnum, ...]:
        values = self.texts(key, default=default)
        return tuple(self._as_choice(f"{key}.{index}", value, choices) for index, value in enumerate(values))

    def raw_list(self, key: str) -> list[Any]:
        return self._typed(key, list, _("een lijst"))

    def table(self, key: str) -> Table:
        return Table(self._typed(key, dict, _("een tabel")), self.error(key, "").path)

    def tables(self, key: str) -> Iterator[Table]:
        values = self._typed(key, list, _("een lijst van tabellen"))
        if not values:
            raise self.error(key, _("mag niet leeg zijn"))
        for index, value in enumerate(values):
            path = self.error(f"{key}.{index}", "").path
            if not isinstance(value, dict):
                raise EditionError(path, _("moet een tabel zijn"))
            yield Table(value, path)

    def _typed(self, key: str, kind: type[AType], words: object) -> AType:
        self._read.add(key)
        if key not in self._data:
            raise self.error(key, _("ontbreekt"))
        value = self._data[key]
        if not isinstance(value, kind):
            raise self.error(key, _("moet %(what)s zijn, niet %(value)r") % {"what": words, "value": value})
        return value

    def _as_choice(self, key: str, value: str, choices: type[AnEnum]) -> AnEnum:
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(str(choice.value) for choice in choices)
            problem = _("moet een van %(known)s zijn, niet %(value)r") % {"known": known, "value": value}
            raise self.error(key, problem) from None
