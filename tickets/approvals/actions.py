"""What the customer is asked before the work, and what he answers (SLA 3, 4.2, 7.2, 10).

Who may answer follows from the DAP, see tickets.approvals.approvers; never an agent for the customer. An estimate
may be taken back by an agent. An authorisation request may not: the customer confirms it, or the ticket is cancelled.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.agreements.terms import Tariffs
from contracts.models import Contact, ServiceAgreement
from contracts.time import rates
from contracts.time.rates import RateKind
from infra.errors import Refused
from sla.priority import Priority
from sla.wording import moment_words
from tickets.approvals import approvers, outside
from tickets.approvals.asking import (
    HOLDING,
    ask,
    end_session,
    held_by,
    require_confirmed,
    resume_after_answer,
    viewing_session,
    withdraw_open,
)
from tickets.clock import clocks
from tickets.coverage.actions import is_billable
from tickets.facts import Change
from tickets.kinds import Cancelled, Decided, EntryKind, Mandate, Reply, SpokenYes, Viewing
from tickets.lifecycle.ending import end
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Status, Ticket
from tickets.own_words import OwnLine, own
from tickets.time.rules import tariffs_at
from tickets.timeline import act, for_keeping
from tickets.verb import locked, record, require_open, require_text, require_work

MOST_MINUTES = 60_000  # a thousand hours: what is larger is a project (SLA 8.3)
MOST_EUROS = Decimal("9999999.99")
ANSWERS = (ApprovalStatus.GRANTED, ApprovalStatus.DECLINED)


@act()
def ask_estimate(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    minutes: int,
    text: str,
    amount: Decimal | None = None,
    rate: str = "",
) -> Approval:
    """What billable work will cost, asked beforehand of who may agree to that (SLA 4.2, 5.1).

    `amount` follows from the minutes and the tariff (`rate`, a RateKind) unless given. The ticket waits for the
    answer, but a Kritisch one does not: its yes is asked by telephone while the clock runs. A newer estimate takes the
    place of an unanswered one. With the tariff for outside opening hours the work is planned so, and its coverage is
    decided anew before the customer is asked (SLA 8.2). Work does not begin before the yes (tickets.approvals.consent).
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    rate = _rate_kind(ticket, rate)
    _require_billable(ticket, now, rate)
    text = require_text(text, _("Schrijf op waarvoor de kosten zijn; de klant leest dit."))
    _require_minutes(minutes)
    amount = _euros(amount) if amount is not None else _estimated(ticket, minutes, rate, now)
    known = ticket.approvals.open().filter(kind=ApprovalKind.ESTIMATE).first()
    if known and (known.minutes, known.amount, known.text) == (minutes, amount, text):
        return known
    gone = withdraw_open(ticket, now=now, own_answer=own(OwnLine.NEW_ESTIMATE), kinds=[ApprovalKind.ESTIMATE])
    outside.decide_for_estimate(ticket, rate, by=by, now=now)
    waits = ticket.priority != Priority.KRITISCH
    return ask(
        ticket,
        ApprovalKind.ESTIMATE,
        by=by,
        now=now,
        text=text,
        waits=waits,
        minutes=minutes,
        amount=amount,
        rate=rate,
        replaces=gone[0] if gone else None,
    )


