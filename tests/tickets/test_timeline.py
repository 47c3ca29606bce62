"""The one writer: nobody else writes, and what it writes is counted, masked, found and told, singly and in bulk."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import MONDAY, at
from tickets import actions, timeline
from tickets.kinds import MailFailed, Note
from tickets.models import Consumer, EntryKind, OutboxItem, Ticket, TimelineEntry
from tickets.search import search
from tickets.sweeps import warn_due
from tickets.timeline import act

ROOT = Path(__file__).parents[2]
MAKES = re.compile(
    r"(^|\.)TimelineEntry$|(\bTimelineEntry\b.*|\.timeline)\.(create|bulk_create|get_or_create|update_or_create)$"
)
SECRET = "Het wachtwoord is Welkom01!"


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def failed(ticket: Ticket, text: str = "Het adres bestaat niet.") -> TimelineEntry:
    facts = MailFailed(entry=1, recipient="jan@smit.example")
    return timeline.draft(ticket, facts, now=MONDAY, text=text)


@pytest.mark.parametrize(
    "write",
    [
        lambda ticket, line: TimelineEntry.objects.create(ticket=ticket, kind=EntryKind.NOTE, at=MONDAY),
        lambda ticket, line: ticket.timeline.create(kind=EntryKind.NOTE, at=MONDAY),
        lambda ticket, line: TimelineEntry.objects.bulk_create([line]),
        lambda ticket, line: line.save(),
        lambda ticket, line: ticket.timeline.first().save(),
        lambda ticket, line: ticket.timeline.update(text="anders"),
        lambda ticket, line: ticket.timeline.all().delete(),
    ],
)
def test_nobody_else_writes(open_ticket, write):
    ticket = open_ticket()
    with pytest.raises(TypeError):
        write(ticket, failed(ticket))
    assert ticket.timeline.count() == 1


def writes(source: str) -> Iterator[int]:
    """Lines that make a line of a timeline themselves."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and MAKES.search(ast.unparse(node.func)):
            yield node.lineno


def test_nobody_else_tries_to():
    """Also where no test comes by."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: lines are written by tickets.timeline; call tickets.verb.record there, or "
        "timeline.append for who has no verb to carry out"
        for room in ("contracts", "tickets", "mail", "integrations", "desk", "portal", "api", "demo")
        for path in sorted((ROOT / room).rglob("*.py"))
        if path != ROOT / "tickets/timeline.py" and "migrations" not in path.parts
        for number in writes(path.read_text())
    ]
    assert not found, "\n".join(found)
    assert len(list(writes((ROOT / "tickets/timeline.py").read_text()))) == 3  # the search itself finds the writer


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("TimelineEntry.objects.create(ticket=ticket)", 1),
        ("models.TimelineEntry(ticket=ticket)", 1),
        ("ticket.timeline.get_or_create(kind='note')", 1),
        ("QuerySet(TimelineEntry).bulk_create(lines)", 1),
        ("TimelineEntry.objects.filter(kind='note')", 0),
        ("timeline.append([line])", 0),
    ],
)
def test_such_a_writing_is_found(source, found):
    assert len(list(writes(source))) == found


def test_each_line_is_counted_and_told(open_ticket, cast):
    ticket = open_ticket()
    before = fresh(ticket).version
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="Router gekeken")
    timeline.append([failed(ticket), failed(ticket)])
    assert fresh(ticket).version == before + 3 == ticket.timeline.count()
    told = OutboxItem.objects.filter(entry__kind=EntryKind.MAIL_FAILED).values_list("consumer", flat=True)
    assert sorted(told) == sorted([Consumer.MAIL, Consumer.NOTICE, Consumer.WEBHOOK] * 2)
    note = OutboxItem.objects.filter(entry__kind=EntryKind.NOTE)
    assert sorted(note.values_list("consumer", flat=True)) == [Consumer.NOTICE, Consumer.WEBHOOK]


def test_a_warning_counts_too(open_ticket):
    """A client that waits for changes by ETag or by updated_since hears of it."""
    ticket = open_ticket()
    before = fresh(ticket)
    warn_due(at("2026-11-23 10:31"))
    after = fresh(ticket)
    assert (after.version, after.updated_at) == (before.version + 1, at("2026-11-23 10:31"))
    warned = OutboxItem.objects.filter(entry__kind=EntryKind.WARNED).values_list("consumer", flat=True)
    assert sorted(warned) == [Consumer.MAIL, Consumer.NOTICE, Consumer.WEBHOOK]


def test_what_a_program_reports_is_masked_and_found(open_ticket, cast):
    ticket = open_ticket()
    timeline.append([failed(ticket, f"Geweigerd door de server: {SECRET}")])
    line = ticket.timeline.get(kind=EntryKind.MAIL_FAILED)
    assert "Welkom01" not in line.text and "[verborgen: wachtwoord]" in line.text
    everything = Ticket.objects.all()
    assert list(search(everything, "geweigerd", cast.sanne)) == [ticket]
    assert not search(everything, "geweigerd", cast.jan.user).exists()  # it is internal (security P8)


def test_facts_are_masked_as_well(open_ticket):
    ticket = open_ticket()
    line = timeline.draft(ticket, MailFailed(entry=1, recipient=SECRET), now=MONDAY)
    assert "Welkom01" not in line.data["recipient"]


def test_lines_of_one_act_share_it_and_another_act_has_its_own(open_ticket, cast):
    ticket = open_ticket()
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Herstart")  # which starts the work first
    first, *lines = ticket.timeline.order_by("pk")
    assert [line.kind for line in lines] == [EntryKind.WORK_STARTED, EntryKind.RESOLVED]
    assert len({line.act for line in lines}) == 1 and first.act != lines[0].act


def test_two_verbs_of_one_door_are_one_act_where_it_says_so(open_ticket, cast):
    """Equal moments are no act: two people may press at the same second."""
    ticket = open_ticket()
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="Een")
    with act():
        actions.note(ticket, by=cast.sanne, now=MONDAY, text="Twee")
        actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Drie")
    one, two, three = ticket.timeline.exclude(kind=EntryKind.OPENED).order_by("pk")
    assert two.act == three.act != one.act


def test_an_act_is_all_or_nothing(open_ticket, cast):
    ticket = open_ticket()
    with pytest.raises(ZeroDivisionError), act():
        actions.note(ticket, by=cast.sanne, now=MONDAY, text="Een")
        raise ZeroDivisionError
    assert ticket.timeline.count() == 1


def test_a_late_line_comes_after_what_already_happened(open_ticket, cast):
    ticket = open_ticket()
    actions.note(ticket, by=cast.sanne, now=MONDAY + timedelta(hours=1), text="Later")
    timeline.append([timeline.draft(ticket, Note(), now=MONDAY, text="Te laat geschreven")])
    assert ticket.timeline.order_by("pk").last().at == MONDAY + timedelta(hours=1)


def test_only_what_changed_is_saved(open_ticket, cast, django_assert_num_queries):
    """A ticket has fifty columns: another's change of one that this act did not touch stays."""
    ticket = actions.locked(open_ticket())
    Ticket.objects.filter(pk=ticket.pk).update(impact_text="Iedereen")
    ticket.subject = "Geen mail"
    ticket.save_changed()
    assert (fresh(ticket).subject, fresh(ticket).impact_text) == ("Geen mail", "Iedereen")
    with django_assert_num_queries(0):
        ticket.save_changed()
