"""Which customers and people a user may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from contracts.models import Contact, Customer, ServiceAgreement  # noqa: F401 - of the querysets' types


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User | AnonymousUser) -> CustomerQuerySet:
        """The house sees all customers; a customer's person sees his own."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_house else self.filter(contacts__user=user, contacts__is_active=True, is_active=True)


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User | AnonymousUser) -> ContactQuerySet:
        """The house sees all contacts; a customer's person sees himself."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_house else self.filter(user=user, is_active=True, customer__is_active=True)


class ServiceAgreementQuerySet(models.QuerySet["ServiceAgreement"]):
    def in_force_on(self, day: date) -> ServiceAgreementQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
