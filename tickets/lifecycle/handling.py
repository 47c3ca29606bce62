"""Whose work it is, when it begins, and what it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.roster.queries import away_until
from contracts.models import Contact, Supplier
from infra.errors import Refused
from sla.clock import Party
from tickets.approvals.asking import require_confirmed
from tickets.approvals.consent import require_yes_at
from tickets.approvals.outside import decide_for_moment
from tickets.attachments import check_files
from tickets.facts import Change
from tickets.kinds import Assigned, EntryKind, Planned, Reply, Resumed, Taken, Waiting, WorkStarted
from tickets.models import Status, Ticket, Visit
from tickets.own_words import Own
from tickets.suppliers.actions import depend_on, supplier_facts
from tickets.timeline import act
from tickets.verb import (
    end_wait,
    is_repeated,
    locked,
    name_of,
    own_token,
    record,
    require_nothing_lost,
    require_open,
    require_text,
    require_work,
)
from tickets.watching.copies import checked_copies


@act()
def take(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    if ticket.assignee_id == by.pk:
        return ticket
    if ticket.assignee is not None:
        raise Refused(_("Deze melding is al opgepakt door %s.") % ticket.assignee.name)
    ticket.assignee = by
    record(ticket, Taken(assignee=Change(None, by.name)), by=by, now=now)
    return ticket


@act()
def assign(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    assignee: User | None = None,
    team: Team | None = None,
    text: str = "",
) -> Ticket:
    """Hand over to a person, a team, or both; neither puts it back, unassigned, with the team it has. `text` is for
    colleagues: why, and what the other has to know.

    Who is away gets no work proposed, but somebody may mean it; then the line says until when he is.
    """
    ticket = locked(ticket)
    require_work(by)
    if assignee not in (None, by) and not by.has_perm("tickets.assign_ticket"):
        raise PermissionDenied
    require_open(ticket)
    if assignee is not None and not (assignee.is_house and assignee.is_active):
        raise Refused(_("%s kan geen meldingen behandelen; kies een ander.") % assignee.name, field="assignee")
    new_team = team or ticket.team
    if (ticket.assignee, ticket.team) == (assignee, new_team):
        return ticket
    return _hand_over(ticket, assignee, new_team, by=by, now=now, text=text)


@act()
def entrust(ticket: Ticket, *, now: datetime, assignee: User) -> Ticket:
    """The house itself gives it to who took it upon himself beforehand, such as an improvement point of a Service
    Review (SLA 11); nobody's right is asked. Who left since gets nothing."""
    ticket = locked(ticket)
    require_open(ticket)
    if ticket.assignee is not None or not (assignee.is_house and assignee.is_active):
        return ticket
    return _hand_over(ticket, assignee, ticket.team, by=None, now=now)


def _hand_over(
    ticket: Ticket, assignee: User | None, team: Team | None, *, by: User | None, now: datetime, text: str = ""
) -> Ticket:
    facts = Assigned(
        assignee=Change(name_of(ticket.assignee), name_of(assignee)),
        team=Change(name_of(ticket.team), name_of(team)),
        assignee_id=assignee.pk if assignee else None,
        away_until=away_until(assignee, now) if assignee not in (None, by, ticket.assignee) else None,
    )
    ticket.assignee, ticket.team = assignee, team
    record(ticket, facts, by=by, now=now, text=text)
    return ticket


