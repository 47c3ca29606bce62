"""What every verb does: lock the ticket, check, write its line on the timeline, settle its clock, tell the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import Team, User
from contracts.models import Contact, ServiceAgreement
from infra.errors import Refused
from infra.masking import hidden_in
from infra.prepared import PreparedQuery
from sla.priority import Priority
from tickets import timeline
from tickets.clock import clocks
from tickets.facts import Change, Facts
from tickets.kinds import EntryKind, Hidden, Reopened, Resumed
from tickets.macros.placeholders import left_in, left_words
from tickets.models import BreachWarning, Status, Ticket, TicketClock, TimelineEntry
from tickets.own_words import Own
from tickets.timeline import for_keeping

_WHOLE = PreparedQuery(
    lambda number: Ticket.objects.select_related(
        "clock__calendar_version",
        "clock__emergency_version",
        "agreement__edition",
        "contact",
        "customer",
        "assignee",
        "team",
    ).filter(pk=number)
)
_WARNED = PreparedQuery(lambda number: BreachWarning.objects.filter(clock=number))


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, kept from other verbs and from the sweeps until the transaction ends.

    Its clock's row is the lock: the sweeps claim the same rows. Two statements, because a joined lock would show the
    joined tables as they were before the wait.
    """
    TicketClock.objects.select_for_update(no_key=True).values_list("pk").get(pk=ticket.pk)
    return _WHOLE.get(ticket.pk)


def locked_survivor(ticket: Ticket) -> Ticket:
    """The same, of a ticket that may have gone into another (tickets.merging): what was sent to it goes on there."""
    while True:
        number = Ticket.objects.values_list("merged_into", flat=True).get(pk=ticket.pk)
        held = locked(Ticket(pk=number) if number else ticket)
        if held.merged_into_id is None:
            return held
        ticket = held


def record(
    ticket: Ticket,
    facts: Facts,
    *,
    by: User | None,
    now: datetime,
    contact: Contact | None = None,
    public: bool | None = None,
    text: str = "",
    files: Sequence[UploadedFile] = (),
    form_token: str | None = None,
) -> TimelineEntry:
    """Write the line of what a verb did to the locked ticket, and what follows for the ticket itself.

    `contact` is who of the customer did it without signing in; then there is no `by`. What was taken out of his words
    because it is a password is said in a line of its own (SLA 10).
    """
    _require_standing(ticket, facts, by)
    by_whom: dict[str, Any] = {"by": by, "contact": contact}
    if by is not None and by.is_house and (name := left_in(text)):
        raise Refused(left_words(name), field="text")
    entry = timeline.draft(ticket, facts, now=now, public=public, text=text, form_token=form_token, **by_whom)
    timeline.write(entry, files)
    touch(ticket, entry)
    if hidden := hidden_in(entry.text, *_said_at_opening(ticket, entry)):
        timeline.write(timeline.draft(ticket, Hidden(hidden=hidden), now=now, public=entry.is_public, **by_whom))
        ticket.save_changed()
    return entry


_OF_MERGED = (EntryKind.MERGED, EntryKind.TIME_CORRECTED)


def _require_standing(ticket: Ticket, facts: Facts, by: User | None) -> None:
    """What went into another is done there; its hours can still be corrected, for they are of the job that it was."""
    if ticket.merged_into_id and by is not None and facts.entry_kind not in _OF_MERGED:
        raise Refused(_("Deze melding is samengevoegd met #%s; doe dit daar.") % ticket.merged_into_id)


def touch(ticket: Ticket, entry: TimelineEntry) -> None:
    """What a new line means for its ticket: who is reminded or rung when, what the clock says; saved where changed."""
    ticket.remind_at = _remind_at(ticket, entry)
    if ticket.status != Status.WACHT_OP_LEVERANCIER:
        ticket.chase_on = None  # whom we no longer wait for is not chased (SLA 7.10)
    ticket.save_changed()
    if entry.facts.clock:
        settle_clock(ticket, entry.at)


def _said_at_opening(ticket: Ticket, entry: TimelineEntry) -> tuple[str, ...]:
    """What stands on the ticket beside the text of its first line."""
    if entry.kind != EntryKind.OPENED:
        return ()
    return (ticket.subject, ticket.steps_taken, ticket.impact_text)


def _remind_at(ticket: Ticket, entry: TimelineEntry) -> datetime | None:
    """When a customer who stays silent is reminded: counted from the last that 1do said to him."""
    if ticket.status != Status.WACHT_OP_KLANT or ticket.priority == Priority.KRITISCH:
        return None
    by_house = entry.by is not None and entry.by.is_house
    asks = entry.kind == EntryKind.WAITING or (entry.kind == EntryKind.REPLY and by_house)
    return reminder_moment(ticket.agreement, 0, entry.at) if asks else ticket.remind_at


