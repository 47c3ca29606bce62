"""Every change of a ticket's state, one verb each: check, change, one line on the timeline, in one transaction.

All doors (portal, desk, REST, later mail) call these. `now` is read once at the door. Verbs that a person can click
twice do nothing the second time. Errors: ActionRefused (Dutch, for the person), PermissionDenied, Http404 never.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from contracts.models import Contact
from sla.clock import Party
from sla.models import CalendarVersion
from tickets import clocks
from tickets.attachments import attach_files, check_files
from tickets.errors import ActionRefused
from tickets.models import (
    CLOCK_KINDS,
    Activity,
    Channel,
    Consumer,
    EntryKind,
    OutboxItem,
    Status,
    Ticket,
    TicketClock,
    TimeEntry,
    TimelineEntry,
)
from tickets.search import searchable, searchable_text
from tickets.tasks import nudge_outbox

WORKING_DAY = timedelta(hours=9)  # "1 dag" of SLA 7.9

# What somebody may have to hear of by mail; mail/ decides who and how.
ANNOUNCED = frozenset(
    {
        EntryKind.OPENED,
        EntryKind.ASSIGNED,
        EntryKind.REPLY,
        EntryKind.WAITING,
        EntryKind.PLANNED,
        EntryKind.RESOLVED,
        EntryKind.REOPENED,
        EntryKind.CLOSED,
        EntryKind.CANCELLED,
        EntryKind.WARNED,
    }
)


# --- Opening ----------------------------------------------------------------------------------------------
@transaction.atomic
def open_ticket(
    *,
    by: User,
    now: datetime,
    contact: Contact,
    kind: str,
    subject: str,
    description: str,
    channel: str,
    impact: int | None = None,
    urgency: str | None = None,
    steps_taken: str = "",
    impact_text: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    team: Team | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
    follows: Ticket | None = None,
) -> Ticket:
    """A melding becomes a ticket with its priority, its clock and the moment by which work starts (SLA 7.6 to 7.9).

    The same `form_token` from the same user gives the ticket that it made before.
    """
    _require_may_report(by, contact)
    token = _own_token(by, form_token)
    if token and (known := Ticket.objects.filter(form_token=token).first()):
        return known
    check_files(files)
    agreement = contact.customer.agreement_at(now)
    classification = clocks.classification(kind, impact, urgency, agreement)
    ticket = Ticket(
        customer=contact.customer,
        contact=contact,
        agreement=agreement,
        **classification,
        channel=channel,
        off_channel=clocks.is_off_channel(classification["priority"], channel),
        subject=_without_nul(subject).strip(),
        description=_without_nul(description).strip(),
        steps_taken=_without_nul(steps_taken).strip(),
        impact_text=_without_nul(impact_text).strip(),
        contact_phone=contact_phone.strip() or contact.phone,
        contact_email=contact_email.strip().lower() or contact.email,
        team=team or Team.objects.order_by("pk").first(),
        opened_at=now,
        updated_at=now,
        follows=follows,
        form_token=token,
    )
    ticket.search_text = searchable(ticket)
    try:
        with transaction.atomic():
            ticket.save(force_insert=True)
    except IntegrityError:  # the same form, posted twice at once
        if token and (known := Ticket.objects.filter(form_token=token).first()):
            return known
        raise
    version = clocks.calendar_version_for(agreement, priority=ticket.priority, channel=channel, now=now)
    ticket.clock = TicketClock(ticket=ticket, calendar_version=version)  # the rest follows from the timeline
    data = {**classification, "channel": channel}
    _record(ticket, EntryKind.OPENED, by=by, now=now, text=ticket.description, data=data, files=files)
    return ticket


def _require_may_report(by: User, contact: Contact) -> None:
    if not contact.is_active:
        raise ActionRefused(_("Deze contactpersoon is niet meer actief; kies een ander."), field="contact")
    if not by.is_house and contact.user_id != by.pk:
        raise PermissionDenied
    if by.is_house and not by.has_perm("tickets.work_ticket"):
        raise PermissionDenied


# --- Whose work it is -------------------------------------------------------------------------------------
@transaction.atomic
def take(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    ticket = locked(ticket)
    _require_work(by)
    _require_open(ticket)
    if ticket.assignee_id == by.pk:
        return ticket
    if ticket.assignee is not None:
        raise ActionRefused(_("Deze melding is al opgepakt door %s.") % ticket.assignee.name)
    ticket.assignee = by
    _record(ticket, EntryKind.TAKEN, by=by, now=now, public=False, data={"assignee": [None, by.name]})
    return ticket


@transaction.atomic
def assign(
    ticket: Ticket, *, by: User, now: datetime, assignee: User | None = None, team: Team | None = None
) -> Ticket:
    """Hand over to a person, a team, or both; neither puts it back, unassigned, with the team it has."""
    ticket = locked(ticket)
    _require_work(by)
    if assignee not in (None, by) and not by.has_perm("tickets.assign_ticket"):
        raise PermissionDenied
    _require_open(ticket)
    if assignee is not None and not (assignee.is_house and assignee.is_active):
        raise ActionRefused(_("%s kan geen meldingen behandelen; kies een ander.") % assignee.name, field="assignee")
    new_team = team or ticket.team
    if (ticket.assignee, ticket.team) == (assignee, new_team):
        return ticket
    data: dict[str, Any] = {
        "assignee": [_name(ticket.assignee), _name(assignee)],
        "team": [_name(ticket.team), _name(new_team)],
    }
    data["assignee_id"] = assignee.pk if assignee else None
    ticket.assignee, ticket.team = assignee, new_team
    _record(ticket, EntryKind.ASSIGNED, by=by, now=now, public=False, data=data)
    return ticket


@transaction.atomic
def start_work(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """Aanvang werkzaamheden (SLA 7.9): the act that stops the clock. Taken by whoever starts when nobody had it."""
    ticket = locked(ticket)
    _require_work(by)
    _require_open(ticket)
    began, waited = ticket.clock.work_started_at is None, ticket.status != Status.IN_BEHANDELING
    if not began and not waited:
        return ticket
    ticket.assignee = ticket.assignee or by
    old, ticket.status, ticket.planned_for = ticket.status, Status.IN_BEHANDELING, None
    kind = EntryKind.WORK_STARTED if began else EntryKind.RESUMED
    _record(ticket, kind, by=by, now=now, data={"status": [old, ticket.status]})
    return ticket


# --- Talking ----------------------------------------------------------------------------------------------
@transaction.atomic
def reply(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
) -> Ticket:
    """A message that customer and 1do both see. It never stops the clock (SLA 7.9: work has to begin).

    From the customer's side it also ends the wait for him, reopens a resolved ticket, and makes a linked new one when
    the ticket is closed; the ticket that holds the reply is returned.
    """
    ticket = locked(ticket)
    if by.is_house:
        _require_work(by)
    text = _require_text(text, _("Typ een bericht, of voeg een bestand toe."), unless=files)
    check_files(files)
    token = _own_token(by, form_token)
    if token and TimelineEntry.objects.filter(ticket=ticket, form_token=token).exists():
        return ticket
    if ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        if by.is_house:
            raise ActionRefused(_("Deze melding is gesloten; maak een nieuwe melding voor de klant."))
        return _follow_up(ticket, by=by, now=now, text=text, files=files, form_token=form_token)
    _record(ticket, EntryKind.REPLY, by=by, now=now, text=text, files=files, form_token=token)
    if not by.is_house and ticket.status == Status.WACHT_OP_KLANT:
        _resume(ticket, by=by, now=now)
    elif not by.is_house and ticket.status == Status.OPGELOST:
        _reopen(ticket, by=by, now=now, text="")
    return ticket


def _follow_up(
    ticket: Ticket, *, by: User, now: datetime, text: str, files: Sequence[UploadedFile], form_token: str
) -> Ticket:
    return open_ticket(
        by=by,
        now=now,
        contact=ticket.contact,
        kind=ticket.kind,
        subject=ticket.subject,
        description=text,
        channel=Channel.PORTAL,
        impact=ticket.impact,
        urgency=ticket.urgency,
        contact_phone=ticket.contact_phone,
        contact_email=ticket.contact_email,
        files=files,
        form_token=form_token,
        follows=ticket,
    )


@transaction.atomic
def note(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
) -> Ticket:
    """For colleagues only; no customer ever sees it."""
    ticket = locked(ticket)
    _require_work(by)
    text = _require_text(text, _("Typ een notitie, of voeg een bestand toe."), unless=files)
    check_files(files)
    token = _own_token(by, form_token)
    if token and TimelineEntry.objects.filter(ticket=ticket, form_token=token).exists():
        return ticket
    _record(ticket, EntryKind.NOTE, by=by, now=now, public=False, text=text, files=files, form_token=token)
    return ticket


# --- Waiting ----------------------------------------------------------------------------------------------
@transaction.atomic
def wait(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    party: str,
    text: str = "",
    supplier_reference: str = "",
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
) -> Ticket:
    """The clock stands still while a customer or a supplier has to act (SLA 7.10). `text`, what for, is public."""
    ticket = locked(ticket)
    _require_work(by)
    token = _own_token(by, form_token)
    if token and TimelineEntry.objects.filter(ticket=ticket, form_token=token).exists():
        return ticket
    _require_open(ticket)
    status = Status.WACHT_OP_KLANT if party == Party.CUSTOMER else Status.WACHT_OP_LEVERANCIER
    if ticket.status == status:
        return ticket
    text = _require_text(text, _("Schrijf op waarop wij wachten; de klant leest dit."))
    check_files(files)
    old, ticket.status, ticket.planned_for = ticket.status, status, None
    ticket.supplier_reference = supplier_reference.strip() or ticket.supplier_reference
    data = {
        "status": [old, status],
        "party": str(Party(party)),
        "supplier_reference": supplier_reference.strip(),
    }
    _record(ticket, EntryKind.WAITING, by=by, now=now, text=text, data=data, files=files, form_token=token)
    return ticket


@transaction.atomic
def resume(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """The wait, or the planned moment, is over: it is 1do's turn again."""
    ticket = locked(ticket)
    _require_work(by)
    _require_open(ticket)
    if ticket.waiting_on or ticket.status == Status.INGEPLAND:
        _resume(ticket, by=by, now=now)
    return ticket


