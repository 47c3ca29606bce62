"""Colleagues who are named in a note: “@Sanne”, “@Sanne de Wit”."""

from __future__ import annotations

import re
from collections.abc import Iterable

from accounts.models import User
from infra.words import fold

_AT = re.compile(r"(?<![\w.@/+-])@(?=\w)")  # not the one of an address


def mentioned(text: str, people: Iterable[User]) -> list[User]:
    """Of these people who is named, in the order in which they are. A whole name is one person's; a first name may be
    that of several, and then all of them are."""
    colleagues, found = list(people), []
    for sign in _AT.finditer(text):
        rest = fold(text[sign.end() : sign.end() + 140])
        for person in _named(rest, colleagues):
            if person not in found:
                found.append(person)
    return found


def _named(rest: str, people: list[User]) -> list[User]:
    whole = [person for person in people if person.name and _begins(rest, person.name)]
    if whole:
        longest = max(len(person.name) for person in whole)
        return [person for person in whole if len(person.name) == longest]
    return [person for person in people if _begins(rest, person.short_name)]


def _begins(rest: str, name: str) -> bool:
    name = fold(name)
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()