@act()
def record_spoken_yes(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    contact: Contact,
    text: str,
    minutes: int | None = None,
    amount: Decimal | None = None,
    rate: str = "",
) -> Approval:
    """ "Mondeling akkoord van ...": who may agree to costs said yes to an agent, who writes down to what (SLA 4.2).

    Both the person and the reporter get it confirmed by mail. It answers the estimate that is open, where there is one
    and no other minutes are given; without any the yes is to the time that the work takes.
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    asked = approvers.answerers(ticket, ApprovalKind.ESTIMATE, now)
    if contact not in asked.contacts:
        raise Refused(asked.missing or _may_not_agree(contact, asked), field="contact")
    text = require_text(text, _("Schrijf op waarmee akkoord is gegeven; de klant leest dit."))
    approval = _spoken_about(ticket, contact, by=by, now=now, minutes=minutes, amount=amount, rate=rate, text=text)
    if approval.is_granted:
        return approval
    approval.status, approval.answer = ApprovalStatus.GRANTED, text
    approval.decided_by, approval.decided_at, approval.recorded_by = contact, now, by
    approval.citation = asked.citation[:60]
    approval.save()
    spoken = SpokenYes(
        approval=approval.pk,
        name=contact.name,
        contact=contact.pk,
        minutes=approval.minutes,
        amount=approval.amount,
        citation=approval.citation,
    )
    record(ticket, spoken, by=by, now=now, text=text)
    resume_after_answer(ticket, by=by, now=now)
    return approval


def _may_not_agree(contact: Contact, asked: approvers.Answerers) -> str:
    names = _(" of ").join(person.name for person in asked.contacts)
    words = {"name": contact.name, "names": names, "citation": asked.citation}
    return _("%(name)s mag geen akkoord geven op kosten; dat kan %(names)s (%(citation)s).") % words


def _spoken_about(
    ticket: Ticket,
    contact: Contact,
    *,
    by: User,
    now: datetime,
    minutes: int | None,
    amount: Decimal | None,
    rate: str,
    text: str,
) -> Approval:
    """The question that is answered: the open one, the one that a first click answered, or a new one."""
    estimates = ticket.approvals.filter(kind=ApprovalKind.ESTIMATE)
    if minutes is None and not rate and (known := estimates.open().first()):
        return known
    rate = _rate_kind(ticket, rate)
    if minutes is not None:
        _require_minutes(minutes)
        amount = _euros(amount) if amount is not None else _estimated(ticket, minutes, rate, now)
    if twice := _spoken_before(ticket, contact, by=by, minutes=minutes, text=text):
        return twice
    _require_billable(ticket, now, rate)
    withdraw_open(ticket, now=now, own_answer=own(OwnLine.NEW_ESTIMATE), kinds=[ApprovalKind.ESTIMATE])
    outside.decide_for_estimate(ticket, rate, by=by, now=now)
    return Approval(
        ticket=ticket,
        kind=ApprovalKind.ESTIMATE,
        text=text,
        minutes=minutes,
        amount=amount if minutes is not None else None,
        rate_kind=rate,
        asked_by=by,
        asked_at=now,
    )


def _spoken_before(ticket: Ticket, contact: Contact, *, by: User, minutes: int | None, text: str) -> Approval | None:
    """What a first click wrote down."""
    spoken = ticket.approvals.filter(status=ApprovalStatus.GRANTED, recorded_by=by, decided_by=contact, answer=text)
    return (spoken if minutes is None else spoken.filter(minutes=minutes)).last()


def _require_minutes(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Vul 1 tot en met 60000 minuten in."), field="minutes")


def _require_billable(ticket: Ticket, now: datetime, rate: str) -> None:
    if is_billable(ticket, now, outside_hours=outside.is_about_outside(ticket, rate)):
        return
    if ticket.outside_hours:
        raise Refused(
            _("Binnen kantoortijd valt dit werk binnen de overeenkomst; kies het tarief buiten openingstijden (8.2)."),
            field="rate",
        )
    raise Refused(
        _(
            "Dit werk valt binnen de overeenkomst (%s), dus een begroting is niet nodig. Klopt dat niet, pas dan"
            " eerst de dekking aan."
        )
        % ticket.coverage_clause
    )


@act()
def use_mandate(ticket: Ticket, *, by: User, now: datetime, text: str) -> Ticket:
    """Work that goes first because the agreement gives a mandate for it; the customer reads why (SLA 4.2).

    It takes the place of a yes to costs. It never takes the place of a confirmation of rights (SLA 10).
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    if ticket.under_mandate:
        return ticket
    agreement = ticket.agreement
    if agreement is None or not agreement.mandate.strip():
        raise Refused(_("In de overeenkomst staat geen mandaat (SLA 4.2); vraag de klant om akkoord."))
    require_confirmed(ticket, now)
    text = require_text(text, _("Schrijf op waarom dit niet kan wachten; de klant leest dit."))
    ticket.under_mandate = True
    gone = withdraw_open(ticket, now=now, text=text, kinds=[ApprovalKind.ESTIMATE])
    record(ticket, Mandate(citation=mandate_citation(agreement), withdrawn=gone), by=by, now=now, text=text)
    if gone:
        resume_after_answer(ticket, by=by, now=now)
    return ticket


