"""Two sweeps: from the outbox of tickets/ and the events of contracts/ to a mail for every recipient, and from there
to the mail server.

Both claim their rows, so any number of workers may run them at once, and both survive being killed: the first does
all or nothing, the second loses at most the knowledge that the mail in hand was already sent. That one then leaves
again, under the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from contracts.models import CustomerEvent
from infra import claims
from infra.nudges import nudge_on_commit
from mail.models import MailMessage, MailStatus
from mail.outbound import occasions
from mail.outbound.addressees import Addressee, can_be_mailed
from mail.outbound.letters import compose
from mail.outbound.messages import EVENT_MESSAGES, MESSAGES
from mail.outbound.occasions import EventOccasion, Occasion
from mail.outbound.rows import EventMessage, Message
from tickets import timeline
from tickets.kinds import MailFailed
from tickets.models import Consumer, Notification, OutboxItem, TimelineEntry
from tickets.notifications import making
from tickets.notifications.queries import is_past
from tickets.own_words import Own, OwnLine, own, own_words

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
MOST_CONFIRMATIONS = 3  # an hour, to an address that somebody typed


def sweep_outbox(now: datetime) -> int:
    """Write the mails that the waiting outbox items, notifications and events ask for; returns how many of those were
    dealt with. Who of 1do is told of what just happened is decided first."""
    total = 0
    for sweep in (making.sweep_outbox, _sweep_entries, _sweep_notifications, _sweep_events):
        while handled := sweep(now):
            total += handled
    return total


@transaction.atomic
def _sweep_entries(now: datetime) -> int:
    items = claims.take(OutboxItem.objects.waiting_for(Consumer.MAIL), settings.SWEEP_BATCH)
    if not items:
        return 0
    mails: list[MailMessage] = []
    notes: list[TimelineEntry] = []
    for occasion in occasions.of_entries([item.entry_id for item in items], now):
        for message in _messages_for(occasion):
            for person in message.recipients(occasion):
                _write(message, person, occasion, mails, notes)
    _keep(mails)
    timeline.append(notes)
    OutboxItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    return len(items)


@transaction.atomic
def _sweep_notifications(now: datetime) -> int:
    """What colleagues are told by mail, as soon as it may (tickets.notifications)."""
    due = claims.take(Notification.objects.filter(mail_at__lte=now).order_by("mail_at", "id"), settings.SWEEP_BATCH)
    if not due:
        return 0
    people = User.objects.in_bulk({notification.person_id for notification in due})
    about = {one.entry.pk: one for one in occasions.of_entries({notification.entry_id for notification in due}, now)}
    mails: list[MailMessage] = []
    notes: list[TimelineEntry] = []
    for notification in due:
        occasion, user = about[notification.entry_id], people[notification.person_id]
        notification.entry, notification.ticket = occasion.entry, occasion.ticket
        if not can_be_mailed(user) or is_past(notification, notification.mail_at):
            continue
        for message in _messages_for(occasion):
            if message.to_house:
                _write(message, message.colleague(occasion, user), occasion, mails, notes)
    _keep(mails)
    timeline.append(notes)
    Notification.objects.filter(pk__in=[notification.pk for notification in due]).update(mail_at=None)
    return len(due)


@transaction.atomic
def _sweep_events(now: datetime) -> int:
    """The second outbox: what happened around a customer outside of any ticket."""
    events = claims.take(CustomerEvent.objects.filter(to_mail=True).order_by("id"), settings.SWEEP_BATCH)
    if not events:
        return 0
    mails: list[MailMessage] = []
    for occasion in occasions.of_events([event.pk for event in events], now):
        for message in _event_messages_for(occasion):
            for person in message.recipients(occasion):
                _write_event(message, person, occasion, mails)
    _keep(mails)
    CustomerEvent.objects.filter(pk__in=[event.pk for event in events]).update(to_mail=False)
    return len(events)


def _messages_for(occasion: Occasion) -> Iterable[Message]:
    return (message for message in MESSAGES if message.kind == occasion.entry.kind and message.when(occasion))


def _event_messages_for(occasion: EventOccasion) -> Iterable[EventMessage]:
    return (message for message in EVENT_MESSAGES if message.kind == occasion.event.kind)


def _keep(mails: list[MailMessage]) -> None:
    MailMessage.objects.bulk_create(mails, ignore_conflicts=True)
    if mails:
        nudge_on_commit("mail.tasks.send_due_mails")


def _write(
    message: Message, person: Addressee, occasion: Occasion, mails: list[MailMessage], notes: list[TimelineEntry]
) -> None:
    """Add the mail to `mails`, or why there is none to `notes`: what goes wrong here never stops the others."""
    if problem := _problem(person) or _too_many(message, person, occasion, mails):
        notes.append(failure_line(occasion.entry, message.key, person.address, problem, occasion.now, in_vain=True))
        return
    try:
        mails.append(compose(message, person, occasion))
    except Exception:
        log.exception("Message %s of entry %s could not be written", message.key, occasion.entry.pk)
        problem = own(OwnLine.MAIL_NOT_MADE)
        notes.append(failure_line(occasion.entry, message.key, person.address, problem, occasion.now, in_vain=True))


def _write_event(message: EventMessage, person: Addressee, occasion: EventOccasion, mails: list[MailMessage]) -> None:
    """There is no ticket to say at that it failed: the desk lists the mail as given up, and the log says so."""
    problem = own_words(_problem(person))
    if problem:
        log.error(
            "Message %s of event %s is not mailed to %s: %s", message.key, occasion.event.pk, person.name, problem
        )
    if not person.address:
        return
    try:
        mail = compose(message, person, occasion)
    except Exception:
        log.exception("Message %s of event %s could not be written", message.key, occasion.event.pk)
        return
    if problem:
        mail.status, mail.next_attempt_at, mail.last_error = MailStatus.FAILED, None, problem
    mails.append(mail)


def _problem(person: Addressee) -> Own | None:
    if not person.address:
        if person.contact is not None and not person.contact.is_active:
            return own(OwnLine.NOT_ACTIVE, name=person.name)
        return own(OwnLine.NO_ADDRESS, name=person.name)
    try:
        validate_email(person.address)
    except ValidationError:
        return own(OwnLine.NO_VALID_ADDRESS)
    return None


def _too_many(message: Message, person: Addressee, occasion: Occasion, mails: list[MailMessage]) -> Own | None:
    """Nobody floods somebody else with our confirmations by typing his address on meldingen (security M9)."""
    if not (person.is_typed and message.limited):
        return None
    of_the_same = {"message": message.key, "recipient": person.address}
    lately = MailMessage.objects.filter(created_at__gt=occasion.now - HOUR, **of_the_same).count()
    now = sum(1 for mail in mails if all(getattr(mail, name) == value for name, value in of_the_same.items()))
    if lately + now < MOST_CONFIRMATIONS:
        return None
    return own(OwnLine.MANY_CONFIRMATIONS, count=MOST_CONFIRMATIONS)


def failure_line(
    entry: TimelineEntry, message: str, recipient: str, problem: Own | str, now: datetime, *, in_vain: bool = False
) -> TimelineEntry:
    """The draft of the line by which agents see at the ticket that a mail did not reach somebody (security L6).

    `message` is a MessageKey; `problem` is ours, or what the mail server said. `in_vain`: nobody is mailed about it."""
    server = problem.rstrip(".") if isinstance(problem, str) else ""
    why = {} if server else {"problem": problem}
    key = OwnLine.NOT_MAILED_TO if recipient else OwnLine.NOT_MAILED
    said = own(key, message=message, recipient=recipient, **why)
    facts = MailFailed(entry=entry.pk, recipient=recipient, in_vain=in_vain, own=said)
    return timeline.draft(entry.ticket, facts, now=now, text=server)
