"""Which customers, people and agreements a user may see, and which of them hold on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from contracts.models import (  # noqa: F401 - of the types
        Advice,
        Contact,
        Customer,
        DapPerson,
        RecurringWork,
        ServiceAgreement,
        Site,
        Supplier,
    )


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User | AnonymousUser) -> CustomerQuerySet:
        """The house sees all customers; a customer's person sees his own."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_house else self.filter(contacts__user=user, contacts__is_active=True, is_active=True)

    def called(self, key: str) -> CustomerQuerySet:
        """The one with this number, which is what other programs call him by, or else with this id; at most one."""
        if "\x00" in key:  # PostgreSQL cannot be asked for it
            return self.none()
        found = self.filter(number__iexact=key)
        return self.filter(pk=int(key)) if key.isascii() and key.isdecimal() and not found.exists() else found


def _of_own(user: User) -> Q:
    """Everybody of a customer may know it, while he works there."""
    return Q(customer__contacts__user=user, customer__contacts__is_active=True, customer__is_active=True)


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, user: User | AnonymousUser) -> SiteQuerySet:
        """The house sees all places; a customer's person those of his organisation."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_house else self.filter(_of_own(user))


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def visible_to(self, user: User | AnonymousUser) -> SupplierQuerySet:
        """For the house: a customer reads on his melding whom it waits for."""
        return self if user.is_authenticated and user.is_house else self.none()


class RecurringWorkQuerySet(models.QuerySet["RecurringWork"]):
    def visible_to(self, user: User | AnonymousUser) -> RecurringWorkQuerySet:
        """The house sees all; a customer's person what comes back at his organisation (SLA 6.1)."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_house else self.filter(_of_own(user))


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User | AnonymousUser) -> ContactQuerySet:
        """The house sees all contacts; a customer's person sees himself."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_house else self.filter(user=user, is_active=True, customer__is_active=True)


class ServiceAgreementQuerySet(models.QuerySet["ServiceAgreement"]):
    def in_force_on(self, day: date) -> ServiceAgreementQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, status="in_force")

    def visible_to(self, user: User | AnonymousUser) -> ServiceAgreementQuerySet:
        """The house sees all; a customer's person what his organisation signed or is asked to sign."""
        if not user.is_authenticated:
            return self.none()
        if user.is_house:
            return self
        return self.filter(
            customer__contacts__user=user,
            customer__contacts__is_active=True,
            customer__is_active=True,
            status__in=["in_force", "offered"],
        )


class DapPersonQuerySet(models.QuerySet["DapPerson"]):
    def named_in(self, kind: str, day: date) -> DapPersonQuerySet:
        """Whom the clause of that kind names on that day: agreement in force, within his period, not revoked."""
        return self.filter(
            Q(clause__agreement__ends_on__isnull=True) | Q(clause__agreement__ends_on__gte=day),
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(contact__isnull=True) | Q(contact__is_active=True, contact__customer=F("clause__agreement__customer")),
            clause__kind=kind,
            clause__agreement__status="in_force",
            clause__agreement__starts_on__lte=day,
            revoked_at__isnull=True,
        )


class AdviceQuerySet(models.QuerySet["Advice"]):
    def visible_to(self, user: User | AnonymousUser) -> AdviceQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.is_house:
            return self
        return self.filter(customer__contacts__user=user, customer__contacts__is_active=True, customer__is_active=True)
