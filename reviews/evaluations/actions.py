"""What happens to an evaluation (SLA 11): owed by itself or chosen, written by who worked on the incident, approved by
the coordinator, shared with the customer. Each step stays, with who and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import CustomerEvent, CustomerEventKind
from infra.errors import Refused
from infra.nudges import nudge_outbox
from reviews.evaluations import queries
from reviews.evaluations.drafting import draft
from reviews.evaluations.rules import NEEDED, must_be_written, why_evaluated
from reviews.models import (
    TO_WRITE,
    BreachCause,
    Evaluation,
    EvaluationAct,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationVersion,
    EvaluationWhy,
)
from sla.wording import moment_words
from tickets import timeline
from tickets.clock import clocks
from tickets.kinds import EvaluationMoved, EvaluationShared
from tickets.models import Ticket
from tickets.timeline import for_keeping

WRITE, APPROVE = "reviews.evaluate", "reviews.approve_evaluation"
LONGEST = 20_000  # signs in a text


class WrittenMeanwhile(Refused):
    """Somebody else wrote the same text since it was read: `theirs`, by `who`, is number `number`. Nothing is lost."""

    def __init__(self, part: str, *, theirs: str, who: str, at: datetime, number: int) -> None:
        words = {"name": who, "moment": moment_words(at)}
        super().__init__(_("%(name)s schreef dit intussen ook, op %(moment)s. Kies welke tekst blijft.") % words)
        self.field, self.theirs, self.who, self.number = part, theirs, who, number


def locked(evaluation: Evaluation) -> Evaluation:
    """As it is now, kept from other verbs and from the sweeps until the transaction ends."""
    Evaluation.objects.select_for_update(no_key=True).values_list("pk").get(pk=evaluation.pk)
    return queries.with_all(Evaluation.objects.filter(pk=evaluation.pk)).get()


# --- What is to be written --------------------------------------------------------------------------------
@transaction.atomic
def owe(ticket: Ticket, *, now: datetime, why: EvaluationWhy | None = None, by: User | None = None) -> Evaluation:
    """Once per ticket, whoever asks for it and however often. A first text is drafted from what happened."""
    ticket = queries.whole_ticket(ticket)
    if known := Evaluation.objects.filter(ticket=ticket).first():
        return known
    found = why or why_evaluated(ticket.priority, late=ticket.clock.late)
    if found is None or ticket.resolved_at is None:
        raise Refused(_("Alleen een opgelost incident wordt geëvalueerd; los het eerst op."))
    texts = draft(queries.incident_facts(ticket, now)).texts
    evaluation, is_new = Evaluation.objects.get_or_create(
        ticket=ticket,
        defaults={
            "customer_id": ticket.customer_id,
            "why": found,
            "resolved_at": ticket.resolved_at,
            "owed_at": now,
            "remind_at": _remind_at(ticket, now),
        }
        | {part: text[:LONGEST] for part, text in texts.items()},
    )
    if is_new:
        _step(evaluation, EvaluationAct.OWED, by=by, now=now)
    return evaluation


def choose(ticket: Ticket, *, by: User, now: datetime) -> Evaluation:
    """Of any incident something may be learned."""
    _require(by, APPROVE)
    ticket = queries.whole_ticket(ticket)
    if not ticket.is_incident:
        raise Refused(_("Alleen incidenten worden geëvalueerd (SLA 11)."))
    why = why_evaluated(ticket.priority, late=ticket.clock.late) or EvaluationWhy.CHOSEN
    return owe(ticket, now=now, why=why, by=by)


@transaction.atomic
def owe_again(evaluation: Evaluation, *, now: datetime) -> bool:
    """Solved once more, or more urgent than when it was set aside; what was written stays, to go on from."""
    evaluation = locked(evaluation)
    ticket = evaluation.ticket
    why = why_evaluated(ticket.priority, late=ticket.clock.late)
    is_solved_anew = ticket.resolved_at is not None and evaluation.is_reopened
    if evaluation.is_set_aside:
        if not must_be_written(ticket.priority, late=ticket.clock.late):
            return False
    elif not is_solved_anew:
        return False
    evaluation.resolved_at = ticket.resolved_at or evaluation.resolved_at
    evaluation.why = why or evaluation.why
    if evaluation.state not in TO_WRITE:
        evaluation.state, evaluation.reason = EvaluationState.OWED, ""
        evaluation.owed_at, evaluation.reminded_at = now, None
        evaluation.remind_at = _remind_at(ticket, now)
    _step(evaluation, EvaluationAct.OWED_AGAIN, by=None, now=now)
    evaluation.save()
    return True


@transaction.atomic
def set_aside(evaluation: Evaluation, *, by: User, now: datetime, reason: str) -> Evaluation:
    """An Ernstig of which there is nothing to learn; never a Kritisch or a promise that was broken (SLA 11)."""
    _require(by, APPROVE)
    evaluation, reason = locked(evaluation), _told(reason)
    ticket = evaluation.ticket
    if evaluation.is_set_aside:
        if reason and reason != evaluation.reason:
            raise Refused(_("Deze evaluatie is al opzijgezet; de reden verandert niet meer."), field="reason")
        return evaluation
    if evaluation.releases:
        raise Refused(_("De klant heeft deze evaluatie al; schrijf de nieuwe versie af."), field="reason")
    if must_be_written(ticket.priority, late=ticket.clock.late):
        raise Refused(_must_words(evaluation), field="reason")
    if not reason:
        raise Refused(_("Schrijf op waarom hier geen evaluatie nodig is."), field="reason")
    evaluation.state, evaluation.reason, evaluation.remind_at = EvaluationState.SET_ASIDE, reason, None
    _step(evaluation, EvaluationAct.SET_ASIDE, by=by, now=now, text=reason)
    evaluation.save()
    return evaluation


def _must_words(evaluation: Evaluation) -> str:
    if evaluation.ticket.is_critical:
        return _("Een Kritisch incident wordt altijd geëvalueerd (SLA 11).")
    return _("Wij begonnen te laat aan dit incident; het wordt altijd geëvalueerd (SLA 11).")


# --- What is written --------------------------------------------------------------------------------------
@transaction.atomic
def write(evaluation: Evaluation, part: str, text: str, *, by: User, now: datetime, seen: int) -> Evaluation:
    """One text. `seen` is the number of the text that was read: WrittenMeanwhile when that is not the last any more."""
    _require(by, WRITE)
    evaluation, part = locked(evaluation), EvaluationPart(part)
    text = _told(text)
    if text == evaluation.text_of(part):
        return evaluation
    _require_writable(evaluation, by, part)
    if len(text) > LONGEST:
        raise Refused(_("Deze tekst is te lang; gebruik hoogstens 20.000 tekens."), field=part)
    if seen != evaluation.number_of(part):
        raise _meanwhile(evaluation, part)
    number = seen + 1
    setattr(evaluation, part, text)
    evaluation.numbers = evaluation.numbers | {part.value: number}
    if evaluation.state == EvaluationState.OWED:
        evaluation.state = EvaluationState.WRITING
    _step(evaluation, EvaluationAct.WRITTEN, by=by, now=now, text=text, part=part, number=number)
    evaluation.save()
    return evaluation


def _require_writable(evaluation: Evaluation, by: User, part: EvaluationPart) -> None:
    """Who approves it may mend it while it waits for that."""
    if evaluation.is_to_write or (evaluation.is_submitted and by.has_perm(APPROVE)):
        return
    message = {
        EvaluationState.SUBMITTED: _("Deze evaluatie ligt bij de coördinator; vraag haar terug te sturen."),
        EvaluationState.APPROVED: _("Deze evaluatie is goedgekeurd; stuur haar eerst terug om haar te wijzigen."),
        EvaluationState.RELEASED: _("De klant heeft deze evaluatie al; stuur haar terug voor een nieuwe versie."),
        EvaluationState.SET_ASIDE: _("Deze evaluatie is opzijgezet; er valt niets te schrijven."),
    }[EvaluationState(evaluation.state)]
    raise Refused(message, field=part)


def _meanwhile(evaluation: Evaluation, part: EvaluationPart) -> WrittenMeanwhile:
    last = evaluation.steps.filter(part=part).select_related("by").order_by("-number").first()
    return WrittenMeanwhile(
        part,
        theirs=evaluation.text_of(part),
        who=last.by.name if last and last.by else _("Iemand"),
        at=last.at if last else evaluation.owed_at,
        number=evaluation.number_of(part),
    )


@transaction.atomic
def submit(evaluation: Evaluation, *, by: User, now: datetime) -> Evaluation:
    _require(by, WRITE)
    evaluation = locked(evaluation)
    if evaluation.is_submitted:
        return evaluation
    if not evaluation.is_to_write:
        raise Refused(_("Dit kan niet meer: de evaluatie is %s.") % evaluation.get_state_display().lower())
    _require_solved(evaluation)
    for part, message in NEEDED.items():
        if not evaluation.text_of(part).strip():
            raise Refused(str(message), field=part)
    evaluation.state, evaluation.remind_at, evaluation.reason = EvaluationState.SUBMITTED, None, ""
    _step(evaluation, EvaluationAct.SUBMITTED, by=by, now=now)
    evaluation.save()
    _tell_house(evaluation, EvaluationAct.SUBMITTED, by=by, now=now)
    return evaluation


def _require_solved(evaluation: Evaluation) -> None:
    """What was written before it was reopened tells no more than half."""
    if evaluation.ticket.resolved_at is None:
        raise Refused(_("De melding is heropend. Wacht tot zij is opgelost en vul de evaluatie dan aan."))
    if evaluation.is_reopened and not evaluation.is_to_write:
        raise Refused(_("De melding is heropend en opnieuw opgelost; stuur de evaluatie terug om haar aan te vullen."))


# --- What is approved and shared --------------------------------------------------------------------------
@transaction.atomic
def send_back(evaluation: Evaluation, *, by: User, now: datetime, reason: str) -> Evaluation:
    """To be written further; of what the customer already has, a new version. He keeps reading the old one."""
    _require(by, APPROVE)
    evaluation, reason = locked(evaluation), _told(reason)
    if not (evaluation.is_submitted or evaluation.is_approved or evaluation.is_released):
        raise Refused(_("Er is niets om terug te sturen: de evaluatie is nog niet aangeboden."), field="reason")
    if not reason:
        raise Refused(_("Schrijf op wat er nog anders moet."), field="reason")
    evaluation.state, evaluation.reason = EvaluationState.WRITING, reason
    evaluation.resolved_at = evaluation.ticket.resolved_at or evaluation.resolved_at
    evaluation.remind_at = _remind_at(evaluation.ticket, now)
    _step(evaluation, EvaluationAct.SENT_BACK, by=by, now=now, text=reason)
    evaluation.save()
    _tell_house(evaluation, EvaluationAct.SENT_BACK, by=by, now=now, text=reason)
    return evaluation


@transaction.atomic
def approve(evaluation: Evaluation, *, by: User, now: datetime) -> Evaluation:
    """As it stands now, facts and all, it is kept: what is shared is what was approved."""
    _require(by, APPROVE)
    evaluation = locked(evaluation)
    if evaluation.is_approved:
        return evaluation
    if not evaluation.is_submitted:
        raise Refused(_("Alleen een evaluatie die is aangeboden, kan worden goedgekeurd."))
    _require_solved(evaluation)
    document = replace(queries.current_document(evaluation, now), approved_by=by.name)
    EvaluationVersion.objects.create(
        evaluation=evaluation,
        release=document.release,
        approved_at=now,
        approved_by=by,
        document=document.as_json(),
    )
    evaluation.state = EvaluationState.APPROVED
    _step(evaluation, EvaluationAct.APPROVED, by=by, now=now)
    evaluation.save()
    return evaluation


@transaction.atomic
def release(evaluation: Evaluation, *, by: User, now: datetime) -> Evaluation:
    """The customer sees what was approved, and hears of it by mail."""
    _require(by, APPROVE)
    evaluation = locked(evaluation)
    if evaluation.is_released:
        return evaluation
    version = evaluation.versions.order_by("-pk").first()
    if not evaluation.is_approved or version is None:
        raise Refused(_("Keur de evaluatie eerst goed; daarna kan de klant haar lezen."))
    _require_solved(evaluation)
    evaluation.state, evaluation.shown, evaluation.released_at = EvaluationState.RELEASED, version, now
    evaluation.releases += 1
    _step(evaluation, EvaluationAct.RELEASED, by=by, now=now)
    evaluation.save()
    ticket = evaluation.ticket
    timeline.append([timeline.draft(ticket, EvaluationShared(release=evaluation.releases), now=now, by=by)])
    CustomerEvent.objects.create(
        customer=evaluation.customer,
        agreement=ticket.agreement,
        kind=CustomerEventKind.EVALUATION_RELEASED,
        at=now,
        by=by,
        data={
            "ticket": ticket.number,
            "subject": ticket.subject,
            "release": evaluation.releases,
            "to_contacts": [contact.pk for contact in queries.readers_of(evaluation, now)],
        },
        to_mail=True,
    )
    transaction.on_commit(nudge_outbox)
    return evaluation


@transaction.atomic
def remind(evaluation: Evaluation, *, now: datetime) -> bool:
    """Who worked on it and the coordinator, once (settings.EVALUATION_WORKING_DAYS)."""
    evaluation = locked(evaluation)
    if evaluation.remind_at is None or evaluation.remind_at > now or not evaluation.is_to_write:
        return False
    evaluation.remind_at, evaluation.reminded_at = None, now
    _step(evaluation, EvaluationAct.REMINDED, by=None, now=now)
    evaluation.save()
    _tell_house(evaluation, EvaluationAct.REMINDED, by=None, now=now)
    return True


# --- A promise that was broken ----------------------------------------------------------------------------
@transaction.atomic
def explain_breach(ticket: Ticket, *, by: User, now: datetime, cause: str, measure: str, seen: int) -> BreachCause:
    """Why it was too late and what is done about it; an earlier explanation stays. `seen` is the number of the one that
    was read."""
    _require(by, APPROVE)
    Ticket.objects.select_for_update(no_key=True).values_list("pk").get(pk=ticket.pk)
    ticket, cause, measure = queries.whole_ticket(ticket), _told(cause), _told(measure)
    if not queries.broke_promise(ticket):
        raise Refused(_("Bij deze melding is geen belofte gebroken; er valt niets te verklaren."))
    last = queries.breach_cause(ticket)
    if last is not None and (last.cause, last.measure) == (cause, measure):
        return last
    if not cause:
        raise Refused(_("Schrijf op waardoor wij te laat begonnen."), field="cause")
    for name, text in (("cause", cause), ("measure", measure)):
        if len(text) > LONGEST:
            raise Refused(_("Deze tekst is te lang; gebruik hoogstens 20.000 tekens."), field=name)
    number = last.number if last else 0
    if last is not None and seen != number:
        theirs = f"{last.cause}\n\n{last.measure}".strip()
        raise WrittenMeanwhile("cause", theirs=theirs, who=last.by.name, at=last.at, number=number)
    return BreachCause.objects.create(ticket=ticket, number=number + 1, cause=cause, measure=measure, by=by, at=now)


# --- What all of them do ----------------------------------------------------------------------------------
def _require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied


def _told(text: str) -> str:
    """Without passwords (SLA 10), and with the one kind of line end: a browser sends another than it was given."""
    return for_keeping(str(text).replace("\r\n", "\n")).strip()


def _remind_at(ticket: Ticket, now: datetime) -> datetime | None:
    days = settings.EVALUATION_WORKING_DAYS
    return clocks.standard_hours(ticket.agreement).add(now, clocks.WORKING_DAY * days) if days else None


def _step(
    evaluation: Evaluation,
    act: EvaluationAct,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    part: str = "",
    number: int = 0,
) -> None:
    EvaluationStep.objects.create(evaluation=evaluation, act=act, at=now, by=by, text=text, part=part, number=number)


def _tell_house(evaluation: Evaluation, act: EvaluationAct, *, by: User | None, now: datetime, text: str = "") -> None:
    """A line of the ticket's timeline, of which the bell and mail take who hears it (tickets.notifications)."""
    ticket = evaluation.ticket
    people = [] if act == EvaluationAct.SUBMITTED else queries.who_worked_on(ticket)
    facts = EvaluationMoved(step=act.value, people=[{"id": each.pk, "name": each.name} for each in people])
    timeline.append([timeline.draft(ticket, facts, now=now, by=by, text=text)])
