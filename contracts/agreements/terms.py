"""What a signed agreement comes down to for a decision, as plain values. Pure: no ORM, no clock.

A ServiceAgreement gives its own by `agreement.terms`; a replay makes others with `dataclasses.replace`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from sla.edition import EditionRules


class Package(TextChoices):
    """SLA 5.1; the keys are those of the edition's columns."""

    SERVER = "server", _("Server")
    WERKPLEK = "werkplek", _("Werkplek")
    NETWERK = "netwerk", _("Netwerkapparatuur")
    ALL_IN_1 = "all-in-1", _("All-in-1")


class Tier(TextChoices):
    """SLA-type (SLA 5.1, 5.2)."""

    BASIC = "basic", _("Basic")
    STANDARD = "standard", _("Standard")
    PLUS = "plus", _("Plus")
    PREMIUM = "premium", _("Premium")


TIERS_OF: Mapping[Package, tuple[Tier, ...]] = MappingProxyType(
    {
        Package.SERVER: (Tier.BASIC, Tier.STANDARD, Tier.PLUS),
        Package.WERKPLEK: (Tier.BASIC, Tier.STANDARD, Tier.PLUS),
        Package.NETWERK: (Tier.STANDARD, Tier.PLUS),
        Package.ALL_IN_1: (Tier.PREMIUM,),
    }
)


class ItemType(TextChoices):
    """What the work is on; decides by which package it is covered."""

    SERVER = "server", _("Server")
    WERKPLEK = "werkplek", _("Werkplek")
    NETWERK = "netwerk", _("Netwerkapparatuur")
    MOBIEL = "mobiel", _("Smartphone of tablet")
    CLOUD = "cloud", _("Microsoft-cloud")


class AllInOneCategory(IntegerChoices):
    """Hoofdcategorieën of the All-in-1 package (SLA 5.3)."""

    CLOUD = 1, _("Microsoft Cloudbeheer")
    SERVERS = 2, _("Servers en Apparatuur")
    WORKPLACES = 3, _("Werkplekbeheer")
    USERS = 4, _("Gebruikersondersteuning")


@dataclass(frozen=True)
class Tariffs:
    """Euros an hour, without VAT; None where nothing was agreed."""

    normal: Decimal | None = None
    outside_hours: Decimal | None = None
    emergency: Decimal | None = None


@dataclass(frozen=True)
class FairUse:
    """What counts as fair use of small changes (SLA 7.7): so many a month, each at most so long. None: no norm."""

    changes_a_month: int | None = None
    minutes_a_change: int | None = None


@dataclass(frozen=True)
class Terms:
    """`packages` maps what was taken to its tier; empty: no SLA applies (SLA 5.1)."""

    rules: EditionRules
    packages: Mapping[Package, Tier]
    microsoft_cloud: bool = False
    categories: frozenset[AllInOneCategory] = frozenset()
    hours_per_month: Decimal | None = None
    has_emergency_service: bool = False
    emergency_serious: bool = False
    has_mandate: bool = False
    tariffs: Tariffs = field(default_factory=Tariffs)
    fair_use: FairUse = field(default_factory=FairUse)

    @property
    def is_all_in_1(self) -> bool:
        return Package.ALL_IN_1 in self.packages