@act()
def start_work(ticket: Ticket, *, by: User, now: datetime, began_at: datetime | None = None) -> Ticket:
    """Aanvang werkzaamheden (SLA 7.9): the act that stops the clock. Taken by whoever starts when nobody had it.

    `began_at`: when that was, where it is written down afterwards; the verdict follows from then.
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    began, waited = ticket.clock.work_started_at is None, ticket.status != Status.IN_BEHANDELING
    if not began and not waited:
        return ticket
    require_may_begin(ticket, now)
    return begin_work(ticket, by=by, now=now, began_at=began_at)


def require_may_begin(ticket: Ticket, moment: datetime) -> None:
    """Refused while a confirmation is awaited (SLA 3, 10), and without a yes to what the work costs (SLA 4.2)."""
    require_confirmed(ticket, moment)
    require_yes_at(ticket, moment, now=moment)


def begin_work(ticket: Ticket, *, by: User, now: datetime, began_at: datetime | None = None) -> Ticket:
    """The act itself, on the locked ticket of which is known that it may begin."""
    began = ticket.clock.work_started_at is None
    ticket.assignee = ticket.assignee or by
    old, ticket.status, ticket.planned_for = ticket.status, Status.IN_BEHANDELING, None
    change = Change(old, ticket.status)
    if began_at is not None:
        ticket.clock.forget_verdict()
    facts = WorkStarted(status=change, began_at=began_at) if began else Resumed(status=change)
    record(ticket, facts, by=by, now=now)
    return ticket


@act()
def wait(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    party: str,
    text: str = "",
    supplier: Supplier | None = None,
    supplier_reference: str = "",
    chase_on: date | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
    cc: Sequence[Contact] = (),
) -> Ticket:
    """The clock stands still while a customer or a supplier has to act (SLA 7.10). `text`, what for, is public.

    A supplier has a day on which we ring him again: `chase_on`, the next working day when none is given.
    """
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.WAITING, EntryKind.REPLY):
        return ticket
    require_open(ticket)
    status = Status.WACHT_OP_KLANT if party == Party.CUSTOMER else Status.WACHT_OP_LEVERANCIER
    if ticket.status == status and not text.strip():
        return ticket
    text = require_text(text, _("Schrijf op waarop wij wachten; de klant leest dit."))
    check_files(files)
    copies = checked_copies(ticket, cc, now)
    if party == Party.SUPPLIER:
        depend_on(ticket, supplier, supplier_reference, chase_on, now)
    if ticket.status == status:  # another question, in a wait that goes on
        if _last_said(ticket) != text:
            record(ticket, Reply(cc=copies), by=by, now=now, text=text, files=files, form_token=token)
        return ticket
    old, ticket.status, ticket.planned_for = ticket.status, status, None
    whom = supplier_facts(ticket) if party == Party.SUPPLIER else {}
    facts = Waiting(status=Change(old, status), party=Party(party), cc=copies, **whom)
    record(ticket, facts, by=by, now=now, text=text, files=files, form_token=token)
    return ticket


def _last_said(ticket: Ticket) -> str | None:
    """The newest message to the customer, to know a second click again."""
    said = ticket.timeline.filter(kind__in=[EntryKind.WAITING, EntryKind.REPLY]).order_by("-at", "-pk")
    return said.values_list("text", flat=True).first()


@act()
def resume(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """The wait, or the planned moment, is over: it is 1do's turn again. Not while it waits for a yes (SLA 4.2, 10)."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    if ticket.waiting_on or ticket.status == Status.INGEPLAND:
        require_may_begin(ticket, now)
        end_wait(ticket, by=by, now=now)
    return ticket


@act()
def plan(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    planned_for: datetime,
    text: str = "",
    own_words: Own | None = None,
) -> Ticket:
    """Agree on a moment. The clock runs on: planning is not yet work.

    Outside opening hours the work is billed, whatever covers it (SLA 8.2): then the customer says yes to that first,
    to an estimate with the tariff for it, or the DAP welcomes maintenance in these hours. A moment within them ends
    what was planned outside.
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    if ticket.status == Status.INGEPLAND and ticket.planned_for == planned_for:
        message = _("Deze melding stond al voor dat moment en deze tekst is niet verstuurd. Verstuur die als bericht.")
        require_nothing_lost(ticket, EntryKind.PLANNED, by=by, text=text, message=message)
        return ticket
    if planned_for <= now:
        raise Refused(_("Kies een moment in de toekomst."), field="planned_for")
    require_confirmed(ticket, now)
    decide_for_moment(ticket, planned_for, by=by, now=now)
    require_yes_at(ticket, planned_for, now=now, field="planned_for")
    return put_in_diary(ticket, by=by, now=now, planned_for=planned_for, text=text, own_words=own_words)


def put_in_diary(
    ticket: Ticket, *, by: User, now: datetime, planned_for: datetime, text: str = "", own_words: Own | None = None
) -> Ticket:
    """The act itself, on the locked ticket of which is known that it may be done then: also during a visit, which
    carries its own yes (SLA 8.1)."""
    if ticket.waiting_on:
        end_wait(ticket, by=by, now=now)
    old, ticket.status, ticket.planned_for = ticket.status, Status.INGEPLAND, planned_for
    facts = Planned(status=Change(old, ticket.status), planned_for=planned_for, own=own_words)
    record(ticket, facts, by=by, now=now, text=text.strip())
    _move_visit(ticket, by=by, now=now, planned_for=planned_for)
    return ticket


def _move_visit(ticket: Ticket, *, by: User, now: datetime, planned_for: datetime) -> None:
    """A visit moves with its ticket, and what was saved up for it moves along (SLA 8.1)."""
    if Visit.objects.filter(ticket=ticket, ended_at__isnull=True).update(planned_for=planned_for):
        saved = Ticket.objects.filter(visit_items__visit__ticket=ticket, visit_items__is_done=False)
        for other in saved.filter(status=Status.INGEPLAND):
            put_in_diary(locked(other), by=by, now=now, planned_for=planned_for)
