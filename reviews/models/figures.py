"""What the figures are counted from: a narrow row per melding, the stretches in which it was open, and sums per day.

All of it follows from tickets/ and is kept up by reviews.figures.counting; who doubts it has it counted anew
(`manage.py recount_figures`). Nothing here is written by anybody else.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from contracts.models import Customer, Supplier
from tickets.models import Ticket


class SpanStart(models.TextChoices):
    OPENED = "opened", _("gemeld")
    REOPENED = "reopened", _("heropend")


class SpanEnd(models.TextChoices):
    RESOLVED = "resolved", _("opgelost")
    CLOSED = "closed", _("gesloten zonder oplossing")
    CANCELLED = "cancelled", _("geannuleerd")


class TicketRecord(models.Model):
    """A melding as figures see it. Days are days in Amsterdam, minutes are working minutes of the Supportcenter.

    What is broken down by (customer, team, priority, ...) is as it is now; `judged` is the priority that the verdict
    of its clock was about, which stays when the melding gets another one.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="record")
    version = models.PositiveIntegerField()  # of the ticket, when it was counted
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", null=True, db_index=False)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, db_index=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="+", null=True, db_index=False)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=12)
    priority = models.CharField(max_length=20, blank=True)
    service = models.CharField(max_length=40)
    item_type = models.CharField(max_length=12)
    coverage = models.CharField(max_length=16, blank=True)
    taken_over = models.BooleanField()
    merged = models.BooleanField(default=False)  # it goes on in another, and is counted there
    off_channel = models.BooleanField()
    emergency_call = models.BooleanField()
    under_mandate = models.BooleanField()
    nature = models.CharField(max_length=8)
    judged = models.CharField(max_length=20, blank=True)
    late = models.BooleanField(null=True)

    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    verdict_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    classified_on = models.DateField(null=True)

    lead_minutes = models.IntegerField(null=True)  # begun so long after the moment; before it is below nought
    answer_minutes = models.PositiveIntegerField(null=True)
    triage_minutes = models.PositiveIntegerField(null=True)  # without classification
    unclassified = models.BooleanField()  # it came so
    house_minutes = models.PositiveIntegerField(default=0)
    customer_minutes = models.PositiveIntegerField(default=0)
    supplier_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("melding in de cijfers")
        verbose_name_plural = _("meldingen in de cijfers")
        permissions = [("see_results", _("Resultaten zien"))]
        indexes = [
            # figures.counting and figures.reading, each by the day that a figure belongs to
            models.Index(fields=["opened_on", "customer"], name="record_by_opened"),
            models.Index(fields=["ended_on", "customer"], name="record_by_ended"),
            models.Index(fields=["verdict_on", "customer"], name="record_by_verdict"),
            models.Index(fields=["started_on", "customer"], name="record_by_started"),
            models.Index(fields=["answered_on", "customer"], name="record_by_answered"),
            models.Index(fields=["classified_on", "customer"], name="record_by_classified"),
            # figures.reading: the meldingen of a customer behind a figure, newest first
            models.Index(fields=["customer", "-ticket"], name="record_of_customer"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class OpenSpan(models.Model):
    """A stretch in which a melding was open: from its opening or reopening until it was resolved, closed or cancelled.

    Open at the end of a day = what was open the day before + begun - ended, always.
    """

    record = models.ForeignKey(TicketRecord, models.CASCADE, related_name="spans")
    start = models.CharField(max_length=8, choices=SpanStart.choices)
    started_on = models.DateField()
    end = models.CharField(max_length=9, choices=SpanEnd.choices, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("tijd dat een melding open was")
        verbose_name_plural = _("tijden dat een melding open was")
        indexes = [
            # figures.counting: what began, and what ended, on a day
            models.Index(fields=["started_on", "start"], name="span_by_start"),
            models.Index(fields=["ended_on", "end"], name="span_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.started_on} - {self.ended_on or ''}"


class ScopeKind(models.TextChoices):
    HOUSE = "house", _("1do")
    CUSTOMER = "customer", _("klant")
    TEAM = "team", _("team")
    PERSON = "person", _("medewerker")


class DayCounts(models.Model):
    """What one day adds to the figures of a scope: `counts` by the keys of reviews.figures.catalogue, and `flow` what
    came to be open on it less what ended."""

    day = models.DateField()
    scope = models.CharField(max_length=8, choices=ScopeKind.choices)
    scope_key = models.PositiveBigIntegerField(default=0)  # of the customer, team or person
    flow = models.IntegerField()
    counts = models.JSONField()

    class Meta:
        verbose_name = _("cijfers van een dag")
        verbose_name_plural = _("cijfers van dagen")
        constraints = [
            # figures.reading: the days of a period, and all flows until a day
            models.UniqueConstraint(fields=["scope", "scope_key", "day"], name="day_counts_once"),
        ]
        indexes = [
            # figures.counting: a day is counted as a whole
            models.Index(fields=["day"], name="day_counts_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.scope_key}: {self.day}"


class StaleDay(models.Model):
    """That a day has to be counted again, because a melding that counts on it changed. As many rows as there are
    changes: a worker removes those that he saw, and what came meanwhile stays."""

    day = models.DateField()

    class Meta:
        verbose_name = _("nog te tellen dag")
        verbose_name_plural = _("nog te tellen dagen")
        indexes = [models.Index(fields=["day"], name="stale_day")]  # figures.reading: which of a period are

    def __str__(self) -> str:
        return str(self.day)


class CountingState(models.Model):
    """How far the change feed of the meldingen was followed: one row, whose lock makes one worker count at a time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    updated_at = models.DateTimeField(null=True)  # of the last melding that was measured, and its number
    number = models.PositiveBigIntegerField(default=0)
    complete_until = models.DateTimeField(null=True)  # every change until then is counted

    class Meta:
        verbose_name = _("stand van de telling")
        verbose_name_plural = _("stand van de telling")

    def __str__(self) -> str:
        return f"geteld tot {self.complete_until}"
