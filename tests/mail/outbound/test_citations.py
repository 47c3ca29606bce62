"""What a mail cites can be read: at the desk by 1do, in the Serviceportaal by who can sign in there."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.conf import settings

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tickets import actions
from tickets.models import Ticket


@pytest.fixture
def estimate(with_dap: Callable[..., object], cast: SimpleNamespace, open_ticket: Callable[..., Ticket]) -> Ticket:
    """Petra is asked for a yes to costs, because the DAP names her."""
    with_dap(cost_approvers=[cast.petra], status_mail=[cast.petra])
    ticket = open_ticket()
    actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=120, text="Vervanging")
    return ticket


def letters(to: str) -> list[MailMessage]:
    sweep_outbox(MONDAY)
    return list(MailMessage.objects.filter(recipient=to))


def test_t30_a_mail_links_what_it_cites(cast: SimpleNamespace, estimate: Ticket) -> None:
    mails = letters("petra@smit.example")
    html, text = "".join(each.html for each in mails), "".join(each.text for each in mails)
    address = f"{settings.SITE_URL}/portaal/dap/4/4.2/"
    assert f'<a class="cite" href="{address}" data-cite>DAP 4.2, versie 4</a>' in html
    assert f"DAP 4.2, versie 4: {address}" in text
    assert f'href="{settings.SITE_URL}/portaal/sla/2.4/' in html


def test_t30_who_cannot_sign_in_gets_no_link_that_asks_for_it(
    cast: SimpleNamespace, with_dap: Callable[..., object], open_ticket: Callable[..., Ticket]
) -> None:
    visitor = ContactFactory(customer=cast.smit, name="Vera Los", email="vera@smit.example")
    with_dap(status_mail=[visitor])
    open_ticket()
    (mail,) = letters("vera@smit.example")
    assert "U krijgt deze mail volgens DAP 7.5, versie 4." in mail.text
    assert "/portaal/dap/" not in mail.html + mail.text and "/portaal/sla/" not in mail.html + mail.text


def test_t30_a_colleague_is_led_to_the_desk(cast: SimpleNamespace, estimate: Ticket) -> None:
    approval = estimate.approvals.get()
    actions.take(estimate, by=cast.sanne, now=MONDAY)
    actions.decide(approval, by=cast.petra.user, now=MONDAY, granted=True)
    mails = [each for each in letters("sanne@1do.example") if "DAP" in each.text]
    assert f'href="{settings.SITE_URL}/desk/klanten/{cast.smit.pk}/dap/4/4.2/"' in "".join(each.html for each in mails)
