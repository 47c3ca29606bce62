"""What AWS may tell us of: topics of SNS, named by whoever keeps the token."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken


class SnsTopic(models.Model):
    """Only a topic that somebody named is confirmed and read: whoever has the token could subscribe any other."""

    token = models.ForeignKey(
        ApiToken, models.CASCADE, verbose_name=_("token"), related_name="sns_topics", db_index=False
    )
    arn = models.CharField(_("onderwerp"), max_length=256)
    confirmed_at = models.DateTimeField(_("bevestigd"), null=True, blank=True)

    class Meta:
        verbose_name = _("onderwerp van AWS SNS")
        verbose_name_plural = _("onderwerpen van AWS SNS")
        constraints = [models.UniqueConstraint(fields=["token", "arn"], name="sns_topic_once_per_token")]

    def __str__(self) -> str:
        return self.arn
