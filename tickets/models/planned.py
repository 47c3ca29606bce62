"""Planned work: visits with what was saved up for them (SLA 8.1), and runs of recurring work (SLA 6.1, 8.2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Customer, RecurringWork, Site
from tickets.models.ticket import Ticket
from tickets.querysets import VisitQuerySet


class Visit(models.Model):
    """A visit to a customer; its ticket carries the timeline, the appointment and the hours."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visits")
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="visit")
    engineer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    site = models.ForeignKey(Site, models.PROTECT, related_name="visits", null=True, blank=True)
    planned_for = models.DateTimeField(_("gepland voor"))
    ended_at = models.DateTimeField(_("afgerond"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("bezoek")
        verbose_name_plural = _("bezoeken")
        ordering = ["-planned_for"]
        indexes = [
            # portal and desk: the visits of a customer
            models.Index(fields=["customer", "-planned_for"], name="visit_of_customer"),
        ]

    def __str__(self) -> str:
        return f"bezoek {self.planned_for:%Y-%m-%d}"


class VisitItem(models.Model):
    """Something saved up for a visit; without `visit` for the next one. May stand for a ticket."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visit_items")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="items", null=True, blank=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="visit_items", null=True, blank=True)
    text = models.CharField(_("wat"), max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    is_done = models.BooleanField(_("gedaan"), default=False)
    outcome = models.CharField(_("uitkomst"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("punt voor een bezoek")
        verbose_name_plural = _("punten voor bezoeken")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(is_done=False, ticket__isnull=False), name="visit_item_once_per_ticket"
            ),
        ]
        indexes = [
            # desk and portal: what is saved up for the next visit
            models.Index(fields=["customer"], name="visit_item_saved", condition=Q(visit__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text


class RecurringRun(models.Model):
    """That recurring work became a ticket for a due day: once, whatever number of sweeps run."""

    work = models.ForeignKey(RecurringWork, models.PROTECT, related_name="runs")
    due_on = models.DateField(_("volgens het schema"))
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="recurring_run")
    checks = models.JSONField(
        _("controlelijst"), default=list, help_text=_("[[server, controle], …], zoals de lijst op die dag was.")
    )

    class Meta:
        verbose_name = _("keer terugkerend werk")
        verbose_name_plural = _("keren terugkerend werk")
        ordering = ["-due_on"]
        constraints = [models.UniqueConstraint(fields=["work", "due_on"], name="recurring_run_once")]

    def __str__(self) -> str:
        return f"{self.work} {self.due_on}"


class CheckOutcome(models.TextChoices):
    OK = "ok", _("In orde")
    NOT_OK = "not_ok", _("Niet in orde")
    NOT_APPLICABLE = "not_applicable", _("Niet van toepassing")


class CheckResult(models.Model):
    """What one check on one server gave (Server-APK, test-restore): kept per server."""

    run = models.ForeignKey(RecurringRun, models.PROTECT, related_name="results")
    item = models.CharField(_("server of onderdeel"), max_length=120)
    check_text = models.CharField(_("controle"), max_length=200)
    outcome = models.CharField(_("uitkomst"), max_length=16, choices=CheckOutcome.choices)
    note = models.CharField(_("bevinding"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("uitkomst van een controle")
        verbose_name_plural = _("uitkomsten van controles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "item", "check_text"], name="check_result_once"),
            models.CheckConstraint(condition=Q(outcome__in=CheckOutcome.values), name="check_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.check_text}"