def _resume(ticket: Ticket, *, by: User, now: datetime) -> None:
    old, ticket.planned_for = ticket.status, None
    ticket.status = Status.IN_BEHANDELING if ticket.clock.work_started_at else Status.NIEUW
    _record(ticket, EntryKind.RESUMED, by=by, now=now, data={"status": [old, ticket.status]})


@transaction.atomic
def plan(ticket: Ticket, *, by: User, now: datetime, planned_for: datetime, text: str = "") -> Ticket:
    """Agree on a moment. The clock runs on: planning is not yet work."""
    ticket = locked(ticket)
    _require_work(by)
    _require_open(ticket)
    if planned_for <= now:
        raise ActionRefused(_("Kies een moment in de toekomst."), field="planned_for")
    if ticket.waiting_on:
        _resume(ticket, by=by, now=now)
    old, ticket.status, ticket.planned_for = ticket.status, Status.INGEPLAND, planned_for
    data = {"status": [old, ticket.status], "planned_for": planned_for.isoformat()}
    _record(ticket, EntryKind.PLANNED, by=by, now=now, text=text.strip(), data=data)
    return ticket


# --- What it is -------------------------------------------------------------------------------------------
@transaction.atomic
def classify(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    kind: str,
    impact: int | None = None,
    urgency: str | None = None,
    reason: str = "",
) -> Ticket:
    """Change kind, impact or urgency. The target is derived anew from the original start, pauses kept (SLA 7.9)."""
    ticket = locked(ticket)
    _require_work(by)
    _require_open(ticket)
    new = clocks.classification(kind, impact, urgency, ticket.agreement)
    data = {name: [getattr(ticket, name), value] for name, value in new.items()}
    if all(old == value for old, value in data.values()):
        return ticket
    reason = _require_text(reason, _("Schrijf op waarom de indeling verandert; de klant leest dit."), field="reason")
    for name, value in new.items():
        setattr(ticket, name, value)
    _record(ticket, EntryKind.CLASSIFIED, by=by, now=now, text=reason, data=data)
    return ticket


