"""One act on many tickets at once: which they were when they were chosen, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class BulkState(models.TextChoices):
    CHOOSING = "choosing", _("nog in te vullen")
    BUSY = "busy", _("bezig")
    DONE = "done", _("klaar")


class BulkOutcome(models.TextChoices):
    WAITING = "waiting", _("nog te doen")
    DONE = "done", _("gedaan")
    REFUSED = "refused", _("geweigerd")
    CHANGED = "changed", _("ondertussen gewijzigd")
    UNDONE = "undone", _("ongedaan gemaakt")


class BulkAct(models.Model):
    """`given` is what was filled in, as its form is sent; it is read by that form again when it is carried out."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_acts")
    verb = models.CharField(max_length=20)
    given: models.JSONField[Any, Any] = models.JSONField(default=dict)
    quiet = models.BooleanField(_("zonder mail"), default=False)
    state = models.CharField(max_length=12, choices=BulkState.choices, default=BulkState.CHOOSING)
    origin = models.CharField(max_length=2_000, blank=True)  # the words of the queue's address where they were chosen
    batch = models.UUIDField(default=uuid4, editable=False)  # by which all of it is undone (tickets.undo)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("handeling op meer meldingen")
        verbose_name_plural = _("handelingen op meer meldingen")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BulkState.values), name="bulk_state_known"),
        ]
        indexes = [
            # tasks.carry_out_bulk: what was begun and has not come to its end
            models.Index(fields=["id"], name="bulk_busy", condition=Q(state="busy")),
        ]

    def __str__(self) -> str:
        return f"{self.verb} ({self.pk})"


class BulkItem(models.Model):
    """A ticket as it was when it was chosen: of another version it was changed meanwhile, and is left alone."""

    bulk = models.ForeignKey(BulkAct, models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=BulkOutcome.choices, default=BulkOutcome.WAITING)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("melding van een handeling")
        verbose_name_plural = _("meldingen van een handeling")
        constraints = [
            models.UniqueConstraint(fields=["bulk", "ticket"], name="bulk_ticket_once"),
            models.CheckConstraint(condition=Q(outcome__in=BulkOutcome.values), name="bulk_outcome_known"),
        ]
        indexes = [
            # tasks.carry_out_bulk, and the page of the act: what is left, and what became of the rest
            models.Index(fields=["bulk", "outcome", "id"], name="bulk_item_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id}: #{self.ticket_id}"
