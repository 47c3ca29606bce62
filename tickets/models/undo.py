"""What can still be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class HeldState(models.TextChoices):
    HELD = "held", _("wordt vastgehouden")
    RELEASED = "released", _("is weg")
    UNDONE = "undone", _("is teruggenomen")


class HeldAct(models.Model):
    """An act of which nobody outside the desk hears until `held_until`; its key is the `act` of its lines.

    From `held` it becomes `released` or `undone`, and one conditional update decides which (tickets.undo). `before` is
    what the act changed, as it was; `version` that of its ticket after the act, so that an undo undoes nobody else's
    work; `batch` is that of all that were done at once.
    """

    act = models.UUIDField(primary_key=True, editable=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="held_acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    held_until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=HeldState.choices, default=HeldState.HELD)
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    batch = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("handeling die ongedaan kan worden gemaakt")
        verbose_name_plural = _("handelingen die ongedaan kunnen worden gemaakt")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HeldState.values), name="held_state_known"),
        ]
        indexes = [
            # tickets.undo.actions.release_due
            models.Index(fields=["held_until"], name="held_to_release", condition=Q(state=HeldState.HELD)),
            # tickets.undo.actions.undo_batch
            models.Index(fields=["batch"], name="held_of_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} #{self.ticket_id}"