@transaction.atomic
def change_details(ticket: Ticket, *, by: User, now: datetime, **fields: str) -> Ticket:
    """Mend what the melding says (SLA 9): subject, steps_taken, impact_text, contact_phone, contact_email."""
    ticket = locked(ticket)
    _require_work(by)
    allowed = {"subject", "steps_taken", "impact_text", "contact_phone", "contact_email"}
    changed = {
        name: [getattr(ticket, name), _without_nul(value).strip()]
        for name, value in fields.items()
        if name in allowed and getattr(ticket, name) != _without_nul(value).strip()
    }
    if not changed:
        return ticket
    if "subject" in changed:
        _require_text(changed["subject"][1], _("Een melding heeft een onderwerp."), field="subject")
    for name, (_old, new) in changed.items():
        setattr(ticket, name, new)
    ticket.search_text = searchable(ticket)
    _record(ticket, EntryKind.DETAILS_CHANGED, by=by, now=now, public=False, data=changed)
    return ticket


# --- Time -------------------------------------------------------------------------------------------------
@transaction.atomic
def log_time(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    minutes: int,
    activity: str = Activity.SUPPORT,
    on_site: bool = False,
    text: str = "",
    started_at: datetime | None = None,
    form_token: str = "",
) -> Ticket:
    """Minutes worked (SLA 7.4). Who logs time has begun: it starts the work when nobody had."""
    ticket = locked(ticket)
    _require_work(by)
    token = _own_token(by, form_token)
    if token and TimelineEntry.objects.filter(ticket=ticket, form_token=token).exists():
        return ticket
    if not 1 <= minutes <= 24 * 60:
        raise ActionRefused(_("Vul 1 tot en met 1440 minuten in."), field="minutes")
    if ticket.status == Status.GEANNULEERD:
        raise ActionRefused(_("Op een geannuleerde melding schrijft u geen tijd."))
    started_at = started_at or now - timedelta(minutes=minutes)
    if started_at > now:
        raise ActionRefused(_("Het begin van het werk ligt in de toekomst."), field="started_at")
    if ticket.is_open and ticket.clock.work_started_at is None:
        ticket = start_work(ticket, by=by, now=now)
    data = {"minutes": minutes, "activity": activity, "on_site": on_site}
    entry = _record(
        ticket,
        EntryKind.TIME_LOGGED,
        by=by,
        now=now,
        public=False,
        text=text.strip()[:300],
        data=data,
        form_token=token,
    )
    TimeEntry.objects.create(
        ticket=ticket,
        entry=entry,
        by=by,
        started_at=started_at,
        minutes=minutes,
        activity=activity,
        on_site=on_site,
        note=text.strip()[:300],
        logged_at=now,
    )
    return ticket


