"""Service Reviews and their improvement points over REST, to be read (SLA 11)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from accounts.models import Scope
from api.agreements.serializers import CustomerOfSerializer
from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, ZonedMomentField
from api.views import ApiViewSet
from reviews.models import (
    ActionSide,
    AttendeeAnswer,
    ImprovementPoint,
    ImprovementStatus,
    PublishedReview,
    Review,
    ReviewAttendee,
    ReviewState,
)
from reviews.periods import day_of
from reviews.reviewing.improving import standing_on
from reviews.reviewing.reading import shown_to_customer, shown_to_house


class AttendeeSerializer(serializers.Serializer[ReviewAttendee]):
    name = serializers.CharField()
    is_house = serializers.BooleanField(help_text=_("true: iemand van 1do."))
    answer = serializers.ChoiceField(AttendeeAnswer.choices)
    came = serializers.BooleanField(allow_null=True, help_text=_("null: nog niet vastgelegd."))


class PublishedReviewSerializer(serializers.Serializer[PublishedReview]):
    version = serializers.IntegerField()
    published_at = ZonedMomentField()
    reason = serializers.CharField(help_text=_("Waarom er een correctie kwam; leeg bij de eerste versie."))
    sha256 = serializers.CharField(help_text=_("Controlegetal van de PDF."))


class ReviewSerializer(serializers.Serializer[Review]):
    id = serializers.IntegerField()
    customer = CustomerOfSerializer()
    state = serializers.ChoiceField(ReviewState.choices)
    first_day = serializers.DateField(help_text=_("Eerste dag van de besproken periode."))
    last_day = serializers.DateField()
    planned_for = ZonedMomentField()
    minutes = serializers.IntegerField()
    place = serializers.CharField()
    link = serializers.CharField()
    attendees = serializers.SerializerMethodField()
    published = PublishedReviewSerializer(many=True, source="published.all")

    @extend_schema_field(AttendeeSerializer(many=True))
    def get_attendees(self, review: Review) -> Any:
        invited: Any = [each for each in review.attendees.all() if not each.removed_at]
        return AttendeeSerializer(invited, many=True).data


class ReviewDetailSerializer(ReviewSerializer):
    document = serializers.SerializerMethodField(
        help_text=_("Het hele verslag, als gegevens: zoals het is gepubliceerd, of zoals het nu wordt voorbereid.")
    )

    def get_document(self, review: Review) -> dict[str, Any]:
        view = self.context["view"]
        if view.user.is_house:
            return shown_to_house(review, view.user, view.now).document
        return shown_to_customer(review, view.now).document


class ImprovementSerializer(serializers.Serializer[ImprovementPoint]):
    id = serializers.IntegerField()
    review = serializers.IntegerField(source="review_id")
    customer = CustomerOfSerializer()
    side = serializers.ChoiceField(ActionSide.choices)
    text = serializers.CharField()
    owner = serializers.CharField(source="owner.name")
    due_on = serializers.DateField()
    status = serializers.ChoiceField(ImprovementStatus.choices)
    outcome = serializers.CharField()
    ticket = serializers.IntegerField(source="ticket_id", allow_null=True)
    standing = serializers.SerializerMethodField(help_text=_("Hoe het ervoor staat, in woorden."))

    def get_standing(self, point: ImprovementPoint) -> str:
        return standing_on(point, day_of(self.context["view"].now)).words


class ReviewFilter(filters.FilterSet):
    state = ChoicesFilter(choices=ReviewState.choices)
    customer = CustomerKeyFilter(field_name="customer")

    class Meta:
        model = Review
        fields: list[str] = []


class ImprovementFilter(filters.FilterSet):
    status = ChoicesFilter(choices=ImprovementStatus.choices)
    side = ChoicesFilter(choices=ActionSide.choices)
    customer = CustomerKeyFilter(field_name="customer")

    class Meta:
        model = ImprovementPoint
        fields: list[str] = []


class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Review.objects.all()
    serializer_class = ReviewSerializer
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = ReviewFilter
    required_scopes = {"list": Scope.REVIEWS_READ, "retrieve": Scope.REVIEWS_READ}
    orderings = {"-planned_for": ("-planned_for", "-pk"), "planned_for": ("planned_for", "pk")}
    tag = "service reviews"

    def get_serializer_class(self) -> Any:
        return ReviewDetailSerializer if self.action == "retrieve" else ReviewSerializer

    def get_queryset(self) -> QuerySet[Review]:
        found = Review.objects.visible_to(self.user).select_related("customer", "agreement", "made_by")
        return found.prefetch_related("attendees__contact", "attendees__user", "published")


class ImprovementViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = ImprovementPoint.objects.all()
    serializer_class = ImprovementSerializer
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = ImprovementFilter
    required_scopes = {"list": Scope.REVIEWS_READ, "retrieve": Scope.REVIEWS_READ}
    orderings = {"due_on": ("due_on", "pk"), "-due_on": ("-due_on", "-pk")}
    tag = "service reviews"

    def get_queryset(self) -> QuerySet[ImprovementPoint]:
        found = ImprovementPoint.objects.visible_to(self.user)
        return found.select_related("customer", "owner_user", "owner_contact", "ticket")
