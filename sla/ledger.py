"""How a due moment was worked out, in lines that a person can check with a calendar beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.utils import dateformat
from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM, BusinessHours, Window
from sla.events import Party, Stretch
from sla.priority import Nature
from sla.wording import duration_words, time_words

_DAY = timedelta(days=1)


class LedgerKind(StrEnum):
    COUNTED = "counted"
    PAUSED = "paused"
    CLOSED = "closed"
    OUTSIDE = "outside"
    DUE = "due"


@dataclass(frozen=True)
class LedgerLine:
    """`ends` is None for a pause that still lasts; `text` is the reason, `ledger_text` the whole line."""

    kind: LedgerKind
    starts: datetime
    ends: datetime | None
    duration: timedelta = timedelta()
    party: Party | None = None
    text: str = ""
    nature: Nature | None = None
    """Of the moment itself: what kind of agreement it is about."""

    def __str__(self) -> str:
        return ledger_text(self)

    @property
    def is_skipped(self) -> bool:
        """It does not count."""
        return self.kind in (LedgerKind.PAUSED, LedgerKind.CLOSED)

    @property
    def is_total(self) -> bool:
        """The moment itself, that closes the sum."""
        return self.kind == LedgerKind.DUE


def ledger_lines(
    counted: Sequence[Stretch], due_at: datetime | None, hours: BusinessHours, nature: Nature | None = None
) -> Iterator[LedgerLine]:
    """From the opening until the due moment; without one, until the pause that holds it up."""
    for index, stretch in enumerate(counted):
        if due_at is not None and stretch.starts >= due_at:
            break
        if stretch.party == Party.HOUSE:
            ends = min(moment for moment in (stretch.ends, due_at) if moment is not None)
            yield from _counted(stretch.starts, ends, hours, opening=index == 0)
        else:
            yield _pause(stretch, hours)
    if due_at is not None:
        yield LedgerLine(LedgerKind.DUE, due_at, due_at, nature=nature)


def ledger_text(line: LedgerLine) -> str:
    match line.kind:
        case LedgerKind.COUNTED:
            minutes = duration_words(_shown(line)) if _shown(line) else duration_words(line.duration)
            reason = f" ({line.text})" if line.text else ""
            return f"{_period(line)}: {minutes}{reason}"
        case LedgerKind.PAUSED:
            return f"{_period(line)}: {line.text}"
        case LedgerKind.CLOSED:
            return _("%(days)s: gesloten") % {"days": f"{_days(line)} {line.text}".strip()}
        case LedgerKind.OUTSIDE:
            return f"{_moment_words(line.starts)}: {line.text}"
        case LedgerKind.DUE:
            return _due_pattern(line.nature) % {"moment": _moment_words(line.starts)}


def _due_pattern(nature: Nature | None) -> str:
    if nature == Nature.AIM:
        return _("streven: uiterlijk %(moment)s")
    return _("indelen vóór %(moment)s") if nature == Nature.TRIAGE else _("uiterlijk %(moment)s")


def _counted(starts: datetime, ends: datetime, hours: BusinessHours, *, opening: bool) -> Iterator[LedgerLine]:
    cursor = starts
    for piece in hours.pieces(starts, ends):
        if opening and cursor == starts and piece.opens > starts:
            text = _("gemeld buiten openingstijd, telt vanaf %(moment)s")
            text %= {"moment": _moment_words(piece.opens)}
            yield LedgerLine(LedgerKind.OUTSIDE, _local(starts), piece.opens, text=text)
        yield from _closed_days(_local(cursor).date(), piece.opens.date(), hours)
        reason = _early_closing(piece, hours)
        yield LedgerLine(LedgerKind.COUNTED, piece.opens, piece.closes, piece.duration, Party.HOUSE, reason)
        cursor = piece.closes


def _closed_days(first: date, before: date, hours: BusinessHours) -> Iterator[LedgerLine]:
    """The days without hours, those that follow each other for one reason on one line."""
    closed = (day for day in _each_day(first, before) if not hours.windows(day))
    runs: list[tuple[date, date, str]] = []
    for day in closed:
        reason = hours.day_reason(day)
        if runs and runs[-1][1:] == (day - _DAY, reason):
            runs[-1] = (runs[-1][0], day, reason)
        else:
            runs.append((day, day, reason))
    for first_day, last_day, reason in runs:
        text = "" if reason == _("gesloten") else reason
        yield LedgerLine(LedgerKind.CLOSED, _midnight(first_day), _midnight(last_day + _DAY), text=text)


def _early_closing(piece: Window, hours: BusinessHours) -> str:
    """Why the day stopped there, if it is not its ordinary closing."""
    day = piece.opens.date()
    windows = hours.windows(day)
    return hours.day_reason(day) if windows and windows[-1].closes == piece.closes else ""


def _pause(stretch: Stretch, hours: BusinessHours) -> LedgerLine:
    ends = None if stretch.ends is None else _local(stretch.ends)
    duration = timedelta() if ends is None else hours.between(stretch.starts, ends)
    text = _("wacht op %(party)s, telt niet mee") % {"party": stretch.party.label}
    return LedgerLine(LedgerKind.PAUSED, _local(stretch.starts), ends, duration, stretch.party, text)


def _period(line: LedgerLine) -> str:
    if line.ends is None:
        return _("vanaf %(moment)s") % {"moment": _moment_words(line.starts)}
    same_day = _local(line.starts).date() == _local(line.ends - timedelta(microseconds=1)).date()
    ends = time_words(line.ends) if same_day else f" {_moment_words(line.ends)}"
    return f"{_moment_words(line.starts)}{'' if same_day else ' '}-{ends}"


def _days(line: LedgerLine) -> str:
    first, last = line.starts.date(), ((line.ends or line.starts) - _DAY).date()
    if last <= first:
        return _day_words(first)
    pattern = _("%(first)s en %(last)s") if last - first == _DAY else _("%(first)s t/m %(last)s")
    return pattern % {"first": _day_words(first), "last": _day_words(last)}


def _shown(line: LedgerLine) -> timedelta:
    """The duration between the times as they are printed, so that a line is right to whoever checks it."""
    if line.ends is None:
        return timedelta()
    return _whole_minute(line.ends) - _whole_minute(line.starts)


def _whole_minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _each_day(first: date, before: date) -> Iterable[date]:
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), before.toordinal()))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


def _local(at: datetime) -> datetime:
    return at.astimezone(AMSTERDAM)


def _day_words(day: date) -> str:
    """ "ma 21-12": in figures here, for the lines of an account stand below each other (elsewhere sla.wording)."""
    return dateformat.format(day, "D d-m")


def _moment_words(at: datetime) -> str:
    """ "di 22-12 08:10", in Amsterdam."""
    return f"{_day_words(_local(at).date())} {time_words(at)}"
