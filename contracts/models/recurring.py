"""Work that comes back: maintenance, test-restores, Server-APK (SLA 6.1, 8.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.customers import Contact, Customer
from contracts.models.dap import DapClause
from contracts.querysets import RecurringWorkQuerySet


class RecurringKind(models.TextChoices):
    MAINTENANCE = "maintenance", _("Gepland onderhoud")
    TEST_RESTORE = "test_restore", _("Test-restore")
    SERVER_APK = "server_apk", _("Server-APK")


class RecurringWork(models.Model):
    """When it is due (an RRULE; on a closed day the next working day), and what is checked, item by item.

    `next_on` is the next day for which a ticket has to be made; null when there is none any more. `next_place`: of a
    rule of working days, which of its days of that month it is, from 0; it stays that one when the calendar changes.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="recurring_work")
    clause = models.ForeignKey(
        DapClause, models.PROTECT, verbose_name=_("DAP-bepaling"), related_name="recurring_work", null=True, blank=True
    )
    kind = models.CharField(_("soort"), max_length=16, choices=RecurringKind.choices)
    title = models.CharField(_("titel"), max_length=120)
    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("wie de uitkomst krijgt"), related_name="recurring_work"
    )
    rrule = models.CharField(
        _("herhaling"), max_length=200, help_text=_("iCalendar-regel, zoals FREQ=MONTHLY;BYDAY=1TU.")
    )
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    checklist = models.JSONField(_("controlelijst"), default=list)
    items = models.JSONField(_("servers of onderdelen"), default=list)
    is_active = models.BooleanField(_("actief"), default=True)
    next_on = models.DateField(_("eerstvolgende"), null=True, blank=True)
    next_place = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    objects = RecurringWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("terugkerend werk")
        verbose_name_plural = _("terugkerend werk")
        ordering = ["customer", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RecurringKind.values), name="recurring_kind_known"),
        ]
        indexes = [
            # tickets.planned.recurring.make_due_work
            models.Index(fields=["next_on"], name="recurring_due", condition=Q(is_active=True, next_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title
