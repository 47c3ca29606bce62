"""The customer sees what was worked for him: the same meter, down to the melding (SLA 6.2)."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.yes import say_yes
from tickets import actions
from tickets.intake.report import Door, Report, WorkFacts
from tickets.models import Channel

pytestmark = pytest.mark.browser


def test_a_customer_reads_his_hours_down_to_the_melding(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    report = Report(contact=cast.willem, kind="servicevraag", subject="Scanner instellen", description="Graag.")
    door = Door(by=cast.willem.user, now=timezone.now(), channel=Channel.PORTAL)
    ticket = actions.open_ticket(report, WorkFacts(), door)
    say_yes(ticket, cast.sanne, now=timezone.now())
    actions.log_time(ticket, by=cast.sanne, now=timezone.now(), minutes=25, text="alleen voor collega's")
    page = sign_in_browser("willem@vries.example")
    page.goto("/portaal/afspraken/uren/")
    expect(page.get_by_text("25 min").first).to_be_visible()
    expect(page.get_by_role("link", name=f"#{ticket.number} Scanner instellen")).to_be_visible()
    assert "alleen voor collega" not in page.content()
    no_serious_barriers(page)
