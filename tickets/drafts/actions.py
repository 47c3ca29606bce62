"""Keeping what somebody writes while he writes it, and letting it go with the act that it was for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from tickets.models import MessageDraft, Ticket
from tickets.timeline import for_keeping
from tickets.verb import own_token

LONGEST = 20_000


class WrittenElsewhere(Exception):
    """Another tab of the same person keeps another text; this one is not kept over it."""


@transaction.atomic
def keep_draft(
    ticket: Ticket, *, by: User, now: datetime, act: str, text: str, version: int = 0, form_token: str = ""
) -> int:
    """The version that is kept now, 0 where there is none (any more). Passwords are not kept here either (SLA 10).

    `version` is what the tab knows; `form_token` that of the form, so that what comes in after it was sent is not kept
    once more.
    """
    token = own_token(by, form_token)
    if token and ticket.timeline.filter(form_token=token).exists():
        return 0
    mine = MessageDraft.objects.filter(ticket=ticket.pk, person=by.pk, act=act)
    text = for_keeping(text)[:LONGEST]
    if not text.strip():
        mine.filter(version=version).delete()
        return 0
    if mine.filter(version=version).update(text=text, version=F("version") + 1, updated_at=now):
        return version + 1
    known = mine.first()
    if known is None:
        MessageDraft.objects.bulk_create(
            [MessageDraft(ticket_id=ticket.pk, person_id=by.pk, act=act, text=text, updated_at=now)],
            ignore_conflicts=True,
        )
        return 1
    if known.text != text:
        raise WrittenElsewhere
    return known.version


def drop_drafts(ticket: Ticket, *, by: User, acts: tuple[str, ...]) -> None:
    """Within the transaction of the act itself."""
    MessageDraft.objects.filter(ticket=ticket.pk, person=by.pk, act__in=acts).delete()


def drafts_of(ticket: Ticket, by: User) -> dict[str, MessageDraft]:
    """By act, the last one first."""
    found = MessageDraft.objects.filter(ticket=ticket.pk, person=by.pk).order_by("-updated_at")
    return {draft.act: draft for draft in found}
