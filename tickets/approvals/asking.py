"""What questions to the customer have in common: asking, waiting, taking back. The verbs are in approving.

Without the yes to an authorisation request (SLA 10), or to somebody who may not report by himself (SLA 3), nobody
begins: `require_confirmed` is called by each verb that would.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.dap import queries as dap
from contracts.models import ClauseKind, ServiceAgreement
from infra.errors import Refused
from infra.masking import mask_all
from infra.prepared import PreparedQuery
from sla.clock import Party
from sla.priority import Priority
from tickets.approvals import approvers
from tickets.facts import Change
from tickets.kinds import Asked, EntryKind, Note, Viewing, Waiting
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Channel, Status, Ticket, TimelineEntry
from tickets.own_words import Own, OwnLine, own
from tickets.verb import end_wait, record

HOLDING = (ApprovalKind.AUTHORISATION, ApprovalKind.REPORTER)
_HELD = PreparedQuery(
    lambda ticket: Approval.objects.open().filter(ticket=ticket, kind__in=HOLDING).order_by("asked_at", "pk")[:1]
)
_VIEWINGS = PreparedQuery(
    lambda ticket: TimelineEntry.objects.filter(ticket=ticket, kind=EntryKind.VIEWING).order_by("-at", "-pk")[:1]
)


def held_by(ticket: Ticket) -> Approval | None:
    """The confirmation without which nobody may begin."""
    return next(iter(_HELD.all(ticket.pk)), None)


def require_confirmed(ticket: Ticket, now: datetime) -> None:
    held = held_by(ticket)
    if held is None:
        return
    asked = approvers.answerers(ticket, held.kind, now, asked_by=held.asked_by_id)
    if asked.missing:
        raise Refused(asked.missing)
    words = {"names": _(" of ").join(contact.name for contact in asked.contacts), "citation": asked.citation}
    if held.kind == ApprovalKind.AUTHORISATION:
        raise Refused(
            _("Dit autorisatieverzoek wacht op bevestiging door %(names)s (%(citation)s); eerder kan dit niet.") % words
        )
    raise Refused(_("De melder mag niet zelf melden; dit wacht op toestemming van %(names)s (%(citation)s).") % words)


def ask(
    ticket: Ticket,
    kind: ApprovalKind,
    *,
    by: User | None,
    now: datetime,
    waits: bool,
    text: str = "",
    own_text: Own | None = None,
    minutes: int | None = None,
    amount: Decimal | None = None,
    rate: str = "",
    replaces: int | None = None,
) -> Approval:
    """One line ASKED; and where the ticket waits for the answer the line WAITING, which the clock reads."""
    asked = approvers.answerers(ticket, kind, now, asked_by=by.pk if by else None)
    approval = Approval.objects.create(
        ticket=ticket,
        kind=kind,
        text=text,
        own_text=mask_all(own_text or {}),
        citation=asked.citation[:60],
        minutes=minutes,
        amount=amount,
        rate_kind=rate,
        asked_by=by,
        asked_at=now,
    )
    begins_to_wait = waits and ticket.status != Status.WACHT_OP_KLANT
    facts = Asked(
        status=Change(ticket.status, Status.WACHT_OP_KLANT) if begins_to_wait else None,
        approval=approval.pk,
        question=kind,
        minutes=minutes,
        amount=amount,
        citation=asked.citation,
        rate=rate,
        replaces=replaces,
        own=own_text,
    )
    record(ticket, facts, by=by, now=now, text=text)
    if begins_to_wait:
        _wait(ticket, approval, by=by, now=now)
    if asked.missing:
        record(ticket, Note(own=asked.lacks), by=None, now=now)
    return approval


def ask_at_opening(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    """What a melding has to wait for from its first moment: `by` filed it, the agreement asks.

    Monitoring and the schedule are not people, so they may always report (SLA 3).
    """
    if ticket.channel not in (Channel.ALERT, Channel.SCHEDULE) and not _may_report(ticket, now):
        wants = own(OwnLine.WANTS_TO_REPORT, name=ticket.contact.name, subject=ticket.subject)
        ask(ticket, ApprovalKind.REPORTER, by=by, now=now, own_text=wants, waits=True)
    if ticket.is_authorisation:
        ask(ticket, ApprovalKind.AUTHORISATION, by=by, now=now, text=ticket.subject, waits=True)
    if ticket.channel == Channel.ALERT:
        ask_about_alert(ticket, by=by, now=now)


def ask_about_alert(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    """Nobody of the customer asked for it, so he says yes before anyone works (SLA 5.2, "opvolging alerts")."""
    covered = ticket.coverage
    if covered is None or not covered.is_billable:
        return
    if ticket.approvals.filter(kind=ApprovalKind.ESTIMATE, status=ApprovalStatus.GRANTED).exists():
        return
    coverage = {"verdict": covered.verdict, "because": covered.because, "clause": covered.clause}
    may_we = own(OwnLine.MAY_WE_FOLLOW_UP, subject=ticket.subject, coverage=coverage)
    ask(ticket, ApprovalKind.ESTIMATE, by=by, now=now, own_text=may_we, waits=ticket.priority != Priority.KRITISCH)


def ask_again(ticket: Ticket, *, by: User | None, now: datetime, text: str) -> None:
    """Who comes back to a request for rights may ask for more: what was confirmed is not this (SLA 10)."""
    if ticket.is_authorisation:
        ask(ticket, ApprovalKind.AUTHORISATION, by=by, now=now, text=text or ticket.subject, waits=True)


def _may_report(ticket: Ticket, now: datetime) -> bool:
    """Whom the customer designated to call the emergency line may do so, whoever else may report (SLA 3.2)."""
    if approvers.may_report(ticket.contact, ticket.agreement, now):
        return True
    return ticket.emergency_call and _is_caller(ticket.agreement, ticket.contact_id, now)


def _is_caller(agreement: ServiceAgreement | None, contact_id: int, now: datetime) -> bool:
    callers = dap.named(agreement, ClauseKind.EMERGENCY_CALLERS, now)
    return callers is not None and contact_id in {caller.pk for caller in callers.contacts}


def withdraw_open(
    ticket: Ticket,
    *,
    now: datetime,
    text: str = "",
    own_answer: Own | None = None,
    kinds: Collection[str] = tuple(ApprovalKind),
) -> list[int]:
    """Nobody needs to answer these any more, as somebody wrote (`text`) or the house says. The verb that calls this
    says so in its own line of the timeline."""
    gone = []
    for approval in ticket.approvals.open().filter(kind__in=kinds):
        approval.status, approval.decided_at = ApprovalStatus.WITHDRAWN, now
        approval.answer, approval.own_answer = text, mask_all(own_answer or {})
        approval.save(update_fields=["status", "decided_at", "answer", "own_answer"])
        gone.append(approval.pk)
    return gone


def viewing_session(ticket: Ticket) -> TimelineEntry | None:
    """The line with which somebody began to look along, as long as nobody ended it (SLA 7.2)."""
    last = next(iter(_VIEWINGS.all(ticket.pk)), None)
    return last if last and last.read(Viewing).begins else None


def end_session(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    begun = viewing_session(ticket)
    if begun is not None:
        facts = Viewing(begins=False, approval=begun.read(Viewing).approval, citation="SLA 7.2")
        record(ticket, facts, by=by, now=now)


def resume_after_answer(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    """It is 1do's turn again, unless another confirmation is still awaited."""
    if ticket.status == Status.WACHT_OP_KLANT and held_by(ticket) is None:
        end_wait(ticket, by=by, now=now)


