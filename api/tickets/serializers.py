"""What REST says of a ticket, and what it takes. Narrow on purpose: what is not named here does not leave or enter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Team, User
from accounts.roster.queries import away_until
from api.fields import StrictSerializer, ZonedMomentField
from contracts.agreements.terms import ItemType
from contracts.coverage.costs import Yes, cost_words
from contracts.coverage.rules import Verdict
from contracts.coverage.words import stated
from contracts.models import Contact, Supplier
from sla.clock import LedgerKind, Party
from sla.ledger import ledger_text
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from tickets.approvals.consent import standing_yes
from tickets.clock.start_words import start_words
from tickets.models import (
    Activity,
    ApprovalKind,
    ApprovalStatus,
    Attachment,
    Channel,
    ClockState,
    EntryKind,
    Status,
    Ticket,
    TicketClock,
    TimelineEntry,
)
from tickets.suppliers.rules import extra_costs_of
from tickets.values import QuietReason


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

    nature = serializers.ChoiceField(
        Nature.choices, help_text=_("`triage`: `due_at` is wanneer de melding is ingedeeld; alleen voor 1do.")
    )
    state = serializers.SerializerMethodField()
    due_at = ZonedMomentField(allow_null=True, help_text=_("Uiterste moment waarop het werk begint."))
    work_started_at = ZonedMomentField(allow_null=True)
    late = serializers.SerializerMethodField(help_text=_("null: nog niet te zeggen, of geen afspraak."))

    @extend_schema_field(serializers.ChoiceField(ClockState.choices))
    def get_state(self, clock: TicketClock) -> str:
        return ClockState.LATE if clock.late is None and self.get_late(clock) else clock.state

    def get_late(self, clock: TicketClock) -> bool | None:
        return clock.late_at(self.context["now"])

    def to_representation(self, clock: TicketClock) -> dict[str, Any]:
        """By when we classify a melding is between ourselves."""
        said = super().to_representation(clock)
        if not clock.is_triage or for_house(self):
            return said
        return said | {"nature": Nature.NONE.value, "due_at": None, "state": ClockState.NONE.value}


class LedgerLineSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in LedgerKind])
    starts = ZonedMomentField()
    ends = ZonedMomentField(allow_null=True)
    minutes = serializers.SerializerMethodField()
    party = serializers.ChoiceField(Party.choices, allow_null=True)
    text = serializers.SerializerMethodField(help_text=_("De hele regel, om te lezen."))

    def get_minutes(self, line: Any) -> int:
        return int(line.duration.total_seconds() // 60)

    def get_text(self, line: Any) -> str:
        return ledger_text(line)


class CoverageSerializer(serializers.Serializer[Ticket]):
    """The verdict that stands on the ticket (SLA 5 to 8); None on what was taken over from another system."""

    verdict = serializers.ChoiceField(Verdict.choices)
    clause = serializers.CharField(help_text=_("De paragraaf van de SLA."))
    reason = serializers.CharField()
    words = serializers.CharField(help_text=_("De hele zin, om te lezen."))
    by_hand = serializers.BooleanField(help_text=_("Door 1do met de hand bepaald."))
    warning = serializers.CharField(required=False, help_text=_("Alleen voor 1do."))

    def to_representation(self, ticket: Ticket) -> dict[str, Any] | None:  # type: ignore[override]
        """By hand: it goes into each row of a list."""
        coverage = ticket.coverage
        if coverage is None:
            return None
        reason = coverage.reason
        said: dict[str, Any] = {
            "verdict": coverage.verdict.value,
            "clause": coverage.clause,
            "reason": reason,
            "words": stated(coverage.verdict, reason, coverage.clause),
            "by_hand": ticket.coverage_overridden,
        }
        return said | {"warning": coverage.warning} if for_house(self) else said


class CoverageDetailSerializer(CoverageSerializer):
    """With what the work costs, as the Serviceportaal says it."""

    headline = serializers.CharField()
    costs = serializers.CharField(help_text=_("Wat het kost, in de woorden van het Serviceportaal."))
    yes = serializers.ChoiceField(
        [(yes.value, yes.value) for yes in Yes], help_text=_("Hoe het staat met het akkoord op de kosten.")
    )

    def to_representation(self, ticket: Ticket) -> dict[str, Any] | None:  # type: ignore[override]
        said = super().to_representation(ticket)
        if said is None or ticket.coverage is None:
            return None
        yes = standing_yes(ticket, [each for each in ticket.approvals.all() if each.kind == ApprovalKind.ESTIMATE])
        words = cost_words(ticket.coverage, yes)
        return said | {"headline": words.headline, "costs": words.costs, "yes": yes.value}


OUTSIDE_HOURS = _(
    "true: buiten openingstijden gepland en met de klant afgesproken (8.2); geweigerd als dat niet zo is. Anders volgt"
    " dit uit wat op de melding is afgesproken, nooit uit het tijdstip alleen."
)


def for_house(serializer: Any) -> bool:
    """Without a request it is the description of the API, which names all."""
    request = serializer.context.get("request")
    return request is None or getattr(request.user, "is_house", True)


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
    item_type = serializers.ChoiceField(ItemType.choices, help_text=_("Waaraan het werk is."))
    service = serializers.CharField(help_text=_("SLA-onderdeel: een rij van 5.2."))
    coverage = CoverageSerializer(source="*", allow_null=True)
    is_authorisation = serializers.BooleanField(help_text=_("Vraagt rechten of toegang (SLA 10)."))
    emergency_call = serializers.BooleanField(help_text=_("Oproep van de Calamiteitendienst (SLA 3.2)."))
    under_mandate = serializers.BooleanField(help_text=_("Het werk ging voor, onder het mandaat (SLA 4.2)."))
    customer = TicketCustomerSerializer()
    contact = NamedSerializer()
    team = NamedSerializer(allow_null=True)
    assignee = NamedSerializer(allow_null=True)
    source = serializers.CharField(  # type: ignore[assignment]
        help_text=_("Het systeem waarin deze melding `external_id` heet.")
    )
    external_id = serializers.CharField()
    opened_at = ZonedMomentField()
    updated_at = ZonedMomentField()
    planned_for = ZonedMomentField(allow_null=True)
    resolved_at = ZonedMomentField(allow_null=True)
    closes_at = ZonedMomentField(allow_null=True, help_text=_("Wanneer een opgeloste melding vanzelf sluit."))
    closed_at = ZonedMomentField(allow_null=True)
    reopen_count = serializers.IntegerField()
    follows = serializers.IntegerField(source="follows_id", allow_null=True, help_text=_("Vervolg op dit nummer."))
    merged_into = serializers.IntegerField(
        source="merged_into_id",
        allow_null=True,
        help_text=_("Gaat verder in dit nummer: berichten die hierop binnenkomen, staan daar."),
    )
    clock = ClockSerializer()


class WaitingForSerializer(serializers.Serializer[Any]):
    party = serializers.ChoiceField(Party.choices)
    approval = serializers.IntegerField(allow_null=True, help_text=_("De vraag om akkoord waarop gewacht wordt."))
    question = serializers.ChoiceField(ApprovalKind.choices, allow_null=True)


class TicketApprovalSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ApprovalKind.choices)
    status = serializers.ChoiceField(ApprovalStatus.choices)


class TicketEscalationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    step = serializers.IntegerField()
    acknowledge_by = ZonedMomentField()
    acknowledged_at = ZonedMomentField(allow_null=True)
    late = serializers.BooleanField(allow_null=True, help_text=_("Niet op tijd bevestigd; null: nog niet te zeggen."))


class ExtraCostsSerializer(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, help_text=_("In euro's, zonder btw."))
    supplier = serializers.CharField(allow_blank=True)
    text = serializers.CharField()


class TicketAdviceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()


class AwayUntilField(serializers.DateField):
    """Of the assignee, at the moment of the request."""

    def get_attribute(self, instance: Ticket) -> date | None:
        return away_until(instance.assignee, self.context["now"]) if instance.assignee else None


class TicketDetailSerializer(TicketSerializer):
    HOUSE_ONLY = ("assignee_away_until", "supplier", "supplier_reference", "chase_on")

    coverage = CoverageDetailSerializer(source="*", allow_null=True)
    assignee_away_until = AwayUntilField(
        required=False,
        allow_null=True,
        help_text=_("Tot en met wanneer de behandelaar afwezig is; null: die is er. Alleen voor 1do."),
    )
    outside_hours = serializers.BooleanField(help_text=_("Gevraagd of gepland buiten openingstijden (SLA 8.2)."))
    extra_supervision = serializers.BooleanField(help_text=_("Update met extra toezicht (SLA 6.1)."))
    unsupported = serializers.BooleanField(help_text=_("Zonder ondersteuning van de fabrikant (SLA 7.10)."))
    features = serializers.ListField(child=serializers.CharField(), help_text=_("Bijzonderheden van 6.4."))
    small_change = serializers.BooleanField(help_text=_("Kleine aanpassing, op basis van fair use (SLA 7.7)."))
    user_accounts = serializers.BooleanField(help_text=_("Basis gebruikersbeheer (SLA 6.3)."))
    ignored_advice = TicketAdviceSerializer(
        allow_null=True, help_text=_("Afgewezen advies waaruit dit volgt (SLA 6.4).")
    )
    waiting_for = serializers.SerializerMethodField(help_text=_("Op wie, en op welk akkoord; null: op niemand."))
    approvals = TicketApprovalSerializer(source="approvals.all", many=True)
    escalation = serializers.SerializerMethodField(help_text=_("De hoogste trede die loopt (SLA 12)."))
    extra_costs = serializers.SerializerMethodField(help_text=_("Van leveranciers, voor de klant (SLA 7.10)."))
    supplier = NamedSerializer(required=False, allow_null=True, help_text=_("Alleen voor 1do."))
    supplier_reference = serializers.CharField(required=False, help_text=_("Alleen voor 1do."))
    chase_on = serializers.DateField(required=False, allow_null=True, help_text=_("Nabellen op; alleen voor 1do."))
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
    start_words = serializers.SerializerMethodField(
        help_text=_("Wanneer het werk begint, in een zin; leeg als het begonnen is of wacht.")
    )
    ledger = serializers.SerializerMethodField(help_text=_("Hoe het uiterste moment is berekend."))

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if for_house(self):
            return fields
        return {name: field for name, field in fields.items() if name not in self.HOUSE_ONLY}

    @extend_schema_field(WaitingForSerializer(allow_null=True))
    def get_waiting_for(self, ticket: Ticket) -> Any:
        """Looking along never holds the work up (SLA 7.2), so that is no question that is waited for."""
        party = ticket.waiting_on
        if party is None:
            return None
        holding = [
            approval
            for approval in ticket.approvals.all()
            if approval.status == ApprovalStatus.ASKED and approval.kind != ApprovalKind.REMOTE_VIEWING
        ]
        asked = holding[0] if holding and party == Party.CUSTOMER else None
        return {
            "party": party.value,
            "approval": asked.pk if asked else None,
            "question": asked.kind if asked else None,
        }

    @extend_schema_field(TicketEscalationSerializer(allow_null=True))
    def get_escalation(self, ticket: Ticket) -> Any:
        running = [one for one in ticket.escalations.all() if one.ended_at is None]
        return TicketEscalationSerializer(max(running, key=lambda one: one.step)).data if running else None

    @extend_schema_field(ExtraCostsSerializer(many=True))
    def get_extra_costs(self, ticket: Ticket) -> Any:
        entries = TimelineEntry.objects.visible_to(self.context["request"].user).filter(ticket=ticket)
        return ExtraCostsSerializer(extra_costs_of(entries), many=True).data

    def get_agreement(self, ticket: Ticket) -> str | None:
        return ticket.agreement.number if ticket.agreement else None

    def get_wording(self, ticket: Ticket) -> str:
        return self.context["state"].target.wording

    def get_clause(self, ticket: Ticket) -> str:
        return self.context["state"].target.clause

    def get_start_words(self, ticket: Ticket) -> str:
        if ticket.clock.work_started_at or not ticket.is_open:
            return ""
        return start_words(ticket, self.context["now"])

    @extend_schema_field(LedgerLineSerializer(many=True))
    def get_ledger(self, ticket: Ticket) -> Any:
        if ticket.clock.is_triage and not for_house(self):
            return []
        return LedgerLineSerializer(self.context["state"].ledger, many=True).data


class AttachmentSerializer(serializers.Serializer[Attachment]):
    key = serializers.CharField()
    name = serializers.CharField()
    content_type = serializers.CharField(help_text=_("Zoals de afzender het noemde; niet gecontroleerd."))
    size = serializers.IntegerField(help_text=_("In bytes."))
    sha256 = serializers.CharField()


class UploadSerializer(StrictSerializer):
    """As a form (multipart/form-data)."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None),
        allow_empty=False,
        help_text=_("Eén of meer keer."),
    )
    text = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    internal = serializers.BooleanField(required=False, help_text=_("Alleen 1do: een notitie die de klant niet ziet."))


