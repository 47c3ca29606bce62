"""The filters of REST's ticket list: an allow-list, so that nothing can be asked through a relation (security Q3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from onedo_itsm.api.fields import IntegerFilter, MomentFilter, YesNoFilter
from sla.priority import Priority, TicketKind
from tickets.models import Channel, Status, Ticket
from tickets.querysets import TicketQuerySet
from tickets.search import search


class TicketFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Status.choices)
    kind = filters.MultipleChoiceFilter(choices=TicketKind.choices)
    priority = filters.MultipleChoiceFilter(choices=Priority.choices)
    channel = filters.MultipleChoiceFilter(choices=Channel.choices)
    open = YesNoFilter(field_name="clock__is_open", help_text=_("false: opgelost, gesloten en geannuleerd."))
    opened_after = MomentFilter(field_name="opened_at", lookup_expr="gte")
    opened_before = MomentFilter(field_name="opened_at", lookup_expr="lt")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")
    search = filters.CharFilter(method="by_text", max_length=200, help_text=_("Alle woorden, of een nummer."))

    class Meta:
        model = Ticket
        fields: list[str] = []

    def by_text(self, tickets: TicketQuerySet, _name: str, text: str) -> TicketQuerySet:
        return search(tickets, text, self.request.user)


class HouseTicketFilter(TicketFilter):
    customer = IntegerFilter(field_name="customer", help_text=_("Alleen 1do."))
    contact = IntegerFilter(field_name="contact", help_text=_("Alleen 1do."))
    assignee = IntegerFilter(field_name="assignee", help_text=_("Alleen 1do."))
    team = IntegerFilter(field_name="team", help_text=_("Alleen 1do."))
    unassigned = YesNoFilter(field_name="assignee", lookup_expr="isnull", help_text=_("Alleen 1do."))
