"""The rows of the queue as they are drawn. By hand and not by a template: a row has some thirty values, the queue
fifty rows, and it is asked for by everybody all day; drawn so it takes a quarter of the time.

Whatever was written by a person goes through `escape`; the rest is our own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.templatetags.ui import icon
from desk.queue.queue_rows import ListedTicket, ListPage
from desk.queue.time_cell import RowTime, row_time
from desk.templatetags.desk import priority_chip, status_chip
from sla.priority import TicketKind
from sla.wording import age_words, moment_words, near_words
from tickets.models import Channel
from tickets.templatetags.looks import time_look


@dataclass(frozen=True)
class RowDrawing:
    """What is the same for all rows of a page."""

    now: datetime
    reader: int  # whose own words are "jij"
    query: str  # the words of the list, kept in the address of a row
    columns: Sequence[str]
    may_choose: bool = True  # to do something with several at once

    @cached_property
    def words(self) -> _RowWords:
        """A translation looked up for each row takes as long as the row."""
        return _words(get_language())


@dataclass(frozen=True)
class QueueColumn:
    """`sort` is its word in the address, of what can be sorted by it."""

    label: Any
    draw: Callable[[ListedTicket, RowDrawing], str]
    sort: str = ""


@dataclass(frozen=True)
class DrawnRows:
    """`version` changes when anything that a row shows changes, except what the browser counts down by itself."""

    html: SafeString
    version: str


def draw_rows(page: ListPage, drawing: RowDrawing) -> DrawnRows:
    times = [row_time(row, drawing.now) for row in page.rows]
    html = "".join([_row(row, time, drawing) for row, time in zip(page.rows, times, strict=True)])
    shown = [_shown(row, time) for row, time in zip(page.rows, times, strict=True)]
    version = hashlib.sha256(repr((shown, page.previous, page.next)).encode()).hexdigest()[:16]
    return DrawnRows(mark_safe(html), version)  # noqa: S308 - each part is escaped where it was drawn


def _shown(row: ListedTicket, time: RowTime) -> tuple[object, ...]:
    facts = (row.subject, row.kind, row.priority, row.status, row.assignee_id, row.coverage_verdict, row.last_word_at)
    signs = (row.is_unread, row.is_escalated, row.customer_waits, row.awaits_yes)
    counts = time.timeleft is not None and time.timeleft.runs_until is not None
    return (row.number, *facts, *signs, time.tone, time.moment, "" if counts else time.words)


def _row(row: ListedTicket, time: RowTime, drawing: RowDrawing) -> str:
    number = row.number
    href = escape(f"{_address(number)}?{drawing.query}" if drawing.query else _address(number))
    words = drawing.words
    unread = f'<span class="queue-row__unread">{words.unread}</span>' if row.is_unread else ""
    cells = "".join(
        [
            f'<span class="queue-cell queue-cell--{key}">{COLUMNS[key].draw(row, drawing)}</span>'
            for key in drawing.columns
        ]
    )
    box = (
        f'<input class="queue-row__check" type="checkbox" name="melding" value="{number}" form="bulk"'
        f' aria-label="{words.select} {number}" data-select>'
        if drawing.may_choose
        else ""
    )
    return (
        f'<li class="queue-row{" queue-row--unread" if row.is_unread else ""}" data-row id="row-{number}">{box}'
        f'<span class="queue-row__mark">{_mark(row, words)}</span>'
        f'<span class="queue-row__number">#{number}</span>'
        f'<span class="queue-row__subject">{unread}<a class="queue-row__link" id="open-{number}" href="{href}"'
        f' hx-get="{href}" data-opens-beside>{escape(row.subject)}</a>{_signs(row, words)}</span>'
        f'<span class="queue-row__facts">{cells}</span>'
        f'<span class="queue-row__time">{_time(time)}</span></li>\n'
    )


def _mark(row: ListedTicket, words: _RowWords) -> str:
    """The priority, or the kind of what has none; of what nobody has classified yet, that somebody has to."""
    if row.priority is None and row.kind == TicketKind.INCIDENT:
        return words.unclassified
    return priority_chip(row.priority, row.kind)


def _address(number: int) -> str:
    before, after = _around_number()
    return f"{before}{number}{after}"


@lru_cache(maxsize=1)
def _around_number() -> tuple[str, str]:
    """What stands on either side of it in an address: `reverse` for each row costs as much as the row."""
    before, after = reverse("desk:ticket", args=[0]).rsplit("0", 1)
    return before, after


@dataclass(frozen=True)
class _RowWords:
    """What rows say again and again, drawn once."""

    unread: str
    select: str
    escalated: str
    answered: str
    awaits_yes: str
    billable: str
    nobody: str
    unclassified: str
    you: str
    customer: str
    reported: str


@lru_cache(maxsize=8)
def _words(language: str | None) -> _RowWords:
    """`language` is what they are kept by."""
    return _RowWords(
        unread=f'<span class="visually-hidden">{_("Ongelezen:")} </span>',
        select=_("Selecteer melding"),
        escalated=_chip("tone-danger", "trending-up", _("geëscaleerd")),
        answered=_chip("tone-accent", "reply", _("klant antwoordde")),
        awaits_yes=_chip("tone-warning", "hourglass", _("wacht op akkoord")),
        billable=f'<span class="queue-row__sign" title="{_("De klant betaalt dit werk")}">'
        f"{icon('euro', label=_('meerwerk'))}</span>",
        nobody=f"<em>{_('niemand')}</em>",
        you=_("jij"),
        customer=_("klant"),
        reported=_("Gemeld"),
        unclassified=_chip("tone-neutral", "circle-dashed", _("In te delen")),
    )


def _chip(tone: str, name: str, words: str) -> str:
    return f'<span class="chip {tone}" title="{words}">{icon(name)}<span>{words}</span></span>'


def _signs(row: ListedTicket, words: _RowWords) -> str:
    return (
        (words.escalated if row.is_escalated else "")
        + (words.answered if row.customer_waits else "")
        + (words.awaits_yes if row.awaits_yes else "")
        + (words.billable if row.is_billable else "")
    )


def _time(time: RowTime) -> str:
    look, left = time_look(time.tone), time.timeleft
    counting = ""
    if left is not None and left.runs_until is not None:
        counting = (
            f' data-left="{left.left_seconds}" data-budget="{left.budget_seconds}" data-nature="{left.nature}"'
            f' data-runs-until="{left.runs_until.isoformat()}"'
        )
    moment = f'<span class="queue-row__moment">{escape(time.moment)}</span> ' if time.moment else ""
    bar = ""
    if left is not None and left.percent is not None:
        bar = f'<progress max="100" value="{left.percent}" aria-hidden="true"></progress>'
    shape = f"{icon(look.icon)} " if look.icon else ""
    return (
        f'<span class="timeleft timeleft--{time.tone} {look.tone}" title="{escape(time.detail)}"{counting}>'
        f'<span class="timeleft__words">{moment}{shape}<span data-timeleft-words>{escape(time.words)}</span></span>'
        f"{bar}</span>"
    )


# --- Columns ----------------------------------------------------------------------------------------------------------
def _customer(row: ListedTicket, drawing: RowDrawing) -> str:
    return escape(row.customer_name)


def _contact(row: ListedTicket, drawing: RowDrawing) -> str:
    return escape(row.more["melder"] or "")


def _assignee(row: ListedTicket, drawing: RowDrawing) -> str:
    if row.assignee_id is None:
        return drawing.words.nobody
    return drawing.words.you if row.assignee_id == drawing.reader else escape(row.assignee_name)


def _team(row: ListedTicket, drawing: RowDrawing) -> str:
    return escape(row.more["team"] or "–")


def _status(row: ListedTicket, drawing: RowDrawing) -> str:
    return status_chip(row.status)


def _channel(row: ListedTicket, drawing: RowDrawing) -> str:
    return escape(Channel(row.channel).label)


def _last_word(row: ListedTicket, drawing: RowDrawing) -> str:
    by, when = row.clock.last_message_by_id, near_words(row.last_word_at, drawing.now)
    if by is None:
        who = drawing.words.customer
    else:
        who = drawing.words.you if by == drawing.reader else str(row.last_by_name).split(" ")[0]
    return f'<span title="{moment_words(row.last_word_at)}">{escape(who)} {when}</span>'


def _age(row: ListedTicket, drawing: RowDrawing) -> str:
    age = age_words(drawing.now - row.opened_at)
    return f'<span title="{drawing.words.reported} {moment_words(row.opened_at)}">{age}</span>'


COLUMNS: dict[str, QueueColumn] = {
    "klant": QueueColumn(gettext_lazy("Klant"), _customer, "klant"),
    "melder": QueueColumn(gettext_lazy("Melder"), _contact),
    "behandelaar": QueueColumn(gettext_lazy("Behandelaar"), _assignee),
    "team": QueueColumn(gettext_lazy("Team"), _team),
    "status": QueueColumn(gettext_lazy("Status"), _status),
    "kanaal": QueueColumn(gettext_lazy("Kanaal"), _channel),
    "laatste": QueueColumn(gettext_lazy("Laatste woord"), _last_word, "laatste"),
    "leeftijd": QueueColumn(gettext_lazy("Leeftijd"), _age, "leeftijd"),
}
USUAL = ("klant", "behandelaar", "status", "laatste", "leeftijd")


def known_columns(wanted: Sequence[str]) -> list[str]:
    """In their order; what somebody chose in a house of before is left out, and nothing chosen is as it comes."""
    return [key for key in dict.fromkeys(wanted) if key in COLUMNS] or list(USUAL)
