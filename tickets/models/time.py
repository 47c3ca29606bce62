"""Time worked on tickets: each line as it was written, what it is covered by and costs, and what was exported."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.coverage.rules import BILLABLE, Verdict
from contracts.coverage.words import reason_words
from contracts.models import Customer, ServiceAgreement
from contracts.time import rates
from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry
from tickets.querysets import TimeCreditQuerySet, TimeEntryQuerySet
from tickets.values import Activity


class TimeExport(models.Model):
    """Lines of billable time that left together; each line leaves once."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="time_exports", null=True, blank=True)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("gemaakt"))
    line_count = models.PositiveIntegerField(_("regels"), default=0)
    minutes = models.IntegerField(_("minuten"), default=0, help_text=_("Onder nul als er meer terugging dan bijkwam."))
    with_older = models.BooleanField(_("met oudere regels"), default=False)
    amount = models.DecimalField(_("bedrag"), max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("urenexport")
        verbose_name_plural = _("urenexports")
        ordering = ["-made_at", "-pk"]
        permissions = [("export_time", _("Uren exporteren"))]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="export_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"U{self.pk}"


class TimeEntry(models.Model):
    """Time worked on a ticket (SLA 7.4), in whole minutes, with its coverage at that moment.

    A correction is a new row that `corrects` the one before it, with a reason; of a line the row `is_current` counts.
    `locked_at`: reviewed or exported, so it stays as it is; what corrects it leaves a TimeCredit beside it. `minutes` 0
    is a line that was taken back.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="time_entries")
    entry = models.OneToOneField(TimelineEntry, models.PROTECT, related_name="time_entry")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="time_entries")
    started_at = models.DateTimeField(_("begonnen"))
    minutes = models.PositiveIntegerField(_("minuten"))
    activity = models.CharField(_("soort werk"), max_length=16, choices=Activity.choices, default=Activity.SUPPORT)
    on_site = models.BooleanField(_("op locatie"), default=False)
    outside_hours = models.BooleanField(_("buiten kantoortijd"), default=False)
    note = models.CharField(_("toelichting"), max_length=300, blank=True)
    logged_at = models.DateTimeField(_("geschreven"))

    version = models.PositiveSmallIntegerField(_("versie"), default=1)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True, blank=True)
    corrected_reason = models.CharField(_("reden van de correctie"), max_length=300, blank=True)
    is_current = models.BooleanField(default=True)
    locked_at = models.DateTimeField(_("vastgezet"), null=True, blank=True)
    export = models.ForeignKey(TimeExport, models.PROTECT, related_name="lines", null=True, blank=True)

    verdict = models.CharField(_("dekking"), max_length=16, choices=Verdict.choices, blank=True)
    clause = models.CharField(_("paragraaf"), max_length=8, blank=True)
    reason = models.JSONField(_("reden"), default=dict, blank=True)  # said by contracts.coverage.words
    rate_kind = models.CharField(_("soort tarief"), max_length=16, blank=True)
    rate = models.DecimalField(_("uurtarief"), max_digits=9, decimal_places=2, null=True, blank=True)
    billed_minutes = models.PositiveIntegerField(_("te factureren minuten"), default=0)
    draws_hours = models.BooleanField(_("uit de uren van de All-in-1"), default=False)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("tijdregel")
        verbose_name_plural = _("tijdregels")
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=24 * 60) | Q(minutes=0, version__gte=2),
                name="time_entry_minutes_sane",
            ),
            models.CheckConstraint(condition=Q(activity__in=Activity.values), name="time_entry_activity_known"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=Verdict.values), name="time_entry_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(version=1, corrects__isnull=True, corrected_reason="")
                | Q(version__gte=2, corrects__isnull=False) & ~Q(corrected_reason=""),
                name="time_entry_correction_whole",
            ),
            models.CheckConstraint(
                condition=Q(export__isnull=True) | Q(locked_at__isnull=False), name="time_entry_exported_is_locked"
            ),
        ]
        indexes = [
            # hours of a month, the workload, the export, and the list of REST: by when they were worked
            models.Index(fields=["started_at", "id"], name="time_entry_by_start"),
            # REST: what was written since, for who keeps a copy
            models.Index(fields=["logged_at", "id"], name="time_entry_by_logged"),
            # tickets.time.exports: what has yet to leave, however long ago it was worked
            models.Index(
                fields=["started_at", "id"],
                name="time_entry_waiting",
                condition=Q(is_current=True, export__isnull=True, verdict__in=BILLABLE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min op #{self.ticket_id}"

    @property
    def is_billed(self) -> bool:
        """Whether the customer pays for it."""
        return self.verdict in BILLABLE

    @property
    def reason_words(self) -> str:
        return reason_words(self.reason)

    @property
    def amount(self) -> Decimal | None:
        """Euros without VAT; None where no tariff was agreed."""
        if not self.billed_minutes:
            return Decimal()
        return None if self.rate is None else rates.amount(self.billed_minutes, self.rate)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Time that was written is corrected, never removed.")


class TimeCredit(models.Model):
    """That a line which had left for the books, or was reviewed, is taken back (SLA 11): the line stays, the version
    that corrects it counts, and in the next export this leaves as a negative line. Both parties see it and its reason.
    """

    line = models.OneToOneField(TimeEntry, models.PROTECT, related_name="credit")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("gemaakt"))
    reason = models.CharField(_("reden"), max_length=300)
    export = models.ForeignKey(TimeExport, models.PROTECT, related_name="credits", null=True, blank=True)

    objects = TimeCreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("creditregel")
        verbose_name_plural = _("creditregels")
        ordering = ["made_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="time_credit_has_a_reason")]
        indexes = [
            # tickets.time.exports: what has yet to leave
            models.Index(fields=["id"], name="time_credit_waiting", condition=Q(export__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"-{self.line}"

    @property
    def amount(self) -> Decimal | None:
        """Euros without VAT, below nought; None where no tariff was agreed."""
        return None if self.line.amount is None else -self.line.amount

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A credit is never removed.")


class RunningTimer(models.Model):
    """That somebody is working on a ticket now; one at a time."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="timer")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="timers")
    started_at = models.DateTimeField(_("begonnen"))

    class Meta:
        verbose_name = _("lopende tijd")
        verbose_name_plural = _("lopende tijd")

    def __str__(self) -> str:
        return f"{self.user_id} op #{self.ticket_id}"


class HoursWarning(models.Model):
    """That the account manager was told that so much of a month's hours was used (SLA 6.2): once each."""

    agreement = models.ForeignKey(ServiceAgreement, models.PROTECT, related_name="hours_warnings")
    month = models.DateField(_("maand"))
    threshold = models.PositiveSmallIntegerField(_("procent"))
    warned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("waarschuwing over uren")
        verbose_name_plural = _("waarschuwingen over uren")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "month", "threshold"], name="hours_warning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.threshold} % van {self.month:%Y-%m}"