class UploadedSerializer(serializers.Serializer[Any]):
    ticket = serializers.IntegerField(help_text=_("Een ander nummer als de melding gesloten was: een vervolg."))
    attachments = AttachmentSerializer(many=True)


class PersonSerializer(serializers.Serializer[User]):
    name = serializers.CharField()
    is_house = serializers.BooleanField(help_text=_("Werkt bij 1do."))


class TimelineEntrySerializer(serializers.Serializer[TimelineEntry]):
    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket_id", help_text=_("Nummer van de melding."))
    kind = serializers.ChoiceField(EntryKind.choices)
    at = ZonedMomentField()
    by = PersonSerializer(allow_null=True, help_text=_("null: vanzelf, of per e-mail door `contact`."))
    contact = NamedSerializer(allow_null=True, help_text=_("Wie van de klant dit per e-mail schreef."))
    is_public = serializers.BooleanField(help_text=_("false: alleen voor 1do."))
    text = serializers.CharField(source="said")
    facts = serializers.SerializerMethodField(help_text=_("Wat er veranderde; bij een verandering [oud, nieuw]."))
    attachments = AttachmentSerializer(many=True)

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_facts(self, entry: TimelineEntry) -> dict[str, Any]:
        is_house = self.context["request"].user.is_house
        return entry.facts.in_words(entry.data if is_house else entry.facts.seen_in(entry.data))


