"""The filters of REST's ticket list: an allow-list, so that nothing can be asked through a relation (security Q3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, IntegerFilter, MomentFilter, SettledSinceFilter, YesNoFilter
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import Verdict
from sla.priority import Priority, TicketKind
from tickets.models import Channel, EntryKind, Status, Ticket, TimelineEntry
from tickets.querysets import TicketQuerySet
from tickets.search import search

NEWEST_FOUND = 1_000  # by words; who wants older ones narrows the question


class TicketFilter(filters.FilterSet):
    status = ChoicesFilter(choices=Status.choices)
    kind = ChoicesFilter(choices=TicketKind.choices)
    priority = ChoicesFilter(choices=Priority.choices)
    channel = ChoicesFilter(choices=Channel.choices)
    coverage = ChoicesFilter(field_name="coverage_verdict", choices=Verdict.choices)
    item_type = ChoicesFilter(choices=ItemType.choices)
    service = filters.CharFilter(max_length=40, help_text=_("SLA-onderdeel: een rij van 5.2."))
    emergency_call = YesNoFilter(field_name="emergency_call")
    under_mandate = YesNoFilter(field_name="under_mandate")
    is_authorisation = YesNoFilter(field_name="is_authorisation")
    open = YesNoFilter(field_name="clock__is_open", help_text=_("false: opgelost, gesloten en geannuleerd."))
    opened_after = MomentFilter(field_name="opened_at", lookup_expr="gte")
    opened_before = MomentFilter(field_name="opened_at", lookup_expr="lt")
    updated_since = SettledSinceFilter(field_name="updated_at", help_text=_("Wat jonger is dan een minuut komt later."))
    source = filters.CharFilter(max_length=40)
    external_id = filters.CharFilter(max_length=80)
    search = filters.CharFilter(
        method="by_text", max_length=200, help_text=_("Alle woorden, of een nummer; de nieuwste 1000.")
    )

    class Meta:
        model = Ticket
        fields: list[str] = []

    def filter_queryset(self, queryset: TicketQuerySet) -> TicketQuerySet:
        """Words last: they find the newest among what the other filters leave."""
        text = self.form.cleaned_data.pop("search", "")
        found: TicketQuerySet = super().filter_queryset(queryset)
        return search(found, text, self.request.user, limit=NEWEST_FOUND) if text else found

    def by_text(self, tickets: TicketQuerySet, _name: str, text: str) -> TicketQuerySet:
        return search(tickets, text, self.request.user)


class HouseTicketFilter(TicketFilter):
    customer = CustomerKeyFilter(field_name="customer", help_text=_("Alleen 1do: klantnummer, of id."))
    contact = IntegerFilter(field_name="contact", help_text=_("Alleen 1do."))
    assignee = IntegerFilter(field_name="assignee", help_text=_("Alleen 1do."))
    team = IntegerFilter(field_name="team", help_text=_("Alleen 1do."))
    unassigned = YesNoFilter(field_name="assignee", lookup_expr="isnull", help_text=_("Alleen 1do."))


class TimelineFilter(filters.FilterSet):
    ticket = IntegerFilter(field_name="ticket")
    kind = ChoicesFilter(choices=EntryKind.choices)
    updated_since = SettledSinceFilter(field_name="at", help_text=_("Wat jonger is dan een minuut komt later."))

    class Meta:
        model = TimelineEntry
        fields: list[str] = []


class HouseTimelineFilter(TimelineFilter):
    customer = CustomerKeyFilter(field_name="ticket__customer", help_text=_("Alleen 1do: klantnummer, of id."))
