"""What happened to a ticket, the files that came with it, and who has yet to hear of it."""

from __future__ import annotations

import secrets
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact
from tickets.facts import Facts
from tickets.kinds import ROWS, EntryKind
from tickets.models.ticket import Ticket
from tickets.models.undo import HeldAct
from tickets.own_words import own_words
from tickets.querysets import AttachmentQuerySet, OutboxQuerySet, TimelineEntryManager, TimelineEntryQuerySet

AnyFacts = TypeVar("AnyFacts", bound=Facts)


def entry_kinds() -> list[tuple[str, Any]]:
    """Asked for when needed, so that a new kind is no migration."""
    return list(EntryKind.choices)


class TimelineEntry(models.Model):
    """What happened, append-only: the audit trail and the source of every mail and figure.

    Written by `tickets.timeline` alone. `data` is read as `facts`, which is the row of its kind in `tickets.kinds`.
    All lines of one act share `act`.

    Until `held_until` the act can be undone and no customer sees its line. Undone, the line is `taken_back`: it stays
    in the table, and nobody reads it any more, neither people nor clock nor figures, but by `whole`. That it was taken
    back is said to the house in a line of its own (tickets.kinds.TakenBack).
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=16, choices=entry_kinds)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Wie van de klant dit deed zonder zich aan te melden: per e-mail."),
    )
    is_public = models.BooleanField(default=True)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    form_token = models.CharField(max_length=64, null=True, blank=True, editable=False)
    act = models.UUIDField(default=uuid4, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    taken_back = models.BooleanField(default=False, editable=False)

    objects = TimelineEntryManager()
    whole = TimelineEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("regel van de tijdlijn")
        verbose_name_plural = _("tijdlijn")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "form_token"], name="entry_one_per_form"),
            models.CheckConstraint(condition=~Q(kind=EntryKind.NOTE, is_public=True), name="entry_note_is_internal"),
            models.CheckConstraint(condition=Q(by__isnull=True) | Q(contact__isnull=True), name="entry_by_one_person"),
        ]
        indexes = [
            # the ticket page and the clock read a ticket's timeline in order
            models.Index(fields=["ticket", "at", "id"], name="entry_of_ticket"),
            # REST: what happened since, for who keeps a copy
            models.Index(fields=["at", "id"], name="entry_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.ticket_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("A timeline entry is written by tickets.timeline, and never changed.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A timeline entry is never removed.")

    @cached_property
    def facts(self) -> Facts:
        return ROWS[EntryKind(self.kind)].from_data(self.data)

    @property
    def said(self) -> str:
        """What the line says: what somebody wrote, or the house's own words where nobody did."""
        return own_words(self.facts.own, self.text)

    def read(self, row: type[AnyFacts]) -> AnyFacts:
        """The facts of a line that the caller knows to be of this kind. TypeError when it is of another."""
        if not isinstance(self.facts, row):
            raise TypeError(f"{self} is no {row.__name__}.")
        return self.facts


def attachment_path(instance: Attachment, filename: str) -> str:
    """A random name: what the sender called the file is only a label (security F1)."""
    name = secrets.token_hex(20)
    return f"attachments/{name[:2]}/{name}"


class Attachment(models.Model):
    """A file that came with a timeline entry; seen by whoever sees that entry, served only as a download."""

    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe, editable=False)
    name = models.CharField(_("naam"), max_length=200)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("grootte"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=attachment_path, max_length=120)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("bijlage")
        verbose_name_plural = _("bijlagen")

    def __str__(self) -> str:
        return self.name


class Consumer(models.TextChoices):
    """Who reads the outbox."""

    MAIL = "mail", _("e-mail")
    WEBHOOK = "webhook", _("webhook")
    NOTICE = "notice", _("notificatie")


class OutboxItem(models.Model):
    """A timeline entry that a consumer has yet to deal with: made with the entry, removed by the consumer. As long as
    its act is `held`, no consumer takes it (tickets.undo)."""

    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="outbox_items")
    consumer = models.CharField(max_length=12, choices=Consumer.choices)
    held = models.ForeignKey(
        HeldAct, models.SET_NULL, related_name="outbox_items", null=True, blank=True, db_index=False
    )  # found by its entry

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("uitgaand item")
        verbose_name_plural = _("uitgaande items")
        constraints = [
            models.UniqueConstraint(fields=["entry", "consumer"], name="outbox_once"),
            models.CheckConstraint(condition=Q(consumer__in=Consumer.values), name="outbox_consumer_known"),
        ]
        indexes = [
            # the consumers' sweeps, oldest first
            models.Index(fields=["consumer", "id"], name="outbox_of_consumer"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.entry_id}"