# --- The end ----------------------------------------------------------------------------------------------
@transaction.atomic
def resolve(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
) -> Ticket:
    """Solved; closes by itself after a set number of working days unless the customer answers."""
    ticket = locked(ticket)
    _require_work(by)
    token = _own_token(by, form_token)
    if token and TimelineEntry.objects.filter(ticket=ticket, form_token=token).exists():
        return ticket
    if ticket.status == Status.OPGELOST:
        return ticket
    _require_open(ticket)
    text = _require_text(text, _("Schrijf op wat de oplossing is; de klant leest dit."))
    check_files(files)
    if ticket.clock.work_started_at is None:
        ticket = start_work(ticket, by=by, now=now)
    hours = ticket.clock.calendar_version.business_hours
    old, ticket.status, ticket.planned_for = ticket.status, Status.OPGELOST, None
    ticket.resolved_at = now
    ticket.closes_at = hours.add(now, WORKING_DAY * settings.CLOSE_AFTER_WORKING_DAYS)
    data = {"status": [old, ticket.status]}
    _record(ticket, EntryKind.RESOLVED, by=by, now=now, text=text, data=data, files=files, form_token=token)
    return ticket


@transaction.atomic
def reopen(ticket: Ticket, *, by: User, now: datetime, text: str) -> Ticket:
    """Not solved after all, within the days before it closes."""
    ticket = locked(ticket)
    if by.is_house:
        _require_work(by)
    if ticket.is_open:
        return ticket
    if ticket.status != Status.OPGELOST:
        raise ActionRefused(_("Deze melding is gesloten. Maak een vervolgmelding; dan pakken wij het daarin op."))
    text = _require_text(text, _("Schrijf op wat er nog niet goed is."))
    _reopen(ticket, by=by, now=now, text=text)
    return ticket


def _reopen(ticket: Ticket, *, by: User, now: datetime, text: str) -> None:
    old, ticket.status = ticket.status, Status.IN_BEHANDELING
    ticket.resolved_at = ticket.closes_at = None
    ticket.reopen_count += 1
    _record(ticket, EntryKind.REOPENED, by=by, now=now, text=text, data={"status": [old, ticket.status]})


@transaction.atomic
def close(ticket: Ticket, *, by: User | None, now: datetime, text: str = "") -> Ticket:
    """The end. The customer may close at any moment; 1do (or the clock: `by` None) only what is resolved."""
    ticket = locked(ticket)
    if ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        return ticket
    if by is not None and by.is_house:
        _require_work(by)
    if (by is None or by.is_house) and ticket.status != Status.OPGELOST:
        raise ActionRefused(_("Alleen een opgeloste melding kan worden gesloten; los hem eerst op, of annuleer hem."))
    old, ticket.status, ticket.closed_at, ticket.closes_at = ticket.status, Status.GESLOTEN, now, None
    ticket.planned_for = None
    _record(ticket, EntryKind.CLOSED, by=by, now=now, text=text.strip(), data={"status": [old, ticket.status]})
    return ticket


