"""What somebody pointed at in the body that is shown: a value for a role, a state for a list of words. Nothing that was
filled in beside it is lost: it comes along in the form, and stands in it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from desk.connections.mapping_form import MappingForm, words_of
from integrations.models import AlertBody
from integrations.monitoring.field_mapping import ROLES, FieldMapping, Line, lines_of_body
from integrations.monitoring.own_mapping import parsed_of, states_seen

STILL = ("try", "pick", "show", "word")  # buttons that save nothing
_WORD_LISTS = ("recovered", "ignored")


@dataclass(frozen=True)
class PickLine:
    """A line of the body, and what it is chosen for; `number` makes the place to which the focus comes back."""

    number: int
    line: Line
    roles: list[str]


@dataclass(frozen=True)
class ShownBody:
    """The body to point at: `number` of `of`, the newest first. `newer` and `older` are keys of its neighbours."""

    row: AlertBody
    number: int
    of: int
    newer: int | None
    older: int | None
    rows: list[PickLine]
    more: int


def pointed(post: QueryDict) -> QueryDict:
    """The form as it was sent, with what was clicked filled in, and `role` on what comes next."""
    data = post.copy()
    role = post.get("role", "")
    role = role if role in ROLES else next(iter(ROLES))
    if path := post.get("pick", ""):
        is_again = data.get(role) == path
        data[role] = "" if is_again else path
        role = role if is_again else _next_role(data, role)
    _point_word(data, post.get("word", ""))
    data["role"] = role
    return data


def _next_role(data: QueryDict, role: str) -> str:
    order = list(ROLES)
    after = order[order.index(role) + 1 :] + order[: order.index(role)]
    return next((one for one in after if not data.get(one)), role)


def _point_word(data: QueryDict, said: str) -> None:
    """A state goes into the list that was named, or out of it; it stands in no other."""
    name, _colon, word = said.partition(":")
    if name not in _WORD_LISTS or not word or re.search(r"[,;\n]", word):
        return
    was_in = word.casefold() in {one.casefold() for one in words_of(data.get(name, ""))}
    for each in _WORD_LISTS:
        kept = [one for one in words_of(data.get(each, "")) if one.casefold() != word.casefold()]
        data[each] = ", ".join([*kept, word] if each == name and not was_in else kept)


def shown_body(rows: list[AlertBody], asked: str, paths: Mapping[str, str]) -> ShownBody | None:
    """Which was asked for, else the newest in which there is a field."""
    wanted = next((number for number, row in enumerate(rows) if str(row.pk) == asked), None)
    for number in range(len(rows)) if wanted is None else (wanted,):
        parsed = parsed_of(rows[number])
        lines = lines_of_body(parsed.value) if parsed else []
        if lines or wanted is not None:
            return _shown(rows, number, lines, paths, parsed.value if parsed else None)
    return None


def _shown(rows: list[AlertBody], number: int, lines: list[Line], paths: Mapping[str, str], body: Any) -> ShownBody:
    newer = rows[number - 1].pk if number else None
    older = rows[number + 1].pk if number + 1 < len(rows) else None
    told: dict[str, list[str]] = {}
    for role, label in ROLES.items():
        if path := paths.get(role):
            told.setdefault(path, []).append(str(label))
    marked = [PickLine(place, line, told.get(line.path, []) if line.path else []) for place, line in enumerate(lines)]
    more = len(body) - 1 if isinstance(body, list) else 0
    return ShownBody(rows[number], number + 1, len(rows), newer, older, marked, more)


@dataclass(frozen=True)
class SeenState:
    word: str
    is_recovered: bool
    is_ignored: bool


def states_of(rows: list[AlertBody], chosen: FieldMapping) -> list[SeenState]:
    """What came as a state, and what each means now."""
    recovered, ignored = ({word.casefold() for word in words} for words in (chosen.recovered, chosen.ignored))
    found = states_seen(rows, chosen.paths.get("state", ""))
    return [SeenState(word, word.casefold() in recovered, word.casefold() in ignored) for word in found]


def role_choices(form: MappingForm, role: str) -> list[tuple[str, Any, bool, bool]]:
    """Key, label, whether the next click is for it, whether it was chosen already."""
    return [(key, label, key == role, bool(form[key].value())) for key, label in ROLES.items()]
