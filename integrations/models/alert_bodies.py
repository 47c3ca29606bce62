"""What monitoring tools handed in, as it came; and how bodies are read that no adapter of ours knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken
from infra.encryption import Unreadable, decrypt


class ReadBy(models.TextChoices):
    NOTHING = "nothing", _("niet gelezen")
    ADAPTER = "adapter", _("herkend")
    MAPPING = "mapping", _("eigen veldindeling")


class AlertBodyQuerySet(models.QuerySet["AlertBody"]):
    def refused(self) -> AlertBodyQuerySet:
        return self.filter(refused__gt=0)

    def unseen(self) -> AlertBodyQuerySet:
        """Of which something was not read, and nobody has taken note."""
        return self.refused().filter(seen_at__isnull=True)


class AlertBody(models.Model):
    """One body of one call. `sealed` is its text without passwords (infra.masking), and encrypted; what is longer than
    is kept was cut. `results` is what became of each signal in it, `refused` how many of those were not read, `why`
    what is wrong with the whole."""

    KEPT_BYTES = 256 * 1024

    token = models.ForeignKey(ApiToken, models.CASCADE, verbose_name=_("token"), related_name="alert_bodies")
    at = models.DateTimeField(_("ontvangen"))
    content_type = models.CharField(_("soort"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("bytes"))
    sealed = models.BinaryField(editable=False)
    read_by = models.CharField(_("gelezen door"), max_length=8, choices=ReadBy.choices, default=ReadBy.NOTHING)
    is_valid = models.BooleanField(_("geldig formaat"), default=True)
    results = models.JSONField(default=list, blank=True)
    refused = models.PositiveIntegerField(_("niet verwerkt"), default=1)
    why = models.CharField(_("waarom"), max_length=300, blank=True)
    seen_at = models.DateTimeField(_("gezien"), null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = AlertBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("ontvangen bericht")
        verbose_name_plural = _("ontvangen berichten")
        constraints = [
            models.CheckConstraint(condition=Q(read_by__in=ReadBy.values), name="received_read_by_known"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="received_seen_whole",
            ),
        ]
        indexes = [
            # desk: the last of a token; sweep: all but those
            models.Index(fields=["token", "-id"], name="received_of_token"),
            # desk: what was not read, newest first; sweep: the old ones of those
            models.Index(fields=["-at", "-id"], name="received_refused", condition=Q(refused__gt=0)),
            # desk: of how much of that nobody has taken note, on each page of Monitoring
            models.Index(fields=["token"], name="received_unseen", condition=Q(refused__gt=0, seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.token.name}, {self.at:%d-%m-%Y %H:%M}"

    @property
    def text(self) -> str:
        """Empty when it was written with a key that is gone."""
        try:
            return decrypt(bytes(self.sealed)).decode()
        except Unreadable:
            return ""

    @property
    def is_cut(self) -> bool:
        return self.size > self.KEPT_BYTES


class AlertMapping(models.Model):
    """How the bodies of one token are read, before any adapter while it is on: as a FieldMapping says.
    Who changed it when, in AlertMappingChange."""

    token = models.OneToOneField(ApiToken, models.CASCADE, verbose_name=_("token"), related_name="alert_mapping")
    is_on = models.BooleanField(_("eigen veldindeling"), default=True)
    paths = models.JSONField(default=dict, blank=True)
    recovered = models.JSONField(default=list, blank=True)
    ignored = models.JSONField(default=list, blank=True)
    zone = models.CharField(_("tijdzone"), max_length=40, default="Europe/Amsterdam")

    class Meta:
        verbose_name = _("veldindeling")
        verbose_name_plural = _("veldindelingen")

    def __str__(self) -> str:
        return str(self.token)


class AlertMappingChange(models.Model):
    """A mapping as it was saved."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="mapping_changes")
    at = models.DateTimeField(_("wanneer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("wie"), related_name="+")
    data: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("wijziging van een veldindeling")
        verbose_name_plural = _("wijzigingen van veldindelingen")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.token}, {self.at:%d-%m-%Y %H:%M}"
