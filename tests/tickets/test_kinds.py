"""The rows of tickets.kinds: each kind has one, what it keeps comes back whole, and a customer reads what is marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from django.template.loader import get_template

from accounts.templatetags.ui import icon
from sla.clock import ClockEventKind
from tickets.facts import Change, Facts
from tickets.kinds import CLOCK_KINDS, ROWS, EntryKind, Opened, Planned, Waiting
from tickets.models import TimelineEntry

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# What a customer may read of each kind besides a change of status, over REST too (security P8).
SEEN = {
    "opened": {"kind", "impact", "urgency", "priority", "channel", "coverage", "reported_at"},
    "work_started": {"began_at"},
    "resumed": {"since"},
    "reopened": {"since"},
    "classified": {"kind", "impact", "urgency", "priority"},
    "covered": {"verdict", "clause", "reason", "by_hand"},
    "waiting": {"party", "approval", "question"},
    "planned": {"planned_for"},
    "asked": {"approval", "question", "minutes", "amount", "citation"},
    "decided": {"approval", "question", "granted", "name", "citation"},
    "spoken_yes": {"approval", "name", "minutes", "amount", "citation"},
    "mandate": {"citation"},
    "viewing": {"begins"},
    "escalated": {"escalation", "step", "citation", "acknowledge_by"},
    "acknowledged": {"escalation", "step"},
    "unacknowledged": {"escalation", "step"},
    "deescalated": {"escalation", "step"},
    "extra_costs": {"amount", "supplier"},
    "cancelled": {"joined"},
    "evaluated": {"release"},
    "merged": {"into", "source"},
    "split": {"into", "out_of", "back"},
    "unmerged": {"out_of", "source"},
}


def value_of(hint: Any, name: str) -> Any:
    """Something that a fact of this type could hold."""
    if get_origin(hint) is Change:
        inside = get_args(hint)[0]
        return Change(value_of(inside, name), value_of(inside, name))
    parts = [part for part in get_args(hint) if part is not type(None)]
    if type(None) in get_args(hint):
        return value_of(parts[0], name)
    known = {datetime: MOMENT, date: MOMENT.date(), Decimal: Decimal("12.50"), int: 3, bool: True, str: "x"}
    if hint in known:
        return known[hint]
    return [] if get_origin(hint) is list else {}


def filled(row: type[Facts]) -> Facts:
    hints = get_type_hints(row, localns={"EntryKind": Any})
    return row(**{each.name: value_of(hints[each.name], each.name) for each in fields(row)})


def test_every_kind_has_a_row_and_every_row_a_kind() -> None:
    without = [kind.name for kind in EntryKind if kind not in ROWS]
    assert not without, f"No row in tickets/kinds.py for {', '.join(without)}: say there what such a line keeps."
    assert {row.entry_kind for row in ROWS.values()} == set(EntryKind)


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.__name__)
def test_what_is_kept_comes_back_whole(row: type[Facts]) -> None:
    facts = filled(row)
    assert row.from_data(facts.as_data()) == facts


def test_what_an_older_version_kept_is_left_out() -> None:
    data = Planned(planned_for=MOMENT).as_data() | {"weather": "rain"}
    assert Planned.from_data(data) == Planned(planned_for=MOMENT)


def test_what_is_as_usual_is_not_stored() -> None:
    assert Waiting(party="customer").as_data() == {"party": "customer"}


def test_a_fact_that_the_row_does_not_know_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="weather"):
        Planned(planned_for=MOMENT, weather="rain")  # type: ignore[call-arg]


def test_a_line_is_not_read_as_another_kind() -> None:
    line = TimelineEntry(kind=EntryKind.PLANNED, data=Planned(planned_for=MOMENT).as_data())
    assert line.read(Planned).planned_for == MOMENT
    with pytest.raises(TypeError, match="Opened"):
        line.read(Opened)


def test_a_customer_reads_what_is_marked_and_no_more() -> None:
    for kind, row in ROWS.items():
        stored = filled(row).as_data()
        seen_now, expected = set(row.seen_in(stored)) - {"status"}, SEEN.get(kind.value, set())
        advice = f"{kind.name}: a customer reads {seen_now}, SEEN above says {expected}. Mean it? Then change both."
        assert seen_now == expected, advice


def test_each_side_has_words_and_each_kind_an_icon() -> None:
    """Of a line that a customer may see there is something for him to read: its words, or what somebody wrote."""
    for row in ROWS.values():
        if row.icon:
            assert "svg" in icon(row.icon), row
    silent = {kind for kind, row in ROWS.items() if not row.internal and row.for_customer is Facts.for_customer}
    wordless = ", ".join(kind.name for kind in silent - {EntryKind.REPLY})
    assert not wordless, f"{wordless}: give the row `for_customer` in tickets/kinds.py, or mark it internal."


def test_what_moves_the_clock_is_told_by_the_row() -> None:
    expected = {
        "opened": ClockEventKind.TARGET_CHANGED,
        "classified": ClockEventKind.TARGET_CHANGED,
        "covered": ClockEventKind.TARGET_CHANGED,
        "work_started": ClockEventKind.WORK_STARTED,
        "waiting": ClockEventKind.PAUSED,
        "resumed": ClockEventKind.RESUMED,
        "resolved": ClockEventKind.RESOLVED,
        "reopened": ClockEventKind.REOPENED,
        "thanked": ClockEventKind.REOPENING_UNDONE,
        "closed": ClockEventKind.STOPPED,
        "cancelled": ClockEventKind.STOPPED,
        "merged": ClockEventKind.STOPPED,
        "unmerged": ClockEventKind.REOPENED,
        "revived": ClockEventKind.REOPENED,
    }
    assert {kind.value: ROWS[kind].clock for kind in CLOCK_KINDS} == expected


# Who has a `data` that is no timeline line's: a customer's event, a file, a form, a request and its answer, a change.
OTHERS = {
    "event",
    "occasion",
    "file",
    "attachment",
    "change",
    "parsed",
    "answer",
    "self",
    "form",
    "request",
    "response",
}
# A customer's events are looked up by what they keep.
OF_EVENTS = {"tickets/time/exports.py", "desk/planned/views.py"}


def reads_data(source: str) -> Iterator[int]:
    """Lines that read `data` off something that may be a timeline line, whatever it is called there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "data" and not isinstance(node.value, ast.Call):
            if ast.unparse(node.value).rsplit(".", 1)[-1] not in OTHERS:
                yield node.lineno
        elif isinstance(node, ast.keyword) and node.arg and re.search("(^|__)data__", node.arg):
            yield node.value.lineno
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"(\w+__)?data__\w", node.value)
        ):
            yield node.lineno


