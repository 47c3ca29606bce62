"""What REST says of a ticket, and what it takes. Narrow on purpose: what is not named here does not leave or enter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Team, User
from contracts.models import Contact
from onedo_itsm.api.fields import MomentField, StrictSerializer
from sla.clock import LedgerKind, Party
from sla.ledger import ledger_text
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from tickets.models import (
    Activity,
    Attachment,
    Channel,
    ClockState,
    EntryKind,
    Status,
    Ticket,
    TicketClock,
    TimelineEntry,
)

# What a customer may read of an entry's facts; the rest is for the house.
PUBLIC_FACTS = frozenset({"kind", "impact", "urgency", "priority", "status", "party", "planned_for", "channel"})


# --- Out --------------------------------------------------------------------------------------------------
class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()

    def to_representation(self, thing: Any) -> dict[str, Any]:
        """By hand: four of these go into each row of a list."""
        return {"id": thing.pk, "name": thing.name}


class TicketCustomerSerializer(NamedSerializer):
    number = serializers.CharField()

    def to_representation(self, customer: Any) -> dict[str, Any]:
        return super().to_representation(customer) | {"number": customer.number}


class ClockSerializer(serializers.Serializer[TicketClock]):
    """Aanvang werkzaamheden (SLA 7.9)."""

    nature = serializers.ChoiceField(Nature.choices)
    state = serializers.SerializerMethodField()
    due_at = MomentField(allow_null=True, help_text=_("Uiterste moment waarop het werk begint."))
    work_started_at = MomentField(allow_null=True)
    late = serializers.SerializerMethodField(help_text=_("null: nog niet te zeggen, of geen afspraak."))

    @extend_schema_field(serializers.ChoiceField(ClockState.choices))
    def get_state(self, clock: TicketClock) -> str:
        return ClockState.LATE if clock.late is None and self.get_late(clock) else clock.state

    def get_late(self, clock: TicketClock) -> bool | None:
        return clock.late_at(self.context["now"])


class LedgerLineSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in LedgerKind])
    starts = MomentField()
    ends = MomentField(allow_null=True)
    minutes = serializers.SerializerMethodField()
    party = serializers.ChoiceField(Party.choices, allow_null=True)
    text = serializers.SerializerMethodField(help_text=_("De hele regel, om te lezen."))

    def get_minutes(self, line: Any) -> int:
        return int(line.duration.total_seconds() // 60)

    def get_text(self, line: Any) -> str:
        return ledger_text(line)


class TicketSerializer(serializers.Serializer[Ticket]):
    number = serializers.IntegerField(source="pk")
    subject = serializers.CharField()
    kind = serializers.ChoiceField(TicketKind.choices)
    impact = serializers.ChoiceField(Impact.choices, allow_null=True)
    urgency = serializers.ChoiceField(Urgency.choices, allow_null=True)
    priority = serializers.ChoiceField(Priority.choices, allow_null=True)
    status = serializers.ChoiceField(Status.choices)
    channel = serializers.ChoiceField(Channel.choices)
    off_channel = serializers.BooleanField(help_text=_("Kritisch, maar niet per telefoon gemeld (SLA 7.9)."))
    customer = TicketCustomerSerializer()
    contact = NamedSerializer()
    team = NamedSerializer(allow_null=True)
    assignee = NamedSerializer(allow_null=True)
    opened_at = MomentField()
    updated_at = MomentField()
    planned_for = MomentField(allow_null=True)
    resolved_at = MomentField(allow_null=True)
    closes_at = MomentField(allow_null=True, help_text=_("Wanneer een opgeloste melding vanzelf sluit."))
    closed_at = MomentField(allow_null=True)
    reopen_count = serializers.IntegerField()
    follows = serializers.IntegerField(source="follows_id", allow_null=True, help_text=_("Vervolg op dit nummer."))
    clock = ClockSerializer()


class TicketDetailSerializer(TicketSerializer):
    description = serializers.CharField()
    steps_taken = serializers.CharField()
    impact_text = serializers.CharField()
    contact_phone = serializers.CharField()
    contact_email = serializers.CharField()
    missing = serializers.ListField(
        child=serializers.CharField(), help_text=_("Wat er van de minimale informatie nog ontbreekt (SLA 9).")
    )
    agreement = serializers.SerializerMethodField(help_text=_("Nummer; null: geen SLA van toepassing."))
    wording = serializers.SerializerMethodField(help_text=_("De afspraak in de woorden van de SLA."))
    clause = serializers.SerializerMethodField(help_text=_("De paragraaf van de SLA."))
    ledger = serializers.SerializerMethodField(help_text=_("Hoe het uiterste moment is berekend."))

    def get_agreement(self, ticket: Ticket) -> str | None:
        return ticket.agreement.number if ticket.agreement else None

    def get_wording(self, ticket: Ticket) -> str:
        return self.context["state"].target.wording

    def get_clause(self, ticket: Ticket) -> str:
        return self.context["state"].target.clause

    @extend_schema_field(LedgerLineSerializer(many=True))
    def get_ledger(self, ticket: Ticket) -> Any:
        return LedgerLineSerializer(self.context["state"].ledger, many=True).data


class AttachmentSerializer(serializers.Serializer[Attachment]):
    key = serializers.CharField()
    name = serializers.CharField()
    content_type = serializers.CharField(help_text=_("Zoals de afzender het noemde; niet gecontroleerd."))
    size = serializers.IntegerField(help_text=_("In bytes."))
    sha256 = serializers.CharField()


class PersonSerializer(serializers.Serializer[User]):
    name = serializers.CharField()
    is_house = serializers.BooleanField(help_text=_("Werkt bij 1do."))


class TimelineEntrySerializer(serializers.Serializer[TimelineEntry]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(EntryKind.choices)
    at = MomentField()
    by = PersonSerializer(allow_null=True, help_text=_("null: vanzelf."))
    is_public = serializers.BooleanField(help_text=_("false: alleen voor 1do."))
    text = serializers.CharField()
    facts = serializers.SerializerMethodField(help_text=_("Wat er veranderde; bij een verandering [oud, nieuw]."))
    attachments = AttachmentSerializer(many=True)

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_facts(self, entry: TimelineEntry) -> dict[str, Any]:
        if self.context["request"].user.is_house:
            return entry.data
        return {name: value for name, value in entry.data.items() if name in PUBLIC_FACTS}


# --- In ---------------------------------------------------------------------------------------------------
class ClassificationSerializer(StrictSerializer):
    """Only an incident has impact and urgency, and it needs both (SLA 7.7 to 7.9)."""

    kind = serializers.ChoiceField(TicketKind.choices)
    impact = serializers.ChoiceField(Impact.choices, required=False, allow_null=True)
    urgency = serializers.ChoiceField(Urgency.choices, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in ("impact", "urgency"):
            if attrs["kind"] == TicketKind.INCIDENT and attrs.get(name) is None:
                raise serializers.ValidationError({name: [_("Een incident heeft impact en urgentie (SLA 7.9).")]})
            if attrs["kind"] != TicketKind.INCIDENT and attrs.get(name) is not None:
                raise serializers.ValidationError({name: [_("Alleen een incident heeft impact en urgentie.")]})
        return attrs


class TicketCreateSerializer(ClassificationSerializer):
    HOUSE_ONLY = ("contact", "channel", "team")

    contact = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.select_related("customer"),
        required=False,
        help_text=_("Alleen 1do, en daar verplicht; een klant meldt voor zichzelf."),
    )
    channel = serializers.ChoiceField(
        [(Channel.API, Channel.API.label), (Channel.PHONE, Channel.PHONE.label)],
        required=False,
        help_text=_("Alleen 1do; anders `api`."),
    )
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True, help_text=_("Alleen 1do.")
    )
    subject = serializers.CharField(max_length=160)
    description = serializers.CharField(max_length=20_000)
    steps_taken = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    impact_text = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        user: User | None = self.context.get("user")
        if user is None:  # the description of the API names all
            return fields
        if user.is_house:
            fields["contact"].required = True
            return fields
        return {name: field for name, field in fields.items() if name not in self.HOUSE_ONLY}


class NothingSerializer(StrictSerializer):
    pass


class MessageSerializer(StrictSerializer):
    text = serializers.CharField(max_length=20_000)


class OptionalMessageSerializer(StrictSerializer):
    text = serializers.CharField(max_length=20_000, required=False, allow_blank=True)


class AssignSerializer(StrictSerializer):
    assignee = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_house=True), allow_null=True, help_text=_("null: niemand.")
    )
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True, help_text=_("Zonder: blijft zoals het was.")
    )


class WaitSerializer(MessageSerializer):
    party = serializers.ChoiceField([(party.value, party.label) for party in (Party.CUSTOMER, Party.SUPPLIER)])
    supplier_reference = serializers.CharField(max_length=80, required=False, allow_blank=True)


class PlanSerializer(OptionalMessageSerializer):
    planned_for = MomentField()


class ClassifySerializer(ClassificationSerializer):
    reason = serializers.CharField(max_length=5_000)


class LogTimeSerializer(StrictSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=24 * 60)
    activity = serializers.ChoiceField(Activity.choices, required=False)
    on_site = serializers.BooleanField(required=False)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True)
    started_at = MomentField(required=False)


# --- SLA preview ------------------------------------------------------------------------------------------
class PreviewQuerySerializer(ClassificationSerializer):
    moment = MomentField(required=False)
    customer = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False)


class PreviewSerializer(serializers.Serializer[Any]):
    priority = serializers.ChoiceField(Priority.choices, allow_null=True)
    nature = serializers.ChoiceField(Nature.choices)
    due_at = MomentField(allow_null=True)
    off_channel = serializers.BooleanField(help_text=_("Kritisch hoort per telefoon (SLA 7.9)."))
    wording = serializers.CharField()
    clause = serializers.CharField()
    ledger = LedgerLineSerializer(many=True)