# --- In ---------------------------------------------------------------------------------------------------
class KeysField(serializers.ListField):
    """Keys of the SLA's own lists; the action knows which there are. What is wrong is said of the whole list."""

    child = serializers.CharField(max_length=40)

    def run_child_validation(self, data: Any) -> Any:
        try:
            return super().run_child_validation(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError([_("Geef een lijst met sleutels, zoals “vulnerabilities”.")]) from error


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


class ReferenceSerializer(StrictSerializer):
    source = serializers.CharField(max_length=40, allow_blank=True)  # type: ignore[assignment]
    external_id = serializers.CharField(max_length=80, allow_blank=True)


class JoinSerializer(StrictSerializer):
    into = serializers.PrimaryKeyRelatedField(queryset=Ticket.objects.all())


class MergeSerializer(StrictSerializer):
    other = serializers.PrimaryKeyRelatedField(queryset=Ticket.objects.all())
    sight_confirmed = serializers.BooleanField(
        default=False, help_text=_("Verschillen de melders: ja, zij mogen elkaars berichten lezen.")
    )


class QuietSerializer(StrictSerializer):
    reason = serializers.ChoiceField(
        [choice for choice in QuietReason.choices if choice[0] != QuietReason.MOVED],
        help_text=_("Waarom; de klant krijgt geen bericht."),
    )
    text = serializers.CharField(required=False, allow_blank=True, help_text=_("Een notitie voor collega's."))


class TicketCreateSerializer(ClassificationSerializer):
    """What decides on coverage a customer says as the form of the Serviceportaal asks it of him; 1do says all of it."""

    HOUSE_ONLY = ("contact", "channel", "team", "service", "features", "small_change", "reported_at")
    OF_CHANGES = ("small_change", "user_accounts", "is_authorisation")

    contact = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.select_related("customer"),
        required=False,
        help_text=_("Alleen 1do, en daar verplicht; een klant meldt voor zichzelf."),
    )
    channel = serializers.ChoiceField(
        [(channel.value, channel.label) for channel in (Channel.API, Channel.PHONE, Channel.ALERT)],
        required=False,
        help_text=_("Alleen 1do; anders `api`. `alert` is van monitoring."),
    )
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True, help_text=_("Alleen 1do.")
    )
    reported_at = ZonedMomentField(
        required=False, help_text=_("Alleen 1do: wanneer het ons bereikte, als dat eerder was; de klok telt vanaf dan.")
    )
    subject = serializers.CharField(max_length=160)
    description = serializers.CharField(max_length=20_000)
    steps_taken = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    impact_text = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=40, required=False, help_text=_("Het systeem waarin deze melding `external_id` heet.")
    )
    external_id = serializers.CharField(max_length=80, required=False, help_text=_("Per klant en bron één keer."))
    item_type = serializers.ChoiceField(ItemType.choices, required=False, help_text=_("Anders `werkplek`."))
    service = serializers.CharField(max_length=40, required=False, help_text=_("Alleen 1do; anders `support`."))
    features = KeysField(required=False, max_length=20, help_text=_("Alleen 1do: bijzonderheden van 6.4."))
    small_change = serializers.BooleanField(required=False, help_text=_("Alleen 1do, bij een aanpassing (7.7)."))
    user_accounts = serializers.BooleanField(required=False, help_text=_("Alleen bij een aanpassing (6.3)."))
    is_authorisation = serializers.BooleanField(required=False, help_text=_("Alleen bij een aanpassing (10)."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in self.OF_CHANGES:
            if attrs.get(name) and attrs["kind"] != TicketKind.AANPASSING:
                raise serializers.ValidationError({name: [_("Dit geldt alleen bij een aanpassing.")]})
        return super().validate(attrs)

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
    supplier = serializers.PrimaryKeyRelatedField(queryset=Supplier.objects.all(), required=False, allow_null=True)
    supplier_reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    chase_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("Leverancier nabellen op; anders de volgende werkdag.")
    )


class PlanSerializer(OptionalMessageSerializer):
    planned_for = ZonedMomentField()


class ClassifySerializer(ClassificationSerializer):
    reason = serializers.CharField(max_length=5_000)


class LogTimeSerializer(StrictSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=24 * 60)
    activity = serializers.ChoiceField(Activity.choices, required=False)
    on_site = serializers.BooleanField(required=False)
    outside_hours = serializers.BooleanField(required=False, help_text=OUTSIDE_HOURS)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True)
    started_at = ZonedMomentField(required=False)
    began_then = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text=_("Of het werk toen begon; nodig als de tijd voor de aanvang begint en de klok iets anders zegt."),
    )


# --- SLA preview ------------------------------------------------------------------------------------------
class PreviewQuerySerializer(ClassificationSerializer):
    moment = ZonedMomentField(required=False)
    customer = serializers.CharField(max_length=20, required=False, help_text=_("Klantnummer, of id."))
    channel = serializers.ChoiceField(Channel.choices, required=False)
    item_type = serializers.ChoiceField(
        ItemType.choices, required=False, help_text=_("Bij een klant; anders `werkplek`.")
    )


class PreviewSerializer(serializers.Serializer[Any]):
    priority = serializers.ChoiceField(Priority.choices, allow_null=True)
    nature = serializers.ChoiceField(Nature.choices)
    due_at = ZonedMomentField(allow_null=True)
    off_channel = serializers.BooleanField(help_text=_("Kritisch hoort per telefoon (SLA 7.9)."))
    wording = serializers.CharField()
    clause = serializers.CharField()
    start_words = serializers.CharField(help_text=_("Wanneer het werk begint, in een zin."))
    channels = serializers.CharField(help_text=_("Hoe 1do dit het liefst hoort (SLA 7.9); leeg zonder prioriteit."))
    ledger = LedgerLineSerializer(many=True)