def mandate_citation(agreement: ServiceAgreement) -> str:
    words = {"number": agreement.number, "version": agreement.version}
    return _("SLA 4.2, overeenkomst %(number)s versie %(version)s") % words


@act()
def mark_authorisation(ticket: Ticket, *, by: User, now: datetime, text: str = "") -> Ticket:
    """An agent sees that this asks for rights: it waits until a named person of the customer confirms it (SLA 10).

    Marking it again while it waits does nothing; after a yes, with `text`, it asks for what came on top.
    """
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    asked = ticket.approvals.filter(kind=ApprovalKind.AUTHORISATION)
    if asked.open().exists() or (asked.filter(status=ApprovalStatus.GRANTED).exists() and not text.strip()):
        return ticket
    ticket.is_authorisation = True
    text = for_keeping(text).strip() or ticket.subject
    ask(ticket, ApprovalKind.AUTHORISATION, by=by, now=now, text=text, waits=True)
    return ticket


@act()
def ask_remote_viewing(ticket: Ticket, *, by: User, now: datetime, text: str) -> Approval:
    """May we look along on the reporter's screen? (SLA 7.2) The clock runs on; each yes is for one session."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    known = ticket.approvals.open().filter(kind=ApprovalKind.REMOTE_VIEWING).first() or viewing_granted(ticket)
    if known:
        return known
    text = require_text(text, _("Schrijf op waarom je wilt meekijken; de klant leest dit."))
    return ask(ticket, ApprovalKind.REMOTE_VIEWING, by=by, now=now, text=text, waits=False)


@act()
def withdraw_approval(approval: Approval, *, by: User, now: datetime, text: str) -> Approval:
    """The question is no longer needed; the customer reads why. Never a way around a confirmation (SLA 3, 10)."""
    ticket, approval = _locked(approval)
    require_work(by)
    if approval.status == ApprovalStatus.WITHDRAWN:
        return approval
    if approval.status != ApprovalStatus.ASKED:
        raise Refused(_already_decided(approval))
    if approval.kind == ApprovalKind.AUTHORISATION:
        raise Refused(
            _(
                "Een autorisatieverzoek komt alleen vrij door een bevestiging van de klant (SLA 10). Is dit een"
                " vergissing, annuleer dan deze melding en maak een nieuwe."
            )
        )
    if approval.kind == ApprovalKind.REPORTER and not approvers.may_report(
        ticket.contact, ticket.customer.agreement_at(now), now
    ):
        raise Refused(_("Het DAP laat deze persoon nog niet zelf melden (SLA 3); alleen de klant kan dit vrijgeven."))
    text = require_text(text, _("Schrijf op waarom de vraag vervalt; de klant leest dit."))
    withdraw_open(ticket, now=now, text=text, kinds=[approval.kind])
    facts = Reply(approval=approval.pk, withdrawn=True, own=own(OwnLine.WITHDRAWN))
    record(ticket, facts, by=by, now=now, text=text)
    if approval.kind != ApprovalKind.REMOTE_VIEWING:
        outside.let_go(ticket, by=by, now=now)
        resume_after_answer(ticket, by=by, now=now)
    approval.refresh_from_db()
    return approval


@act()
def decide(
    approval: Approval,
    *,
    now: datetime,
    granted: bool,
    by: User | None = None,
    contact: Contact | None = None,
    text: str = "",
) -> Approval:
    """The customer's answer: of who is signed in (`by`), or of whom the signed link was made for (`contact`).

    Who is signed in and follows a link gives both. PermissionDenied for an agent, for another customer's people, for
    who is not (or no longer) named, and for the requester of an authorisation. A no to an authorisation or to a
    reporter ends the ticket: there is nothing left to do. A no to costs does not; the agent and the customer talk
    about what then.
    """
    ticket, approval = _locked(approval)
    answerer = _answerer(by, contact)
    if not approvers.may_answer(approval, answerer, now):
        raise PermissionDenied
    answer = ApprovalStatus.GRANTED if granted else ApprovalStatus.DECLINED
    if approval.status == answer:
        return approval
    if approval.status == ApprovalStatus.WITHDRAWN:
        raise Refused(_("Deze vraag is ingetrokken; u hoeft er niets meer mee te doen."))
    if approval.status != ApprovalStatus.ASKED:
        raise Refused(_already_decided(approval))
    approval.status, approval.answer = answer, for_keeping(text).strip()
    approval.decided_by, approval.decided_at, approval.decided_by_link = answerer, now, contact is not None
    approval.citation = approvers.answerers(ticket, approval.kind, now).citation[:60]
    approval.save()
    user = None if contact is not None else by
    _record_answer(ticket, approval, by=user, now=now, address=answerer.email if contact is not None else "")
    if approval.kind in HOLDING and not granted:
        _cancel_declined(ticket, approval, by=user, now=now)
    elif approval.kind != ApprovalKind.REMOTE_VIEWING:
        if not granted:
            outside.let_go(ticket, by=user, now=now)
        resume_after_answer(ticket, by=user, now=now)
    return approval


@act()
def begin_viewing(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """Looking along begins (SLA 7.2: "niet ongevraagd"): only on a yes that was not used before."""
    ticket = locked(ticket)
    require_work(by)
    if begun := viewing_session(ticket):
        if begun.by_id == by.pk:
            return ticket
        raise Refused(_("%s kijkt nu mee; wacht tot dat is beëindigd.") % (begun.by or _("Een collega")))
    require_open(ticket)
    require_confirmed(ticket, now)
    grant = viewing_granted(ticket)
    if grant is None:
        raise Refused(_("Vraag eerst toestemming om mee te kijken (SLA 7.2); elke toestemming geldt één keer."))
    record(ticket, Viewing(begins=True, approval=grant.pk, citation=grant.citation), by=by, now=now)
    return ticket


@act()
def end_viewing(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    ticket = locked(ticket)
    require_work(by)
    end_session(ticket, by=by, now=now)
    return ticket


def viewing_now(ticket: Ticket) -> int | None:
    """The permission of the session that goes on, if one does."""
    begun = viewing_session(ticket)
    return begun.read(Viewing).approval if begun else None


def viewing_granted(ticket: Ticket) -> Approval | None:
    """A yes to looking along that no session has used yet."""
    used = [entry.read(Viewing).approval for entry in ticket.timeline.filter(kind=EntryKind.VIEWING)]
    granted = ticket.approvals.filter(kind=ApprovalKind.REMOTE_VIEWING, status=ApprovalStatus.GRANTED)
    return granted.exclude(pk__in=used).last()


def estimated_amount(tariffs: Tariffs, minutes: int, rate: str, *, minimum: int = 0) -> Decimal | None:
    """Pure. None where no tariff was agreed; an emergency call costs an hour at least (SLA 3.2)."""
    is_emergency = rate == RateKind.EMERGENCY
    found = rates.rate_for(tariffs, emergency_call=is_emergency, outside_hours=rate == RateKind.OUTSIDE_HOURS)
    if found.euros_an_hour is None:
        return None
    return rates.amount(max(minutes, minimum if is_emergency else 0), found.euros_an_hour)


def _estimated(ticket: Ticket, minutes: int, rate: str, now: datetime) -> Decimal:
    """At the tariffs of the version that is in force now, as the work itself will be (SLA 6.4)."""
    minimum = clocks.rules_for(ticket.agreement).emergency.minimum
    amount = estimated_amount(tariffs_at(ticket, now), minutes, rate, minimum=int(minimum.total_seconds() // 60))
    if amount is None:
        raise Refused(_("Er is geen uurtarief afgesproken; vul zelf een bedrag in."), field="amount")
    return _euros(amount)


def _euros(amount: Decimal) -> Decimal:
    try:
        amount = Decimal(amount).quantize(rates.CENT)
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and 0 < amount <= MOST_EUROS):
        raise Refused(_("Vul een bedrag boven nul in, in euro's."), field="amount")
    return amount


def _rate_kind(ticket: Ticket, rate: str) -> RateKind:
    if not rate:
        return RateKind.EMERGENCY if ticket.emergency_call else RateKind.NORMAL
    if rate not in RateKind.values:
        raise Refused(_("Kies een tarief uit de lijst."), field="rate")
    return RateKind(rate)


def _locked(approval: Approval) -> tuple[Ticket, Approval]:
    """The ticket first, as every verb does; then the question as it is now, so that of two answers one counts."""
    ticket = locked(Ticket(pk=approval.ticket_id))
    approval = Approval.objects.select_related("decided_by").get(pk=approval.pk)
    approval.ticket = ticket
    return ticket, approval


def _answerer(by: User | None, contact: Contact | None) -> Contact:
    """The person of the customer as he is now. Whoever is signed in as another, or is of 1do, is not he: a link that
    was passed on is worth nothing to the requester, nor to an agent."""
    if by is not None and by.is_house:
        raise PermissionDenied
    known = Contact.objects.select_related("customer", "user")
    own = known.filter(user=by.pk).first() if by is not None else None
    found = own if contact is None else known.filter(pk=contact.pk).first()
    if found is None or (by is not None and own != found):
        raise PermissionDenied
    return found


def _already_decided(approval: Approval) -> str:
    words = {
        "name": approval.decided_by.name if approval.decided_by else "",
        "moment": moment_words(approval.decided_at) if approval.decided_at else "",
    }
    if approval.status == ApprovalStatus.GRANTED:
        return _("Hierover is al beslist: %(name)s ging akkoord op %(moment)s.") % words
    return _("Hierover is al beslist: %(name)s ging niet akkoord op %(moment)s.") % words


def _record_answer(ticket: Ticket, approval: Approval, *, by: User | None, now: datetime, address: str) -> None:
    """`address` is where the link lay that was followed."""
    facts = Decided(
        approval=approval.pk,
        question=approval.kind,
        granted=approval.status == ApprovalStatus.GRANTED,
        by_link=approval.decided_by_link,
        address=address,
        citation=approval.citation,
        name=approval.decided_by.name if approval.decided_by else "",
        contact=approval.decided_by_id,
        minutes=approval.minutes,
        amount=approval.amount,
    )
    record(ticket, facts, by=by, now=now, text=approval.answer)


def _cancel_declined(ticket: Ticket, approval: Approval, *, by: User | None, now: datetime) -> None:
    """The customer said no: there is nothing to carry out (SLA 3, 10). Who reported reads by whom, and why."""
    name = approval.decided_by.name if approval.decided_by else ""
    declined = own(OwnLine.DECLINED, name=name)
    change = Change(ticket.status, Status.GEANNULEERD)
    facts = Cancelled(status=change, approval=approval.pk, citation=approval.citation, own=declined)
    end(ticket, facts, by=by, now=now, text=approval.answer, withdrawn=declined)


__all__ = [
    "ask_estimate",
    "ask_remote_viewing",
    "begin_viewing",
    "decide",
    "end_viewing",
    "estimated_amount",
    "held_by",
    "mandate_citation",
    "mark_authorisation",
    "record_spoken_yes",
    "use_mandate",
    "viewing_granted",
    "viewing_now",
    "withdraw_approval",
]