@transaction.atomic
def cancel(ticket: Ticket, *, by: User, now: datetime, text: str) -> Ticket:
    """It should not have been there: a double, a mistake, no longer wanted."""
    ticket = locked(ticket)
    _require_work(by)
    if ticket.status == Status.GEANNULEERD:
        return ticket
    _require_open(ticket)
    text = _require_text(text, _("Schrijf op waarom deze melding vervalt; de klant leest dit."))
    old, ticket.status, ticket.closed_at, ticket.planned_for = ticket.status, Status.GEANNULEERD, now, None
    _record(ticket, EntryKind.CANCELLED, by=by, now=now, text=text, data={"status": [old, ticket.status]})
    return ticket


# --- The calendar -----------------------------------------------------------------------------------------
@transaction.atomic
def move_to_calendar(version: CalendarVersion, *, by: User, now: datetime) -> list[Ticket]:
    """After a calendar edit: open clocks without a verdict run on by the new version. Returns those that moved."""
    clocks_open = TicketClock.objects.filter(
        is_open=True,
        late__isnull=True,
        work_started_at__isnull=True,
        calendar_version__calendar=version.calendar,
    ).exclude(calendar_version=version)
    moved = []
    for number in clocks_open.values_list("ticket_id", flat=True).order_by("ticket_id"):
        ticket = locked(Ticket(number=number))
        before = ticket.clock.due_at
        ticket.clock.calendar_version = version
        _settle(ticket, now)
        if ticket.clock.due_at != before:
            data = {"due_at": [_iso(before), _iso(ticket.clock.due_at)], "calendar_version": version.number}
            _record(ticket, EntryKind.DUE_MOVED, by=by, now=now, public=False, text=version.reason, data=data)
            moved.append(ticket)
    return moved


# --- What every verb does ---------------------------------------------------------------------------------
def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, kept from other verbs and from the sweeps until the transaction ends.

    Its clock's row is the lock: the sweeps claim the same rows. Two statements, because a joined lock would show the
    joined tables as they were before the wait.
    """
    TicketClock.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    return Ticket.objects.select_related(
        "clock__calendar_version", "agreement__edition", "contact", "customer", "assignee", "team"
    ).get(pk=ticket.pk)


def _record(
    ticket: Ticket,
    kind: EntryKind,
    *,
    by: User | None,
    now: datetime,
    public: bool = True,
    text: str = "",
    data: dict[str, Any] | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str | None = None,
) -> TimelineEntry:
    """Save the ticket, write its line, settle its clock, and tell the outbox."""
    ticket.updated_at = now
    if text and kind != EntryKind.OPENED:
        ticket.search_text = f"{ticket.search_text} {searchable_text(text)}"
    ticket.save()
    entry = TimelineEntry.objects.create(
        ticket=ticket,
        kind=kind,
        at=now,
        by=by,
        is_public=public,
        text=text,
        data=data or {},
        form_token=form_token,
    )
    attach_files(entry, files)
    if kind == EntryKind.OPENED or kind in CLOCK_KINDS:
        _settle(ticket, now)
    if kind in ANNOUNCED:
        OutboxItem.objects.create(entry=entry, consumer=Consumer.MAIL)
        transaction.on_commit(nudge_outbox)
    return entry


def _settle(ticket: Ticket, now: datetime) -> None:
    clock = ticket.clock
    warned = set(clock.warnings.values_list("priority", "threshold"))
    clocks.settle(ticket, clock, now, warned=warned)
    clock.save()


def _require_work(by: User) -> None:
    if not (by.is_house and by.has_perm("tickets.work_ticket")):
        raise PermissionDenied


def _require_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise ActionRefused(
            _("Deze melding is %s; dit kan alleen bij een open melding.") % ticket.get_status_display().lower()
        )


def _require_text(text: str, message: str, *, field: str = "text", unless: Sequence[Any] = ()) -> str:
    text = _without_nul(text).strip()
    if not text and not unless:
        raise ActionRefused(message, field=field)
    return text


def _without_nul(text: str) -> str:
    """PostgreSQL cannot hold NUL (security Q9)."""
    return text.replace("\x00", "")


def _own_token(by: User, form_token: str) -> str | None:
    """A form's token, tied to who sent it: nobody reaches another's ticket with it."""
    return hashlib.sha256(f"{by.pk}:{form_token}".encode()).hexdigest() if form_token else None


def _name(thing: User | Team | None) -> str | None:
    return thing.name if thing else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
