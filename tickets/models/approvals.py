"""What was asked of the customer and what he said (SLA 3, 4.2, 7.2, 10), and escalations (SLA 12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact
from contracts.time.rates import RateKind
from tickets.models.ticket import Ticket
from tickets.own_words import own_words
from tickets.querysets import ApprovalQuerySet, EscalationQuerySet
from tickets.values import ApprovalKind, ApprovalStatus


class Approval(models.Model):
    """A question that only certain people of the customer may answer; who, follows from its kind and the DAP.

    `citation` names the clause by which they may ("DAP 10, versie 4", or "SLA 7.2" without one).
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="approvals")
    kind = models.CharField(_("soort"), max_length=16, choices=ApprovalKind.choices)
    status = models.CharField(_("status"), max_length=10, choices=ApprovalStatus.choices, default=ApprovalStatus.ASKED)
    text = models.TextField(_("waarvoor"), blank=True)
    own_text = models.JSONField(_("waarvoor, van het huis"), default=dict, blank=True)  # said by tickets.own_words
    citation = models.CharField(_("volgens"), max_length=60, blank=True)
    minutes = models.PositiveIntegerField(_("geschatte minuten"), null=True, blank=True)
    amount = models.DecimalField(_("geschat bedrag"), max_digits=9, decimal_places=2, null=True, blank=True)
    rate_kind = models.CharField(_("soort tarief"), max_length=16, choices=RateKind.choices, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    asked_at = models.DateTimeField(_("gevraagd"))
    decided_by = models.ForeignKey(Contact, models.PROTECT, related_name="decided_approvals", null=True, blank=True)
    decided_at = models.DateTimeField(_("beslist"), null=True, blank=True)
    decided_by_link = models.BooleanField(_("met een link uit de mail"), default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("mondeling, vastgelegd door"),
        related_name="+",
        null=True,
        blank=True,
    )
    answer = models.TextField(_("toelichting"), blank=True)
    own_answer = models.JSONField(_("toelichting, van het huis"), default=dict, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag om akkoord")
        verbose_name_plural = _("vragen om akkoord")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ApprovalKind.values), name="approval_kind_known"),
            models.CheckConstraint(condition=Q(status__in=ApprovalStatus.values), name="approval_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "withdrawn"], decided_by__isnull=True)
                | Q(status__in=["granted", "declined"], decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | Q(kind="estimate", status="granted"),
                name="approval_spoken_is_a_yes_to_costs",
            ),
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=Q(status="asked"), name="approval_one_open_per_kind"
            ),
        ]
        indexes = [
            # portal: what waits for me; desk: what waits for the customer
            models.Index(fields=["ticket"], name="approval_asked", condition=Q(status="asked")),
            # reviews.figures: what was asked and decided on a day
            models.Index(fields=["asked_at"], name="approval_by_asked"),
            models.Index(fields=["decided_at"], name="approval_by_decided", condition=Q(decided_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} bij #{self.ticket_id}"

    @property
    def asks(self) -> str:
        """For what: as somebody wrote it, or in the house's own words."""
        return own_words(self.own_text, self.text)

    @property
    def answered(self) -> str:
        """What was said to it, or why nobody needs to answer any more."""
        return own_words(self.own_answer, self.answer)

    @property
    def is_asked(self) -> bool:
        """Nobody has answered it, and it was not taken back."""
        return self.status == ApprovalStatus.ASKED

    @property
    def is_granted(self) -> bool:
        return self.status == ApprovalStatus.GRANTED

    @property
    def is_spoken(self) -> bool:
        """Said to an agent, who wrote it down; the customer got it confirmed by mail."""
        return self.recorded_by_id is not None

    @property
    def is_declined(self) -> bool:
        return self.status == ApprovalStatus.DECLINED


class Escalation(models.Model):
    """A step of the ladder of SLA 12 that was called in; `acknowledge_by` is counted in working time."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="escalations")
    step = models.PositiveSmallIntegerField(_("trede"))
    reason = models.TextField(_("reden"))
    citation = models.CharField(_("volgens"), max_length=60)
    house_people = models.JSONField(_("bij 1do"), default=list)  # [{"id", "name"}]
    customer_people = models.JSONField(_("bij de klant"), default=list)  # [{"id", "name"}]
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("begonnen"))
    acknowledge_by = models.DateTimeField(_("bevestigen uiterlijk"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    acknowledged_at = models.DateTimeField(_("bevestigd"), null=True, blank=True)
    late = models.BooleanField(_("te laat bevestigd"), null=True, blank=True)
    ended_at = models.DateTimeField(_("afgerond"), null=True, blank=True)
    outcome = models.TextField(_("uitkomst"), blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalatie")
        verbose_name_plural = _("escalaties")
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=9), name="escalation_step_sane"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, late__isnull=False),
                name="escalation_acknowledged_whole",
            ),
            models.UniqueConstraint(
                fields=["ticket", "step"], condition=Q(ended_at__isnull=True), name="escalation_one_open_per_step"
            ),
        ]
        indexes = [
            # tickets.sweeps: who did not acknowledge in time
            models.Index(
                fields=["acknowledge_by"],
                name="escalation_unacknowledged",
                condition=Q(acknowledged_at__isnull=True, late__isnull=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"trede {self.step} bij #{self.ticket_id}"
