"""Whether somebody said yes to what work costs, before it begins (SLA 4.2, 5.1, 8.2).

Billable work needs a yes: of the customer, in writing or said to an agent who wrote it down; a mandate with its reason;
or the agreement itself, of an emergency call (3.2), a visit on appointment (8.1), and maintenance in the fixed hours of
the DAP (8.2). Without it no verb begins, plans or writes such work, and no line leaves for the books.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from contracts.coverage.costs import Yes
from contracts.coverage.rules import BILLABLE, Coverage
from contracts.time.rates import RateKind
from infra.errors import Refused
from infra.prepared import PreparedQuery
from tickets.coverage import decisions
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Ticket
from tickets.time.rules import is_outside_hours

_ESTIMATES = PreparedQuery(
    lambda ticket: Approval.objects.filter(ticket=ticket, kind=ApprovalKind.ESTIMATE).order_by("asked_at", "pk")
)


@dataclass(frozen=True)
class Consent:
    """What was said yes to on one ticket; `last` is how the newest estimate stands that was not taken back."""

    ticket: Ticket
    granted: frozenset[str]
    last: str

    def yes(self, coverage: Coverage, *, outside_hours: bool) -> Yes:
        """Of work with this verdict; `outside_hours` as the line of time says it."""
        ticket = self.ticket
        if not coverage.is_billable:
            return Yes.NOT_NEEDED
        if ticket.emergency_call and outside_hours:
            return Yes.EMERGENCY
        if ticket.own_visit is not None:
            return Yes.VISIT
        if coverage.clause == "8.2" and ticket.outside_citation:
            return Yes.DAP
        if ticket.under_mandate:
            return Yes.MANDATE
        if self._is_granted(coverage):
            return Yes.GRANTED
        if not ticket.is_open:
            return Yes.MISSING
        answers = {ApprovalStatus.ASKED: Yes.ASKED, ApprovalStatus.DECLINED: Yes.DECLINED}
        return answers.get(ApprovalStatus(self.last), Yes.TO_ASK) if self.last else Yes.TO_ASK

    def _is_granted(self, coverage: Coverage) -> bool:
        """To work in opening hours is not yet to work outside them (SLA 8.2); the other way round it is."""
        return RateKind.OUTSIDE_HOURS in self.granted if coverage.clause == "8.2" else bool(self.granted)


def consent_of(ticket: Ticket, estimates: list[Approval] | None = None) -> Consent:
    """One query, unless the estimates are at hand."""
    found = _ESTIMATES.all(ticket.pk) if estimates is None else estimates
    granted = frozenset(each.rate_kind or RateKind.NORMAL for each in found if each.status == ApprovalStatus.GRANTED)
    standing = [each.status for each in found if each.status != ApprovalStatus.WITHDRAWN]
    return Consent(ticket, granted, standing[-1] if standing else "")


def planned_outside(ticket: Ticket) -> bool:
    """Whether work outside opening hours was planned so and agreed (SLA 8.2)."""
    if not ticket.outside_hours:
        return False
    return (
        bool(ticket.outside_citation) or ticket.under_mandate or (RateKind.OUTSIDE_HOURS in consent_of(ticket).granted)
    )


def standing_yes(ticket: Ticket, estimates: list[Approval] | None = None) -> Yes:
    """How it stands with the yes to what stands on the ticket."""
    coverage = ticket.coverage
    if coverage is None or not coverage.is_billable:
        return Yes.NOT_NEEDED
    return consent_of(ticket, estimates).yes(coverage, outside_hours=ticket.emergency_call)


def require_yes(ticket: Ticket, coverage: Coverage, *, outside_hours: bool, field: str = "") -> None:
    """Refused when nobody said yes to billable work; the sentence says how to get it."""
    if not coverage.is_billable:
        return
    yes = consent_of(ticket).yes(coverage, outside_hours=outside_hours)
    if not yes.is_there:
        raise Refused(missing_words(ticket, coverage, yes), field=field)


def missing_words(ticket: Ticket, coverage: Coverage, yes: Yes) -> str:
    """For the agent: what this costs the customer, and how he gets a yes to it."""
    words = {"verdict": coverage.verdict.label.lower(), "clause": coverage.clause}
    if coverage.clause == "8.2":
        head = _("Werk buiten kantoortijd wordt berekend (8.2) en daar is nog geen akkoord op.") % words
    else:
        head = _("Dit werk wordt berekend (%(verdict)s, %(clause)s) en daar is nog geen akkoord op.") % words
    if yes == Yes.DECLINED:
        head = _("De klant ging niet akkoord met de kosten (%(verdict)s, %(clause)s).") % words
    return f"{head} {_how(ticket, coverage)}"


def _how(ticket: Ticket, coverage: Coverage) -> str:
    if ticket.is_cancelled:
        return _("Zonder akkoord wordt het niet berekend.")
    if not ticket.is_open:
        return _("Heropen eerst de melding; op een afgesloten melding kan geen akkoord worden gevraagd.")
    if ticket.is_critical:
        return _("Bel de klant en leg het mondelinge akkoord vast; is niemand te bereiken, werk dan onder mandaat.")
    if coverage.clause == "8.2":
        return _(
            "Vraag akkoord op de kosten met het tarief buiten openingstijden, of leg een mondeling akkoord daarop vast."
        )
    return _("Vraag akkoord op de kosten, leg een mondeling akkoord vast, of werk onder mandaat.")


def coverage_at(ticket: Ticket, now: datetime, *, outside_hours: bool) -> Coverage:
    """What work is covered by that begins inside or outside opening hours: of an emergency call that decides (SLA 3.2);
    of other work only whether it was planned so, which stands on the ticket (SLA 8.2)."""
    stands = ticket.coverage
    if stands is not None and (ticket.coverage_overridden or not ticket.emergency_call):
        return stands
    return decisions.decide_for(
        ticket,
        now,
        emergency_call=ticket.emergency_call and outside_hours,
        outside_hours=ticket.outside_hours and outside_hours,
    )


def yes_at(ticket: Ticket, moment: datetime, *, now: datetime) -> tuple[Coverage, Yes]:
    """What work that begins at `moment` is covered by, and how it stands with the yes to it."""
    outside = ticket.own_visit is None and is_outside_hours(ticket.agreement, moment)
    covered = coverage_at(ticket, now, outside_hours=outside)
    return covered, consent_of(ticket).yes(covered, outside_hours=outside)


def require_yes_at(ticket: Ticket, moment: datetime, *, now: datetime, field: str = "") -> None:
    covered, yes = yes_at(ticket, moment, now=now)
    if not yes.is_there:
        raise Refused(missing_words(ticket, covered, yes), field=field)


def agreed() -> Q:
    """Lines of time to which somebody said yes, by the same rule as `Consent.yes`; without a join."""
    ticket = Ticket.objects.filter(pk=OuterRef("ticket"))
    granted = Approval.objects.filter(
        ticket=OuterRef("ticket"), kind=ApprovalKind.ESTIMATE, status=ApprovalStatus.GRANTED
    )
    carried = Exists(ticket.filter(Q(under_mandate=True) | Q(visit__isnull=False)))
    call = Q(outside_hours=True) & Exists(ticket.filter(emergency_call=True))
    outside = Q(clause="8.2") & (
        Exists(ticket.exclude(outside_citation="")) | Exists(granted.filter(rate_kind=RateKind.OUTSIDE_HOURS))
    )
    return Q(carried) | call | outside | (~Q(clause="8.2") & Exists(granted)) | ~Q(verdict__in=BILLABLE)
