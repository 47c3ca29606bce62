"""A Service Review with all that belongs to it (SLA 11)."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact, Customer, ServiceAgreement
from contracts.time.meters import HoursVerdict
from infra.append_only import AppendOnlyModel
from reviews.periods import Period, day_of
from reviews.querysets import ImprovementPointQuerySet, PublishedReviewQuerySet, ReviewQuerySet
from sla.wording import date_words
from tickets.models import Ticket


class ReviewState(models.TextChoices):
    PLANNED = "planned", _("Gepland")
    PREPARING = "preparing", _("In voorbereiding")
    HELD = "held", _("Gehouden")
    PUBLISHED = "published", _("Gepubliceerd")
    CANCELLED = "cancelled", _("Afgezegd")


OPEN_STATES = (ReviewState.PLANNED, ReviewState.PREPARING, ReviewState.HELD)


class Review(models.Model):
    """A talk about a period. What is written of it are ReviewTexts. `uid` is that of the appointment, for life."""

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="reviews")
    agreement = models.ForeignKey(
        ServiceAgreement, models.PROTECT, verbose_name=_("overeenkomst"), related_name="reviews", null=True, blank=True
    )
    state = models.CharField(_("stand"), max_length=10, choices=ReviewState.choices, default=ReviewState.PLANNED)
    first_day = models.DateField(_("eerste dag van de periode"))
    last_day = models.DateField(_("laatste dag van de periode"))
    planned_for = models.DateTimeField(_("wanneer"))
    minutes = models.PositiveSmallIntegerField(_("duur in minuten"), default=60)
    place = models.CharField(_("waar"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fit = models.CharField(_("de SLA is"), max_length=12, choices=HoursVerdict.choices, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("gepland door"), related_name="+"
    )
    made_at = models.DateTimeField(_("gemaakt"))
    shared_at = models.DateTimeField(_("stukken gedeeld"), null=True, blank=True)
    held_at = models.DateTimeField(_("gehouden"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("afgezegd"), null=True, blank=True)
    reason = models.CharField(_("reden"), max_length=300, blank=True)  # of cancelling, or of the correction under way

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("Service Review")
        verbose_name_plural = _("Service Reviews")
        ordering = ["-planned_for", "-pk"]
        permissions = [("prepare_review", _("Service Reviews plannen, voorbereiden en publiceren"))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="review_period_forwards"),
            models.CheckConstraint(
                condition=Q(state=ReviewState.CANCELLED, cancelled_at__isnull=False)
                | ~Q(state=ReviewState.CANCELLED) & Q(cancelled_at__isnull=True),
                name="review_cancelled_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReviewState.HELD, ReviewState.PUBLISHED], held_at__isnull=False)
                | ~Q(state__in=[ReviewState.HELD, ReviewState.PUBLISHED]) & Q(held_at__isnull=True),
                name="review_held_whole",
            ),
        ]
        indexes = [
            # desk and portal: the reviews of a customer, newest first; review_rhythm: the latest of each
            models.Index(fields=["customer", "-planned_for"], name="review_of_customer"),
        ]

    def __str__(self) -> str:
        return _now("Service Review van %(day)s") % {"day": date_words(self.planned_day)}

    @property
    def planned_day(self) -> date:
        return day_of(self.planned_for)

    @property
    def period(self) -> Period:
        return Period(self.first_day, self.last_day)

    @property
    def ends_at(self) -> datetime:
        return self.planned_for + timedelta(minutes=self.minutes)

    def may_be_held(self, now: datetime) -> bool:
        """From the morning of its day on: a talk may begin early."""
        return self.planned_day <= day_of(now)

    def is_period_over(self, now: datetime) -> bool:
        """Before that its figures still change, and what is published is frozen."""
        return self.last_day < day_of(now)

    @property
    def publishable_on(self) -> date:
        """The first day after the period."""
        return self.last_day + timedelta(days=1)

    @property
    def is_open(self) -> bool:
        """Its texts may be written."""
        return self.state in OPEN_STATES

    @property
    def is_to_come(self) -> bool:
        return self.state in (ReviewState.PLANNED, ReviewState.PREPARING)

    @property
    def is_planned(self) -> bool:
        """And its papers were not shared yet."""
        return self.state == ReviewState.PLANNED

    @property
    def is_held(self) -> bool:
        """But not published, or under correction."""
        return self.state == ReviewState.HELD

    @property
    def is_published(self) -> bool:
        return self.state == ReviewState.PUBLISHED

    @property
    def is_cancelled(self) -> bool:
        return self.state == ReviewState.CANCELLED


class AttendeeAnswer(models.TextChoices):
    NONE = "", _("nog geen antwoord")
    YES = "yes", _("komt")
    MAYBE = "maybe", _("onder voorbehoud")
    NO = "no", _("komt niet")


class ReviewAttendee(models.Model):
    """Who is invited: of the customer or of 1do. `sequence` counts what his calendar was sent (RFC 5545)."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="attendees")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="review_places", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_places", null=True, blank=True
    )
    is_fixed = models.BooleanField(_("altijd erbij"), default=False)  # the fixed contact, the account manager (SLA 11)
    invited_at = models.DateTimeField(_("uitgenodigd"))
    removed_at = models.DateTimeField(_("niet meer uitgenodigd"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    answer = models.CharField(_("antwoord"), max_length=5, choices=AttendeeAnswer.choices, blank=True)
    answered_at = models.DateTimeField(_("geantwoord"), null=True, blank=True)
    came = models.BooleanField(_("was erbij"), null=True, blank=True)

    class Meta:
        verbose_name = _("genodigde")
        verbose_name_plural = _("genodigden")
        ordering = ["-is_fixed", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True, user__isnull=False) | Q(contact__isnull=False, user__isnull=True),
                name="attendee_is_one",
            ),
            models.CheckConstraint(condition=Q(answer__in=AttendeeAnswer.values), name="attendee_answer_known"),
            models.UniqueConstraint(fields=["review", "contact"], name="attendee_contact_once"),
            models.UniqueConstraint(fields=["review", "user"], name="attendee_user_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def person(self) -> Any:
        return self.contact or self.user

    @property
    def name(self) -> str:
        return str(self.person.name)

    @property
    def is_house(self) -> bool:
        return self.user_id is not None

    @property
    def answer_words(self) -> str:
        return str(AttendeeAnswer(self.answer).label)


class PointOrigin(models.TextChoices):
    SLA = "sla", _("SLA 11")
    DAP = "dap", _("DAP")
    HOUSE = "house", _("1do")
    CUSTOMER = "customer", _("klant")


class AgendaPoint(models.Model):
    """`code` is one of reviews.reviewing.agenda.POINTS for the seven of SLA 11, else empty."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16, blank=True)
    title = models.CharField(_("agendapunt"), max_length=200)
    citation = models.CharField(_("volgens"), max_length=60, blank=True)
    origin = models.CharField(_("van"), max_length=8, choices=PointOrigin.choices)

    class Meta:
        verbose_name = _("agendapunt")
        verbose_name_plural = _("agendapunten")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=PointOrigin.values), name="point_origin_known"),
            models.UniqueConstraint(fields=["review", "code"], condition=~Q(code=""), name="point_code_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_customer(self) -> bool:
        return self.origin == PointOrigin.CUSTOMER

    @property
    def is_own(self) -> bool:
        """Added by hand, and so it may be taken away."""
        return self.origin in (PointOrigin.CUSTOMER, PointOrigin.HOUSE)


class ReviewText(models.Model):
    """One text of a review, with a version of its own: two people who write other texts do not meet, and two who write
    the same one see both. `key`: "summary", "fit", or of a point "<pk>.house", "<pk>.customer", "<pk>.conclusion"."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="texts")
    key = models.CharField(max_length=32)
    body = models.TextField(_("tekst"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tekst van een Service Review")
        verbose_name_plural = _("teksten van Service Reviews")
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="review_text_once")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.key} v{self.version}"


class ActionSide(models.TextChoices):
    HOUSE = "house", _("1do")
    CUSTOMER = "customer", _("Opdrachtgever")


class ImprovementStatus(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("gedaan")
    DROPPED = "dropped", _("vervallen")


class ImprovementPoint(models.Model):
    """What somebody does, of either side (SLA 11). One of 1do becomes a melding when the review is published.

    `told_at`: that it is due was told, once.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="improvements")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="improvements")
    side = models.CharField(_("wie"), max_length=8, choices=ActionSide.choices)
    text = models.CharField(_("verbeterpunt"), max_length=300)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="improvements", null=True, blank=True
    )
    owner_contact = models.ForeignKey(Contact, models.PROTECT, related_name="improvements", null=True, blank=True)
    due_on = models.DateField(_("klaar op"))
    status = models.CharField(
        _("stand"), max_length=8, choices=ImprovementStatus.choices, default=ImprovementStatus.OPEN
    )
    outcome = models.CharField(_("wat er van kwam"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("klaar"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    ticket = models.OneToOneField(
        Ticket, models.PROTECT, verbose_name=_("melding"), related_name="improvement", null=True, blank=True
    )
    made_at = models.DateTimeField(_("gemaakt"))
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ImprovementPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("verbeterpunt")
        verbose_name_plural = _("verbeterpunten")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side=ActionSide.HOUSE, owner_user__isnull=False, owner_contact__isnull=True)
                | Q(
                    side=ActionSide.CUSTOMER, owner_user__isnull=True, owner_contact__isnull=False, ticket__isnull=True
                ),
                name="improvement_of_one_side",
            ),
            models.CheckConstraint(
                condition=Q(status=ImprovementStatus.OPEN, ended_at__isnull=True)
                | Q(status__in=[ImprovementStatus.DONE, ImprovementStatus.DROPPED], ended_at__isnull=False),
                name="improvement_ended_whole",
            ),
        ]
        indexes = [
            # reviews.reviewing.improving.tell_due
            models.Index(
                fields=["due_on"], name="improvement_to_tell", condition=Q(status="open", told_at__isnull=True)
            ),
            # desk, portal and the next review: those of a customer
            models.Index(fields=["customer", "due_on"], name="improvement_of_customer"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> Any:
        return self.owner_user or self.owner_contact

    @property
    def is_of_house(self) -> bool:
        return self.side == ActionSide.HOUSE

    @property
    def is_open(self) -> bool:
        return self.status == ImprovementStatus.OPEN

    @property
    def is_done(self) -> bool:
        return self.status == ImprovementStatus.DONE


def published_path(instance: PublishedReview, filename: str) -> str:
    name = secrets.token_hex(20)
    return f"reviews/{name[:2]}/{name}"


class PublishedReview(AppendOnlyModel):
    """What was published, as it was: never reckoned anew. A correction is the next version, with its reason.

    `is_plain`: some sign in it could not be set in a tagged PDF, so this one is without tags (and somebody looks).
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="published")
    version = models.PositiveSmallIntegerField(_("versie"))
    reason = models.CharField(_("reden van de correctie"), max_length=300, blank=True)
    document = models.JSONField(_("inhoud"))
    pdf = models.FileField(_("document"), upload_to=published_path, max_length=120)
    sha256 = models.CharField(_("controlegetal"), max_length=64)
    is_plain = models.BooleanField(default=False)
    published_at = models.DateTimeField(_("gepubliceerd"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PublishedReviewQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of its base

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("gepubliceerde Service Review")
        verbose_name_plural = _("gepubliceerde Service Reviews")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["review", "version"], name="published_version_once"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="published_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} v{self.version}"


class ReviewResponse(AppendOnlyModel):
    """ "Gezien en akkoord", or a remark; of who of either side, on which published version."""

    published = models.ForeignKey(PublishedReview, models.PROTECT, related_name="responses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("naam"), max_length=120)
    side = models.CharField(_("namens"), max_length=8, choices=ActionSide.choices)
    agrees = models.BooleanField(_("gezien en akkoord"))
    remark = models.TextField(_("opmerking"), blank=True)
    at = models.DateTimeField(_("op"))

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("reactie op een Service Review")
        verbose_name_plural = _("reacties op Service Reviews")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["published", "by"], condition=Q(agrees=True), name="response_agreed_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(remark=""), name="response_says_something"),
            models.CheckConstraint(condition=Q(side__in=ActionSide.values), name="response_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.published_id}"
