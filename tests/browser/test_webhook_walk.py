"""A webhook is made, tested, hears of a melding, fails, and is sent again by hand; its secret is what signs."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from standardwebhooks import Webhook as Reference

from integrations.webhooks.outbox import sweep_outbox
from integrations.webhooks.sending import deliver_due
from tests.integrations.webhooks.conftest import endpoint, endpoints  # noqa: F401

pytestmark = pytest.mark.browser


def test_from_a_new_webhook_to_a_message_that_is_sent_again(
    cast: SimpleNamespace,
    open_ticket: Callable[..., Any],
    endpoint: Any,  # noqa: F811
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers

    def deliver() -> None:
        sweep_outbox(timezone.now())
        deliver_due(timezone.now())
        page.reload()

    page = sign_in_browser("fred@1do.example")
    page.get_by_role("link", name="Koppel").click()
    page.get_by_role("link", name="Webhooks").click()
    expect(page.get_by_text("Nog geen webhooks")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Nieuwe webhook").click()
    page.get_by_role("button", name="Maak de webhook").click()  # nothing filled in
    expect(page.get_by_text("Vul in waarvoor de webhook is.")).to_be_visible()
    check(page)
    page.fill("[name=name]", "TOPdesk van Smit")
    page.fill("[name=email]", "jan@smit.example")
    page.fill("[name=url]", "http://169.254.169.254/latest/meta-data/")
    page.get_by_role("button", name="Maak de webhook").click()
    expect(page.get_by_text("Dit adres ligt binnen een eigen netwerk")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("TOPdesk van Smit")
    page.fill("[name=url]", endpoint.url)
    page.get_by_role("button", name="Maak de webhook").click()
    secret = page.get_by_label("Geheim").input_value()
    check(page)
    page.get_by_role("link", name="Ik heb het bewaard").click()
    expect(page.get_by_text("Geen berichten")).to_be_visible()
    check(page)

    page.get_by_role("button", name="Stuur een proefbericht").click()
    expect(page.get_by_text("Het proefbericht gaat nu weg")).to_be_visible()
    deliver()
    expect(page.get_by_role("cell", name="Bezorgd")).to_be_visible()
    headers, body = endpoint.got[0]
    assert Reference(secret).verify(body, headers)["type"] == "webhook.test"

    endpoint.says(500)
    ticket = open_ticket(now=timezone.now())
    open_ticket(contact=cast.willem, now=timezone.now())
    deliver()
    expect(page.get_by_text("Wordt opnieuw geprobeerd")).to_be_visible()
    expect(page.get_by_text("Antwoordt met 500 in plaats van 2xx.")).to_be_visible()
    check(page)
    endpoint.says(204)
    row = page.get_by_role("row", name=f"#{ticket.pk}")
    row.get_by_role("button", name="opnieuw").click()
    expect(page.get_by_text("1 bericht gaat opnieuw weg.")).to_be_visible()
    deliver()
    expect(page.get_by_role("cell", name="Bezorgd")).to_have_count(2)
    assert [message["data"].get("ticket") for message in endpoint.messages] == [None, ticket.pk, ticket.pk]

    page.get_by_role("button", name="Nieuw geheim").click()
    page.get_by_role("button", name="Maak een nieuw geheim").click()
    assert page.get_by_label("Geheim").input_value() != secret
    page.get_by_role("link", name="Ik heb het bewaard").click()
    page.get_by_role("button", name="Zet uit").click()
    page.get_by_role("dialog").get_by_role("button", name="Zet uit").click()
    expect(page.get_by_role("button", name="Zet aan")).to_be_visible()
    check(page)
