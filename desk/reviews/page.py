"""The page of one review at the desk: the document, and beside it all that can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from desk.access import HouseRequest
from desk.reviews.forms import (
    AgendaPointForm,
    CallOffForm,
    CameForm,
    CorrectionForm,
    FitForm,
    GuestForm,
    ImprovementForm,
    ImprovementOutcomeForm,
    RemarkForm,
)
from reviews.models import Review
from reviews.reviewing.reading import shown_to_house, whole, with_both
from reviews.reviewing.review_document import advice_of
from reviews.reviewing.verb import PREPARE
from reviews.reviewing.writing import Written

NOTHING: Mapping[str, Any] = MappingProxyType({})


def found_review(request: HouseRequest, pk: int) -> Review:
    reviews = Review.objects.visible_to(request.user).select_related("customer", "agreement", "made_by")
    return get_object_or_404(reviews, pk=pk)


def review_page(
    request: HouseRequest, review: Review, *, both: Written | None = None, filled: Mapping[str, Any] = NOTHING
) -> HttpResponse:
    """`filled`: the form that was refused, by its name in the page; `both`: a text that two people wrote at once."""
    now = timezone.now()
    shown = shown_to_house(review, request.user, now, whole(request.GET.get("versie", "")))
    if both:
        with_both(shown.document, both)
    attendees = list(review.attendees.filter(removed_at__isnull=True).select_related("contact", "user"))
    published = shown.published
    context = {
        "review": review,
        "customer": review.customer,
        "agreement": review.agreement,
        "shown": shown,
        "attendees": attendees,
        "mine": next((each for each in attendees if each.user_id == request.user.pk), None),
        "responses": list(published.responses.all()) if published else [],
        "may_prepare": request.user.has_perm(PREPARE),
        "removable": shown.removable(of_house=True),
        "remove_url": reverse("desk:review_point_remove", args=[review.pk]),
        "has_begun": review.may_be_held(now),
        "is_period_over": review.is_period_over(now),
        "fee_words": advice_of(review, now).fee_words if shown.editable else "",
        "section": "reviews" if request.user.has_perm(PREPARE) else "customers",
    }
    return render(request, "desk/reviews/review.html", context | _forms(review) | dict(filled))


def _forms(review: Review) -> dict[str, Any]:
    """Each with ids of its own, for they stand on one page."""
    return {
        "guest_form": GuestForm(review, auto_id="gast-%s"),
        "point_form": AgendaPointForm(auto_id="punt-%s"),
        "improvement_form": ImprovementForm(review, auto_id="verbeterpunt-%s"),
        "outcome_form": ImprovementOutcomeForm(auto_id=False),
        "call_off_form": CallOffForm(auto_id="afzeggen-%s"),
        "came_form": CameForm(review, auto_id="erbij-%s"),
        "correction_form": CorrectionForm(auto_id="correctie-%s"),
        "remark_form": RemarkForm(auto_id="reactie-%s"),
        "fit_form": FitForm(initial={"fit": review.fit}, auto_id="oordeel-%s"),
    }