def reminder_moment(agreement: ServiceAgreement | None, step: int, now: datetime) -> datetime | None:
    """Of the steps of REMINDER_WORKING_DAYS (reminder, notice, closing) this one, counted from the step before it."""
    days = settings.REMINDER_WORKING_DAYS
    if not days:
        return None
    wait = days[step] - (days[step - 1] if step else 0)
    return clocks.standard_hours(agreement).add(now, clocks.WORKING_DAY * wait)


def settle_clock(ticket: Ticket, now: datetime) -> None:
    clock = ticket.clock
    warned = {(warning.priority, warning.threshold) for warning in _WARNED.all(clock.pk)}
    clocks.settle(ticket, clock, now, warned=warned)
    clock.save()


def require_work(by: User) -> None:
    if not (by.is_house and by.has_perm("tickets.work_ticket")):
        raise PermissionDenied


def require_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise Refused(
            _("Deze melding is %s; dit kan alleen bij een open melding.") % ticket.get_status_display().lower()
        )


def require_text(text: str, message: str, *, field: str = "text", unless: Collection[Any] = ()) -> str:
    text = for_keeping(text).strip()
    if not text and not unless:
        raise Refused(message, field=field)
    return text


def written_before(ticket: Ticket, token: str | None, *kinds: EntryKind) -> TimelineEntry | None:
    """The line of this form where it was sent before, by the same person to the same ticket, for one of these kinds.

    Refused when it was for something else: that was carried out, and this would be lost without a word.
    """
    if token is None:
        return None
    entry = ticket.timeline.filter(form_token=token).first()
    if entry is not None and entry.kind not in kinds:
        raise Refused(
            _("Dit is al eens verstuurd, voor iets anders. Laad de pagina opnieuw en verstuur het daarna nog eens.")
        )
    return entry


def is_repeated(ticket: Ticket, token: str | None, *kinds: EntryKind) -> bool:
    """The same, for a verb that gives the ticket back."""
    return written_before(ticket, token, *kinds) is not None


def require_nothing_lost(
    ticket: Ticket, kind: EntryKind, *, by: User | None, text: str, message: str, files: Sequence[UploadedFile] = ()
) -> None:
    """For a verb whose ticket is as it would make it already: quiet for who sends the same again, or has nothing to
    say; else what he wrote would be lost without a word."""
    text = for_keeping(text).strip()
    if not text and not files:
        return
    last = ticket.timeline.filter(kind=kind).order_by("at", "pk").last()
    is_same = last is not None and by is not None and last.by_id == by.pk and last.text.startswith(text)
    if not text or not is_same:
        raise Refused(message, field="text")


def own_token(by: User, form_token: str) -> str | None:
    """A form's token, tied to who sent it: nobody reaches another's ticket with it."""
    return hashlib.sha256(f"{by.pk}:{form_token}".encode()).hexdigest() if form_token else None


def name_of(thing: User | Team | None) -> str | None:
    return thing.name if thing else None


def end_wait(ticket: Ticket, *, by: User | None, now: datetime, reached_us: datetime | None = None) -> None:
    """`reached_us`: when what ends it did, where it is read only `now`."""
    old, ticket.planned_for = ticket.status, None
    ticket.status = Status.IN_BEHANDELING if ticket.clock.work_started_at else Status.NIEUW
    since = _since(ticket, reached_us, now)
    record(ticket, Resumed(status=Change(old, ticket.status), since=since), by=by, now=now)


def _since(ticket: Ticket, reached_us: datetime | None, now: datetime) -> datetime | None:
    """From when the clock runs again: since it reached us, but never before the ticket was handed over (SLA 7.9, 7.10).
    None: from the moment of the line itself."""
    if reached_us is None:
        return None
    told = (entry.facts.clock_event(entry.at) for entry in clocks.clock_entries(ticket))
    since = max([reached_us, ticket.opened_at, *(event.at for event in told if event is not None)])
    return since if since < now else None


def back_to_work(
    ticket: Ticket,
    *,
    by: User | None,
    now: datetime,
    contact: Contact | None = None,
    text: str = "",
    own_words: Own | None = None,
    reached_us: datetime | None = None,
) -> None:
    """`reached_us` as of `end_wait`."""
    old, ticket.status = ticket.status, Status.IN_BEHANDELING if ticket.clock.work_started_at else Status.NIEUW
    ticket.resolved_at = ticket.closes_at = None
    ticket.reopen_count += 1
    since = _since(ticket, reached_us, now)
    facts = Reopened(status=Change(old, ticket.status), own=own_words, since=since)
    record(ticket, facts, by=by, contact=contact, now=now, text=text)
