"""Acts that carry out what was agreed: coverage, questions to the customer, the ladder, suppliers, and timers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import StrictSerializer
from api.tickets import serializers as shapes
from api.tickets.acting import ActingViewSet, verb
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import Verdict
from contracts.models import Advice, Contact, Supplier
from contracts.time.rates import RateKind
from tickets import actions
from tickets.approvals.actions import MOST_MINUTES
from tickets.coverage.actions import LONGEST_REASON
from tickets.models import Activity


class DescribeWorkSerializer(StrictSerializer):
    item_type = serializers.ChoiceField(ItemType.choices)
    service = serializers.CharField(max_length=40, help_text=_("SLA-onderdeel: een rij van 5.2, zoals `support`."))
    features = shapes.KeysField(required=False, max_length=20, help_text=_("Bijzonderheden van 6.4; anders geen."))
    small_change = serializers.BooleanField(required=False, help_text=_("Kleine aanpassing (7.7)."))
    user_accounts = serializers.BooleanField(required=False, help_text=_("Basis gebruikersbeheer (6.3)."))
    extra_supervision = serializers.BooleanField(required=False, help_text=_("Update met extra toezicht (6.1)."))
    unsupported = serializers.BooleanField(
        required=False, help_text=_("Zonder ondersteuning van de fabrikant: best effort, zonder streeftijd (7.10).")
    )
    reason = serializers.CharField(
        max_length=5_000,
        required=False,
        allow_blank=True,
        help_text=_("Nodig als de dekking met de hand is bepaald: de overeenkomst beslist dan weer."),
    )


class OverrideCoverageSerializer(StrictSerializer):
    verdict = serializers.ChoiceField(Verdict.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class LinkAdviceSerializer(StrictSerializer):
    advice = serializers.PrimaryKeyRelatedField(
        queryset=Advice.objects.select_related("decided_by"), allow_null=True, help_text=_("null: geen.")
    )


class AskEstimateSerializer(shapes.MessageSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES)
    rate = serializers.ChoiceField(RateKind.choices, required=False)
    amount = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        required=False,
        allow_null=True,
        help_text=_("In euro's, zonder btw; anders de tijd tegen het tarief."),
    )


class RecordSpokenYesSerializer(shapes.MessageSerializer):
    contact = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.select_related("customer", "user"), help_text=_("Wie akkoord gaf.")
    )
    minutes = serializers.IntegerField(
        min_value=1, max_value=MOST_MINUTES, required=False, help_text=_("Anders die van de vraag die openstaat.")
    )
    rate = serializers.ChoiceField(RateKind.choices, required=False)
    amount = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        required=False,
        allow_null=True,
        help_text=_("In euro's, zonder btw; anders de tijd tegen het tarief."),
    )


class AddExtraCostsSerializer(shapes.MessageSerializer):
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, help_text=_("In euro's, zonder btw."))
    supplier = serializers.PrimaryKeyRelatedField(queryset=Supplier.objects.all(), required=False, allow_null=True)


class ChaseSupplierSerializer(shapes.MessageSerializer):
    supplier_reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    chase_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("Opnieuw bellen op; anders de volgende werkdag.")
    )


class EscalateSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=5_000)


class StopTimerSerializer(StrictSerializer):
    minutes = serializers.IntegerField(
        min_value=1, max_value=24 * 60, required=False, help_text=_("Anders wat de timer aangeeft.")
    )
    activity = serializers.ChoiceField(Activity.choices, required=False)
    on_site = serializers.BooleanField(required=False)
    outside_hours = serializers.BooleanField(required=False, help_text=shapes.OUTSIDE_HOURS)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True)
    began_then = serializers.BooleanField(required=False, allow_null=True, help_text=_("Zie `log-time`."))


class AgreedActs(ActingViewSet):
    # --- Coverage (SLA 5 to 8) ---
    @verb(DescribeWorkSerializer, "Zeggen wat het voor werk is", "De dekking volgt hieruit (SLA 5 tot en met 8).")
    def describe_work(self, request: Request, number: str) -> Response:
        return self._act(actions.describe_work)

    @verb(OverrideCoverageSerializer, "Dekking met de hand bepalen", "De klant leest de reden.")
    def override_coverage(self, request: Request, number: str) -> Response:
        return self._act(actions.override_coverage)

    @verb(LinkAdviceSerializer, "Afgewezen advies koppelen", "Een incident dat hieruit volgt is meerwerk (SLA 6.4).")
    def link_advice(self, request: Request, number: str) -> Response:
        return self._act(actions.link_advice)

    # --- Questions to the customer (SLA 4.2, 7.2, 10) ---
    @verb(
        AskEstimateSerializer,
        "Akkoord vragen op kosten",
        "De melding wacht op het antwoord, behalve een met prioriteit Kritisch. De vraag staat daarna in `approvals`.",
    )
    def ask_estimate(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.ask_estimate)

    @verb(
        RecordSpokenYesSerializer,
        "Mondeling akkoord vastleggen",
        "Van wie volgens het DAP akkoord mag geven op kosten; hij krijgt het per mail bevestigd (SLA 4.2).",
    )
    def record_spoken_yes(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.record_spoken_yes)

    @verb(shapes.MessageSerializer, "Onder mandaat uitvoeren", "Gaat voor een akkoord op kosten (SLA 4.2).")
    def use_mandate(self, request: Request, number: str) -> Response:
        return self._act(actions.use_mandate)

    @verb(
        shapes.OptionalMessageSerializer,
        "Dit is een autorisatieverzoek",
        "Wacht tot iemand die het DAP noemt dit bevestigt (SLA 10).",
    )
    def mark_authorisation(self, request: Request, number: str) -> Response:
        return self._act(actions.mark_authorisation)

    @verb(shapes.MessageSerializer, "Toestemming vragen om mee te kijken", "De klok loopt door (SLA 7.2).")
    def ask_remote_viewing(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.ask_remote_viewing)

    @verb(shapes.NothingSerializer, "Beginnen met meekijken", "Alleen na een ja, dat voor één keer geldt (SLA 7.2).")
    def begin_viewing(self, request: Request, number: str) -> Response:
        return self._act(actions.begin_viewing)

    @verb(shapes.NothingSerializer, "Stoppen met meekijken")
    def end_viewing(self, request: Request, number: str) -> Response:
        return self._act(actions.end_viewing)

    # --- The ladder, and suppliers (SLA 12, 7.10) ---
    @verb(
        EscalateSerializer,
        "Escaleren naar de volgende trede",
        "Door 1do, of door wie van de klant de melding ziet. Beide kanten lezen de reden (SLA 12).",
        keyed=True,
    )
    def escalate(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.escalate, form_token=self._key())

    @verb(
        AddExtraCostsSerializer,
        "Kosten van een leverancier schrijven",
        "Voor rekening van de klant, die dit leest (SLA 7.10).",
        keyed=True,
    )
    def add_extra_costs(self, request: Request, number: str) -> Response:
        return self._act(actions.add_extra_costs, form_token=self._key())

    @verb(
        ChaseSupplierSerializer,
        "Leverancier nagebeld",
        "Wat hij zei lezen alleen collega's (SLA 7.10).",
        keyed=True,
    )
    def chase_supplier(self, request: Request, number: str) -> Response:
        return self._act(actions.chase_supplier, form_token=self._key())

    # --- Timers (SLA 7.4) ---
    @verb(shapes.NothingSerializer, "Timer starten", "Van de gebruiker van dit token, die er één tegelijk heeft.")
    def start_timer(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.start_timer)

    @verb(StopTimerSerializer, "Timer stoppen en de tijd schrijven", keyed=True)
    def stop_timer(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.stop_timer, form_token=self._key())

    @verb(shapes.NothingSerializer, "Timer stoppen zonder tijd te schrijven")
    def discard_timer(self, request: Request, number: str) -> Response:
        return self._act_beside(actions.discard_timer)