def let_kritisch_run(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    """A ticket that became Kritisch no longer waits for a yes to costs; another question to the customer stays one."""
    if ticket.priority != Priority.KRITISCH or ticket.status != Status.WACHT_OP_KLANT:
        return
    last = ticket.timeline.filter(kind=EntryKind.WAITING).order_by("-at", "-pk").first()
    if last and last.read(Waiting).question == ApprovalKind.ESTIMATE:
        resume_after_answer(ticket, by=by, now=now)


def _wait(ticket: Ticket, approval: Approval, *, by: User | None, now: datetime) -> None:
    key = {
        ApprovalKind.ESTIMATE: OwnLine.WAITS_FOR_ESTIMATE,
        ApprovalKind.AUTHORISATION: OwnLine.WAITS_FOR_AUTHORISATION,
        ApprovalKind.REPORTER: OwnLine.WAITS_FOR_REPORTER,
        ApprovalKind.REMOTE_VIEWING: OwnLine.WAITS_FOR_REMOTE_VIEWING,
    }[ApprovalKind(approval.kind)]
    old, ticket.status, ticket.planned_for = ticket.status, Status.WACHT_OP_KLANT, None
    facts = Waiting(
        status=Change(old, ticket.status),
        party=Party.CUSTOMER,
        approval=approval.pk,
        question=approval.kind,
        own=own(key, citation=approval.citation),
    )
    record(ticket, facts, by=by, now=now)
