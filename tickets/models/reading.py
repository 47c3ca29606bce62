"""Who has read a ticket up to where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class ReadMark(models.Model):
    """The highest line of a ticket's timeline that somebody of 1do saw; no row: he never opened it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="read_marks", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    entry = models.BigIntegerField()

    class Meta:
        verbose_name = _("leesmarkering")
        verbose_name_plural = _("leesmarkeringen")
        constraints = [
            # read by the queue and the page of a ticket, each for one person
            models.UniqueConstraint(fields=["ticket", "person"], name="read_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} las #{self.ticket_id} tot {self.entry}"
