"""Service Reviews at the desk (SLA 11): of the house, of a customer, planning one, and the review itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contracts.dap.queries import named
from contracts.models import ClauseKind, Contact, Customer
from desk.access import HouseRequest, house
from desk.reviews.forms import ReviewMoveForm, ReviewPlanForm
from desk.reviews.page import found_review, review_page
from infra.errors import Refused
from reviews import actions
from reviews.models import PublishedReview, Review
from reviews.periods import day_of
from reviews.reviewing.improving import open_of
from reviews.reviewing.invitations import own_calendar_file
from reviews.reviewing.reading import pdf_response
from reviews.reviewing.review_rhythm import standing_of, standings, usual_period
from reviews.reviewing.verb import PREPARE

NEWEST = 50


@require_GET
@house()
def overview(request: HouseRequest) -> HttpResponse:
    """Whom we owe a review, what is coming, and what was held last; `?mijn`: of one's own customers."""
    now, is_mine = timezone.now(), "mijn" in request.GET
    rows = standings(request.user, now, manager=request.user if is_mine else None)
    reviews = Review.objects.visible_to(request.user).select_related("customer")
    if is_mine:
        reviews = reviews.filter(customer__in=[row.customer.pk for row in rows])
    context = {
        "standings": rows,
        "behind": sum(row.is_behind for row in rows),
        "coming": list(reviews.to_be_held().order_by("planned_for")[:NEWEST]),
        "held": list(reviews.exclude(state__in=["planned", "preparing", "cancelled"])[:NEWEST]),
        "is_mine": is_mine,
        "section": "reviews",
    }
    return render(request, "desk/reviews/reviews.html", context)


@require_GET
@house()
def of_customer(request: HouseRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    reviews = Review.objects.visible_to(request.user).filter(customer=customer).prefetch_related("published")
    context = {
        "customer": customer,
        "standing": standing_of(customer, request.user, timezone.now()),
        "reviews": list(reviews[:NEWEST]),
        "improvements": list(open_of(customer)[:NEWEST]),
        "today": day_of(timezone.now()),
        "section": "customers",
    }
    return render(request, "desk/reviews/customer_reviews.html", context)


@require_http_methods(["GET", "POST"])
@house(PREPARE)
def plan(request: HouseRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = ReviewPlanForm(request.POST or None, customer=customer, initial=_proposed(customer, request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            review = actions.plan_review(
                customer,
                form.plan,
                by=request.user,
                now=timezone.now(),
                fixed_contact=given["fixed_contact"],
                account_manager=given["account_manager"],
                others=form.others,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("De Service Review is gepland; iedereen krijgt een uitnodiging."))
            return redirect("desk:review", review.pk)
    context = {"customer": customer, "form": form, "section": "customers"}
    return render(request, "desk/reviews/plan.html", context)


def _proposed(customer: Customer, request: HouseRequest) -> dict[str, Any]:
    """Whom the DAP names, else who came the last time; the account manager of the agreement."""
    now = timezone.now()
    agreement = customer.agreement_at(now)
    period = usual_period(customer, day_of(now))
    clause = named(agreement, ClauseKind.REVIEW, now)
    contacts: list[Contact] = list(clause.contacts) if clause else []
    last = Review.objects.filter(customer=customer).exclude(state="cancelled").first()
    if not contacts and last:
        contacts = [each.contact for each in last.attendees.filter(contact__is_active=True).select_related("contact")]  # type: ignore[misc]
    manager = agreement.account_manager if agreement else None
    return {
        "first_day": period.first,
        "last_day": period.last,
        "fixed_contact": contacts[0].pk if contacts else None,
        "contacts": [each.pk for each in contacts[1:]],
        "account_manager": (manager or request.user).pk,
        "place": last.place if last else "",
    }


@require_http_methods(["GET", "POST"])
@house(PREPARE)
def move(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    names = ("planned_for", "minutes", "place", "link", "first_day", "last_day")
    form = ReviewMoveForm(request.POST or None, initial={name: getattr(review, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_review(review, form.plan, by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, _("Dat is gewijzigd. Is het moment of de plek anders, dan krijgt iedereen bericht.")
            )
            return redirect("desk:review", pk)
    context = {"customer": review.customer, "review": review, "form": form, "section": "customers"}
    return render(request, "desk/reviews/move.html", context)


@require_GET
@house()
def page(request: HouseRequest, pk: int) -> HttpResponse:
    return review_page(request, found_review(request, pk))


@require_GET
@house()
def pdf(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    """Exactly what was published."""
    found = PublishedReview.objects.visible_to(request.user).filter(review=pk, version=version)
    return pdf_response(get_object_or_404(found.select_related("review__customer")))


@require_GET
@house()
def calendar(request: HouseRequest, pk: int) -> HttpResponse:
    """One's own appointment, for who lost the mail."""
    review = found_review(request, pk)
    own = get_object_or_404(review.attendees.select_related("user", "contact"), user=request.user, removed_at=None)
    own.review = review
    return HttpResponse(own_calendar_file(own, timezone.now()), content_type="text/calendar; charset=utf-8")
