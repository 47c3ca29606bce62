"""A Service Review from plan to the next one (SLA 11): planned, prepared by the customer, held, published and agreed;
and its figures, in either door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from contracts.models import ServiceAgreement
from reviews.figures.counting import count_due
from reviews.models import ImprovementPoint, Review
from tests.conftest import at
from tests.factories import ServiceAgreementFactory

pytestmark = pytest.mark.browser


def plan(page: Page, customer: int, *, planned_for: str, first_day: str, last_day: str) -> None:
    page.goto(f"/desk/klanten/{customer}/reviews/nieuw/")
    page.fill("[name=planned_for]", planned_for)
    page.fill("[name=place]", "De bakkerij")
    page.fill("[name=first_day]", first_day)
    page.fill("[name=last_day]", last_day)
    page.locator("[name=fixed_contact]").select_option(label="Jan Smit")
    page.get_by_role("button", name="Plan en nodig uit").click()
    page.wait_for_url(re.compile(r"/desk/reviews/\d+/$"))


def write(page: Page, key: str, words: str) -> None:
    """Kept as one types."""
    form = page.locator("form.review-text", has=page.locator(f"[name=key][value='{key}']"))
    form.locator("textarea").fill(words)
    expect(form.locator(".review-text__state")).to_contain_text("Bewaard")


def test_a_review_from_plan_to_the_next(
    cast: SimpleNamespace,
    monday: time_machine.Traveller,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers
    desk = sign_in_browser("daan@1do.example")
    days = {"first_day": "2026-06-01", "last_day": "2026-11-30"}
    plan(desk, cast.smit.pk, planned_for="2026-12-10T10:00", **days)
    review = Review.objects.get()
    at_desk, in_portal = f"/desk/reviews/{review.pk}/", f"/portaal/reviews/{review.pk}/"
    point = review.points.get(code="incidents")
    desk.get_by_role("button", name="Deel de stukken met de klant").click()
    expect(desk.get_by_text("In voorbereiding").first).to_be_visible()
    check(desk)

    page = sign_in_browser("jan@smit.example")
    page.goto(in_portal)
    write(page, f"{point.pk}.customer", "De kassa stond twee keer stil.")
    check(page)

    monday.move_to(at("2026-12-10 11:30"))
    desk = sign_in_browser("daan@1do.example")
    desk.goto(at_desk)
    expect(desk.get_by_text("De kassa stond twee keer stil.")).to_be_visible()
    desk.get_by_role("button", name="Leg vast", exact=True).click()
    expect(desk.get_by_role("button", name="Publiceer het verslag")).to_be_visible()
    write(desk, f"{point.pk}.conclusion", "Wij bewaken de kassa voortaan.")
    for text, whose, due in (
        ("Kassa bewaken", "Daan Mulder", "2027-01-15"),
        ("Kassa uitleggen", "Jan Smit", "2027-02-01"),
    ):
        form = desk.locator("form", has=desk.get_by_role("button", name="Leg het verbeterpunt vast"))
        form.locator("[name=text]").fill(text)
        form.locator("[name=person]").select_option(label=whose)
        form.locator("[name=due_on]").fill(due)
        form.get_by_role("button").click()
        expect(desk.get_by_text(text, exact=True).first).to_be_visible()
    desk.get_by_role("button", name="Publiceer het verslag").click()
    desk.locator("#confirm [data-confirm-yes]").click()
    expect(desk.get_by_text("Versie 1").first).to_be_visible()
    check(desk)
    assert ImprovementPoint.objects.get(text="Kassa bewaken").ticket.assignee == cast.daan

    page = sign_in_browser("jan@smit.example")
    page.goto(in_portal)
    expect(page.get_by_text("Wij bewaken de kassa voortaan.")).to_be_visible()
    page.get_by_role("button", name="Gezien en akkoord").click()
    expect(page.locator("#reactie p", has_text="gezien en akkoord")).to_contain_text("Jan Smit")
    check(page)

    desk = sign_in_browser("daan@1do.example")
    plan(desk, cast.smit.pk, planned_for="2027-06-10T10:00", first_day="2026-12-01", last_day="2027-05-31")
    for text in ("Kassa bewaken", "Kassa uitleggen"):
        expect(desk.get_by_text(text, exact=True).first).to_be_visible()


def test_pages_of_figures_are_for_everybody(
    cast: SimpleNamespace,
    open_ticket: Callable[..., object],
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 6, 30))
    renewed = {"number": "DVO-1001", "version": 2, "customer": cast.smit, "starts_on": date(2026, 7, 1)}
    ServiceAgreementFactory(**renewed, dap={"viewers": [cast.petra]}, visits_per_year=4, account_manager=cast.daan)
    open_ticket(subject="Kassa doet het niet")
    count_due(timezone.now())
    desk = sign_in_browser("daan@1do.example")
    behind = "?van=2026-11-01&tot=2026-11-30&cijfer=in"
    pages = ("resultaten/", f"resultaten/meldingen/{behind}", "mijn-klanten/", "huis/", "tevredenheid/", "evaluaties/")
    for url in (*(f"/desk/{part}" for part in pages), f"/desk/resultaten/?wie=klant-{cast.smit.pk}"):
        response = desk.goto(url)
        assert response is not None and response.ok, url
        no_serious_barriers(desk)
    page = sign_in_browser("petra@smit.example")
    page.set_viewport_size({"width": 390, "height": 844})
    for url in ("/portaal/afspraken/cijfers/", f"/portaal/afspraken/cijfers/meldingen/{behind}"):
        response = page.goto(url)
        assert response is not None and response.ok, url
        no_serious_barriers(page)
    page.goto("/portaal/afspraken/cijfers/")
    last = page.get_by_role("navigation", name="Afspraken").get_by_role("link", name="Reviews")
    expect(last).to_be_in_viewport()
