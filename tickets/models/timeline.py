"""What happened to a ticket, the files that came with it, and who has yet to hear of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact
from tickets.models.ticket import Ticket
from tickets.querysets import AttachmentQuerySet, TimelineEntryQuerySet


class EntryKind(models.TextChoices):
    OPENED = "opened", _("gemeld")
    TAKEN = "taken", _("aangenomen")
    ASSIGNED = "assigned", _("toegewezen")
    WORK_STARTED = "work_started", _("werkzaamheden begonnen")
    REPLY = "reply", _("bericht")
    NOTE = "note", _("notitie")
    WAITING = "waiting", _("wacht")
    RESUMED = "resumed", _("hervat")
    PLANNED = "planned", _("ingepland")
    CLASSIFIED = "classified", _("indeling gewijzigd")
    DETAILS_CHANGED = "details_changed", _("gegevens gewijzigd")
    TIME_LOGGED = "time_logged", _("tijd geschreven")
    RESOLVED = "resolved", _("opgelost")
    REOPENED = "reopened", _("heropend")
    CLOSED = "closed", _("gesloten")
    CANCELLED = "cancelled", _("geannuleerd")
    WARNED = "warned", _("gewaarschuwd")
    DUE_MOVED = "due_moved", _("uiterste moment verschoven")
    IMPORTED = "imported", _("overgenomen")
    MAIL_FAILED = "mail_failed", _("niet gemaild")
    COVERED = "covered", _("dekking bepaald")
    ASKED = "asked", _("akkoord gevraagd")
    DECIDED = "decided", _("over akkoord beslist")
    ESCALATED = "escalated", _("geëscaleerd")
    ACKNOWLEDGED = "acknowledged", _("escalatie bevestigd")
    UNACKNOWLEDGED = "unacknowledged", _("escalatie niet op tijd bevestigd")
    DEESCALATED = "deescalated", _("escalatie afgerond")
    MANDATE = "mandate", _("onder mandaat uitgevoerd")
    VIEWING = "viewing", _("meegekeken op afstand")
    EXTRA_COSTS = "extra_costs", _("kosten van een leverancier")
    CHASE_DUE = "chase_due", _("leverancier nabellen")
    CHECKED = "checked", _("controle ingevuld")
    TIME_CORRECTED = "time_corrected", _("tijd gecorrigeerd")
    ALERT = "alert", _("bericht van monitoring")
    HIDDEN = "hidden", _("vertrouwelijke gegevens verborgen")
    SECRET = "secret", _("eenmalig geheim")
    REMINDED = "reminded", _("herinnerd")


CLOCK_KINDS = (
    EntryKind.WORK_STARTED,
    EntryKind.WAITING,
    EntryKind.RESUMED,
    EntryKind.CLASSIFIED,
    EntryKind.RESOLVED,
    EntryKind.REOPENED,
    EntryKind.CLOSED,
    EntryKind.CANCELLED,
)


class TimelineEntry(models.Model):
    """What happened, append-only: the audit trail and the source of every mail and figure.

    `data` holds what changed: {"field": [old, new], ...} and what the kind needs, see actions.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
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

    objects = TimelineEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("regel van de tijdlijn")
        verbose_name_plural = _("tijdlijn")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
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
        if self.pk is not None and not self._state.adding:
            raise TypeError("A timeline entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A timeline entry is never removed.")


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


class OutboxItem(models.Model):
    """A timeline entry that a consumer has yet to deal with: made with the entry, removed by the consumer."""

    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="outbox_items")
    consumer = models.CharField(max_length=12, choices=Consumer.choices)

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
