"""People who sign in, the teams they form, and the tokens with which their tools sign in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields = {"name": email, **fields, "is_staff": True, "is_superuser": True, "is_house": True}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, or a service account of a tool. Who works for 1do is `is_house`; all others are customers' people."""

    email = models.EmailField(
        _("e-mailadres"), unique=True, error_messages={"unique": _("Dit adres is al in gebruik.")}
    )
    name = models.CharField(_("naam"), max_length=120)
    is_house = models.BooleanField(
        _("werkt bij 1do"), default=False, help_text=_("Ziet het Supportcenter en alle klanten.")
    )
    is_service = models.BooleanField(
        _("koppeling"), default=False, help_text=_("Een programma; meldt zich alleen aan met een token.")
    )
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("mag in het beheer"), default=False)
    letter_keys = models.BooleanField(
        _("sneltoetsen van één letter"), default=True, help_text=_("Uit voor wie dicteert, of zich vaak vergist.")
    )
    date_joined = models.DateTimeField(_("aangemaakt"), default=timezone.now)
    # How he has the desk, read with him on every page of it: see accounts.desk_choices.
    desk_choices: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Dit adres is al in gebruik."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    @property
    def short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Team(models.Model):
    """People of 1do who share a queue."""

    name = models.CharField(_("naam"), max_length=80, unique=True)
    members = models.ManyToManyField(
        User, verbose_name=_("leden"), related_name="teams", blank=True, limit_choices_to={"is_house": True}
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """What a token may be used for; what it may see follows from its user."""

    TICKETS_READ = "tickets:read", _("meldingen lezen")
    TICKETS_WRITE = "tickets:write", _("meldingen maken en beantwoorden")
    TICKETS_WORK = "tickets:work", _("meldingen behandelen (alleen 1do)")
    CUSTOMERS_READ = "customers:read", _("klanten en contactpersonen lezen")
    CUSTOMERS_WRITE = "customers:write", _("klanten en contactpersonen toevoegen en wijzigen (alleen 1do)")
    SLA_READ = "sla:read", _("SLA en openingstijden lezen")
    AGREEMENTS_READ = "agreements:read", _("overeenkomsten, DAP en adviezen lezen")
    AGREEMENTS_WRITE = "agreements:write", _("overeenkomsten, DAP en adviezen opstellen en wijzigen (alleen 1do)")
    APPROVALS_WRITE = "approvals:write", _("namens de klant beslissen over vragen om akkoord en over adviezen")
    TIME_READ = "time:read", _("urenregels en uren per periode lezen")
    FIGURES_READ = "figures:read", _("cijfers lezen")
    TIME_WRITE = "time:write", _("urenregels verbeteren en exporteren (alleen 1do)")
    SATISFACTION_READ = "satisfaction:read", _("lezen hoe klanten meldingen beoordeelden (alleen 1do)")
    HOUSE_READ = "house:read", _("medewerkers, teams en rooster lezen (alleen 1do)")
    REVIEWS_READ = "reviews:read", _("Service Reviews, verbeterpunten en evaluaties van incidenten lezen")
    ALERTS_WRITE = "alerts:write", _("berichten van monitoring inleveren (1do, of een koppeling van een klant)")


HOUSE_SCOPES = frozenset(
    {
        Scope.TICKETS_WORK,
        Scope.CUSTOMERS_WRITE,
        Scope.AGREEMENTS_WRITE,
        Scope.TIME_WRITE,
        Scope.SATISFACTION_READ,
        Scope.HOUSE_READ,
        Scope.ALERTS_WRITE,
    }
)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> ApiTokenQuerySet:
        alive = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now)
        return self.filter(alive, revoked_at__isnull=True, user__is_active=True)


