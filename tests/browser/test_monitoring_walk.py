"""A tool gets a token, hands in an alert, its host is linked to a customer, and recovery ends it (SLA 5.2, 6.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import ApiToken
from integrations.models import MonitoredHost
from tests.tickets.versions import renew
from tickets.models import Ticket

pytestmark = pytest.mark.browser


def test_from_a_token_to_an_alert_that_recovers(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers
    renew(cast.smit_agreement, packages={"server": "basic"})
    fred = sign_in_browser("fred@1do.example")
    fred.get_by_role("link", name="Koppel").click()
    check(fred)
    fred.get_by_role("link", name="Nieuw token").click()
    fred.get_by_role("button", name="Maak het token").click()  # nothing filled in
    expect(fred.get_by_text("Kies minstens één bevoegdheid.")).to_be_visible()
    check(fred)
    fred.fill("[name=email]", "fred@1do.example")
    fred.fill("[name=name]", "Zabbix")
    fred.check("input[value='alerts:write']")
    fred.get_by_role("button", name="Maak het token").click()
    secret = fred.get_by_label("Geheim").input_value()
    check(fred)

    def send(status: str) -> str:
        body = {"hostname": "SRV01", "trigger": "Schijf C: vol", "status": status, "severity": "High"}
        answer = fred.request.post("/api/v1/alerts/", data=body, headers={"Authorization": f"Bearer {secret}"})
        assert answer.ok, answer.text()
        outcome: str = answer.json()["results"][0]["outcome"]
        return outcome

    assert send("PROBLEM") == "unknown_host"
    desk = sign_in_browser("marloes@1do.example")
    desk.get_by_role("link", name="Monitor").click()
    check(desk)
    desk.get_by_role("link", name="Koppel aan een klant").click()
    desk.get_by_label("Van welke klant is SRV01?").select_option(label="Bakkerij Smit (K1001)")
    check(desk)
    desk.get_by_role("button", name="Verder").click()
    desk.get_by_label("Op naam van").select_option(label="Jan Smit")
    check(desk)
    desk.get_by_role("button", name="Bewaar").click()
    expect(desk.get_by_text("SRV01 hoort nu bij Bakkerij Smit.")).to_be_visible()
    desk.get_by_role("link", name=re.compile(r"^#\d+$")).click()
    expect(desk.get_by_role("heading", name="SRV01: Schijf C: vol")).to_be_visible()
    shown = desk.get_by_role("region", name="Melding")
    expect(shown.get_by_text("indelen vóór").first).to_be_visible()
    expect(shown.get_by_text("Wacht op klant").first).to_be_visible()
    check(desk)

    ticket = Ticket.objects.get()
    page = sign_in_browser("jan@smit.example")
    page.goto(f"/portaal/meldingen/{ticket.pk}/")
    expect(page.get_by_text("Mogen wij dit voor u oppakken?").first).to_be_visible()
    check(page)
    assert send("OK") == "recovered"
    page.reload()
    expect(page.get_by_text("is hersteld volgens de monitoring").first).to_be_visible()
    check(page)


def test_one_clicks_in_a_body_which_value_is_what_and_says_who_organisation_12_is(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers
    MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan)
    token, secret = ApiToken.issue(cast.fred, name="Vreemd", scopes=["alerts:write"], now=timezone.now())
    fred = sign_in_browser("fred@1do.example")

    def send(state: str) -> Any:
        body = {"ding": {"hoe_heet_het": "SRV01"}, "wat": "Schijf vol", "hoe_is_het": state, "org": 12}
        return fred.request.post("/api/v1/alerts/", data=body, headers={"Authorization": f"Bearer {secret}"})

    assert (send("STUK").status, send("GOED").status) == (422, 422)
    fred.goto(f"/desk/koppelingen/{token.pk}/veldindeling/")
    for role, value in [
        ("Host", "SRV01"),
        ("Naam van de melding", "Schijf vol"),
        ("Toestand", "GOED"),
        ("Klant", "12"),
    ]:
        fred.locator(".pick-role", has_text=role).first.click()
        fred.locator(".pick__value", has_text=value).click()
        expect(fred.locator(".pick__line", has_text=value).get_by_text(role, exact=True)).to_be_visible()
    check(fred)
    fred.locator("button[value='recovered:GOED']").click()
    expect(fred.locator(".pick-outcome")).to_contain_text("Hersteld “Schijf vol” op SRV01")
    fred.get_by_role("button", name="Bewaar", exact=True).click()
    expect(fred.get_by_text("De veldindeling van “Vreemd” is bewaard.")).to_be_visible()

    assert send("STUK").json()["results"][0]["outcome"] == "waiting"
    desk = sign_in_browser("marloes@1do.example")
    desk.goto("/desk/monitoring/klanten/")
    check(desk)
    desk.get_by_role("button", name="Het is Bakkerij Smit").click()
    expect(desk.get_by_text("“12” is vanaf nu Bakkerij Smit.")).to_be_visible()
    check(desk)
    assert Ticket.objects.get().customer == cast.smit
