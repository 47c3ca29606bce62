"""What the work is, and so whether the agreement covers it (SLA 5 to 8); decided anew whenever a fact changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import VULNERABILITIES, VULNERABILITY_MINUTES, Coverage, Verdict, because
from contracts.coverage.words import CoverageReason
from contracts.models import Advice, ServiceAgreement
from contracts.models.records import AdviceStatus
from infra.errors import Refused
from sla.priority import TicketKind
from tickets.clock import clocks
from tickets.coverage import decisions as coverage
from tickets.facts import Change
from tickets.kinds import Covered, DetailsChanged
from tickets.models import Ticket
from tickets.own_words import Own, OwnLine, own
from tickets.time.lines import revalue_lines
from tickets.timeline import act, for_keeping
from tickets.verb import locked, record, require_open, require_text, require_work, settle_clock

LONGEST_REASON = 250  # so that it stands whole in the verdict on the ticket


@act()
def describe_work(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    item_type: str,
    service: str,
    features: Sequence[str] = (),
    small_change: bool = False,
    user_accounts: bool = False,
    extra_supervision: bool = False,
    unsupported: bool = False,
    reason: str = "",
) -> Ticket:
    """What the work is on and what is special about it. The verdict follows.

    `unsupported`: its maker no longer supports the product, so it is treated on best effort, without a target (7.10);
    what had fallen until now stands. `extra_supervision`: an update outside regular updatebeheer (6.1).

    After an override other facts need a `reason`: they end it, and nobody should lose it unawares. With a reason the
    same facts end it too; that is how an agent lets go of it.
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    facts = check_work(ticket.agreement, item_type=item_type, service=service, features=features)
    facts |= {"small_change": bool(small_change), "user_accounts": bool(user_accounts)}
    facts |= {"extra_supervision": bool(extra_supervision), "unsupported": bool(unsupported)}
    changed = {name: Change(getattr(ticket, name), new) for name, new in facts.items() if getattr(ticket, name) != new}
    reason = for_keeping(reason).strip()
    if ticket.coverage_overridden and changed and not reason:
        raise Refused(
            _("De dekking is met de hand bepaald. Schrijf op waarom de overeenkomst weer beslist; de klant leest dit."),
            field="reason",
        )
    if not changed and not (ticket.coverage_overridden and reason):
        return ticket
    was_of_the_job = VULNERABILITIES in ticket.features
    if "unsupported" in changed:
        settle_clock(ticket, now)
    for name, value in facts.items():
        setattr(ticket, name, value)
    ticket.coverage_overridden = False
    _settle(ticket, by=by, now=now, text=reason, facts=changed)
    if "unsupported" in changed:
        settle_clock(ticket, now)
    # The 2 hours of SLA 6.4 count from the first minute, also those that were written before anybody said so; and no
    # more once it turns out to have been something else.
    revalue_lines(ticket, by=by, now=now, always=was_of_the_job)
    return ticket


def check_work(
    agreement: ServiceAgreement | None, *, item_type: str, service: str, features: Sequence[str]
) -> dict[str, Any]:
    """The facts as they are kept. Refused for what the edition of this agreement does not know."""
    rules = clocks.rules_for(agreement)
    if item_type not in ItemType.values:
        raise Refused(_("Kies waaraan het werk is uit de lijst."), field="item_type")
    if service not in rules.services:
        raise Refused(_("Kies een SLA-onderdeel uit de lijst (5.2)."), field="service")
    if unknown := sorted(set(features) - rules.work_outside.keys()):
        raise Refused(
            _("SLA 6.4 kent “%s” niet; kies bijzonderheden uit de lijst.") % unknown[0][:40], field="features"
        )
    return {"item_type": str(item_type), "service": service, "features": sorted(set(features))}


@act()
def override_coverage(ticket: Ticket, *, by: User, now: datetime, verdict: str, reason: str) -> Ticket:
    """An agent decides otherwise, and says why; the customer reads it. It stands until the agent lets go of it."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    if verdict not in Verdict.values:
        raise Refused(_("Kies een dekking uit de lijst."), field="verdict")
    reason = require_text(reason, _("Schrijf op waarom; de klant leest dit."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Schrijf de reden op in hoogstens %s tekens.") % LONGEST_REASON, field="reason")
    decided = decided_for(ticket, now)
    why = because(CoverageReason.BY_HAND, reason=reason, verdict=decided.verdict) | _drawn_by_hand(ticket)
    by_hand = Coverage(Verdict(verdict), decided.clause, why)
    if ticket.coverage_overridden and (ticket.coverage_verdict, ticket.coverage_reason) == (verdict, why):
        return ticket
    ticket.coverage_overridden = True
    _put(ticket, by_hand, by=by, now=now, text=reason)
    return ticket


def _drawn_by_hand(ticket: Ticket) -> dict[str, Any]:
    """Whether what was decided by hand goes off the hours of an All-in-1, and of which (SLA 6.2)."""
    terms = coverage.terms_of(ticket.agreement)
    if terms is None or not terms.is_all_in_1:
        return {}
    return {"draws": True} | ({} if terms.hours_per_month is None else {"hours": str(terms.hours_per_month)})


@act()
def link_advice(ticket: Ticket, *, by: User, now: datetime, advice: Advice | None) -> Ticket:
    """This incident follows from an advice that the customer declined, which is the proof that 6.4 asks for.

    None takes the link away again.
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    if ticket.ignored_advice_id == (advice.pk if advice else None):
        return ticket
    if advice is not None:
        _require_proof(ticket, advice)
    old = f"A{ticket.ignored_advice_id}" if ticket.ignored_advice_id else None
    ticket.ignored_advice = advice
    new = f"A{advice.pk}" if advice else None
    said = own(OwnLine.ADVICE_LINKED, advice=new) if new else own(OwnLine.ADVICE_UNLINKED, advice=old)
    _settle(ticket, by=by, now=now, own_words=said, facts={"ignored_advice": Change(old, new)})
    return ticket