def test_facts_are_read_through_the_row() -> None:
    """`entry.data` is JSON that only the row understands; the writer fills it, and REST hands it on."""
    allowed = {"tickets/timeline.py", "tickets/models/timeline.py", "api/tickets/serializers.py"} | OF_EVENTS
    rooms = ("tickets", "mail", "integrations", "desk", "portal", "api", "demo")
    found = [
        f"{path.relative_to(ROOT)}:{number}: read it as `entry.facts`, or add a fact to its row in tickets/kinds.py"
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in allowed and "migrations" not in path.parts
        for number in reads_data(path.read_text())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('entry.data["planned_for"]', 1),
        ('any_other_name.data.get("planned_for")', 1),
        ("lines.filter(data__planned_for=day)", 1),
        ('lines.values_list("data__planned_for")', 1),
        ('OutboxItem.objects.filter(entry__data__planned_for="x")', 1),
        ("entry.facts.planned_for, request.data, self.request.data, Serializer(ticket).data", 0),
    ],
)
def test_such_a_reading_is_found(source: str, found: int) -> None:
    assert len(list(reads_data(source))) == found


def test_templates_do_not_read_facts_by_key_either() -> None:
    assert get_template("desk/tickets/_item.html")
    pages = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    found = [str(path.relative_to(ROOT)) for path in pages if re.search(r"\b(entry|line)\.data\b", path.read_text())]
    assert not found, f"{', '.join(found)}: say `entry.facts`, or give its row in tickets/kinds.py words."
