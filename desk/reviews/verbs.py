"""What is done with a review at the desk: each a POST that calls one verb; what is refused comes back on the page, with
what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.access import HouseRequest, house
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
from desk.reviews.page import found_review, review_page
from infra.errors import Refused
from infra.forms import RefusableForm
from reviews import actions
from reviews.models import Review
from reviews.reviewing.reading import whole
from reviews.reviewing.verb import PREPARE


def _filled(
    request: HouseRequest, review: Review, name: str, form: RefusableForm, act: Callable[[], object], said: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except (Refused, ValidationError) as refused:
            if isinstance(refused, Refused) and not refused.field:
                messages.warning(request, refused.message)  # the page may no longer have this form
            else:
                form.refuse(refused)
        else:
            messages.success(request, said)
            return redirect("desk:review", review.pk)
    return review_page(request, found_review(request, review.pk), filled={name: form})


def _pressed(request: HouseRequest, review: Review, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, said)
    return redirect("desk:review", review.pk)


@require_POST
@house(PREPARE)
def write(request: HouseRequest, pk: int) -> HttpResponse:
    """While one types (htmx: only how it went comes back), or by the button."""
    review = found_review(request, pk)
    key, body, version = (request.POST.get(name, "") for name in ("key", "body", "version"))
    try:
        written = actions.write_text(
            review, by=request.user, now=timezone.now(), key=key, body=body, version=whole(version)
        )
    except Refused as refused:
        if request.htmx:
            return render(request, "components/_review_state.html", {"refused": refused.message})
        messages.warning(request, refused.message)
        return redirect("desk:review", pk)
    if request.htmx:
        return render(request, "components/_review_state.html", {"written": written})
    if not written.is_kept:
        return review_page(request, review, both=written)
    return redirect(f"{reverse('desk:review', args=[pk])}#{written.anchor}")


@require_POST
@house(PREPARE)
def fit(request: HouseRequest, pk: int) -> HttpResponse:
    review, form = found_review(request, pk), FitForm(request.POST, auto_id="oordeel-%s")
    return _filled(
        request,
        review,
        "fit_form",
        form,
        lambda: actions.set_fit(review, by=request.user, now=timezone.now(), fit=form.cleaned_data["fit"]),
        _("Het oordeel is bewaard."),
    )


@require_POST
@house(PREPARE)
def add_point(request: HouseRequest, pk: int) -> HttpResponse:
    review, form = found_review(request, pk), AgendaPointForm(request.POST, auto_id="punt-%s")
    return _filled(
        request,
        review,
        "point_form",
        form,
        lambda: actions.add_point(review, by=request.user, now=timezone.now(), title=form.cleaned_data["title"]),
        _("Het punt staat op de agenda."),
    )


@require_POST
@house(PREPARE)
def remove_point(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    found = get_object_or_404(review.points, pk=whole(request.POST.get("point", "")))
    return _pressed(
        request,
        review,
        lambda: actions.remove_point(found, by=request.user, now=timezone.now()),
        _("Het punt is van de agenda."),
    )


@require_POST
@house(PREPARE)
def invite(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    form = GuestForm(review, request.POST, auto_id="gast-%s")
    return _filled(
        request,
        review,
        "guest_form",
        form,
        lambda: actions.invite(review, form.who, by=request.user, now=timezone.now()),
        _("De uitnodiging gaat eruit."),
    )


@require_POST
@house(PREPARE)
def uninvite(request: HouseRequest, pk: int, attendee: int) -> HttpResponse:
    review = found_review(request, pk)
    found = get_object_or_404(review.attendees.select_related("review"), pk=attendee)
    return _pressed(
        request,
        review,
        lambda: actions.uninvite(found, by=request.user, now=timezone.now()),
        _("De uitnodiging is ingetrokken."),
    )


@require_POST
@house()
def answer(request: HouseRequest, pk: int) -> HttpResponse:
    """Of a colleague who was invited."""
    review = found_review(request, pk)
    own = get_object_or_404(review.attendees.select_related("review"), user=request.user)
    given = request.POST.get("answer", "")
    return _pressed(
        request,
        review,
        lambda: actions.answer_invitation(own, by=request.user, now=timezone.now(), answer=given),
        _("Je antwoord is bewaard."),
    )


@require_POST
@house(PREPARE)
def add_improvement(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    form = ImprovementForm(review, request.POST, auto_id="verbeterpunt-%s")

    def act() -> object:
        given = form.cleaned_data
        return actions.add_improvement(
            review, by=request.user, now=timezone.now(), text=given["text"], owner=form.who, due_on=given["due_on"]
        )

    return _filled(request, review, "improvement_form", form, act, _("Het verbeterpunt is vastgelegd."))


@require_POST
@house(PREPARE)
def remove_improvement(request: HouseRequest, pk: int, point: int) -> HttpResponse:
    review = found_review(request, pk)
    found = get_object_or_404(review.improvements.select_related("review"), pk=point)
    return _pressed(
        request,
        review,
        lambda: actions.remove_improvement(found, by=request.user, now=timezone.now()),
        _("Het verbeterpunt is weggehaald."),
    )


@require_POST
@house()
def end_improvement(request: HouseRequest, pk: int, point: int) -> HttpResponse:
    """One of this customer, of this review or of one before."""
    review = found_review(request, pk)
    found = get_object_or_404(review.customer.improvements, pk=point)
    form, done = ImprovementOutcomeForm(request.POST), "done" in request.POST
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    return _pressed(
        request,
        review,
        lambda: actions.end_improvement(found, by=request.user, now=timezone.now(), done=done, outcome=outcome),
        _("Het verbeterpunt is afgerond."),
    )


@require_POST
@house(PREPARE)
def call_off(request: HouseRequest, pk: int) -> HttpResponse:
    review, form = found_review(request, pk), CallOffForm(request.POST, auto_id="afzeggen-%s")
    return _filled(
        request,
        review,
        "call_off_form",
        form,
        lambda: actions.call_off_review(
            review, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
        ),
        _("De Service Review is afgezegd; iedereen krijgt bericht."),
    )


@require_POST
@house(PREPARE)
def share(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    return _pressed(
        request,
        review,
        lambda: actions.share_papers(review, by=request.user, now=timezone.now()),
        _("De klant leest de stukken nu in het Serviceportaal, en krijgt daarvan bericht."),
    )


@require_POST
@house(PREPARE)
def hold(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    form = CameForm(review, request.POST, auto_id="erbij-%s")
    return _filled(
        request,
        review,
        "came_form",
        form,
        lambda: actions.hold_review(review, by=request.user, now=timezone.now(), came=form.cleaned_data["came"]),
        _("Vastgelegd. Lees het verslag na en publiceer het."),
    )


@require_POST
@house(PREPARE)
def publish(request: HouseRequest, pk: int) -> HttpResponse:
    review = found_review(request, pk)
    said = _("Gepubliceerd. Wie erbij was krijgt bericht; verbeterpunten van 1do zijn nu meldingen.")
    return _pressed(request, review, lambda: actions.publish_review(review, by=request.user, now=timezone.now()), said)


@require_POST
@house(PREPARE)
def correct(request: HouseRequest, pk: int) -> HttpResponse:
    review, form = found_review(request, pk), CorrectionForm(request.POST, auto_id="correctie-%s")
    return _filled(
        request,
        review,
        "correction_form",
        form,
        lambda: actions.correct_review(review, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]),
        _("Pas de teksten aan en publiceer de volgende versie."),
    )


@require_POST
@house()
def respond(request: HouseRequest, pk: int) -> HttpResponse:
    review, form = found_review(request, pk), RemarkForm(request.POST, auto_id="reactie-%s")
    published = get_object_or_404(review.published.order_by("-version")[:1])
    agrees = "agrees" in request.POST

    def act() -> object:
        remark = form.cleaned_data["remark"]
        return actions.respond(published, by=request.user, now=timezone.now(), agrees=agrees, remark=remark)

    return _filled(request, review, "remark_form", form, act, _("Je reactie is bewaard."))


@require_POST
@house(PREPARE)
def next_version(request: HouseRequest, pk: int) -> HttpResponse:
    """What was agreed about the SLA itself goes on as a concept of the agreement."""
    review = found_review(request, pk)
    try:
        agreement = actions.start_next_version(review, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("desk:review", pk)
    messages.success(request, _("Dit is de volgende versie van de overeenkomst, als concept."))
    return redirect("desk:agreement_version", review.customer_id, agreement.pk)
