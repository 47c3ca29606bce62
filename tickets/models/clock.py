"""The narrow row of a ticket's clock, which sweeps write, and the warnings that it gave."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.business_hours import BusinessHours, joined_hours
from sla.models import CalendarVersion
from sla.priority import Nature, Priority
from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry


class ClockState(models.TextChoices):
    RUNNING = "running", _("loopt")
    PAUSED = "paused", _("staat stil")
    MET = "met", _("op tijd begonnen")
    LATE = "late", _("te laat")
    STOPPED = "stopped", _("vervallen")
    NONE = "none", _("geen afspraak")


class QueueRank(models.IntegerChoices):
    """The queue's order: promises before aims before the rest, and what still has to be begun before what has been."""

    PROMISE_RUNNING = 0
    PROMISE_WAITING = 1
    AIM_RUNNING = 2
    AIM_WAITING = 3
    NO_TARGET = 4


class TicketClock(models.Model):
    """The changing state of a ticket's clock, derived by actions from the timeline; narrow, because sweeps write it.

    A verdict (`late`) that has fallen is never recomputed.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="clock")
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    # Of a call that the emergency service carries (SLA 3.2): its hours, that the targets which it carries count on too
    # (tickets.clock.clocks.hours_for), and from when, if that was not the call itself.
    emergency_version = models.ForeignKey(
        CalendarVersion, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    emergency_since = models.DateTimeField(null=True, blank=True)
    on_emergency_hours = models.BooleanField(default=False)  # what `state` was derived by
    nature = models.CharField(max_length=8, choices=Nature.choices)
    state = models.CharField(max_length=8, choices=ClockState.choices)
    due_at = models.DateTimeField(null=True, blank=True)
    work_started_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(null=True, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    budget_seconds = models.PositiveIntegerField(null=True, blank=True)
    used_seconds = models.PositiveIntegerField(default=0)  # working time used when `state` was last derived
    is_open = models.BooleanField(default=True)
    queue_rank = models.PositiveSmallIntegerField(choices=QueueRank.choices)
    queue_at = models.DateTimeField()
    next_threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    next_warning_at = models.DateTimeField(null=True, blank=True)
    # The last word, which the one writer keeps (tickets.reading): the newest line that somebody has to read, whose it
    # is (None: not of a colleague), and the newest that is not of him. None: nothing since these are kept.
    last_message = models.BigIntegerField(null=True, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    last_message_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    last_by_others = models.BigIntegerField(null=True, blank=True)
    customer_waits_since = models.DateTimeField(null=True, blank=True)  # for an answer to what he wrote

    class Meta:
        verbose_name = _("klok")
        verbose_name_plural = _("klokken")
        constraints = [
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="clock_nature_known"),
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.CheckConstraint(
                condition=Q(next_threshold__isnull=True, next_warning_at__isnull=True)
                | Q(next_threshold__isnull=False, next_warning_at__isnull=False),
                name="clock_warning_whole",
            ),
            models.CheckConstraint(
                condition=Q(late__isnull=True, verdict_at__isnull=True)
                | Q(late__isnull=False, verdict_at__isnull=False),
                name="clock_verdict_whole",
            ),
        ]
        indexes = [
            # desk: the queue, in its order
            models.Index(fields=["queue_rank", "queue_at", "ticket"], name="clock_queue", condition=Q(is_open=True)),
            # REST and the portal: what is open, newest first
            models.Index(fields=["ticket"], name="clock_open", condition=Q(is_open=True)),
            # tasks.warn_due_clocks
            models.Index(fields=["next_warning_at"], name="clock_to_warn", condition=Q(next_warning_at__isnull=False)),
            # desk: what is due in the next hours
            models.Index(fields=["due_at"], name="clock_due", condition=Q(is_open=True, due_at__isnull=False)),
            # desk: which open clocks a change of the calendar of the emergency service moves
            models.Index(
                fields=["emergency_version"], name="clock_emergency", condition=Q(emergency_version__isnull=False)
            ),
            # desk: whose customer waits for an answer
            models.Index(
                fields=["customer_waits_since"],
                name="clock_customer_waits",
                condition=Q(is_open=True, customer_waits_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"klok van #{self.ticket_id}"

    @property
    def is_promise(self) -> bool:
        return self.nature == Nature.PROMISE

    @property
    def is_aim(self) -> bool:
        return self.nature == Nature.AIM

    @property
    def is_triage(self) -> bool:
        """It runs until somebody has classified the melding."""
        return self.nature == Nature.TRIAGE

    @property
    def hours(self) -> BusinessHours:
        """On which its target counts, or that which the verdict was about."""
        return self.service_hours if self.on_emergency_hours else self.calendar_version.business_hours

    @property
    def service_hours(self) -> BusinessHours:
        """Those of what the emergency service carries; without a call the ordinary ones."""
        ordinary = self.calendar_version.business_hours
        if self.emergency_version is None:
            return ordinary
        return joined_hours(ordinary, self.emergency_version.business_hours, self.emergency_since)

    def forget_verdict(self) -> None:
        """The start of work was written down afterwards: the verdict follows from when it was, at the next settling."""
        self.late = self.verdict_at = None

    def late_at(self, now: datetime) -> bool | None:
        """The verdict, also while the sweep that writes it has yet to come by."""
        if self.late is None and self.is_overdue(now) and not self.is_triage:
            return True
        return self.late

    def is_overdue(self, now: datetime) -> bool:
        """It runs, and its moment has passed."""
        return self.state == ClockState.RUNNING and self.due_at is not None and now > self.due_at


class BreachWarning(models.Model):
    """That a clock's warning was given: once per ticket, target and threshold, whatever number of sweeps run.

    Without a `priority` it was to classify the melding.
    """

    clock = models.ForeignKey(TicketClock, models.CASCADE, related_name="warnings")
    priority = models.CharField(max_length=20, choices=Priority.choices, blank=True)
    threshold = models.PositiveSmallIntegerField()  # per cent of the working time
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField()
    entry = models.OneToOneField(TimelineEntry, models.PROTECT, related_name="warning")

    class Meta:
        verbose_name = _("waarschuwing")
        verbose_name_plural = _("waarschuwingen")
        constraints = [
            models.UniqueConstraint(fields=["clock", "priority", "threshold"], name="warning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.threshold} % van #{self.clock_id}"
