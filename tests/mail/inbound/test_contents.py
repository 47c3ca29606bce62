"""What of a received mail is kept at the ticket, by the front door."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from mail.models import ReceivedBody
from tests.mail.inbound.test_inbound import LATER, OURS, answer, arrive, mail
from tickets.models import Attachment, EntryKind

PNG = b"\x89PNG\r\n\x1a\n"
CHECKED = {"Authentication_Results": f"{OURS}; dmarc=pass"}


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.MAIL_AUTHSERV_ID = OURS
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"


def with_pictures(message: EmailMessage, *pictures: tuple[str, bytes]) -> EmailMessage:
    """Each of one and the same name."""
    shown = "".join(f'<img src="cid:{cid}">' for cid, _data in pictures)
    message.add_alternative(f"<p>Zie</p>{shown}", subtype="html")
    for cid, data in pictures:
        message.get_payload()[1].add_related(data, "image", "png", cid=f"<{cid}>", filename="image.png")
    return message


def test_a_forward_of_a_customer_is_the_melding_and_is_found(cast, sign_in):
    text = "Graag.\n\n-----Oorspronkelijk bericht-----\nVan: L\nVerzonden: 27 november 2026\nAan: J\n\nQX778812"
    ticket = arrive(mail(text, Subject="FW: serienummer")).ticket
    assert ticket.description == text
    page = sign_in(cast.jan.user).get(f"/portaal/meldingen/{ticket.pk}/").content.decode()
    assert "QX778812" in page


def test_two_pictures_of_one_name_and_ten_icons_push_nothing_out(cast, settings):
    settings.ATTACHMENT_MAX_COUNT = 2
    message = with_pictures(mail(), *[(f"i{n}", PNG + bytes([n])) for n in range(12)], ("zelfde", PNG + b"\0"))
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="fout.pdf")
    ticket = arrive(message).ticket
    names = list(Attachment.objects.filter(entry__ticket=ticket).order_by("pk").values_list("name", flat=True))
    assert names == ["fout.pdf"] + ["image.png"] * 12
    images = ReceivedBody.objects.get(entry__ticket=ticket).images
    assert len(images) == 13 and len(set(images.values())) == 12 and images["zelfde"] == images["i0"]


def test_inline_pictures_of_a_text_take_no_files_place(cast, settings):
    settings.ATTACHMENT_MAX_COUNT = 2
    message = mail()
    for number in range(4):
        name = f"image{number}.png"
        message.add_attachment(PNG + bytes([number]), "image", "png", filename=name, disposition="inline")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="contract.pdf")
    kept = Attachment.objects.filter(entry__ticket=arrive(message).ticket).order_by("pk")
    names = list(kept.values_list("name", flat=True))
    assert names == ["contract.pdf", *(f"image{number}.png" for number in range(4))]


def test_our_own_logo_in_an_answer_is_no_file_of_his(cast, settings, tmp_path):
    settings.MAIL_LOGO = str(tmp_path / "logo-in-antwoord.png")
    Path(settings.MAIL_LOGO).write_bytes(PNG + b"van ons")
    ticket = arrive(mail()).ticket
    reply = arrive(with_pictures(answer(ticket), ("image001.png@01DC", PNG + b"van ons"), ("foto", PNG + b"van hem")))
    assert reply.ticket == ticket
    assert [each.sha256 for each in Attachment.objects.all()] == [hashlib.sha256(PNG + b"van hem").hexdigest()]


def test_the_logo_below_each_answer_is_stored_once(cast):
    ticket = arrive(with_pictures(mail(), ("logo", PNG + b"logo"))).ticket
    reply = arrive(with_pictures(answer(ticket), ("weer", PNG + b"logo")))
    assert reply.ticket == ticket and Attachment.objects.count() == 1
    body = ReceivedBody.objects.get(entry__ticket=ticket, entry__kind=EntryKind.REPLY)
    assert body.images == {"weer": Attachment.objects.get().key}


def test_an_empty_file_is_said(cast):
    message = mail()
    message.add_attachment(b"", maintype="text", subtype="x-log", filename="logboek.log")
    assert "logboek.log was leeg" in arrive(message).ticket.timeline.get(kind=EntryKind.NOTE).said


@pytest.mark.parametrize(
    "html",
    [
        "<p>wachtwoord: Zomer.26!geheim</p>",
        "<p>wachtwoord: <b>Zomer</b>.26!geheim</p>",
        "<p>wacht<i>woord</i>: Zomer&#46;26&#33;geheim</p>",
        "<table><tr><td>wachtwoord:</td><td>Zomer.26!geheim</td></tr></table>",
        '<p title="wachtwoord: Zomer.26!geheim">x</p>',
    ],
)
@pytest.mark.parametrize("text", ["wachtwoord: Zomer.26!geheim", "Zie de opmaak."])
def test_no_html_is_kept_that_holds_a_secret_in_any_dress(cast, html, text):
    ticket = arrive(mail(text, html=html)).ticket
    assert ReceivedBody.objects.get(entry__ticket=ticket).html == ""


def test_other_html_is_kept(cast):
    assert ReceivedBody.objects.get(entry__ticket=arrive(mail(html="<p>Zie</p>")).ticket).html == "<p>Zie</p>"


def test_a_sender_whom_our_server_did_not_check_is_marked(cast, sign_in):
    desk = sign_in(cast.sanne)
    for fields, is_said in (({}, True), (CHECKED, False), ({"Authentication_Results": f"{OURS}; dmarc=none"}, False)):
        row = arrive(mail(Subject=f"x{fields}", **fields))
        for address in (f"/desk/meldingen/{row.ticket_id}/", f"/desk/postvak/{row.pk}/"):
            assert ("fzender niet nagegaan" in desk.get(address).content.decode()) is is_said, address
        assert row.unchecked_sender is is_said


def test_an_answer_of_whom_it_is_not_checked_says_so_too(cast, open_ticket):
    ticket = open_ticket()
    arrive(answer(ticket))
    assert "niet nagegaan" in ticket.timeline.get(kind=EntryKind.NOTE).said


def test_a_number_in_the_subject_is_a_hint_at_both_and_to_nobody_else(cast, open_ticket):
    ours, theirs = open_ticket(), open_ticket(contact=cast.willem)
    new = arrive(mail(Subject=f"[#{ours.pk}] Printer", **CHECKED)).ticket
    assert new != ours and f"#{new.pk}" in ours.timeline.get(kind=EntryKind.NOTE).said
    assert f"#{ours.pk}" in new.timeline.get(kind=EntryKind.NOTE).said
    other = arrive(mail(Subject=f"[#{theirs.pk}] Printer", **CHECKED), LATER).ticket
    assert not theirs.timeline.filter(kind=EntryKind.NOTE).exists()
    assert not other.timeline.filter(kind=EntryKind.NOTE).exists()
