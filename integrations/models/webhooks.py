"""Who is told by webhook, and each message to him."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Customer
from tickets.models import TimelineEntry


class Webhook(models.Model):
    """An address of another program that is told what happens, of one customer or of the house (`customer` empty).

    It is told no more than `user` may see now. `secret` and `old_secret` are sealed with ENCRYPTION_KEYS; the old one
    signs beside the new one until `old_secret_until`. `call_at` is when it may be called again: after a failure, and
    while a worker is at it. `failing_since` is the first failure after which nothing arrived.
    """

    name = models.CharField(_("waarvoor"), max_length=80)
    url = models.CharField(_("adres"), max_length=500)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("van wie"), related_name="webhooks"
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=_("klant"), related_name="webhooks", null=True, blank=True
    )
    events = models.JSONField(_("gebeurtenissen"), default=list)
    secret = models.BinaryField(editable=False)
    old_secret = models.BinaryField(null=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(_("aan"), default=True)
    disabled_at = models.DateTimeField(_("uitgezet"), null=True, blank=True)
    disabled_why = models.CharField(_("waarom"), max_length=300, blank=True)
    disabled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    call_at = models.DateTimeField()
    failures = models.PositiveIntegerField(_("mislukt achter elkaar"), default=0)
    failing_since = models.DateTimeField(_("mislukt sinds"), null=True, blank=True)
    last_delivered_at = models.DateTimeField(_("laatst bezorgd"), null=True, blank=True)
    hears_from = models.DateTimeField(null=True, editable=False)  # when it was switched on again; else `made_at`
    made_at = models.DateTimeField(_("gemaakt"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]
        permissions = [("manage_webhooks", _("Webhooks beheren"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, disabled_at__isnull=True) | Q(is_active=False, disabled_at__isnull=False),
                name="webhook_disabled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def was_there(self, at: datetime) -> bool:
        """What happened before it was made, or while it was off, is not told to it."""
        return at >= (self.hears_from or self.made_at)

    @property
    def host(self) -> str:
        """All of the address that is shown in lists: the rest may hold a key of the other side."""
        return urlsplit(self.url).hostname or self.url

    @property
    def gave_up(self) -> bool:
        """Switched off because nothing arrived, and not by a person."""
        return not self.is_active and self.disabled_by_id is None

    def has_old_secret(self, now: datetime) -> bool:
        return self.old_secret is not None and self.old_secret_until is not None and self.old_secret_until > now


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("wacht")
    DELIVERED = "delivered", _("bezorgd")
    FAILED = "failed", _("opgegeven")


class WebhookDelivery(models.Model):
    """One message to one webhook; its `message_id` stays the same however often it is tried. Without `entry` it is a
    test message. `last_status` is the HTTP status of the answer, when there was one."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey(
        TimelineEntry, models.CASCADE, related_name="webhook_deliveries", null=True, blank=True, db_index=False
    )
    event = models.CharField(_("gebeurtenis"), max_length=40)
    message_id = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    created_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("bericht aan een webhook")
        verbose_name_plural = _("berichten aan webhooks")
        constraints = [
            models.UniqueConstraint(fields=["entry", "webhook"], name="delivery_once"),
            models.CheckConstraint(condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"),
            models.CheckConstraint(
                condition=Q(status=DeliveryStatus.WAITING, next_attempt_at__isnull=False)
                | ~Q(status=DeliveryStatus.WAITING) & Q(next_attempt_at__isnull=True),
                name="delivery_waiting_has_moment",
            ),
        ]
        indexes = [
            # what is due, per webhook
            models.Index(
                fields=["webhook", "next_attempt_at", "id"],
                name="delivery_waiting",
                condition=Q(status=DeliveryStatus.WAITING),
            ),
            # desk: the log of a webhook, newest first
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            # what is old enough to be forgotten
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.message_id}"

    @property
    def is_delivered(self) -> bool:
        return self.status == DeliveryStatus.DELIVERED

    @property
    def is_failed(self) -> bool:
        return self.status == DeliveryStatus.FAILED
