"""A melding becomes a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from contracts.coverage.rules import Coverage
from contracts.models import Contact, ServiceAgreement
from infra.errors import Refused
from tickets.approvals.asking import ask_at_opening
from tickets.attachments import check_files
from tickets.clock import clocks
from tickets.clock.emergency import EmergencyLine, line_for
from tickets.coverage import decisions as coverage
from tickets.coverage.actions import check_work
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Opened
from tickets.lifecycle.referring import require_free
from tickets.models import Channel, Ticket, TicketClock
from tickets.routing.actions import route
from tickets.search import searchable
from tickets.timeline import act, for_keeping
from tickets.verb import own_token, record

OLDEST = timedelta(days=14)  # whoever writes down a call of longer ago mistook the date
WRITTEN_LATER = timedelta(minutes=1)  # after it reached us; every mail waits some seconds for a worker


@act()
def open_ticket(report: Report, facts: WorkFacts, door: Door) -> Ticket:
    """A melding becomes a ticket with its priority, its clock and the moment by which work starts (SLA 7.6 to 7.9),
    and with the verdict whether the work is covered (SLA 5, 6).

    Raises Refused, for who reports, and PermissionDenied. The same form from the same user gives the ticket that it
    made before.
    """
    _require_may_report(door.by, report.contact)
    _require_sensible_moment(door)
    token = own_token(door.by, door.form_token) if door.by else None
    if known := _posted_before(token):
        return known
    check_files(report.files)
    _require_free(report, door)
    assessed = _assess(report, facts, door)
    ticket = _build(report, facts, door, assessed, token)
    covered = coverage.decide_for(ticket, door.now, is_visit=facts.is_visit)
    coverage.put_on(ticket, covered)
    if known := _keep_or_find(ticket, report, door):
        return known
    _start_clock(ticket, assessed)
    _write_opening(ticket, assessed, covered, report, door)
    ask_at_opening(ticket, by=door.by, now=door.now)
    if door.team is None:
        route(ticket, door.now)
    return ticket


@dataclass(frozen=True)
class _Assessed:
    """What the agreement makes of a melding: its kind and priority, the emergency line, the work as it is kept."""

    agreement: ServiceAgreement | None
    classification: dict[str, Any]
    line: EmergencyLine
    work: dict[str, Any]


def _assess(report: Report, facts: WorkFacts, door: Door) -> _Assessed:
    agreement = report.contact.customer.agreement_at(door.moment)
    classification = clocks.classification(report.kind, report.impact, report.urgency, agreement)
    urgent = classification["priority"]
    line = line_for(agreement, report.contact, priority=urgent, channel=door.channel, now=door.moment)
    work = check_work(agreement, item_type=facts.item_type, service=facts.service, features=facts.features)
    return _Assessed(agreement, classification, line, work)


def _build(report: Report, facts: WorkFacts, door: Door, assessed: _Assessed, token: str | None) -> Ticket:
    """The ticket, not saved yet and without its verdict."""
    return Ticket(
        **_as_kept(report),
        **_arrival(door),
        **assessed.classification,
        **assessed.work,
        agreement=assessed.agreement,
        off_channel=clocks.is_off_channel(assessed.classification["priority"], door.channel),
        emergency_call=assessed.line.is_call,
        small_change=facts.small_change,
        user_accounts=facts.user_accounts,
        is_authorisation=facts.is_authorisation,
        form_token=token,
    )


def _as_kept(report: Report) -> dict[str, Any]:
    """Who says what, without passwords (SLA 10), and how he is reached."""
    contact = report.contact
    return {
        "customer": contact.customer,
        "contact": contact,
        "subject": for_keeping(report.subject).strip(),
        "description": for_keeping(report.description).strip(),
        "steps_taken": for_keeping(report.steps_taken).strip(),
        "impact_text": for_keeping(report.impact_text).strip(),
        "contact_phone": report.contact_phone.strip() or contact.phone,
        "contact_email": report.contact_email.strip().lower() or contact.email,
    }


def _arrival(door: Door) -> dict[str, Any]:
    """How it came in, and who has it first."""
    return {
        "channel": door.channel,
        "team": door.team or Team.objects.order_by("pk").first(),
        "opened_at": door.moment,
        "updated_at": door.now,
        "follows": door.follows,
        "source": door.source,
        "external_id": door.external_id,
    }


def _keep_or_find(ticket: Ticket, report: Report, door: Door) -> Ticket | None:
    """Saves it; gives the one that the same form made meanwhile, when it was posted twice at once."""
    ticket.search_text = searchable(ticket)
    try:
        with transaction.atomic():
            ticket.save_new()
    except IntegrityError:
        if known := _posted_before(ticket.form_token):
            return known
        _require_free(report, door)  # or the same number, by two requests at once
        raise
    return None


def _start_clock(ticket: Ticket, assessed: _Assessed) -> None:
    """On the opening hours, and those of the emergency service for what it carries; the rest follows from the
    timeline."""
    ticket.clock = TicketClock(
        ticket=ticket,
        calendar_version=clocks.ordinary_version(ticket.agreement),
        emergency_version=clocks.emergency_version_for(ticket.agreement, assessed.line),
    )


def _write_opening(ticket: Ticket, assessed: _Assessed, covered: Coverage, report: Report, door: Door) -> None:
    opened = Opened(
        **assessed.classification,
        channel=door.channel,
        coverage=coverage.as_data(covered),
        emergency=assessed.line.reason,
        no_answer=door.no_answer,
        unverified=door.unverified,
        unchecked=door.unchecked,
        reported_at=door.reported_at if door.now - door.moment >= WRITTEN_LATER else None,
    )
    wrote = report.contact if door.by is None and door.channel == Channel.EMAIL else None
    ticket.opening = record(
        ticket, opened, by=door.by, contact=wrote, now=door.now, text=ticket.description, files=report.files
    )


def _posted_before(token: str | None) -> Ticket | None:
    return Ticket.objects.filter(form_token=token).first() if token else None


def _require_free(report: Report, door: Door) -> None:
    require_free(report.contact.customer, door.source, door.external_id, by=door.by)


def _require_sensible_moment(door: Door) -> None:
    """What somebody says about when it was reported; of a mail we know it ourselves."""
    if door.moment > door.now:
        raise Refused(_("Het moment van melden ligt in de toekomst."), field="reported_at")
    if door.by is not None and door.by.is_house and door.moment < door.now - OLDEST:
        words = {"days": OLDEST.days}
        raise Refused(
            _("Het moment van melden ligt meer dan %(days)s dagen terug; kijk de datum na.") % words,
            field="reported_at",
        )


def _require_may_report(by: User | None, contact: Contact) -> None:
    """A customer's person reports for himself, also when he goes on with a colleague's melding."""
    if not contact.is_active:
        raise Refused(_("Deze contactpersoon is niet meer actief; kies een ander."), field="contact")
    if not contact.customer.is_active:
        raise Refused(_("Deze klant is niet meer actief; maak de klant eerst weer actief."), field="contact")
    if by is None:
        return
    if not by.is_house and contact.user_id != by.pk:
        raise PermissionDenied
    if by.is_house and not by.has_perm("tickets.work_ticket"):
        raise PermissionDenied
