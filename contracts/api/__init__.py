"""Customers and what was agreed with them, over REST. Every change is a verb of contracts.actions."""

from api.advice.views import AdviceViewSet
from api.agreements.views import AgreementViewSet, GrantViewSet
from api.customers.views import ContactViewSet, CustomerCalendarViewSet, CustomerViewSet

__all__ = [
    "AdviceViewSet",
    "AgreementViewSet",
    "ContactViewSet",
    "CustomerCalendarViewSet",
    "CustomerViewSet",
    "GrantViewSet",
]
