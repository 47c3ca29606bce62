"""What somebody of 1do was told, how he wants to be told, and calls to who has duty (SLA 3.2, 7.9, 12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry


class NoticeWhat(models.TextChoices):
    """What somebody may be told of; all but a call he sets as he likes."""

    NEW = "new", _("Nieuw in mijn team")
    URGENT = "urgent", _("Kritisch of Ernstig, of misschien geworden")
    UNCLASSIFIED = "unclassified", _("Nog niet ingedeeld")
    ASSIGNED = "assigned", _("Aan mij toegewezen")
    MENTIONED = "mentioned", _("Ik word genoemd in een notitie")
    ANSWERED = "answered", _("De klant antwoordde")
    WATCHED = "watched", _("Bericht op een melding die ik volg")
    WARNING_50 = "warning_50", _("50 % van de tijd is om")
    WARNING_75 = "warning_75", _("75 % van de tijd is om")
    WARNING_100 = "warning_100", _("De tijd is om")
    ESCALATION = "escalation", _("Escalatie")
    CHORE = "chore", _("Leverancier nabellen, evaluatie schrijven, of een mail kwam niet aan")
    RATED = "rated", _("Een klant beoordeelde een melding")
    CALL_BACK = "call_back", _("Een klant is ontevreden: bel terug")
    PAGED = "paged", _("Oproep van de Calamiteitendienst")


class NoticeWhen(models.TextChoices):
    """When mail and webhook may come; what is too early waits until the Supportcenter opens."""

    OPENING = "opening", _("in openingstijden")
    DUTY = "duty", _("ook in mijn dienst")
    ALWAYS = "always", _("altijd")


class Notification(models.Model):
    """That somebody is told of a line of a timeline: once for each act, however many lines it wrote.

    `mail_at` and `webhook_at` are when that still has to leave, empty when it has left or never will.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="notifications")
    act = models.UUIDField(editable=False)
    what = models.CharField(max_length=14, choices=NoticeWhat.choices)
    in_browser = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    webhook_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notificatie")
        verbose_name_plural = _("notificaties")
        constraints = [
            models.UniqueConstraint(fields=["person", "ticket", "act"], name="notification_once"),
            models.CheckConstraint(condition=Q(what__in=NoticeWhat.values), name="notification_what_known"),
        ]
        indexes = [
            # the bell, on every page of the desk
            models.Index(
                fields=["person", "id"], name="notification_unread", condition=Q(read_at__isnull=True, in_browser=True)
            ),
            # the list behind the bell, newest first
            models.Index(fields=["person", "-id"], name="notification_newest"),
            # notifications.making: what is old enough to be forgotten
            models.Index(fields=["made_at"], name="notification_by_age"),
            # mail.outbound.outbox
            models.Index(fields=["mail_at"], name="notification_to_mail", condition=Q(mail_at__isnull=False)),
            # integrations.webhooks.outbox
            models.Index(fields=["webhook_at"], name="notification_to_call", condition=Q(webhook_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.what}: #{self.ticket_id}"

    @property
    def is_call(self) -> bool:
        return self.what == NoticeWhat.PAGED

    @property
    def is_warning(self) -> bool:
        return self.what in (NoticeWhat.WARNING_50, NoticeWhat.WARNING_75, NoticeWhat.WARNING_100)

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class NoticeSetting(models.Model):
    """How somebody wants to be told of one thing; without a row as his role says (notifications.rules)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_settings")
    what = models.CharField(max_length=14, choices=NoticeWhat.choices)
    browser = models.BooleanField()
    mail = models.BooleanField()
    webhook = models.BooleanField()
    when = models.CharField(max_length=8, choices=NoticeWhen.choices)

    class Meta:
        verbose_name = _("instelling voor notificaties")
        verbose_name_plural = _("instellingen voor notificaties")
        constraints = [
            models.UniqueConstraint(fields=["person", "what"], name="notice_setting_once"),
            models.CheckConstraint(condition=Q(when__in=NoticeWhen.values), name="notice_when_known"),
            models.CheckConstraint(
                condition=Q(what__in=NoticeWhat.values) & ~Q(what=NoticeWhat.PAGED), name="notice_setting_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.what}"


class Paging(models.Model):
    """Who has duty is called about a ticket outside opening hours, one after another, until somebody confirms it.

    `step` is how far it came (paging.rules), `called` the keys of everybody who was called, `next_at` when the next is
    called, or when 1do opens and nobody has to be. `ended_at` without a confirmation: it was no longer needed.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="pagings")
    started_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField(default=0)
    called = models.JSONField(default=list)
    next_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("oproep")
        verbose_name_plural = _("oproepen")
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="paging_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False, ended_at__isnull=False),
                name="paging_acknowledged_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(next_at__isnull=True), name="paging_ended_calls_nobody"
            ),
        ]
        indexes = [
            # tasks.call_who_has_duty
            models.Index(fields=["next_at"], name="paging_due", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"oproep voor #{self.ticket_id}"
