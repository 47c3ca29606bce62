"""All that the page of one ticket shows, in a handful of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from desk.approvals import panel as approvals_panel
from desk.coverage import panel as coverage_panel
from desk.escalation import panel as escalation_panel
from desk.evaluations import panel as evaluations_panel
from desk.links import panel as links_panel
from desk.planned import panel as planned_panel
from desk.quiet import panel as quiet_panel
from desk.satisfaction import panel as satisfaction_panel
from desk.secrets import verbs as secret_verbs
from desk.splitting import panel as splitting_panel
from desk.suppliers import panel as suppliers_panel
from desk.tickets import join
from desk.tickets.forms import ComposerForm
from desk.tickets.live import Live
from desk.time import panel as time_panel
from integrations.monitoring.quantities import with_quantities
from sla.priority import Nature
from tickets.clock import clocks
from tickets.clock.timeleft import time_left
from tickets.conversation import by_day, conversation_of, say
from tickets.drafts.actions import drafts_of
from tickets.lifecycle.ending import reopened_by_customer
from tickets.merging.queries import merged_here, participants
from tickets.models import MessageDraft, Status, Ticket
from tickets.notifications.queries import unread
from tickets.paging.queries import IS_PAGED
from tickets.paging.rules import still_waits
from tickets.reading.queries import first_unread, read_until
from tickets.secrets.words import HAS_SECRETS


@dataclass(frozen=True)
class Can:
    """What this person can do with the ticket as it is now; the actions decide again."""

    work: bool
    take: bool
    take_over: bool
    start: bool
    resume: bool
    wait: bool
    assign: bool
    resolve: bool
    plan: bool
    reopen: bool
    take_back: bool
    close: bool
    answer: bool


def fetch(user: User, number: int) -> Ticket:
    """By its number, or by that of a melding that went into it."""
    related = (
        "customer",
        "contact",
        "agreement__edition",
        "assignee",
        "supplier",
        "team",
        "clock__calendar_version__calendar",
        "clock__emergency_version",
        "follows",
        "ignored_advice__decided_by",
        "visit",
        "evaluation",
        "outage",
    )
    tickets = (
        with_quantities(Ticket.objects.visible_to(user))
        .select_related(*related)
        .annotate(
            is_saved=planned_panel.IS_SAVED,
            has_secrets=HAS_SECRETS,
            is_paged=IS_PAGED,
            seen_until=read_until(user),
            has_drafts=Exists(MessageDraft.objects.filter(ticket=OuterRef("pk"), person=user.pk)),
            has_notices=Exists(unread(user).filter(ticket=OuterRef("pk"))),
        )
        .defer("search_text", "internal_search_text", "follows__search_text", "follows__internal_search_text")
    )
    found = get_object_or_404(tickets, pk=number)
    return fetch(user, found.merged_into_id) if found.merged_into_id else found


def context(
    user: User,
    ticket: Ticket,
    now: datetime,
    *,
    composer: ComposerForm | None = None,
    since: int | None = None,
) -> dict[str, Any]:
    """`since`: the last line that was read when the ticket was opened, where that was before this request."""
    lines = list(conversation_of(ticket, user).select_related("by", "contact", "received_body"))
    entries = [entry for entry in lines if entry.ticket_id == ticket.pk]
    clock = clocks.read_clock(ticket, now, entries)
    approvals = approvals_panel.read(ticket, entries, now)
    thanked = reopened_by_customer(entries) is not None
    can_join = join.can_join(user, ticket)
    since = seen_until(ticket) if since is None else since
    unread_from = first_unread(entries, user, since) if ticket.clock.last_message else None
    newest = max(entry.pk for entry in entries)
    can = abilities(user, ticket, is_held=approvals.is_held, may_be_thanks=thanked)
    return {
        "approvals": approvals,
        "coverage": coverage_panel.read(ticket, approvals.estimates),
        "ticket": ticket,
        "is_paged": getattr(ticket, "is_paged", False) and still_waits(ticket),
        "can": can,
        "can_join": can_join,
        "pointers": join.pointers(user, ticket, lines, can_join=can_join),
        "days": by_day(say(ticket, entry, to=user) for entry in lines),
        "timeleft": time_left(ticket, now),
        "clock": clock,
        "clause": clause_words(clock.verdict_target),
        "nature": nature_words(clock.verdict_target.nature),
        **time_panel.context(user, ticket, now, approvals.estimates),
        **planned_panel.context(user, ticket),
        **escalation_panel.context(user, ticket, now),
        **evaluations_panel.context(user, ticket),
        **suppliers_panel.context(ticket, lines, now),
        "merged_here": merged_here(ticket, now),
        **links_panel.context(ticket, lines),
        "can_revive": ticket.is_cancelled and quiet_panel.can_revive(ticket, entries),
        **splitting_panel.context(ticket, entries, now),
        "secrets": secret_verbs.waiting(ticket, now) if getattr(ticket, "has_secrets", True) else [],
        "satisfaction": satisfaction_panel.read(ticket),
        "earlier": earlier(user, ticket),
        "recipient": recipient_words(ticket),
        "composer": composer or ComposerForm.with_draft(_drafts(ticket, user)),
        "entries": entries,
        "newest_line": newest,
        "unread_from": unread_from.pk if unread_from and unread_from != entries[0] else None,
        "opens_at_top": unread_from == entries[0],
        "live": Live(ticket.pk, ticket.version, newest, since),
        "now": now,
    }


def _drafts(ticket: Ticket, user: User) -> dict[str, MessageDraft]:
    return drafts_of(ticket, user) if getattr(ticket, "has_drafts", True) else {}


def seen_until(ticket: Ticket) -> int:
    """Up to which line the reader of `fetch` saw it before; 0: he never opened it."""
    return int(getattr(ticket, "seen_until", 0))


def abilities(user: User, ticket: Ticket, *, is_held: bool, may_be_thanks: bool = False) -> Can:
    """`is_held`: the customer has yet to confirm it, so nobody begins (SLA 3, 10)."""
    work = user.has_perm("tickets.work_ticket")
    active = work and ticket.is_open
    waits = ticket.waiting_on is not None or ticket.status == Status.INGEPLAND
    begun = ticket.clock.work_started_at is not None
    return Can(
        work=work,
        take=active and ticket.assignee_id is None,
        take_over=active and ticket.assignee_id not in (None, user.pk),
        start=active and not is_held and (not begun or ticket.status != Status.IN_BEHANDELING),
        resume=active and not is_held and waits and not begun,
        wait=active,
        assign=active and user.has_perm("tickets.assign_ticket"),
        resolve=active and not is_held,
        plan=active and not is_held,
        take_back=active and may_be_thanks,
        reopen=work and ticket.status == Status.OPGELOST,
        close=work and ticket.status == Status.OPGELOST,
        answer=work and ticket.status not in (Status.GESLOTEN, Status.GEANNULEERD),
    )


def earlier(user: User, ticket: Ticket) -> list[Ticket]:
    """The newest other meldingen of this customer, those of the same contact among them."""
    return list(
        Ticket.objects.visible_to(user)
        .filter(Q(customer=ticket.customer_id) | Q(follows=ticket.pk))
        .exclude(pk=ticket.pk)
        .only("number", "subject", "status", "opened_at", "contact_id", "follows_id")
        .order_by("-number")[:6]
    )


def recipient_words(ticket: Ticket) -> str:
    address = ticket.contact_email or ticket.contact.email
    also = ", ".join(each.contact.name for each in participants(ticket))
    words = {"name": ticket.contact.name, "address": address, "also": also}
    if address and also:
        return _("Naar %(name)s (%(address)s) en %(also)s, en in het Serviceportaal") % words
    if address:
        return _("Naar %(name)s (%(address)s), en in het Serviceportaal") % words
    return _("%s heeft geen e-mailadres: dit staat alleen in het Serviceportaal. Bel ook even.") % ticket.contact.name


def clause_words(target: Any) -> str:
    return f"SLA {target.clause}: {target.wording}"


def nature_words(nature: str) -> str:
    return {
        Nature.PROMISE: _("Belofte"),
        Nature.AIM: _("Streven, geen belofte"),
        Nature.TRIAGE: _("Nog in te delen"),
        Nature.NONE: _("Geen afspraak over de aanvang"),
    }[Nature(nature)]
