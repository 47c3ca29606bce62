"""How our mails look: the same words in HTML and text, readable by everybody in light and dark, and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mail.models import MailMessage, MessageKey
from mail.outbound import letters
from mail.outbound.outbox import sweep_outbox
from mail.outbound.palette import DARK, LIGHT, Palette
from mail.outbound.sending import as_email
from mail.parsing.html import as_text
from tests.conftest import MONDAY
from tests.mail.outbound.test_letters import every_message
from tickets.models import Ticket

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
MOST_BYTES = 40_000  # Gmail cuts a mail off at 102 kB
SMALLEST_PIXELS = 14
AA = 4.5
LOGO_WORDS = {"1do", "supportcenter"}


class Page(HTMLParser):
    """What one reads, what stands hidden at its head, and the elements with what they say of themselves."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.shown, self.hidden, self._inside = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.elements.append((tag, said))
        self._inside = "hidden" if said.get("style", "").startswith("display: none") else tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "hidden":
            self.hidden += data
        elif self._inside not in ("style", "title"):
            self.shown += data

    def of(self, *tags: str) -> list[dict[str, str]]:
        return [said for tag, said in self.elements if tag in tags]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def without_addresses(text: str) -> str:
    """Of the text alone: where its button leads, and the list of what is linked in the HTML."""
    return re.sub(r"^Na te lezen:$|^(SLA|DAP) [^:]*: http\S*$|http\S*", "", text, flags=re.M)


def test_every_message_says_the_same_in_both_and_meets_the_rules(
    open_ticket: Callable[..., Ticket], cast: SimpleNamespace, with_dap: Callable[..., Any]
) -> None:
    mails = every_message(open_ticket, cast, with_dap)
    assert set(mails) == set(MessageKey.values)
    for key, mail in mails.items():
        page, text = Page(mail.html), words(without_addresses(mail.text))
        assert words(page.shown) - LOGO_WORDS == text - LOGO_WORDS, key
        assert words(page.hidden.replace("…", "")) - text <= {words_cut(page.hidden)}, key
        assert page.hidden.strip(letters.FILLER), key
        assert page.of("html")[0]["lang"] == "nl" and len(page.of("h1")) == 1, key
        assert all(table.get("role") == "presentation" or "th" in mail.html for table in page.of("table")), key
        assert not page.of("img", "script", "link") and "url(" not in mail.html and "flex" not in mail.html, key
        assert all(link["href"].startswith("http") for link in page.of("a")), key
        sizes = [int(size) for size in re.findall(r"font(?:-size)?: (\d+)px", mail.html) if size != "1"]
        assert min(sizes) >= SMALLEST_PIXELS, key
        assert len(mail.html.encode()) < MOST_BYTES, key


def words_cut(hidden: str) -> str:
    """The last word before the dots, which may be half of one."""
    return (re.findall(r"\w+", hidden.split("…")[0].lower()) or [""])[-1]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_can_be_told_apart(palette: Palette) -> None:
    for ink in ("ink", "muted", "accent"):
        for ground in ("surface", "canvas", "soft"):
            assert contrast(getattr(palette, ink), getattr(palette, ground)) >= AA, (ink, ground)
    assert contrast(palette.on_accent, palette.accent) >= AA


def test_no_colour_is_written_beside_the_palette() -> None:
    known = {getattr(palette, each.name) for palette in (LIGHT, DARK) for each in fields(Palette)}
    for template in Path("templates/mail").glob("*.html"):
        assert set(re.findall(r"#[0-9a-f]{6}\b", template.read_text())) <= known, template


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2, 1.4.3."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# --- What one sees first ----------------------------------------------------------------------------------
def confirmation(recipient: str = "jan@smit.example") -> MailMessage:
    sweep_outbox(MONDAY)
    return MailMessage.objects.get(message="ticket_opened", recipient=recipient)


@pytest.mark.parametrize(
    ("about", "first", "at_the_head"),
    [
        ({}, "Wij beginnen uiterlijk ma 23 nov 11:00.", ["Prioriteit: Ernstig", "uiterlijk ma 23 nov 11:00"]),
        ({"impact": 3}, "Wij streven ernaar uiterlijk di 24 nov 10:00 te beginnen.", ["streven di 24 nov 10:00"]),
        (
            {"impact": 1, "urgency": "A"},
            "Deze melding heeft prioriteit Kritisch. Bel ons nu op",
            ["uiterlijk ma 23 nov 10:30"],
        ),
        ({"kind": "servicevraag"}, "Wij pakken dit in overleg met u op.", []),
    ],
)
def test_priority_and_moment_stand_first(
    open_ticket: Callable[..., Ticket], about: dict[str, Any], first: str, at_the_head: list[str]
) -> None:
    open_ticket(**about)
    mail = confirmation()
    page, head = Page(mail.html), mail.text.partition("Beste ")[0]
    assert page.hidden.startswith(first)
    assert all(each in head for each in at_the_head)
    assert ("Begin werkzaamheden" in mail.text) is bool(at_the_head)


def test_what_is_hidden_at_the_head_is_not_read_as_part_of_an_answer(open_ticket: Callable[..., Ticket]) -> None:
    open_ticket()
    mail = confirmation()
    assert "Wij beginnen" not in as_text(mail.html).partition("--- Schrijf")[0]


# --- Signature and picture --------------------------------------------------------------------------------
def test_the_signature_is_a_setting(open_ticket: Callable[..., Ticket], settings: Any) -> None:
    settings.MAIL_SIGNATURE = "Team <Zuid>\n1do"
    open_ticket()
    mail = confirmation()
    assert "Met vriendelijke groet,\nTeam <Zuid>\n1do\n+31" in mail.text
    assert "Team &lt;Zuid&gt;" in mail.html and "1do Supportcenter" not in mail.text


def test_the_logo_travels_in_the_mail(open_ticket: Callable[..., Ticket], settings: Any, tmp_path: Path) -> None:
    settings.MAIL_LOGO = str(tmp_path / "logo.png")
    Path(settings.MAIL_LOGO).write_bytes(PNG)
    open_ticket()
    mail = confirmation()
    (image,) = Page(mail.html).of("img")
    assert image["src"] == f"cid:logo@{settings.MAIL_DOMAIN}" and image["alt"] == "1do"
    message = as_email(mail).message()
    assert message.get_content_type() == "multipart/related"
    letter, picture = message.get_payload()
    assert letter.get_content_type() == "multipart/alternative"
    assert picture["Content-ID"] == f"<{image['src'][4:]}>" and picture.get_content_type() == "image/png"
    assert picture.get_payload(decode=True) == PNG


def test_without_a_logo_our_name_stands_there(open_ticket: Callable[..., Ticket]) -> None:
    open_ticket()
    mail = confirmation()
    assert as_email(mail).message().get_content_type() == "multipart/alternative"
    assert not Page(mail.html).of("img") and re.search(r">1do</td>", mail.html)
