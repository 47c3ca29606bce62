"""Dossier Afspraken en Procedures: numbered clauses, some of which the software carries out (SLA 2.2)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from contracts.models.agreements import PartOfAgreement, ServiceAgreement
from contracts.models.customers import Contact
from contracts.querysets import DapPersonQuerySet


class ClauseKind(models.TextChoices):
    """TEXT is read by people; each other kind does something, see contracts/dap/queries.py."""

    TEXT = "text", _("Tekst")
    REPORTERS = "reporters", _("Wie mag melden")
    EMERGENCY_CALLERS = "emergency_callers", _("Wie mag de Calamiteitendienst bellen")
    ROLES = "roles", _("Rolverdeling en leveranciers")
    MONITORING = "monitoring", _("Monitoringtemplate")
    TEST_RESTORE = "test_restore", _("Periodieke test-restore")
    SERVER_APK = "server_apk", _("Server-APK")
    REMOTE_VIEWING = "remote_viewing", _("Meekijken op afstand")
    VIEWERS = "viewers", _("Wie alle meldingen ziet")
    STATUS_MAIL = "status_mail", _("Wie statusmails krijgt")
    MAINTENANCE = "maintenance", _("Vaste onderhoudstijden")
    COST_APPROVERS = "cost_approvers", _("Wie akkoord geeft op kosten")
    APPROVERS = "approvers", _("Wie autorisatieverzoeken bevestigt")
    REVIEW = "review", _("Service Review")
    ESCALATION = "escalation", _("Escalatiepersonen")

    @property
    def is_text(self) -> bool:
        return self == ClauseKind.TEXT


# The number that a clause of this kind gets, after the section of the SLA that it fills in.
SECTION_OF: dict[str, str] = {
    ClauseKind.REPORTERS: "3",
    ClauseKind.EMERGENCY_CALLERS: "3.2",
    ClauseKind.ROLES: "4.1",
    ClauseKind.COST_APPROVERS: "4.2",
    ClauseKind.MONITORING: "6.1.1",
    ClauseKind.TEST_RESTORE: "6.1.2",
    ClauseKind.SERVER_APK: "6.1.3",
    ClauseKind.REMOTE_VIEWING: "7.2",
    ClauseKind.VIEWERS: "7.3",
    ClauseKind.STATUS_MAIL: "7.5",
    ClauseKind.MAINTENANCE: "8.2",
    ClauseKind.APPROVERS: "10",
    ClauseKind.REVIEW: "11",
    ClauseKind.ESCALATION: "12",
}


class DapClause(PartOfAgreement):
    """One numbered clause. `settings` holds what its kind needs (shapes in contracts/dap/queries.py)."""

    agreement = models.ForeignKey(ServiceAgreement, models.CASCADE, related_name="clauses")
    number = models.CharField(_("nummer"), max_length=12)
    kind = models.CharField(_("soort"), max_length=20, choices=ClauseKind.choices, default=ClauseKind.TEXT)
    title = models.CharField(_("titel"), max_length=120)
    text = models.TextField(_("tekst"), blank=True)
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("DAP-bepaling")
        verbose_name_plural = _("DAP-bepalingen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="clause_number_once",
                violation_error_message=_("Dit nummer staat er al in."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                condition=~Q(kind=ClauseKind.TEXT),
                name="clause_kind_once",
                violation_error_message=_("Deze afspraak staat er al in."),
            ),
        ]

    def __str__(self) -> str:
        return f"DAP {self.number} {self.title}"

    @property
    def is_text(self) -> bool:
        """Read by people; the software does nothing because of it."""
        return ClauseKind(self.kind).is_text

    @property
    def citation(self) -> str:
        """ "DAP 3.2, versie 4": what stands beside everything that is done because of this clause."""
        return _now("DAP %(number)s, versie %(version)s") % {"number": self.number, "version": self.agreement.version}


class DapPerson(models.Model):
    """Somebody whom a clause names: a contact of the customer, or (SLA 12) somebody of 1do.

    Signed with its clause; afterwards it can only be revoked, at once (SLA 7.3).
    """

    clause = models.ForeignKey(DapClause, models.CASCADE, related_name="people")
    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("contactpersoon"), related_name="dap_roles", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("medewerker"),
        related_name="dap_roles",
        null=True,
        blank=True,
    )
    step = models.PositiveSmallIntegerField(_("trede"), null=True, blank=True)
    starts_on = models.DateField(_("vanaf"), null=True, blank=True)
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ingetrokken"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = DapPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("persoon in het DAP")
        verbose_name_plural = _("personen in het DAP")
        ordering = ["step", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True, user__isnull=False) | Q(contact__isnull=False, user__isnull=True),
                name="dap_person_is_one",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="dap_person_ends_after_start",
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            ),
            models.UniqueConstraint(fields=["clause", "contact", "step"], name="dap_contact_once_per_step"),
            models.UniqueConstraint(fields=["clause", "user", "step"], name="dap_user_once_per_step"),
        ]
        indexes = [
            # who may see all tickets of a customer: in every fetch of the Serviceportaal
            models.Index(fields=["contact", "clause"], name="dap_person_of_contact", condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.user)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.clause.agreement.is_concept and set(kwargs.get("update_fields") or ["*"]) - {
            "revoked_at",
            "revoked_by",
        }:
            raise TypeError("What was offered or signed is never changed; make the next version.")
        super().save(*args, **kwargs)
