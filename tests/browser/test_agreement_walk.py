"""An agreement from concept to decision: made with its DAP, signed by both sides, and then carried out."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.models import AgreementStatus, ServiceAgreement, Signature
from infra import signed_links
from tests.factories import ContactFactory, CustomerFactory

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]


@pytest.fixture
def fresh(cast: SimpleNamespace) -> SimpleNamespace:
    """A customer without an agreement: Nora decides there, Timo reports."""
    customer = CustomerFactory(number="K1009", name="Drukkerij Aan de Haven")
    return SimpleNamespace(
        customer=customer,
        nora=ContactFactory(customer=customer, name="Nora Haven", email="nora@haven.example", with_user=True),
        timo=ContactFactory(customer=customer, name="Timo Kade", email="timo@haven.example", with_user=True),
    )


def test_an_agreement_with_its_dap_is_made_and_signed_by_both_sides(
    fresh: SimpleNamespace, sign_in_browser: Callable[[str], Page], no_serious_barriers: Check
) -> None:
    check = no_serious_barriers
    desk = sign_in_browser("daan@1do.example")
    desk.goto(f"/desk/klanten/{fresh.customer.pk}/overeenkomst/")
    expect(desk.locator("body")).to_contain_text("SLA 5.1")
    check(desk)
    desk.get_by_role("link", name=re.compile("overeenkomst", re.I)).filter(has_text="Maak").first.click()
    desk.fill("[name=number]", "DVO-2026-090")
    desk.fill("[name=starts_on]", "2026-11-23")
    check(desk)
    desk.locator("main form button").first.click()
    desk.wait_for_url(re.compile("/bewerk/"))
    check(desk)
    desk.select_option("[name=werkplek_tier]", "basic")  # how many is missing: said, and nothing lost
    desk.fill("[name=scope]", "1do beheert de werkplekken.")
    desk.get_by_role("button", name="Bewaar", exact=True).click()
    expect(desk.locator("body")).to_contain_text("Hoeveel?")
    expect(desk.locator("[name=scope]")).to_have_value("1do beheert de werkplekken.")
    check(desk)
    desk.fill("[name=werkplek_quantity]", "12")
    desk.fill("[name=tariff_normal]", "98,50")
    desk.get_by_role("button", name="Bewaar", exact=True).click()
    expect(desk.locator("body")).to_contain_text("DVO-2026-090")
    agreement = ServiceAgreement.objects.get(number="DVO-2026-090")
    for kind, who in (("cost_approvers", fresh.nora), ("viewers", fresh.nora)):
        desk.goto(f"/desk/klanten/{fresh.customer.pk}/overeenkomst/{agreement.pk}/bepaling/{kind}/")
        check(desk)
        desk.select_option("[name=people-0-who]", f"contact:{who.pk}")
        desk.get_by_role("button", name=re.compile("Bewaar|Voeg toe")).first.click()
        expect(desk.locator("body")).to_contain_text(who.name)
    desk.goto(f"/desk/klanten/{fresh.customer.pk}/overeenkomst/")
    check(desk)
    desk.get_by_role("link", name="Bied aan").click()
    desk.select_option("[name=customer_signatory]", str(fresh.nora.pk))
    desk.select_option("[name=house_signatory]", label="Daan Mulder (daan@1do.example)")
    check(desk)
    desk.locator("main form button").first.click()
    expect(desk.locator("body")).to_contain_text("Ter ondertekening")
    check(desk)

    for signature in Signature.objects.order_by("party"):
        sign(desk, check, signature)
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.IN_FORCE
    desk = sign_in_browser("daan@1do.example")
    desk.goto(f"/desk/klanten/{fresh.customer.pk}/overeenkomst/")
    expect(desk.get_by_role("heading", name="Ondertekening")).to_be_visible()
    expect(desk.locator("body")).to_contain_text(agreement.document_sha256[:12])
    check(desk)
    with_document = desk.request.get(f"/desk/klanten/{fresh.customer.pk}/overeenkomst/{agreement.pk}/document/")
    assert with_document.body().startswith(b"%PDF-")

    page = sign_in_browser("nora@haven.example")
    page.goto("/portaal/afspraken/")
    expect(page.locator("body")).to_contain_text("€ 98,50")
    check(page)
    page = sign_in_browser("timo@haven.example")  # without a role: what is covered, not what it costs
    page.goto("/portaal/afspraken/")
    expect(page.locator("body")).not_to_contain_text("98,50")
    check(page)


def sign(page: Page, check: Check, signature: Signature) -> None:
    """By the personal link, without being signed in: ask for the code, and type it with name and function."""
    page.context.clear_cookies()
    token = signed_links.make(signed_links.SIGNATURE, signature.pk)
    page.goto(reverse("portal:sign", args=[token]))
    check(page)
    page.get_by_role("button", name="Stuur mij de code").click()
    expect(page.locator("body")).to_contain_text(signature.email)
    letter = mail.outbox[-1]
    assert letter.to == [signature.email] or signature.email in letter.to[0]
    code = re.search(r"\b(\d{3}) ?(\d{3})\b", letter.body)
    page.fill("[name=name]", signature.name)
    page.fill("[name=function]", "Directeur")
    page.fill("[name=code]", "".join(code.groups()))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Onderteken", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("ondertekend|Dank", re.I))
    check(page)
    assert page.request.get(reverse("portal:sign", args=[token])).status == 410  # a link is used once
