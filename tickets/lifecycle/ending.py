"""Resolved, reopened, closed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact
from infra.errors import Refused
from tickets.approvals.asking import ask_again, end_session, require_confirmed, withdraw_open
from tickets.attachments import check_files
from tickets.clock import clocks
from tickets.facts import Change
from tickets.kinds import Cancelled, Closed, EntryKind, Resolved, Thanked
from tickets.lifecycle.handling import begin_work
from tickets.models import Status, Ticket, TimelineEntry
from tickets.own_words import Own, OwnLine, own
from tickets.planned.checklists import closing_text
from tickets.projects.evaluation_asked import ask_evaluation
from tickets.satisfaction.actions import plan_satisfaction
from tickets.timeline import act
from tickets.verb import (
    back_to_work,
    is_repeated,
    locked,
    own_token,
    record,
    require_nothing_lost,
    require_open,
    require_text,
    require_work,
)
from tickets.watching.copies import checked_copies


@act()
def resolve(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
    own_words: Own | None = None,
    cc: Sequence[Contact] = (),
) -> Ticket:
    """Solved; closes by itself after a set number of working days unless the customer answers. With `own_words` the
    house says what the solution is, and `text` may be empty."""
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.RESOLVED):
        return ticket
    if ticket.status == Status.OPGELOST:
        message = _("Deze melding is al opgelost en deze tekst is niet verstuurd. Verstuur die als bericht.")
        require_nothing_lost(ticket, EntryKind.RESOLVED, by=by, text=text, files=files, message=message)
        return ticket
    require_open(ticket)
    text = closing_text(ticket, text, is_told=own_words is not None)
    text = require_text(text, _("Schrijf op wat de oplossing is; de klant leest dit."), unless=own_words or ())
    require_confirmed(ticket, now)
    check_files(files)
    copies = checked_copies(ticket, cc, now)
    if ticket.clock.work_started_at is None:
        ticket = begin_work(ticket, by=by, now=now)  # to end it costs nothing, so it asks for no yes
    facts = Resolved(status=Change(ticket.status, Status.OPGELOST), own=own_words, cc=copies)
    end(ticket, facts, by=by, now=now, text=text, files=files, form_token=token)
    return ticket


@act()
def reopen(ticket: Ticket, *, by: User, now: datetime, text: str) -> Ticket:
    """Not solved after all, within the days before it closes."""
    ticket = locked(ticket)
    if by.is_house:
        require_work(by)
    if ticket.is_open:
        message = _("Deze melding is al open en deze tekst is niet verstuurd. Verstuur die als bericht.")
        require_nothing_lost(ticket, EntryKind.REOPENED, by=by, text=text, message=message)
        return ticket
    if ticket.status != Status.OPGELOST:
        raise Refused(_("Deze melding is gesloten. Maak een vervolgmelding; dan pakken wij het daarin op."))
    text = require_text(text, _("Schrijf op wat er nog niet goed is."))
    back_to_work(ticket, by=by, now=now, text=text)
    if not by.is_house:
        ask_again(ticket, by=by, now=now, text=text)
    return ticket


@act()
def take_back_reopening(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """What the customer wrote was a thank-you: status, clock and counts as if he had not reopened it."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.status == Status.OPGELOST:
        return ticket
    entries = clocks.clock_entries(ticket)
    reopening = reopened_by_customer(entries)
    resolved = next((entry for entry in reversed(entries) if entry.kind == EntryKind.RESOLVED), None)
    if reopening is None or resolved is None:
        raise Refused(_("Sinds deze melding is heropend, is er al iets mee gedaan; los die op zoals anders."))
    old, ticket.status, ticket.planned_for = ticket.status, Status.OPGELOST, None
    ticket.resolved_at, ticket.closes_at = resolved.at, clocks.closing_moment(ticket.agreement, resolved.at)
    ticket.reopen_count = max(0, ticket.reopen_count - 1)
    if ticket.clock.verdict_at and ticket.clock.verdict_at > reopening.at:
        ticket.clock.forget_verdict()
    record(ticket, Thanked(status=Change(old, ticket.status)), by=by, now=now)
    return ticket


def reopened_by_customer(entries: Sequence[TimelineEntry]) -> TimelineEntry | None:
    """The customer's own reopening, of lines in order, where nothing happened since that the clock minds."""
    last = next((entry for entry in reversed(entries) if entry.facts.clock), None)
    if last is None or last.kind != EntryKind.REOPENED:
        return None
    return last if last.contact_id or (last.by is not None and not last.by.is_house) else None


@act()
def close(ticket: Ticket, *, by: User | None, now: datetime, text: str = "") -> Ticket:
    """The end. The customer may close at any moment; 1do (or the clock: `by` None) only what is resolved."""
    ticket = locked(ticket)
    if by is not None and by.is_house:
        require_work(by)
    if ticket.status == Status.GEANNULEERD and by is not None:
        raise Refused(_("Deze melding is geannuleerd; er valt niets meer te sluiten."), field="text")
    if ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        message = _("Deze melding is al gesloten en deze tekst is niet verstuurd. Maak er een vervolgmelding van.")
        require_nothing_lost(ticket, EntryKind.CLOSED, by=by, text=text, message=message)
        return ticket
    if (by is None or by.is_house) and ticket.status != Status.OPGELOST:
        raise Refused(_("Alleen een opgeloste melding kan worden gesloten; los die eerst op, of annuleer die."))
    closed = Closed(status=Change(ticket.status, Status.GESLOTEN))
    plan_satisfaction(end(ticket, closed, by=by, now=now, text=text.strip()))
    return ticket


@act()
def cancel(ticket: Ticket, *, by: User, now: datetime, text: str) -> Ticket:
    """It should not have been there: a double, a mistake, no longer wanted."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.status == Status.GEANNULEERD:
        message = _("Deze melding is al geannuleerd en deze tekst is niet verstuurd; bewaar die als notitie.")
        require_nothing_lost(ticket, EntryKind.CANCELLED, by=by, text=text, message=message)
        return ticket
    require_open(ticket)
    text = require_text(text, _("Schrijf op waarom deze melding vervalt; de klant leest dit."))
    end(ticket, Cancelled(status=Change(ticket.status, Status.GEANNULEERD)), by=by, now=now, text=text)
    return ticket


def end(
    ticket: Ticket,
    facts: Resolved | Closed | Cancelled,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    withdrawn: Own | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str | None = None,
) -> TimelineEntry:
    """What every end has in common, of the work and of the ticket: it gets the status that the facts say, and whatever
    was still asked of the customer is `withdrawn`, with why. The caller holds the lock and has checked whether it may.
    """
    assert facts.status is not None
    end_session(ticket, by=by, now=now)
    ticket.status, ticket.planned_for = Status(facts.status.new), None
    withdraw_open(ticket, now=now, own_answer=withdrawn or own(OwnLine.HAS_ENDED, status=ticket.status))
    if ticket.status == Status.OPGELOST:
        ticket.resolved_at, ticket.closes_at = now, clocks.closing_moment(ticket.agreement, now)
    else:
        ticket.closed_at, ticket.closes_at = now, None
    if ticket.status == Status.GESLOTEN:
        ask_evaluation(ticket, now=now)
    return record(ticket, facts, by=by, now=now, text=text, files=files, form_token=form_token)
