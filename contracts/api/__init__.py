"""Customers and what was agreed with them, over REST. Every change is a verb of contracts.actions."""

from contracts.api.advices import AdviceViewSet
from contracts.api.agreements import AgreementViewSet, GrantViewSet
from contracts.api.customers import ContactViewSet, CustomerCalendarViewSet, CustomerViewSet

__all__ = [
    "AdviceViewSet",
    "AgreementViewSet",
    "ContactViewSet",
    "CustomerCalendarViewSet",
    "CustomerViewSet",
    "GrantViewSet",
]
