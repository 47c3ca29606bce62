"""Two meldingen about one thing become one conversation, and for a day two again.

The one that was reported first stays: its coverage and its clock count (SLA 7.9), and the merge is no start of work.
The other ends as merged and keeps what it has: its lines, files and hours are read along with the one that stays
(`Ticket.family`), so nothing is copied and nothing counts twice. Whatever reaches it later goes on there
(`tickets.merging.queries.survivor`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from sla.priority import Priority
from tickets.facts import Change
from tickets.kinds import EntryKind, Merged, Unmerged
from tickets.merging.queries import UNDONE_WITHIN
from tickets.merging.rules import MergeRule, MergeWay, all_rules, require_nothing_open
from tickets.models import Status, Ticket, TimelineEntry
from tickets.timeline import act
from tickets.verb import locked, record, require_work

_BEFORE = ("status", "planned_for", "closes_at", "closed_at", "remind_at", "chase_on")
_URGENT = (Priority.KRITISCH, Priority.ERNSTIG, Priority.STANDAARD, Priority.LAAG)


@act()
def merge(ticket: Ticket, other: Ticket, *, by: User, now: datetime, sight_confirmed: bool = False) -> Ticket:
    """The ticket that stays, whichever of the two was named first. Their reporters read each other's messages from now
    on: where they differ, `sight_confirmed` says that this is right."""
    require_work(by)
    held = {each.pk: locked(each) for each in sorted((ticket, other), key=lambda each: each.pk)}
    if len(held) == 1:
        raise Refused(_("Dit is deze melding zelf; kies een andere."), field="into")
    stays, goes = sorted(held.values(), key=lambda each: (each.opened_at, each.pk))
    for one, two in ((goes, stays), (stays, goes)):
        if one.merged_into_id == two.pk:
            return two
    _require_fitting(stays, goes, named=held[other.pk])
    if stays.contact_id != goes.contact_id and not sight_confirmed:
        words = {"one": stays.contact.name, "two": goes.contact.name}
        message = _("%(one)s en %(two)s lezen hierna elkaars berichten. Vink aan dat dat goed is.")
        raise Refused(message % words, field="sight_confirmed")
    require_nothing_open(goes, field="into")
    _carry(goes, stays, by=by, now=now)
    return stays


@act()
def unmerge(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """As it was, within a day. What was said since at the one that stayed, stays there."""
    require_work(by)
    into = Ticket.objects.values_list("merged_into", flat=True).get(pk=ticket.pk)
    held = {pk: locked(Ticket(pk=pk)) for pk in sorted({ticket.pk, into or ticket.pk})}
    ticket = held[ticket.pk]
    if ticket.merged_into_id is None:
        return ticket
    if ticket.merged_into_id not in held:
        raise Refused(_("Deze melding ging intussen ergens anders in op; laad de pagina opnieuw."))
    stays, line = held[ticket.merged_into_id], last_merge(ticket)
    if now >= line.at + UNDONE_WITHIN:
        raise Refused(_("Samenvoegen kan een dag lang ongedaan worden gemaakt; die dag is voorbij."))
    merged = line.read(Merged)
    ticket.merged_into = None
    for name, value in (merged.before or {}).items():
        setattr(ticket, name, _read(name, value))
    _bring_back(ticket, stays, merged)
    if ticket.clock.verdict_at and ticket.clock.verdict_at >= line.at:
        ticket.clock.forget_verdict()
    record(ticket, Unmerged(out_of=stays.pk, status=Change(Status.GEANNULEERD, ticket.status)), by=by, now=now)
    stays.has_merged = stays.merged.exists()
    record(stays, Unmerged(source=ticket.pk), by=by, now=now)
    return ticket


def last_merge(ticket: Ticket) -> TimelineEntry:
    lines = ticket.timeline.filter(kind=EntryKind.MERGED).order_by("-at", "-pk")
    return next(line for line in lines if line.read(Merged).into)


def _require_fitting(stays: Ticket, goes: Ticket, *, named: Ticket) -> None:
    if stays.customer_id != goes.customer_id:
        raise Refused(_("Melding #%s is van een andere klant.") % named.pk, field="into")
    for each in (named, stays, goes):
        if each.merged_into_id:
            words: dict[str, object] = {"number": each.pk, "into": each.merged_into_id}
            raise Refused(_("Melding #%(number)s is al samengevoegd met #%(into)s.") % words, field="into")
        if each.is_over:
            words = {"number": each.pk, "status": each.get_status_display().lower()}
            raise Refused(_("Melding #%(number)s is %(status)s; samenvoegen kan niet meer.") % words, field="into")
    if not stays.is_open:
        message = _("Melding #%s is de oudste en is al opgelost. Heropen die eerst; dan gaat het daarin verder.")
        raise Refused(message % stays.pk, field="into")
    if stays.priority and goes.priority and _rank(goes) < _rank(stays):
        urgent = goes.get_priority_display().lower()
        about: dict[str, object] = {"goes": goes.pk, "stays": stays.pk, "priority": urgent}
        message = _("#%(goes)s is dringender (%(priority)s) dan #%(stays)s, die blijft. Deel #%(stays)s eerst zo in.")
        raise Refused(message % about, field="into")


def _rank(ticket: Ticket) -> int:
    return _URGENT.index(Priority(ticket.priority or Priority.LAAG))


def _carry(goes: Ticket, stays: Ticket, *, by: User, now: datetime) -> None:
    """What went into the one that goes is of the one that stays as well: what leads on is always one step."""
    before = {name: _plain(getattr(goes, name)) for name in _BEFORE}
    moved = {rule.name: _move(rule, goes, stays) for rule in all_rules() if rule.rule == MergeWay.MOVES}
    carried = list(goes.merged.order_by("pk").values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=carried).update(merged_into=stays)
    goes.has_merged, goes.merged_into, stays.has_merged = False, stays, True
    goes.status, goes.planned_for, goes.closes_at, goes.closed_at = Status.GEANNULEERD, None, None, now
    facts = Merged(
        into=stays.pk,
        before=before,
        moved={name: keys for name, keys in moved.items() if keys} or None,
        carried=carried or None,
        status=Change(before["status"], Status.GEANNULEERD),
    )
    record(goes, facts, by=by, now=now)
    record(stays, Merged(source=goes.pk), by=by, now=now)


def _move(rule: MergeRule, goes: Ticket, stays: Ticket) -> list[int]:
    keys = list(rule.rows(goes).order_by("pk").values_list("pk", flat=True))
    rule.model._default_manager.filter(pk__in=keys).update(**{rule.field: stays})
    return keys


def _bring_back(ticket: Ticket, stays: Ticket, merged: Merged) -> None:
    """As far as it is still there: what went elsewhere since, is not taken from there."""
    by_name = {rule.name: rule for rule in all_rules()}
    for name, keys in (merged.moved or {}).items():
        if rule := by_name.get(name):
            rule.rows(stays).filter(pk__in=keys).update(**{rule.field: ticket})
    if merged.carried:
        back = Ticket.objects.filter(pk__in=merged.carried, merged_into=stays).update(merged_into=ticket)
        ticket.has_merged = bool(back)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read(name: str, value: Any) -> Any:
    field = Ticket._meta.get_field(name)
    assert isinstance(field, Field)
    return field.to_python(value)
