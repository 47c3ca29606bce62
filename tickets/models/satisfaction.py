"""How a customer says that it went (SLA 11): who is asked when, what he answered, and that somebody rings him back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact
from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry
from tickets.querysets import SatisfactionQuerySet
from tickets.values import BAD_SCORES, Lapse, Score

_NOT_ASKED = Q(asked_at__isnull=True, expires_at__isnull=True)


class SatisfactionRequest(models.Model):
    """One question about one closing: planned for `ask_at`, and then asked, or lapsed.

    `score` and `answer` are what stands now; whatever he answered before stands on the timeline (tickets.kinds.Rated).
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, verbose_name=_("melding"), related_name="satisfaction_requests")
    closing = models.OneToOneField(TimelineEntry, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, verbose_name=_("aan"), related_name="+")
    ask_at = models.DateTimeField(_("te vragen"), null=True, blank=True)
    asked_at = models.DateTimeField(_("gevraagd"), null=True, blank=True)
    expires_at = models.DateTimeField(_("te beantwoorden tot"), null=True, blank=True)
    lapse = models.CharField(_("niet gevraagd omdat"), max_length=12, choices=Lapse.choices, blank=True)
    score = models.PositiveSmallIntegerField(_("beoordeling"), choices=Score.choices, null=True, blank=True)
    answered_at = models.DateTimeField(_("beantwoord"), null=True, blank=True)
    answer = models.OneToOneField(TimelineEntry, models.CASCADE, related_name="+", null=True, blank=True)

    objects = SatisfactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag naar tevredenheid")
        verbose_name_plural = _("vragen naar tevredenheid")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=_NOT_ASKED & Q(ask_at__isnull=False, lapse="")
                | _NOT_ASKED & Q(ask_at__isnull=True, lapse__in=Lapse.values)
                | Q(ask_at__isnull=True, asked_at__isnull=False, expires_at__isnull=False, lapse=""),
                name="satisfaction_planned_asked_or_lapsed",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, answered_at__isnull=True, answer__isnull=True)
                | Q(score__in=Score.values, answered_at__isnull=False, answer__isnull=False, asked_at__isnull=False),
                name="satisfaction_answer_whole",
            ),
        ]
        indexes = [
            # tickets.sweeps: whom to ask now
            models.Index(fields=["ask_at"], name="satisfaction_to_ask", condition=Q(ask_at__isnull=False)),
            # whether somebody was asked lately, and what he can still answer in the portal
            models.Index(
                fields=["contact", "-asked_at"], name="satisfaction_of_contact", condition=Q(asked_at__isnull=False)
            ),
            # figures of a period, and REST: the newest first
            models.Index(fields=["-asked_at", "-id"], name="satisfaction_newest", condition=Q(asked_at__isnull=False)),
            # desk: what was answered lately
            models.Index(fields=["-answered_at"], name="satisfaction_answered", condition=Q(score__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"tevredenheid over #{self.ticket_id}"

    @property
    def is_bad(self) -> bool:
        return self.score in BAD_SCORES

    @property
    def score_icon(self) -> str:
        if self.is_bad:
            return "frown"
        return "meh" if self.score == Score.FAIR else "smile"

    @property
    def text(self) -> str:
        """What he wrote with what stands now."""
        return self.answer.text if self.answer else ""


class CallBack(models.Model):
    """Somebody of 1do rings who was not content: within a working day, and says what he did."""

    request = models.ForeignKey(SatisfactionRequest, models.CASCADE, related_name="call_backs")
    made_at = models.DateTimeField(_("ontstaan"))
    due_at = models.DateTimeField(_("bellen uiterlijk"))
    done_at = models.DateTimeField(_("gebeld"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.TextField(_("wat er is gedaan"), blank=True)

    class Meta:
        verbose_name = _("terug te bellen klant")
        verbose_name_plural = _("terug te bellen klanten")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(done_at__isnull=True), name="call_back_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome=""),
                name="call_back_done_whole",
            ),
        ]
        indexes = [
            # desk: who is to be rung, and the count of them at the workload
            models.Index(fields=["due_at"], name="call_back_due", condition=Q(done_at__isnull=True)),
            # desk: who was rung lately
            models.Index(fields=["-done_at"], name="call_back_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"terugbellen: {self.request_id}"

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def was_late(self) -> bool:
        return self.done_at is not None and self.done_at > self.due_at