class ApiToken(models.Model):
    """A token of a user. The secret is shown once; only its hash is kept.

    Whether a token is bound to a customer or to the house follows from its user, as everything a person may see.
    `in_address`: for a tool that can send no header. Such a token stands in the address and nowhere else, and hands in
    alerts and does nothing else.
    """

    PREFIX = "onedo_"

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("gebruiker"), related_name="api_tokens")
    name = models.CharField(_("naam"), max_length=80)
    start = models.CharField(
        _("begint met"),
        max_length=16,
        help_text=_("Om het token terug te vinden; niet genoeg om het te gebruiken."),
    )
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("bevoegdheden"), default=list)
    created_at = models.DateTimeField(_("gemaakt"), default=timezone.now)
    expires_at = models.DateTimeField(_("verloopt"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ingetrokken"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("laatst gebruikt"), null=True, blank=True)
    rate_per_minute = models.PositiveIntegerField(
        _("aanvragen per minuut"), null=True, blank=True, help_text=_("Leeg: zoals voor alle tokens.")
    )
    in_address = models.BooleanField(_("in het adres"), default=False)
    issued_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("gemaakt door"), related_name="+", null=True, blank=True
    )
    revoked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("ingetrokken door"), related_name="+", null=True, blank=True
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API-token")
        verbose_name_plural = _("API-tokens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_per_minute__isnull=True) | models.Q(rate_per_minute__gte=1),
                name="token_rate_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @property
    def hands_in_alerts(self) -> bool:
        return Scope.ALERTS_WRITE in self.scopes

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now) and self.user.is_active

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope.values]

    @staticmethod
    def digest(secret: str) -> str:
        """The secret has 256 bits of its own, so a plain hash is as good as a slow one."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def issue(
        cls,
        user: User,
        *,
        name: str,
        scopes: list[str],
        now: datetime,
        expires_at: datetime | None = None,
        issued_by: User | None = None,
        rate_per_minute: int | None = None,
        in_address: bool = False,
    ) -> tuple[ApiToken, str]:
        """A new token and its secret, which cannot be had again."""
        secret = cls.PREFIX + secrets.token_urlsafe(32)
        token = cls.objects.create(
            user=user,
            name=name,
            start=secret[:12],
            hash=cls.digest(secret),
            scopes=scopes,
            created_at=now,
            expires_at=expires_at,
            issued_by=issued_by,
            rate_per_minute=rate_per_minute,
            in_address=in_address,
        )
        return token, secret


class IdempotentRequest(models.Model):
    """A REST request that names itself, and what was answered to it. `status` None: it still runs."""

    KEPT = timedelta(hours=24)

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("herhaalbare aanvraag")
        verbose_name_plural = _("herhaalbare aanvragen")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="request_once_per_key")]
        indexes = [
            # tasks.forget_requests
            models.Index(fields=["started_at"], name="request_by_start"),
        ]

    def __str__(self) -> str:
        return self.key


# --- Who has duty, and who is away --------------------------------------------------------------------------
class DutyKind(models.TextChoices):
    """What somebody has duty for: in opening hours a team, for the Calamiteitendienst a person (SLA 3.1, 3.2)."""

    OPENING = "opening", _("Openingstijden")
    EMERGENCY = "emergency", _("Calamiteitendienst")


class DutyLine(models.IntegerChoices):
    """Who is called first, and who when he does not answer."""

    FIRST = 1, _("Eerste")
    BACKUP = 2, _("Achterwacht")


class Duty(models.Model):
    """A turn of the roster, in [starts_at, ends_at). `takes_over_from` is whose turn it was before an exchange.

    PostgreSQL refuses two turns at once in a line, and one person in both; the verbs say it in words, on both engines.
    """

    kind = models.CharField(_("dienst"), max_length=10, choices=DutyKind.choices)
    line = models.PositiveSmallIntegerField(_("lijn"), choices=DutyLine.choices, default=DutyLine.FIRST)
    person = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("wie"), related_name="duties", null=True, blank=True
    )
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("team"), related_name="duties", null=True, blank=True)
    starts_at = models.DateTimeField(_("van"))
    ends_at = models.DateTimeField(_("tot"))
    takes_over_from = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("gemaakt"))

    class Meta:
        verbose_name = _("dienst")
        verbose_name_plural = _("rooster")
        ordering = ["starts_at", "kind", "line"]
        permissions = [("keep_roster", _("Rooster en afwezigheid bijhouden"))]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_period_sane"),
            models.CheckConstraint(
                condition=models.Q(kind=DutyKind.OPENING, line=DutyLine.FIRST, team__isnull=False, person__isnull=True)
                | models.Q(kind=DutyKind.EMERGENCY, line__in=DutyLine.values, person__isnull=False, team__isnull=True),
                name="duty_of_team_or_person",
            ),
        ]
        indexes = [
            # roster.queries: who has duty now, and the coming weeks
            models.Index(fields=["ends_at", "starts_at"], name="duty_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.who}"

    @property
    def who(self) -> str:
        return str(self.person or self.team)

    @property
    def is_emergency(self) -> bool:
        return self.kind == DutyKind.EMERGENCY

    @property
    def is_backup(self) -> bool:
        return self.line == DutyLine.BACKUP


class AbsenceReason(models.TextChoices):
    HOLIDAY = "holiday", _("vakantie")
    ILL = "ill", _("ziek")
    OTHER = "other", _("anders")


class Absence(models.Model):
    """Whole days on which somebody of 1do is away, both included."""

    person = models.ForeignKey(User, models.PROTECT, verbose_name=_("wie"), related_name="absences")
    first_day = models.DateField(_("eerste dag"))
    last_day = models.DateField(_("laatste dag"))
    reason = models.CharField(_("reden"), max_length=10, choices=AbsenceReason.choices)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("gemaakt"))

    class Meta:
        verbose_name = _("afwezigheid")
        verbose_name_plural = _("afwezigheid")
        ordering = ["first_day", "person__name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_period_sane"),
            models.CheckConstraint(condition=models.Q(reason__in=AbsenceReason.values), name="absence_reason_known"),
        ]
        indexes = [
            # roster.queries: who is away on a day
            models.Index(fields=["last_day", "first_day"], name="absence_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_reason_display()}"
