"""What the customer is asked before the work: by the agent at the desk, answered in the portal and by a mailed link."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from contracts.models import ClauseKind
from infra import signed_links
from tests.factories import ContactFactory
from tests.tickets.versions import renew
from tickets import actions
from tickets.intake.report import sorted_out
from tickets.models import Approval, EntryKind, Status, Ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def melding(cast: SimpleNamespace) -> Callable[..., Ticket]:
    """Of Willem's: De Vries has Werkplek Basic, so support is meerwerk."""

    def make(**fields: object) -> Ticket:
        given = {"kind": "incident", "impact": 2, "urgency": "A", "steps_taken": "Niets.", "channel": "portal"}
        given |= {"subject": "Geen mail", "description": "Sinds vanochtend.", "contact": cast.willem}
        given |= {"by": cast.willem.user, "now": timezone.now()}
        return actions.open_ticket(*sorted_out(given | fields))

    return make


def test_an_estimate_is_sent_read_and_agreed_to(
    cast: SimpleNamespace,
    melding: Callable[..., Ticket],
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check, number = no_serious_barriers, melding().number
    desk = sign_in_browser("sanne@1do.example")
    desk.goto(f"/desk/meldingen/{number}/")
    expect(desk.locator("#dekking")).to_contain_text("Werkplek Basic niet binnen de SLA (5.2)")
    check(desk)
    desk.wait_for_load_state("networkidle")
    desk.get_by_role("link", name="Vraag akkoord op kosten").click()
    desk.fill("#action [name=text]", "Mailserver nakijken.")
    desk.fill("#action [name=minutes]", "90")
    check(desk)
    desk.get_by_role("button", name="Stuur de begroting").click()
    expect(desk.locator("#akkoord")).to_contain_text("Aan Willem de Vries (SLA 4.2)")

    page = sign_in_browser("willem@vries.example")
    check(page)
    page.get_by_role("link", name="Gaat u akkoord met deze kosten?").click()
    expect(page.get_by_text("142,50").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Niet akkoord").click()  # without a reason: asked for, and nothing decided
    expect(page.get_by_text("Schrijf op waarom u niet akkoord gaat").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Akkoord", exact=True).click()
    expect(page.get_by_text("Wij gaan aan het werk.").first).to_be_visible()
    assert Approval.objects.get().status == "granted"
    assert Ticket.objects.get().status == Status.NIEUW


def test_a_request_for_rights_waits_until_who_is_named_follows_the_link(
    cast: SimpleNamespace,
    melding: Callable[..., Ticket],
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
    context: BrowserContext,
) -> None:
    check = no_serious_barriers
    anke = ContactFactory(customer=cast.vries, name="Anke Postma", email="anke@vries.example")
    renew(cast.vries_agreement, dap={ClauseKind.APPROVERS: [anke]})
    ticket = melding(kind="aanpassing", impact=None, urgency=None, subject="Rechten op Archief", is_authorisation=True)
    desk = sign_in_browser("sanne@1do.example")
    desk.goto(f"/desk/meldingen/{ticket.number}/")
    expect(desk.get_by_text("Nog niet beginnen")).to_be_visible()
    expect(desk.get_by_role("button", name="Start werk")).to_have_count(0)
    check(desk)

    context.clear_cookies()  # she is not signed in
    mailed = context.new_page()
    link = signed_links.for_mailbox(signed_links.APPROVAL, ticket.approvals.get().pk, anke.pk, anke.email)
    mailed.goto(f"/portaal/akkoord/{link}/")
    expect(mailed.get_by_role("heading", level=1)).to_contain_text("Bevestigt u dit autorisatieverzoek?")
    check(mailed)
    mailed.get_by_role("button", name="Akkoord", exact=True).click()
    expect(mailed.get_by_role("heading", level=1)).to_contain_text("U ging akkoord")
    check(mailed)
    mailed.goto(mailed.url)
    expect(mailed.get_by_role("heading", level=1)).to_contain_text("al beantwoord")
    check(mailed)

    desk = sign_in_browser("sanne@1do.example")
    desk.goto(f"/desk/meldingen/{ticket.number}/")
    expect(desk.get_by_role("button", name="Start werk")).to_be_visible()
    assert ticket.timeline.filter(kind=EntryKind.DECIDED, data__by_link=True).exists()
