"""What stands about an incident that is evaluated, who worked on it, and the evaluations of a review (SLA 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roster.queries import works_here
from contracts.dap.queries import named
from contracts.models import ClauseKind, Contact, Customer
from reviews.evaluations.documents import DocumentMoment, DocumentPart, EvaluationDocument
from reviews.evaluations.drafting import IncidentFacts, IncidentLine, draft, shortened
from reviews.models import (
    UNFINISHED,
    BreachCause,
    Evaluation,
    EvaluationAct,
    EvaluationPart,
    EvaluationState,
)
from sla.clock import Party
from tickets.clock import clocks
from tickets.conversation import is_from_customer
from tickets.kinds import CLOCK_KINDS, EntryKind, Opened, WorkStarted
from tickets.models import BreachWarning, Ticket, TimelineEntry

# What belongs to the story of an incident; the rest is bookkeeping.
TOLD = (
    EntryKind.OPENED,
    EntryKind.CLASSIFIED,
    EntryKind.WORK_STARTED,
    EntryKind.REPLY,
    EntryKind.WAITING,
    EntryKind.RESUMED,
    EntryKind.PLANNED,
    EntryKind.MANDATE,
    EntryKind.ESCALATED,
    EntryKind.ACKNOWLEDGED,
    EntryKind.UNACKNOWLEDGED,
    EntryKind.DEESCALATED,
    EntryKind.RESOLVED,
    EntryKind.REOPENED,
)
WORK = (EntryKind.WORK_STARTED, EntryKind.REPLY, EntryKind.TIME_LOGGED, EntryKind.RESOLVED, EntryKind.NOTE)
MOST_LINES = 2_000  # of a story; a loop between two programs writes more


# --- One incident -----------------------------------------------------------------------------------------
def incident_facts(ticket: Ticket, now: datetime) -> IncidentFacts:
    """One query. What is for 1do alone is not read."""
    kinds = {*TOLD, *CLOCK_KINDS}
    found = TimelineEntry.objects.filter(ticket=ticket, kind__in=kinds).select_related("by", "contact")
    entries = list(found.order_by("at", "pk")[:MOST_LINES])
    told = [entry for entry in entries if entry.is_public and entry.kind in TOLD]
    solved = next((entry for entry in reversed(told) if entry.kind == EntryKind.RESOLVED), None)
    return IncidentFacts(
        subject=ticket.subject,
        description=ticket.description,
        reported_by=ticket.contact.name,
        channel=ticket.get_channel_display(),
        opened_at=ticket.opened_at,
        resolved_at=ticket.resolved_at,
        due_at=ticket.clock.due_at,
        work_started_at=ticket.clock.work_started_at,
        late=ticket.clock.late,
        impact=str(ticket.get_impact_display()) if ticket.impact else "",
        impact_text=ticket.impact_text,
        solution=solved.said if solved else "",
        reopened=ticket.reopen_count,
        waited=_waited(ticket, entries, ticket.resolved_at or now),
        lines=tuple(_line(ticket, entry) for entry in told),
        is_taken_over=ticket.is_taken_over,
    )


def whole_ticket(ticket: Ticket) -> Ticket:
    """As it is now, with its clock and whom it is of."""
    related = ("clock__calendar_version", "clock__emergency_version", "agreement__edition", "contact", "customer")
    return Ticket.objects.select_related(*related).get(pk=ticket.pk)


def _waited(ticket: Ticket, entries: list[TimelineEntry], until: datetime) -> dict[str, timedelta]:
    """Of what was taken over the clock has no story."""
    if not any(isinstance(entry.facts, Opened) for entry in entries):
        return {}
    by_party = clocks.read_clock(ticket, until, entries).by_party
    names = {Party.CUSTOMER: _("de klant"), Party.SUPPLIER: _("een leverancier")}
    return {name: by_party[party] for party, name in names.items() if by_party.get(party)}


def _line(ticket: Ticket, entry: TimelineEntry) -> IncidentLine:
    facts, at = entry.facts, entry.at
    if isinstance(facts, Opened):
        return IncidentLine(ticket.opened_at, ticket.contact.name, _("Melding: %s") % ticket.subject)
    if isinstance(facts, WorkStarted) and facts.began_at:
        at = facts.began_at
    did = entry.by or entry.contact
    name = did.name if did and (entry.by is None or entry.by.is_house or is_from_customer(entry)) else _("1do")
    words = facts.for_customer(entry)
    if isinstance(facts, WorkStarted):
        words = facts.for_house(entry)
    elif entry.kind == EntryKind.REPLY:
        words = _("schreef")
    return IncidentLine(at, "" if words.startswith(name) else name, words, shortened(entry.said))


def current_document(evaluation: Evaluation, now: datetime) -> EvaluationDocument:
    """As it stands now, with the ticket, its clock, customer and contact at hand."""
    ticket = evaluation.ticket
    facts = incident_facts(ticket, now)
    made = draft(facts)
    return EvaluationDocument(
        number=ticket.number,
        subject=ticket.subject,
        customer=evaluation.customer.name,
        priority=str(ticket.get_priority_display() or ""),
        reported_by=facts.reported_by,
        opened_at=facts.opened_at,
        resolved_at=facts.resolved_at,
        work_started_at=facts.work_started_at,
        due_at=facts.due_at,
        late=facts.late,
        start_words=made.start_words,
        impact=facts.impact,
        minutes=int(made.lasted / timedelta(minutes=1)) if made.lasted is not None else None,
        waited={whom: int(time / timedelta(minutes=1)) for whom, time in facts.waited.items()},
        moments=[DocumentMoment(line.at, line.who, line.words, line.text) for line in made.moments],
        left_out=made.left_out,
        parts=[DocumentPart(part.value, evaluation.text_of(part)) for part in EvaluationPart],
        writers=writers(evaluation),
        release=evaluation.releases + 1,
    )


def writers(evaluation: Evaluation) -> list[str]:
    """Who wrote its texts, in the order in which they came to it."""
    steps = evaluation.steps.filter(act=EvaluationAct.WRITTEN, by__isnull=False).select_related("by")
    return list(dict.fromkeys(step.by.name for step in steps if step.by))


def who_worked_on(ticket: Ticket) -> list[User]:
    """Who has it, and of 1do everybody who did something for it; they write its evaluation."""
    keys = TimelineEntry.objects.filter(ticket=ticket, kind__in=WORK, by__is_house=True).order_by("by")
    people = User.objects.filter(Q(pk__in=keys.values("by")) | Q(pk=ticket.assignee_id)).order_by("name", "pk")
    return [person for person in people if works_here(person)]


def readers_of(evaluation: Evaluation, now: datetime) -> list[Contact]:
    """Of the customer: who reported it, and the fixed contacts of the DAP (SLA 7.3)."""
    ticket = evaluation.ticket
    viewers = named(evaluation.customer.agreement_at(now), ClauseKind.VIEWERS, now)
    people = [ticket.contact, *(viewers.contacts if viewers else ())]
    theirs = [each for each in people if each.is_active and each.customer_id == evaluation.customer_id]
    return list({each.pk: each for each in theirs}.values())


# --- A promise that was broken (SLA 7.9) ------------------------------------------------------------------
def broke_promise(ticket: Ticket) -> bool:
    """Also where it was classified lower since: what has fallen stays."""
    clock = ticket.clock
    if not clock.late:
        return False
    urgent = BreachWarning.objects.filter(clock=clock.pk, threshold__gte=100, priority__in=("kritisch", "ernstig"))
    return clock.is_promise or urgent.exists()


def breach_cause(ticket: Ticket) -> BreachCause | None:
    return ticket.breach_causes.select_related("by").order_by("-number").first()


# --- For a review -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class EvaluationsOf:
    """Those of the incidents that were solved in a period, by what became of them."""

    released: list[Evaluation]
    owed: list[Evaluation]
    set_aside: list[Evaluation]

    @property
    def is_complete(self) -> bool:
        return not self.owed


def evaluations_of(customer: Customer, starts_at: datetime, ends_at: datetime) -> EvaluationsOf:
    """Solved in [starts_at, ends_at), the oldest first. One query. What is owed anew, of which the customer already has
    an earlier version, is owed."""
    found = list(
        with_all(Evaluation.objects.filter(customer=customer, resolved_at__gte=starts_at, resolved_at__lt=ends_at))
        .order_by("resolved_at", "pk")
        .all()
    )
    return EvaluationsOf(
        released=[each for each in found if each.state == EvaluationState.RELEASED],
        owed=[each for each in found if each.state in UNFINISHED],
        set_aside=[each for each in found if each.state == EvaluationState.SET_ASIDE],
    )


def with_all(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """With what a document and a line of a list need of the ticket."""
    related = ("ticket__clock__calendar_version", "ticket__clock__emergency_version", "ticket__contact")
    more = ("ticket__assignee", "ticket__agreement__edition", "customer", "shown")
    return evaluations.select_related(*related, *more).defer("ticket__search_text", "ticket__internal_search_text")
