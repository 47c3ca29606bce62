"""Received mail: the message itself, encrypted and whole, and what became of it."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact
from tickets.models import Ticket, TimelineEntry


class InboundStatus(models.TextChoices):
    RECEIVED = "received", _("te verwerken")
    DONE = "done", _("verwerkt")
    UNKNOWN = "unknown", _("onbekende afzender")
    DOUBTFUL = "doubtful", _("twijfelachtig")
    DEAD = "dead", _("onleesbaar")
    SHELVED = "shelved", _("opgeborgen")


HELD = (InboundStatus.UNKNOWN, InboundStatus.DOUBTFUL, InboundStatus.DEAD)
"""What waits for an agent."""


class Mailbox(models.Model):
    """How fetching goes of each mailbox: `failing_since` is the first time after which nothing could be fetched."""

    name = models.CharField(_("postvak"), max_length=80, unique=True)
    last_fetched_at = models.DateTimeField(_("laatst opgehaald"), null=True, blank=True)
    failing_since = models.DateTimeField(_("niet bereikbaar sinds"), null=True, blank=True)
    last_error = models.CharField(_("laatste fout"), max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("postvak")
        verbose_name_plural = _("postvakken")

    def __str__(self) -> str:
        return self.name


def raw_path(instance: InboundMail, filename: str) -> str:
    name = secrets.token_hex(20)
    return f"inbound/{name[:2]}/{name}"


class InboundMail(models.Model):
    """One message as a mailbox handed it over. Stored before anything else is done with it, so that none is lost.

    `fingerprint` is of mailbox and bytes: the same message fetched again is the same row (security R5). `raw` is
    encrypted, because it holds what is masked everywhere else (SLA 10).
    """

    mailbox = models.CharField(_("postvak"), max_length=80)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    raw = models.FileField(upload_to=raw_path, max_length=120, editable=False)
    size = models.PositiveBigIntegerField(_("grootte"))
    received_at = models.DateTimeField(_("ontvangen"))  # by us
    arrived_at = models.DateTimeField(_("aangekomen"), null=True, blank=True)  # in the mailbox, where that said so
    status = models.CharField(_("status"), max_length=8, choices=InboundStatus.choices, default=InboundStatus.RECEIVED)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(_("reden"), max_length=400, blank=True)

    sender = models.CharField(_("afzender"), max_length=254, blank=True)
    sender_name = models.CharField(_("naam"), max_length=300, blank=True)
    subject = models.CharField(_("onderwerp"), max_length=300, blank=True)
    text = models.TextField(_("tekst"), blank=True)
    recipients = models.CharField(_("aan"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("verstuurd"), null=True, blank=True)  # as the sender says
    original_sender = models.CharField(_("oorspronkelijke afzender"), max_length=254, blank=True)  # of one passed on
    original_name = models.CharField(max_length=120, blank=True)
    message_id = models.CharField("Message-ID", max_length=260, blank=True)
    is_automatic = models.BooleanField(_("door een programma gestuurd"), default=False)
    failed_dmarc = models.BooleanField(_("DMARC niet in orde"), default=False)
    unchecked_sender = models.BooleanField(_("afzender niet nagegaan"), default=False)
    hint = models.BigIntegerField(_("noemt melding"), null=True, blank=True)

    contact = models.ForeignKey(Contact, models.PROTECT, verbose_name=_("contactpersoon"), null=True, blank=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="inbound_mails", null=True, blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    handled_at = models.DateTimeField(_("afgehandeld"), null=True, blank=True)

    class Meta:
        verbose_name = _("ontvangen e-mail")
        verbose_name_plural = _("ontvangen e-mail")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=InboundStatus.values), name="inbound_status_known"),
            models.CheckConstraint(
                condition=Q(status=InboundStatus.RECEIVED, next_attempt_at__isnull=False)
                | ~Q(status=InboundStatus.RECEIVED) & Q(next_attempt_at__isnull=True),
                name="inbound_received_has_moment",
            ),
        ]
        indexes = [
            # processing.process_due
            models.Index(fields=["next_attempt_at"], name="inbound_due", condition=Q(status=InboundStatus.RECEIVED)),
            # desk: what waits for an agent, and its count beside every page
            models.Index(fields=["-id"], name="inbound_held", condition=Q(status__in=HELD)),
            # desk: what was put away, newest first, and how many of these days
            models.Index(fields=["-id"], name="inbound_shelved", condition=Q(status=InboundStatus.SHELVED)),
            # processing: how often this sender wrote in the last hour
            models.Index(fields=["sender", "-received_at"], name="inbound_of_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.sender or self.sender_name}: {self.subject}"

    @property
    def reported_at(self) -> datetime:
        """When it reached 1do (SLA 7.9), however long it waited for us to fetch or to read it."""
        return self.arrived_at or self.received_at


class ReceivedBody(models.Model):
    """What came with a line of the timeline beside its new text: what it quotes, and how it looked.

    `html` is cleaned (mail.parsing.html); `images` maps the Content-IDs in it to keys of attachments.
    """

    entry = models.OneToOneField(TimelineEntry, models.CASCADE, primary_key=True, related_name="received_body")
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    images = models.JSONField(default=dict)
    has_remote = models.BooleanField(default=False)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=260, blank=True)

    class Meta:
        verbose_name = _("opmaak van een ontvangen e-mail")
        verbose_name_plural = _("opmaak van ontvangen e-mail")

    def __str__(self) -> str:
        return self.subject
