"""Standard answers, with what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from contracts.agreements.terms import ItemType
from sla.priority import Impact, TicketKind, Urgency
from tickets.values import Activity

if TYPE_CHECKING:
    from accounts.models import User


class MacroScope(models.TextChoices):
    OWN = "own", _("Alleen ik")
    TEAM = "team", _("Een team")
    HOUSE = "house", _("Iedereen van 1do")


class MacroEnd(models.TextChoices):
    """What becomes of the melding with it."""

    NONE = "", _("Laat zoals het is")
    WAIT = "wacht", _("Wacht op klant")
    RESOLVE = "los-op", _("Los op")


class MacroQuerySet(models.QuerySet["Macro"]):
    def usable_by(self, user: User) -> MacroQuerySet:
        """The house's, those of his teams, and his own; an own one of a colleague does not exist for him."""
        mine = Q(scope=MacroScope.HOUSE) | Q(scope=MacroScope.OWN, owner=user.pk)
        return self.filter(mine | Q(scope=MacroScope.TEAM, team__in=user.teams.values("pk")), is_active=True)

    def kept_by(self, user: User) -> MacroQuerySet:
        """Those that he may change: his own, and the shared ones where he keeps those, whosever team it is."""
        mine = Q(scope=MacroScope.OWN, owner=user.pk)
        shared = Q(scope__in=(MacroScope.TEAM, MacroScope.HOUSE))
        return self.filter(mine | shared if user.has_perm("tickets.keep_macros") else mine, is_active=True)


class Macro(models.Model):
    """A text with names in it ("{{klant}}"), and steps that are carried out when it is sent; each may be left out.

    Shared ones outlive who made them: `owner` says whose it is only where the scope is his own.
    """

    name = models.CharField(_("naam"), max_length=80)
    scope = models.CharField(_("voor wie"), max_length=8, choices=MacroScope.choices, default=MacroScope.OWN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="macros", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("team"), related_name="macros", null=True, blank=True)

    text = models.TextField(_("tekst"), blank=True)
    is_note = models.BooleanField(_("als notitie voor collega’s"), default=False)
    then = models.CharField(_("daarna"), max_length=8, choices=MacroEnd.choices, default=MacroEnd.NONE, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minuten schrijven"), null=True, blank=True)
    activity = models.CharField(_("soort werk"), max_length=16, choices=Activity.choices, default=Activity.SUPPORT)
    kind = models.CharField(_("meldingstype"), max_length=20, choices=TicketKind.choices, blank=True)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact.choices, null=True, blank=True)
    urgency = models.CharField(_("urgentie"), max_length=1, choices=Urgency.choices, blank=True)
    item_type = models.CharField(_("onderdeel"), max_length=12, choices=ItemType.choices, blank=True)
    takes = models.BooleanField(_("zet de melding op mijn naam"), default=False)
    hands_to = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("draag over aan team"), related_name="+", null=True, blank=True
    )

    is_active = models.BooleanField(default=True)
    used = models.PositiveIntegerField(_("keer gebruikt"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("laatst gebruikt"), null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    changed_at = models.DateTimeField(_("gewijzigd"))

    objects = MacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("standaardantwoord")
        verbose_name_plural = _("standaardantwoorden")
        ordering = ["name", "pk"]
        permissions = [("keep_macros", _("Gedeelde standaardantwoorden bijhouden"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=MacroScope.OWN, owner__isnull=False, team__isnull=True)
                | Q(scope=MacroScope.TEAM, owner__isnull=True, team__isnull=False)
                | Q(scope=MacroScope.HOUSE, owner__isnull=True, team__isnull=True),
                name="macro_scope_whole",
            ),
            models.CheckConstraint(condition=Q(then__in=MacroEnd.values), name="macro_then_known"),
            models.CheckConstraint(condition=Q(activity__in=Activity.values), name="macro_activity_known"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=24 * 60), name="macro_minutes_sane"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        return self.scope == MacroScope.OWN

    @property
    def classifies(self) -> bool:
        return bool(self.kind)
