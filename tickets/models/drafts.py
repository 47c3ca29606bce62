"""What somebody was writing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class MessageDraft(models.Model):
    """Of one person, for one ticket and one act (an answer, a note, resolving), so that a note never comes back as an
    answer. It goes with the act that it was for."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    act = models.CharField(max_length=40)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)  # of two tabs, the one that knows the newest may write
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepten")
        constraints = [
            # read by the page of a ticket, for one person
            models.UniqueConstraint(fields=["ticket", "person", "act"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.act} van {self.person_id} op #{self.ticket_id}"
