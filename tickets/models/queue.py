"""The views of the queue that somebody kept, or that all of 1do shares."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class QueueView(models.Model):
    """A view that was kept. `words` are those of the queue's address, as they were understood: "ik" and "mijn" stay
    symbols, so that a shared view is everybody's own."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("van"), related_name="queue_views"
    )
    name = models.CharField(_("naam"), max_length=40)
    is_shared = models.BooleanField(_("voor iedereen"), default=False)
    words: models.JSONField[Any, Any] = models.JSONField(_("voorwaarden"), default=dict)
    made_at = models.DateTimeField(_("gemaakt"))

    class Meta:
        verbose_name = _("weergave van de wachtrij")
        verbose_name_plural = _("weergaven van de wachtrij")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="queue_view_named_once")]

    def __str__(self) -> str:
        return self.name
