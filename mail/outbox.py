"""Two sweeps: from the outbox of tickets/ to a mail for every recipient, and from there to the mail server.

Both claim their rows, so any number of workers may run them at once, and both survive being killed: the first does
all or nothing, the second loses at most the knowledge that the mail in hand was already sent. That one then leaves
again, under the same Message-ID.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from mail.letters import compose
from mail.messages import Message, Occasion, Person, messages_for
from mail.models import MailMessage
from sla.edition import EditionRules
from tickets import clocks
from tickets.models import Consumer, EntryKind, OutboxItem, TimelineEntry
from tickets.tasks import nudge

log = logging.getLogger(__name__)


def sweep_outbox(now: datetime) -> int:
    """Write the mails that the waiting outbox items ask for; returns how many items were dealt with."""
    total = 0
    while handled := _sweep_batch(now):
        total += handled
    return total


@transaction.atomic
def _sweep_batch(now: datetime) -> int:
    items = list(
        OutboxItem.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(consumer=Consumer.MAIL)
        .order_by("id")[: settings.SWEEP_BATCH]
    )
    if not items:
        return 0
    mails: list[MailMessage] = []
    notes: list[TimelineEntry] = []
    for occasion in _occasions([item.entry_id for item in items], now):
        for message in messages_for(occasion):
            for person in message.recipients(occasion):
                _write(message, person, occasion, mails, notes)
    MailMessage.objects.bulk_create(mails, ignore_conflicts=True)
    TimelineEntry.objects.bulk_create(notes)
    OutboxItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    if mails:
        transaction.on_commit(partial(nudge, "mail.tasks.send_due_mails"))
    return len(items)


def _write(
    message: Message, person: Person, occasion: Occasion, mails: list[MailMessage], notes: list[TimelineEntry]
) -> None:
    """Add the mail to `mails`, or why there is none to `notes`: what goes wrong here never stops the others."""
    if problem := _problem(person, occasion):
        notes.append(failure_line(occasion.entry, str(message.key.label), person.address, problem, occasion.now))
        return
    try:
        mails.append(compose(message, person, occasion))
    except Exception:
        log.exception("Message %s of entry %s could not be written", message.key, occasion.entry.pk)
        problem = _("de mail kon niet worden gemaakt; de functioneel beheerder vindt de oorzaak in het logboek")
        notes.append(failure_line(occasion.entry, str(message.key.label), person.address, problem, occasion.now))


def _problem(person: Person, occasion: Occasion) -> str:
    if not person.address:
        if person.user is None and not occasion.ticket.contact.is_active:
            return _("%(name)s is geen actieve contactpersoon meer") % {"name": person.name}
        return _("van %(name)s is geen e-mailadres bekend") % {"name": person.name}
    try:
        validate_email(person.address)
    except ValidationError:
        return _("dit is geen geldig e-mailadres")
    return ""


def failure_line(entry: TimelineEntry, what: str, recipient: str, problem: str, now: datetime) -> TimelineEntry:
    """The unsaved line by which agents see at the ticket that a mail did not reach somebody (security L6)."""
    text = (
        _("“%(what)s” is niet gemaild aan %(recipient)s: %(problem)s.")
        if recipient
        else _("“%(what)s” is niet gemaild: %(problem)s.")
    )
    return TimelineEntry(
        ticket_id=entry.ticket_id,
        kind=EntryKind.MAIL_FAILED,
        at=now,
        is_public=False,
        text=text % {"what": what, "recipient": recipient, "problem": problem.rstrip(".")},
        data={"entry": entry.pk, "recipient": recipient},
    )


def _occasions(entry_ids: Iterable[int], now: datetime) -> Iterable[Occasion]:
    entries = list(
        TimelineEntry.objects.filter(pk__in=list(entry_ids))
        .select_related(
            "by",
            "ticket__contact__user",
            "ticket__customer",
            "ticket__agreement__edition",
            "ticket__assignee",
            "ticket__team",
            "ticket__clock__calendar_version",
        )
        .prefetch_related("ticket__team__members")
        .order_by("pk")
    )
    house = tuple(User.objects.filter(groups__name=Role.COORDINATOR, is_active=True, is_house=True, is_service=False))
    companions = _companions(entries)
    newest: EditionRules | None = None
    for entry in entries:
        agreement = entry.ticket.agreement
        if agreement is None:
            newest = newest or clocks.rules_for(None)
        rules = agreement.edition.rules if agreement else newest
        assert rules is not None
        act = companions[entry.ticket_id, entry.at, entry.by_id]
        yield Occasion(
            entry=entry,
            ticket=entry.ticket,
            now=now,
            supportcenter=rules.contacts["supportcenter"],
            coordinators=house,
            companions=tuple(other for other in act if other.pk != entry.pk),
        )


_Act = tuple[int, datetime, int | None]


def _companions(entries: list[TimelineEntry]) -> dict[_Act, list[TimelineEntry]]:
    """What one person did to one ticket in one act, by (ticket, moment, person)."""
    kinds = [EntryKind.REPLY, EntryKind.WAITING, EntryKind.RESOLVED, EntryKind.REOPENED]
    tickets = {entry.ticket_id for entry in entries if entry.kind in kinds}
    found: dict[_Act, list[TimelineEntry]] = defaultdict(list)
    moments = {entry.at for entry in entries if entry.kind in kinds}
    if tickets:
        for entry in TimelineEntry.objects.filter(ticket__in=tickets, at__in=moments, kind__in=kinds):
            found[entry.ticket_id, entry.at, entry.by_id].append(entry)
    return found
