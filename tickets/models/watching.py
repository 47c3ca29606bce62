"""Who of 1do follows a melding that is not his."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class Watcher(models.Model):
    """He hears of messages on it, until he stops; to be named in a note is no watching."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="watchers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watched_tickets")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("volger")
        verbose_name_plural = _("volgers")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watcher_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: #{self.ticket_id}"
