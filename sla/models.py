from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from infra.append_only import AppendOnlyModel
from infra.prepared import PreparedQuery
from sla.business_hours import BusinessHours, DayException, DayPolicy, LiberationDay
from sla.dutch_days import DutchDay
from sla.edition import EditionRules, load_edition
from sla.edition_text import EditionText, load_text


class Edition(AppendOnlyModel):
    """A version of the SLA as it was when it was loaded (SLA 1): `text` is its tables, `document_text` the whole of it.

    Both are kept as the files they were read from, each with its checksum.
    """

    version = models.CharField(_("versie"), max_length=20, unique=True)
    text = models.TextField(_("tabellen"))
    checksum = models.CharField(_("controlegetal van de tabellen"), max_length=64)
    document_text = models.TextField(_("tekst"), default="", editable=False)
    document_checksum = models.CharField(_("controlegetal van de tekst"), max_length=64, default="", editable=False)
    loaded_at = models.DateTimeField(_("geladen op"), default=timezone.now)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("SLA-editie")
        verbose_name_plural = _("SLA-edities")

    def __str__(self) -> str:
        return f"SLA {self.version}"

    @property
    def rules(self) -> EditionRules:
        return _rules(self.checksum, self.text)

    @property
    def document(self) -> EditionText:
        """Without a paragraph when it was loaded before the text was kept."""
        if not self.document_text:
            return EditionText(self.version, (self.rules.title,), {})
        return _document(self.document_checksum, self.document_text)


class Calendar(models.Model):
    """Opening hours that a deadline can run on; what they are stands in its newest version."""

    SUPPORTCENTER = "supportcenter"
    CALAMITEITENDIENST = "calamiteitendienst"

    slug = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("naam"), max_length=100)

    class Meta:
        verbose_name = _("kalender")
        verbose_name_plural = _("kalenders")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name

    @property
    def current_version(self) -> CalendarVersion:
        """Read anew each time: a coordinator may have edited it. DoesNotExist before `load_edition`."""
        version = _CURRENT.get(self.pk)
        version.calendar = self
        return version


class CalendarVersion(AppendOnlyModel):
    """The hours of a calendar from one edit to the next; a clock names the version it was worked out on."""

    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, related_name="versions", verbose_name=_("kalender")
    )
    number = models.PositiveIntegerField(_("nummer"))
    weekly = models.JSONField(_("openingstijden per weekdag"))
    holidays = models.JSONField(_("gesloten feestdagen"), default=list, blank=True)
    liberation_day = models.CharField(
        _("Bevrijdingsdag gesloten"), max_length=10, choices=LiberationDay, default=LiberationDay.LUSTRUM
    )
    early_closings = models.JSONField(_("eerder gesloten"), default=dict, blank=True)
    exceptions = models.JSONField(_("uitzonderingen op datum"), default=list, blank=True)
    reason = models.CharField(_("reden"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gemaakt door"),
    )
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("versie van een kalender")
        verbose_name_plural = _("versies van kalenders")
        ordering = ("calendar", "number")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "number"), name="sla_calendar_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sla_calendar_version_from_1"),
            models.CheckConstraint(
                condition=Q(liberation_day__in=LiberationDay.values), name="sla_calendar_version_5_may"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sla_calendar_version_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.calendar}, {self.number}"

    @property
    def business_hours(self) -> BusinessHours:
        """The same object for the same hours, so that its tables are built once per process."""
        rules = (self.weekly, self.holidays, self.liberation_day, self.early_closings, self.exceptions)
        return _business_hours(json.dumps(rules, sort_keys=True))


_CURRENT = PreparedQuery(lambda calendar: CalendarVersion.objects.filter(calendar=calendar).order_by("-number")[:1])


@lru_cache(maxsize=16)
def _rules(checksum: str, text: str) -> EditionRules:
    return load_edition(text)


@lru_cache(maxsize=16)
def _document(checksum: str, text: str) -> EditionText:
    return load_text(text)


@lru_cache(maxsize=64)
def _business_hours(rules: str) -> BusinessHours:
    weekly, holidays, liberation_day, early_closings, exceptions = json.loads(rules)
    policy = DayPolicy(
        holidays=frozenset(DutchDay(day) for day in holidays),
        liberation_day=LiberationDay(liberation_day),
        early_closings={DutchDay(day): closes for day, closes in early_closings.items()},
    )
    dated = {date.fromisoformat(row["date"]): DayException(row["windows"], row["reason"]) for row in exceptions}
    return BusinessHours(weekly, policy, dated)
