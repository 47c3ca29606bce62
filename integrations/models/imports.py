"""A table that somebody imports at the desk, row by row: what it says, what became of it, and what stood there before.

The uploaded file itself is never kept. What its rows said, masked, goes after IMPORT_KEEP_DAYS; the run stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Customer

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_KEY = 300


class ImportKind(models.TextChoices):
    """What a table is of; which permissions each asks stands in integrations/importing/importable.py."""

    CUSTOMERS = "customers", _("Klanten")
    SITES = "sites", _("Vestigingen")
    CONTACTS = "contacts", _("Contactpersonen")
    SUPPLIERS = "suppliers", _("Leveranciers")
    LINES = "lines", _("Pakketten van overeenkomsten")
    PRODUCTS = "products", _("Producten van overeenkomsten")
    HOSTS = "hosts", _("Bewaakte hosts")
    TICKETS = "tickets", _("Meldingen van een ander systeem")


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("kolommen kiezen")
    CHECKING = "checking", _("wordt nagekeken")
    READY = "ready", _("klaar om uit te voeren")
    APPLYING = "applying", _("wordt uitgevoerd")
    DONE = "done", _("uitgevoerd")
    UNDOING = "undoing", _("wordt ongedaan gemaakt")
    UNDONE = "undone", _("ongedaan gemaakt")


class RowStage(models.TextChoices):
    READ = "read", _("gelezen")
    CHECKED = "checked", _("nagekeken")
    APPLIED = "applied", _("uitgevoerd")
    UNDONE = "undone", _("teruggenomen")
    KEPT = "kept", _("niet teruggenomen")


class RowOutcome(models.TextChoices):
    NEW = "new", _("Nieuw")
    CHANGED = "changed", _("Gewijzigd")
    UNCHANGED = "unchanged", _("Ongewijzigd")
    REFUSED = "refused", _("Geweigerd")


# Which rows a worker has yet to deal with in each state.
_TO_DO = {
    ImportState.CHECKING: Q(stage=RowStage.READ),
    ImportState.APPLYING: Q(stage=RowStage.CHECKED, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]),
    ImportState.UNDOING: Q(stage=RowStage.APPLIED, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]),
}


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User) -> ImportRunQuerySet:
        """Of the kinds that he may import himself."""
        from integrations.importing.importable import kinds_of

        return self.filter(kind__in=kinds_of(user))


class ImportRun(models.Model):
    """One file of one kind. `columns` says for each field which column fills it. With tickets `mapping` does, and
    `columns` holds what words are that it does not know (importing/mapped_words.py).

    `undo_until` is when it is too late to take it back.
    """

    kind = models.CharField(_("wat"), max_length=12, choices=ImportKind.choices)
    state = models.CharField(_("status"), max_length=10, choices=ImportState.choices, default=ImportState.MAPPING)
    file_name = models.CharField(_("bestand"), max_length=200)
    how = models.CharField(_("gelezen als"), max_length=80)
    header = models.JSONField(default=list)
    header_key = models.CharField(max_length=64, editable=False)
    columns = models.JSONField(default=dict)
    mapping = models.CharField(_("ander systeem"), max_length=40, blank=True)
    customer = models.ForeignKey(
        Customer, models.CASCADE, verbose_name=_("klant"), related_name="imports", null=True, blank=True
    )
    rows_count = models.PositiveIntegerField(_("rijen"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("door"), related_name="+")
    made_at = models.DateTimeField(_("gemaakt"))
    ordered_at = models.DateTimeField(_("opdracht gegeven"), null=True, blank=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    finished_at = models.DateTimeField(_("klaar"), null=True, blank=True)
    undo_until = models.DateTimeField(_("ongedaan te maken tot"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-made_at", "-pk"]
        permissions = [("import_data", _("Klanten, overeenkomsten, hosts en meldingen importeren"))]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
        ]
        indexes = [
            # the sweep: what a worker has yet to do
            models.Index(
                fields=["id"], name="import_to_do", condition=Q(state__in=["checking", "applying", "undoing"])
            ),
            # desk: which columns were chosen last for a table with this header
            models.Index(fields=["kind", "header_key", "-made_at"], name="import_header_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def is_mapping(self) -> bool:
        return self.state == ImportState.MAPPING

    @property
    def is_ready(self) -> bool:
        return self.state == ImportState.READY

    @property
    def is_done(self) -> bool:
        return self.state == ImportState.DONE

    @property
    def is_busy(self) -> bool:
        """A worker is at it."""
        return self.state in _TO_DO

    @property
    def is_of_tickets(self) -> bool:
        return self.kind == ImportKind.TICKETS

    def to_do(self) -> models.QuerySet[ImportRow]:
        return self.rows.filter(_TO_DO[ImportState(self.state)])


class ImportRow(models.Model):
    """One row of the file. `old` and `new` are of the fields that it changes, or makes; `object_pk` is what it made or
    changed; `reasons` why not: pairs of a column and a sentence."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("regel"))
    cells = models.JSONField(default=list)
    key = models.CharField(_("sleutel"), max_length=LONGEST_KEY, blank=True)
    stage = models.CharField(max_length=8, choices=RowStage.choices, default=RowStage.READ)
    outcome = models.CharField(_("uitkomst"), max_length=10, choices=RowOutcome.choices, blank=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    reasons = models.JSONField(default=list)
    object_pk = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("rij van een import")
        verbose_name_plural = _("rijen van een import")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="import_line_once"),
            models.CheckConstraint(condition=Q(stage__in=RowStage.values), name="import_stage_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *RowOutcome.values]), name="import_outcome_known"),
        ]
        indexes = [
            # whether a row of the same file has this key already; all rows of a ticket
            models.Index(fields=["run", "key"], name="import_row_key"),
            # what is left to do, and the lists and counts of the desk
            models.Index(fields=["run", "stage", "outcome", "line"], name="import_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}, {self.line}"

    @property
    def is_new(self) -> bool:
        return self.outcome == RowOutcome.NEW

    @property
    def is_refused(self) -> bool:
        return self.outcome == RowOutcome.REFUSED

    def refuse(self, reasons: list[tuple[Any, Any]]) -> None:
        self.outcome = RowOutcome.REFUSED
        self.reasons = [[str(column), str(text)] for column, text in reasons]
