"""What letters about a ticket are built of, for the rows of messages.py to choose from: words for the template, the
facts beneath it, what is quoted, where the link leads. The first of each is for a row that chooses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeGuard

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.costs import cost_words
from contracts.money import euros
from infra import signed_links
from mail.outbound import links
from mail.outbound.addressees import Addressee, can_sign_in
from mail.outbound.header_text import one_line
from mail.outbound.letters import FactLines, Link
from mail.outbound.occasions import Occasion
from sla.priority import Nature
from sla.wording import duration_words, moment_words
from tickets.approvals.consent import standing_yes
from tickets.clock import clocks
from tickets.clock.start_words import channel_words, how_then, start_words, ticket_has_sla
from tickets.kinds import EntryKind, Paged, RatingAsked, Reminded, Warned
from tickets.models import Approval, ApprovalKind, Score, Ticket, TimelineEntry

Words = dict[str, Any]


# --- Words -----------------------------------------------------------------------------------
def ticket_words(occasion: Occasion, person: Addressee) -> Words:
    """What every body about a ticket may use."""
    ticket, did = occasion.ticket, occasion.entry.by or occasion.entry.contact
    is_reporter, reporter = _is_reporter(person, ticket), one_line(ticket.contact.name)
    return {
        "ticket": ticket,
        "clock": ticket.clock,
        "by": one_line(did.name) if did else "",
        "reporter": reporter,
        "is_reporter": is_reporter,
        "melding": _("uw melding") if is_reporter else _("de melding van %s") % reporter,
        "is_open": occasion.hours.is_open(occasion.now),
        "next_opening": occasion.hours.next_opening(occasion.now),
    }


def no_more_words(occasion: Occasion, person: Addressee) -> Words:
    return {}


def time_left(occasion: Occasion, person: Addressee) -> Words:
    """Working time from the warning to the moment that it is about (SLA 7.9)."""
    return {"left": occasion.clock_hours.between(occasion.entry.at, occasion.read(Warned).due_at)}


def how_it_starts(occasion: Occasion, person: Addressee) -> Words:
    """By when work starts, how 1do prefers to be told of something so urgent, and whether he is asked how urgent it is
    (SLA 7.9)."""
    ticket = occasion.ticket
    return {
        "start": start_words(ticket, occasion.now),
        "then": how_then(ticket.kind, applies=ticket_has_sla(ticket)) if ticket.clock.due_at is None else "",
        "channels": channel_words(clocks.rules_for(ticket.agreement), ticket.priority),
        "asks_questions": bool(person.signed_link),
        "is_unclassified": clocks.is_unclassified(ticket),
    }


def whether_classified(occasion: Occasion, person: Addressee) -> Words:
    return {"unclassified": clocks.is_unclassified(occasion.ticket)}


def whether_called(occasion: Occasion, person: Addressee) -> Words:
    """Whether it is he who has to confirm the escalation (SLA 12)."""
    return {"is_called": person.user in occasion.house}


def _is_reporter(person: Addressee, ticket: Ticket) -> bool:
    return person.contact is not None and person.contact.pk == ticket.contact_id


# --- What is quoted, never an internal word to a customer ------------------------------------
def written(occasion: Occasion) -> list[str]:
    return _said(occasion.entry)


def reply_and_written(occasion: Occasion) -> list[str]:
    """A reply sent along with "wacht op klant" or "los op" stands in the mail about that."""
    return _said(occasion.came_with(EntryKind.REPLY), occasion.entry)


def opening(occasion: Occasion) -> list[str]:
    """What was reported, where this is the first mail about it."""
    return _said(occasion.came_with(EntryKind.OPENED) or occasion.entry)


def question(occasion: Occasion) -> list[str]:
    asked = occasion.read(Reminded).asked_words
    return [asked] if asked else []


def noted(occasion: Occasion) -> list[str]:
    """Also what is for colleagues alone."""
    return [said] if (said := occasion.entry.said.strip()) else []


def _said(*entries: TimelineEntry | None) -> list[str]:
    quotes = [_quote(entry) for entry in entries if entry is not None and entry.is_public]
    return list(dict.fromkeys(quote for quote in quotes if quote))


class MarkedText(str):
    """Typed by somebody of 1do: the HTML of a mail draws its bold, lists, code and links, as the portal does."""

    __slots__ = ()
    is_marked = True


def _quote(entry: TimelineEntry) -> str:
    by_house = entry.by is not None and entry.by.is_house and entry.kind != EntryKind.OPENED
    said = entry.said.strip()
    return MarkedText(said) if by_house and entry.text else said


# --- Facts -----------------------------------------------------------------------------------
def priority_and_moment(occasion: Occasion, person: Addressee) -> FactLines:
    """At the head of the letter: how urgent it is, and by when work starts (SLA 7.7, 7.9)."""
    ticket = occasion.ticket
    moment = _promised(ticket) if person.user or _is_told_the_moment(ticket, occasion.now) else ""
    facts = [(_("Prioriteit"), str(ticket.get_priority_display() or "")), (_("Begin werkzaamheden"), moment)]
    return [(label, value) for label, value in facts if value]


def no_glance(occasion: Occasion, person: Addressee) -> FactLines:
    return []


def _is_told_the_moment(ticket: Ticket, now: datetime) -> bool:
    """A customer, where it is his to know and still to come: a moment that passed, or that gave way to a planned one, a
    table cannot explain. By when we classify, or that no clock runs, is ours."""
    clock = ticket.clock
    if not ticket.is_open or clock.work_started_at:
        return ticket.is_open
    is_to_come = clock.due_at is not None and not clock.late_at(now)
    return is_to_come and not (clock.is_triage or ticket.waiting_on or ticket.planned_for)


def ticket_facts(occasion: Occasion, person: Addressee) -> FactLines:
    return _staff_facts(occasion.ticket) if person.user else _customer_facts(person, occasion.ticket)


def number_alone(occasion: Occasion, person: Addressee) -> FactLines:
    """What is written on the melding may name the user (SLA 10)."""
    return [(_("Melding"), f"#{occasion.ticket.number}")]


def with_coverage(occasion: Occasion, person: Addressee) -> FactLines:
    """Why the work costs anything (SLA 5.2); what it is expected to take, the question itself says."""
    return ticket_facts(occasion, person) + _coverage(occasion)


def with_estimate(occasion: Occasion, person: Addressee) -> FactLines:
    """Also what the work is expected to take and to cost (SLA 5.2)."""
    return ticket_facts(occasion, person) + _estimate(occasion) + _coverage(occasion)


def _customer_facts(person: Addressee, ticket: Ticket) -> FactLines:
    facts = [
        (_("Melding"), f"#{ticket.number}"),
        (_("Onderwerp"), one_line(ticket.subject)),
        (_("Soort"), str(ticket.get_kind_display())),
    ]
    if not _is_reporter(person, ticket):
        facts.insert(2, (_("Gemeld door"), one_line(ticket.contact.name)))
    return facts


def _staff_facts(ticket: Ticket) -> FactLines:
    contact = ", ".join(part for part in (one_line(ticket.contact.name), ticket.contact_phone) if part)
    whose = ticket.assignee.name if ticket.assignee else ticket.team.name if ticket.team else _("niemand")
    facts = [
        (_("Melding"), f"#{ticket.number}"),
        (_("Onderwerp"), one_line(ticket.subject)),
        (_("Soort"), str(ticket.get_kind_display())),
        (_("Status"), str(ticket.get_status_display())),
        (_("Klant"), one_line(ticket.customer.name)),
        (_("Contactpersoon"), contact),
        (_("Bij"), one_line(whose)),
    ]
    return [(label, value) for label, value in facts if value]


def _promised(ticket: Ticket) -> str:
    clock = ticket.clock
    if clock.work_started_at:
        return _("begonnen %(moment)s") % {"moment": moment_words(clock.work_started_at)}
    if clock.is_triage and clock.due_at:
        return _("nog in te delen, vóór %(moment)s") % {"moment": moment_words(clock.due_at)}
    if clock.due_at is None:
        return _("geen moment afgesproken") if clock.nature == Nature.NONE else _("de klok staat stil")
    pattern = _("streven %(moment)s") if clock.nature == Nature.AIM else _("uiterlijk %(moment)s")
    return pattern % {"moment": moment_words(clock.due_at)}


def _estimate(occasion: Occasion) -> FactLines:
    approval, facts = occasion.approval, []
    if not _asks_costs(approval):
        return []
    if approval.minutes:
        facts.append((_("Geschatte tijd"), minutes_words(approval.minutes)))
    if approval.amount is not None:
        facts.append((_("Geschat bedrag"), _("%s exclusief btw") % euros(approval.amount)))
    return facts


def _coverage(occasion: Occasion) -> FactLines:
    """The verdict, and what it costs in the words of every other door."""
    coverage = occasion.ticket.coverage
    if coverage is None or not _asks_costs(occasion.approval):
        return []
    costs = cost_words(coverage, standing_yes(occasion.ticket)).costs
    return [(_("Dekking"), coverage.words), (_("Kosten"), costs)]


def _asks_costs(approval: Approval | None) -> TypeGuard[Approval]:
    return approval is not None and approval.kind == ApprovalKind.ESTIMATE


def minutes_words(minutes: int) -> str:
    return duration_words(timedelta(minutes=minutes))


# --- The link --------------------------------------------------------------------------------
def ticket_link(occasion: Occasion, person: Addressee) -> Link:
    """To the desk for 1do, to the Serviceportaal for a customer who can sign in and see it there."""
    number = occasion.ticket.number
    if person.user:
        return Link(address_of("desk:ticket", number), _("Melding #%s openen") % number)
    may_see = _is_reporter(person, occasion.ticket) or _is_viewer(person, occasion)
    url = address_of("portal:ticket", number) if can_sign_in(person.contact) and may_see else ""
    return Link(url, _("Bekijken of antwoorden"))


def evaluation_link(occasion: Occasion, person: Addressee) -> Link:
    """To where it is written and approved (SLA 11)."""
    return Link(address_of("desk:evaluation", occasion.ticket.number), _("Evaluatie openen"))


def _is_viewer(person: Addressee, occasion: Occasion) -> bool:
    """The DAP lets him see all tickets of his organisation (SLA 7.3)."""
    return person.contact is not None and person.contact.pk in occasion.colleagues.viewers


def address_of(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def no_personal_link(occasion: Occasion, user: User) -> str:
    return ""


def to_answer_the_page(occasion: Occasion, user: User) -> str:
    """By which who is called says that he takes it up (SLA 3.2)."""
    return links.for_colleague(signed_links.PAGE, occasion.read(Paged).paging, user.pk)


def never(occasion: Occasion) -> datetime | None:
    """A personal link lasts as long as any (infra.signed_links)."""
    return None


def with_the_secret(occasion: Occasion) -> datetime | None:
    return occasion.secret.expires_at if occasion.secret else None


def until_it_can_be_rated(occasion: Occasion) -> datetime | None:
    return occasion.read(RatingAsked).until


# --- Words to choose from --------------------------------------------------------------------
def no_answers(occasion: Occasion) -> FactLines:
    return []


def scores_to_choose(occasion: Occasion) -> FactLines:
    """The best first, each with what its link adds to the personal one (SLA 11)."""
    return [(str(score.label), f"?antwoord={score.value}") for score in sorted(Score, reverse=True)]
