"""What 1do and the customer learn of an incident of priority 1 (SLA 11), and why a promise was broken (SLA 7.9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Customer
from infra.append_only import AppendOnlyModel
from reviews.querysets import EvaluationQuerySet
from tickets.models import Ticket


class EvaluationState(models.TextChoices):
    """`RELEASED`: what was written last is what the customer sees; an earlier version may be seen before that."""

    OWED = "owed", _("Nog te schrijven")
    WRITING = "writing", _("Wordt geschreven")
    SUBMITTED = "submitted", _("Wacht op goedkeuring")
    APPROVED = "approved", _("Goedgekeurd")
    RELEASED = "released", _("Gedeeld")
    SET_ASIDE = "set_aside", _("Opzijgezet")


UNFINISHED = (EvaluationState.OWED, EvaluationState.WRITING, EvaluationState.SUBMITTED, EvaluationState.APPROVED)
TO_WRITE = (EvaluationState.OWED, EvaluationState.WRITING)


class EvaluationWhy(models.TextChoices):
    """Each Kritisch and each Ernstig that was late is evaluated; another Ernstig, or set aside (SLA 11)."""

    KRITISCH = "kritisch", _("Kritisch")
    LATE = "late", _("Ernstig, te laat begonnen")
    ERNSTIG = "ernstig", _("Ernstig")
    CHOSEN = "chosen", _("Gekozen door een coördinator")


class EvaluationPart(models.TextChoices):
    """The texts of an evaluation, in the order in which they are read."""

    HAPPENED = "happened", _("Wat er gebeurde")
    AFFECTED = "affected", _("Wie het trof en hoe lang")
    CAUSE = "cause", _("Oorzaak")
    APPROACH = "approach", _("Aanpak")
    SOLUTION = "solution", _("Oplossing")
    LESSONS = "lessons", _("Wat wij ervan leren")
    FOLLOW_UP = "follow_up", _("Wat wij gaan doen")


class Evaluation(models.Model):
    """Of one ticket. Its texts are columns named after EvaluationPart; `numbers` says how often each was written, so
    that two who write at once lose nothing.

    `resolved_at` is that of the ticket when it was owed: solved once more, it is owed once more. `shown` is the version
    that the customer reads, whatever is written since; `releases` how many he got.
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, verbose_name=_("melding"), related_name="evaluation")
    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="evaluations")
    why = models.CharField(_("waarom"), max_length=10, choices=EvaluationWhy.choices)
    state = models.CharField(_("stand"), max_length=10, choices=EvaluationState.choices, default=EvaluationState.OWED)
    resolved_at = models.DateTimeField(_("opgelost"))
    owed_at = models.DateTimeField(_("te schrijven sinds"))
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(_("herinnerd"), null=True, blank=True)
    happened = models.TextField(_("wat er gebeurde"), blank=True)
    affected = models.TextField(_("wie het trof en hoe lang"), blank=True)
    cause = models.TextField(_("oorzaak"), blank=True)
    approach = models.TextField(_("aanpak"), blank=True)
    solution = models.TextField(_("oplossing"), blank=True)
    lessons = models.TextField(_("wat wij ervan leren"), blank=True)
    follow_up = models.TextField(_("wat wij gaan doen"), blank=True)
    numbers = models.JSONField(default=dict)
    reason = models.TextField(_("reden"), blank=True)  # why it was set aside, or sent back
    releases = models.PositiveSmallIntegerField(_("keer gedeeld"), default=0)
    released_at = models.DateTimeField(_("gedeeld"), null=True, blank=True)
    shown = models.ForeignKey(
        "EvaluationVersion", models.PROTECT, verbose_name=_("gedeelde versie"), related_name="+", null=True, blank=True
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluatie")
        verbose_name_plural = _("evaluaties")
        permissions = [
            ("evaluate", _("Evaluaties schrijven")),
            ("approve_evaluation", _("Evaluaties goedkeuren en delen, oorzaak en maatregel invullen")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EvaluationState.values), name="evaluation_state_known"),
            models.CheckConstraint(condition=Q(why__in=EvaluationWhy.values), name="evaluation_why_known"),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.SET_ASIDE) | ~Q(reason=""), name="evaluation_set_aside_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(shown__isnull=True, released_at__isnull=True, releases=0)
                | Q(shown__isnull=False, released_at__isnull=False, releases__gt=0),
                name="evaluation_release_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.RELEASED) | Q(shown__isnull=False), name="evaluation_released_shown"
            ),
        ]
        indexes = [
            # evaluations.queries: those of a customer in a period; desk and REST: the list of a customer
            models.Index(fields=["customer", "-resolved_at", "-id"], name="evaluation_of_customer"),
            # desk: the list, newest first
            models.Index(fields=["-resolved_at", "-id"], name="evaluation_newest"),
            # evaluations.owing: whom to remind
            models.Index(fields=["remind_at"], name="evaluation_to_remind", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"evaluatie van #{self.ticket_id}"

    def text_of(self, part: str) -> str:
        return str(getattr(self, EvaluationPart(part)))

    def number_of(self, part: str) -> int:
        return int(self.numbers.get(part, 0))

    @property
    def is_to_write(self) -> bool:
        return self.state in TO_WRITE

    @property
    def is_submitted(self) -> bool:
        return self.state == EvaluationState.SUBMITTED

    @property
    def is_approved(self) -> bool:
        return self.state == EvaluationState.APPROVED

    @property
    def is_released(self) -> bool:
        return self.state == EvaluationState.RELEASED

    @property
    def is_set_aside(self) -> bool:
        return self.state == EvaluationState.SET_ASIDE

    @property
    def is_reopened(self) -> bool:
        """The ticket is not solved any more, or was solved anew: what was written tells no more than half."""
        return self.ticket.resolved_at != self.resolved_at

    @property
    def tone(self) -> str:
        """The colour of its state, of which the words say the same."""
        return {
            EvaluationState.OWED: "warning",
            EvaluationState.WRITING: "info",
            EvaluationState.SUBMITTED: "info",
            EvaluationState.APPROVED: "info",
            EvaluationState.RELEASED: "success",
            EvaluationState.SET_ASIDE: "neutral",
        }[EvaluationState(self.state)]

    @property
    def icon(self) -> str:
        return {
            EvaluationState.OWED: "file-pen-line",
            EvaluationState.WRITING: "pen-line",
            EvaluationState.SUBMITTED: "hourglass",
            EvaluationState.APPROVED: "stamp",
            EvaluationState.RELEASED: "check",
            EvaluationState.SET_ASIDE: "minus",
        }[EvaluationState(self.state)]


class EvaluationAct(models.TextChoices):
    OWED = "owed", _("te schrijven")
    OWED_AGAIN = "owed_again", _("opnieuw te schrijven: de melding was heropend of werd dringender")
    WRITTEN = "written", _("geschreven")
    SUBMITTED = "submitted", _("ter goedkeuring aangeboden")
    SENT_BACK = "sent_back", _("teruggestuurd")
    APPROVED = "approved", _("goedgekeurd")
    RELEASED = "released", _("gedeeld met de klant")
    SET_ASIDE = "set_aside", _("opzijgezet")
    REMINDED = "reminded", _("herinnering gestuurd")


class EvaluationStep(AppendOnlyModel):
    """What happened to an evaluation. `part` with `text` is what somebody wrote, else `text` is his reason."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=10, choices=EvaluationAct.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    part = models.CharField(max_length=10, choices=EvaluationPart.choices, blank=True)
    number = models.PositiveIntegerField(default=0)  # the how manieth text of its part
    text = models.TextField(blank=True)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("stap van een evaluatie")
        verbose_name_plural = _("stappen van evaluaties")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=EvaluationAct.values), name="evaluation_act_known"),
            models.UniqueConstraint(
                # whoever writes says which text he read: two cannot both come next
                fields=["evaluation", "part", "number"],
                condition=~Q(part=""),
                name="evaluation_text_once",
            ),
        ]
        indexes = [
            # desk: the history of an evaluation
            models.Index(fields=["evaluation", "at", "id"], name="evaluation_step_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.evaluation_id}"

    @property
    def is_text(self) -> bool:
        return bool(self.part)


class EvaluationVersion(AppendOnlyModel):
    """An evaluation as it was approved, with its facts: never worked out anew (evaluations.documents)."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="versions")
    release = models.PositiveSmallIntegerField()  # which one it is to the customer, once he gets it
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.JSONField()

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("versie van een evaluatie")
        verbose_name_plural = _("versies van evaluaties")
        ordering = ["approved_at", "pk"]

    def __str__(self) -> str:
        return f"versie {self.release} van {self.evaluation_id}"


class BreachCause(AppendOnlyModel):
    """Why a promise was broken and what is done about it, as a coordinator wrote it; the newest of a ticket counts."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="breach_causes", db_index=False)
    number = models.PositiveIntegerField()
    cause = models.TextField(_("oorzaak"))
    measure = models.TextField(_("maatregel"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("oorzaak van een gebroken belofte")
        verbose_name_plural = _("oorzaken van gebroken beloften")
        ordering = ["ticket", "number"]
        constraints = [
            # evaluations.queries: the newest of a ticket
            models.UniqueConstraint(fields=["ticket", "number"], name="breach_cause_once"),
            models.CheckConstraint(condition=~Q(cause=""), name="breach_cause_said"),
        ]

    def __str__(self) -> str:
        return f"oorzaak {self.number} van #{self.ticket_id}"
