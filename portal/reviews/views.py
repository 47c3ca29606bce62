"""Service Reviews in the Serviceportaal (SLA 11): prepared, read, agreed to; and what the customer himself would do.

By the link of an invitation somebody says whether he comes, without signing in and no more. GET changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from contracts.models import Contact
from infra import signed_links
from infra.errors import Refused
from infra.forms import RefusableForm
from portal.access import PortalRequest, for_contacts
from portal.personal_links import is_somebody_else, private, read_link
from portal.reviews.forms import DoneForm, InvitationForm, OwnPointForm, ReviewRemarkForm
from portal.supportcenter import supportcenter_for
from reviews import actions
from reviews.models import ActionSide, ImprovementPoint, PublishedReview, Review, ReviewAttendee
from reviews.periods import day_of
from reviews.reviewing.improving import open_of
from reviews.reviewing.invitations import own_calendar_file
from reviews.reviewing.reading import pdf_response, shown_to_customer, whole, with_both
from reviews.reviewing.writing import Written

NEWEST = 50
NOTHING: Mapping[str, Any] = MappingProxyType({})


@require_safe
@for_contacts
def overview(request: PortalRequest) -> HttpResponse:
    return _overview(request)


def _overview(request: PortalRequest, **more: Any) -> HttpResponse:
    points = open_of(request.contact.customer).filter(
        pk__in=ImprovementPoint.objects.visible_to(request.user).values("pk")
    )
    context = {
        "hub": "agreements",
        "reviews": list(_mine(request)[:NEWEST]),
        "own": [point for point in points if point.side == ActionSide.CUSTOMER],
        "of_house": [point for point in points if point.is_of_house],
        "today": day_of(request.now),
    }
    return request.page("portal/reviews/reviews.html", context | more)


def _mine(request: PortalRequest) -> Any:
    seen = Review.objects.visible_to(request.user).filter(customer=request.contact.customer_id)
    return seen.select_related("customer", "agreement", "made_by")


def _found(request: PortalRequest, pk: int) -> Review:
    review: Review = get_object_or_404(_mine(request), pk=pk)
    return review


@require_safe
@for_contacts
def page(request: PortalRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(
    request: PortalRequest, review: Review, *, both: Written | None = None, filled: Mapping[str, Any] = NOTHING
) -> HttpResponse:
    shown = shown_to_customer(review, request.now, whole(request.http.GET.get("versie", "")))
    if both:
        with_both(shown.document, both)
    people = list(review.attendees.filter(removed_at__isnull=True).select_related("contact", "user"))
    mine = next((each for each in people if each.contact_id == request.contact.pk), None)
    responses = list(shown.published.responses.all()) if shown.published else []
    context = {
        "hub": "agreements",
        "review": review,
        "shown": shown,
        "attendees": people,
        "mine": mine,
        "responses": responses,
        "has_agreed": any(each.agrees and each.by_id == request.user.pk for each in responses),
        "removable": shown.removable(of_house=False),
        "remove_url": reverse("portal:review_point_remove", args=[review.pk]),
        "point_form": OwnPointForm(auto_id="punt-%s"),
        "remark_form": ReviewRemarkForm(auto_id="reactie-%s"),
        "answer_form": InvitationForm(initial={"answer": mine.answer if mine else ""}, auto_id="komst-%s"),
    }
    return request.page("portal/reviews/review.html", context | dict(filled))


def _filled(
    request: PortalRequest, review: Review, name: str, form: RefusableForm, act: Callable[[], object], said: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            if refused.field:
                form.refuse(refused)
            else:
                messages.warning(request.http, refused.message)  # the page may no longer have this form
        else:
            messages.success(request.http, said)
            return redirect("portal:review", review.pk)
    return _page(request, _found(request, review.pk), filled={name: form})


@require_POST
@for_contacts
def write(request: PortalRequest, pk: int) -> HttpResponse:
    review, posted = _found(request, pk), request.http.POST
    is_htmx = bool(request.http.htmx)  # type: ignore[attr-defined]
    key, version = posted.get("key", ""), whole(posted.get("version", ""))
    body = posted.get("body", "")
    try:
        written = actions.write_text(review, by=request.user, now=request.now, key=key, body=body, version=version)
    except Refused as refused:
        if is_htmx:
            return render(request.http, "components/_review_state.html", {"refused": refused.message})
        messages.warning(request.http, refused.message)
        return redirect("portal:review", pk)
    if is_htmx:
        return render(request.http, "components/_review_state.html", {"written": written})
    if not written.is_kept:
        return _page(request, review, both=written)
    return redirect(f"{reverse('portal:review', args=[pk])}#{written.anchor}")


@require_POST
@for_contacts
def add_point(request: PortalRequest, pk: int) -> HttpResponse:
    review, form = _found(request, pk), OwnPointForm(request.http.POST, auto_id="punt-%s")

    def act() -> object:
        return actions.add_point(review, by=request.user, now=request.now, title=form.cleaned_data["title"])

    return _filled(request, review, "point_form", form, act, _("Uw punt staat op de agenda."))


@require_POST
@for_contacts
def remove_point(request: PortalRequest, pk: int) -> HttpResponse:
    review = _found(request, pk)
    point = get_object_or_404(review.points.select_related("review"), pk=whole(request.http.POST.get("point", "")))
    try:
        actions.remove_point(point, by=request.user, now=request.now)
    except Refused as refused:
        messages.warning(request.http, refused.message)
    else:
        messages.success(request.http, _("Uw punt is van de agenda."))
    return redirect("portal:review", pk)


@require_POST
@for_contacts
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    review, form = _found(request, pk), InvitationForm(request.http.POST, auto_id="komst-%s")
    own = get_object_or_404(review.attendees.select_related("review"), contact=request.contact)

    def act() -> object:
        given = form.cleaned_data["answer"]
        return actions.answer_invitation(own, by=request.user, now=request.now, answer=given)

    return _filled(request, review, "answer_form", form, act, _("Dank u wel, uw antwoord is bewaard."))


@require_POST
@for_contacts
def respond(request: PortalRequest, pk: int) -> HttpResponse:
    """ "Gezien en akkoord", or a remark alone."""
    review, form = _found(request, pk), ReviewRemarkForm(request.http.POST, auto_id="reactie-%s")
    published = get_object_or_404(review.published, version=whole(request.http.POST.get("version", "")))
    agrees = "agrees" in request.http.POST

    def act() -> object:
        remark = form.cleaned_data["remark"]
        return actions.respond(published, by=request.user, now=request.now, agrees=agrees, remark=remark)

    return _filled(request, review, "remark_form", form, act, _("Dank u wel, uw reactie is bewaard."))


@require_POST
@for_contacts
def end_improvement(request: PortalRequest, point: int) -> HttpResponse:
    own = ImprovementPoint.objects.visible_to(request.user).filter(
        customer=request.contact.customer_id, side=ActionSide.CUSTOMER
    )
    found = get_object_or_404(own, pk=point)
    form = DoneForm(request.http.POST)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    try:
        actions.end_improvement(found, by=request.user, now=request.now, done=True, outcome=outcome)
    except Refused as refused:
        messages.warning(request.http, refused.message)
    else:
        messages.success(request.http, _("Dank u wel. De volgende Service Review begint ermee."))
    return redirect("portal:reviews")


@require_safe
@for_contacts
def pdf(request: PortalRequest, pk: int, version: int) -> HttpResponse:
    """Exactly what was published."""
    seen = PublishedReview.objects.visible_to(request.user).filter(review__customer=request.contact.customer_id)
    return pdf_response(get_object_or_404(seen.select_related("review__customer"), review=pk, version=version))


@require_safe
@for_contacts
def calendar(request: PortalRequest, pk: int) -> HttpResponse:
    """His own appointment, for who lost the mail."""
    review = _found(request, pk)
    own = get_object_or_404(
        review.attendees.select_related("contact", "user"), contact=request.contact, removed_at=None
    )
    own.review = review
    return HttpResponse(own_calendar_file(own, request.now), content_type="text/calendar; charset=utf-8")


# --- Behind the link of an invitation --------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    user = request.user if isinstance(request.user, User) else None
    attendee, contact = _invited_by(token)
    if attendee is None or contact is None or attendee.contact_id != contact.pk or is_somebody_else(request, contact):
        return _no_good(request, 404)
    if attendee.removed_at is not None or not attendee.review.is_to_come:
        return _no_good(request, 410)
    if not contact.is_reachable or contact.customer_id != attendee.review.customer_id:
        return _no_good(request, 404)
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(data, initial={"answer": attendee.answer}, auto_id="komst-%s")
    context = {
        "attendee": attendee,
        "review": attendee.review,
        "person": contact,
        "form": form,
        "token": token,
        "supportcenter": supportcenter_for(attendee.review.agreement, now),
    }
    if data is None or not form.is_valid():
        return private(render(request, "portal/reviews/invitation.html", context))
    try:
        given = form.cleaned_data["answer"]
        actions.answer_invitation(attendee, now=now, answer=given, by=user, contact=contact)
    except (Refused, PermissionDenied):  # it was called off this very moment
        return _no_good(request, 410)
    attendee.refresh_from_db(fields=["answer"])
    return private(render(request, "portal/reviews/answered.html", context))


def _invited_by(token: str) -> tuple[ReviewAttendee | None, Contact | None]:
    found = read_link(signed_links.INVITATION, token)
    if found is None:
        return None, None
    places = ReviewAttendee.objects.select_related("review__customer", "review__agreement__calendar", "contact")
    return places.filter(pk=found[0]).first(), found[1]


def _no_good(request: HttpRequest, status: int) -> HttpResponse:
    context = {"supportcenter": supportcenter_for(None, timezone.now()), "is_over": status == 410}
    return private(render(request, "portal/reviews/gone.html", context, status=status))
