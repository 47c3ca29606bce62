"""Every message is one row and one template, and a new one is nothing more (CONTRIBUTING.md, "Adding a message")."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from django.db.models import TextChoices

from mail.models import MailMessage, MessageKey
from mail.outbound import audiences, outbox
from mail.outbound.messages import EVENT_MESSAGES, HOUSE_MESSAGES, MESSAGES
from mail.outbound.outbox import sweep_outbox
from mail.outbound.rows import Message
from tests.conftest import MONDAY
from tickets import actions
from tickets.kinds import ROWS, EntryKind

BODIES = Path(project.BASE_DIR) / "templates/mail/body"


class Key(TextChoices):
    PLANNING_KNOWN = "planning_known", "planning bekend"


def test_every_key_has_one_row() -> None:
    rows = Counter(row.key for row in (*MESSAGES, *EVENT_MESSAGES, *HOUSE_MESSAGES))
    wrong = {key.name: rows[key] for key in MessageKey if rows[key] != 1}
    assert not wrong, f"Rows for each key: {wrong}. Give each exactly one in mail/outbound/messages.py."


def test_every_key_has_one_template() -> None:
    there = {path.stem for path in BODIES.iterdir()}
    missing, unused = set(MessageKey.values) - there, there - set(MessageKey.values)
    assert not missing, f"Write templates/mail/body/{{key}}.txt for: {sorted(missing)}."
    assert not unused, f"No MessageKey (mail/models/outbound.py) for templates/mail/body/{{key}}.txt: {sorted(unused)}."


def test_a_row_is_about_lines_that_are_announced() -> None:
    """Of other lines the outbox never hears; what is for colleagues comes by way of their notifications."""
    silent = [row.key.name for row in MESSAGES if not (ROWS[row.kind].announced or row.to_house)]
    assert not silent, f"{silent} would never be mailed: mark the kind as announced in tickets/kinds.py."
    untold = [row.key.name for row in MESSAGES if row.to_house and not ROWS[row.kind].heard]
    assert not untold, f"{untold} would reach no colleague: mark the kind as heard in tickets/kinds.py."


@pytest.fixture
def with_body(settings: Any, tmp_path: Path) -> Path:
    """A folder of templates before those of the house."""
    (tmp_path / "mail/body").mkdir(parents=True)
    settings.TEMPLATES = [each | {"DIRS": [tmp_path, *each["DIRS"]]} for each in settings.TEMPLATES]
    return tmp_path / "mail/body"


def test_a_new_message_is_one_row_and_one_template(
    with_body: Path, monkeypatch: pytest.MonkeyPatch, open_ticket: Any, cast: SimpleNamespace
) -> None:
    row = Message(Key.PLANNING_KNOWN, EntryKind.PLANNED, audiences.reporter)  # type: ignore[arg-type]
    monkeypatch.setattr(outbox, "MESSAGES", (row,))
    (with_body / "planning_known.txt").write_text("Wij komen langs\n\n{{ by }} komt voor #{{ ticket.number }}.")
    ticket = open_ticket()
    actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=MONDAY.replace(day=24))
    sweep_outbox(MONDAY)
    (mail,) = MailMessage.objects.all()
    assert (mail.message, mail.recipient) == ("planning_known", "jan@smit.example")
    assert mail.text.index("Wij komen langs") < mail.text.index(f"Sanne de Wit komt voor #{ticket.number}.")
    for part in (f"Melding: #{ticket.number}", f"/portaal/meldingen/{ticket.number}/", "Met vriendelijke groet,"):
        assert part in mail.text
