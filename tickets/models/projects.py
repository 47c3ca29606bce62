"""Work that is a project (SLA 8.3), and that the agreement is looked at again when it has ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Customer, ServiceAgreement
from tickets.models.ticket import Ticket


class Project(models.Model):
    """That a melding is project work. When it is closed an evaluation of the agreement is `asked_at` that moment, once,
    of the account manager of `agreement`; the outcome says what became of it. The review reads these rows."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="project")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="projects")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    agreement = models.ForeignKey(ServiceAgreement, models.PROTECT, related_name="projects", null=True, blank=True)
    asked_at = models.DateTimeField(_("evaluatie gevraagd"), null=True, blank=True)
    evaluated_at = models.DateTimeField(_("geëvalueerd"), null=True, blank=True)
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.TextField(_("uitkomst"), blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projecten")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evaluated_at__isnull=True, evaluated_by__isnull=True, outcome="")
                | Q(evaluated_at__gte=F("asked_at"), evaluated_by__isnull=False) & ~Q(outcome=""),
                name="project_evaluation_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"project #{self.ticket_id}"