def _require_proof(ticket: Ticket, advice: Advice) -> None:
    if advice.customer_id != ticket.customer_id:
        raise Refused(_("Dit advies is niet aan deze klant gegeven; kies een ander."), field="advice")
    if advice.status != AdviceStatus.DECLINED:
        raise Refused(
            _("Alleen een afgewezen advies telt (6.4). Leg eerst vast wat de klant met dit advies deed."),
            field="advice",
        )
    if ticket.kind != TicketKind.INCIDENT:
        raise Refused(
            _("Alleen een incident kan volgen uit een afgewezen advies (6.4); wijzig eerst de indeling."),
            field="advice",
        )
    if not coverage.was_ignored(advice, ticket):
        raise Refused(
            _("Dit advies is pas na deze melding afgewezen, dus kon het incident er niet uit volgen (6.4)."),
            field="advice",
        )


def recheck(ticket: Ticket, now: datetime, *, by: User | None = None) -> None:
    """After something changed that the verdict depends on: the kind, the minutes worked (SLA 6.4: more than 2 hours).

    The caller holds the lock; it is his ticket that is changed and saved. What was decided by hand stands.
    """
    _settle(ticket, by=by, now=now)


def decided_for(ticket: Ticket, now: datetime, **other: Any) -> Coverage:
    """What the agreement says, with the warning for the agent that adhoc vulnerabilities took too long (SLA 6.4)."""
    decided = coverage.decide_for(ticket, now, **other)
    if VULNERABILITIES not in ticket.features or not decided.is_billable or ticket.pk is None:
        return decided
    minutes = ticket.worked_minutes
    if minutes <= VULNERABILITY_MINUTES:
        return decided
    return replace(decided, cautions=(because(CoverageReason.TWO_HOURS_PASSED, spent=minutes),))


def is_billable(ticket: Ticket, now: datetime, *, outside_hours: bool) -> bool:
    """Whether the customer pays for work on this ticket that is, or is not, planned outside opening hours (SLA 8.2);
    what an agent decided by hand holds for both."""
    stands = ticket.coverage
    if stands is None or ticket.coverage_overridden:
        return stands is None or stands.is_billable
    return coverage.decide_for(ticket, now, outside_hours=outside_hours).is_billable


def _settle(
    ticket: Ticket,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    own_words: Own | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Decide anew and put it on the ticket, unless somebody decided by hand: then only say what it would have been."""
    decided = decided_for(ticket, now)
    if ticket.coverage_overridden:
        says = {"verdict": decided.verdict, "because": decided.because, "clause": decided.clause}
        caution = because(CoverageReason.AGREEMENT_SAYS, says=says)
        decided = Coverage(Verdict(ticket.coverage_verdict), ticket.coverage_clause, ticket.coverage_reason, (caution,))
    _put(ticket, decided, by=by, now=now, text=text, own_words=own_words, facts=facts)


def _put(
    ticket: Ticket,
    new: Coverage,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    own_words: Own | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """One line COVERED where the verdict or its reason changes; else the facts alone, for colleagues."""
    before: dict[str, Any] = {
        "verdict": ticket.coverage_verdict,
        "clause": ticket.coverage_clause,
        "reason": ticket.coverage_reason,
    }
    warned = ticket.coverage_warning
    coverage.put_on(ticket, new)
    after: dict[str, Any] = {
        "verdict": ticket.coverage_verdict,
        "clause": ticket.coverage_clause,
        "reason": ticket.coverage_reason,
    }
    if before != after:
        changes: dict[str, Any] = {name: Change(before[name], after[name]) for name in after}
        covered = Covered(
            **changes,
            by_hand=ticket.coverage_overridden,
            facts=facts or {},
            citation=f"SLA {new.clause}",
            own=own_words,
        )
        record(ticket, covered, by=by, now=now, text=text)
    elif facts:
        record(ticket, DetailsChanged(**facts, own=own_words), by=by, now=now, text=text)
    elif warned != ticket.coverage_warning:
        ticket.save(update_fields=["coverage_warning"])
