"""Whole mails: what is read, of what kind they are, and that a poisonous one harms nobody (security L, F, V2)."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import os
import signal
from email.message import EmailMessage

import pytest

from mail.parsing.errors import Unparsable
from mail.parsing.parse import Settings, parse
from mail.parsing.parsed import MailNature
from mail.parsing.process import Parser

HEAD = (
    b"From: Jan Smit <jan@smit.example>\nTo: supportcenter@1do.example\nSubject: Geen mail\nMessage-ID: <a@b.example>\n"
)
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\n\nSinds vanochtend.\n"


def read(raw: bytes):
    return parse(raw, Settings())


def built(**fields: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in ({"From": "jan@smit.example", "Subject": "x"} | fields).items():
        mail[name.replace("_", "-")] = value
    mail.set_content("tekst")
    return mail


# --- What is read -----------------------------------------------------------------------------------------
def test_text_files_and_images_of_the_mail():
    mail = built()
    mail.set_content("Zie het logo.\n")
    mail.add_alternative('<p>Zie <img src="cid:logo"> het logo.</p>', subtype="html")
    mail.get_payload()[1].add_related(b"PNG", "image", "png", cid="<logo>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Réne\u202efdp.exe")
    mail.add_attachment(built(), filename="oud.eml")
    found = read(mail.as_bytes())
    assert found.text == "Zie het logo."
    assert found.html == '<p>Zie <img src="cid:logo"> het logo.</p>'
    assert [(file.content_type, file.content_id) for file in found.files] == [
        ("application/pdf", ""),
        ("message/rfc822", ""),
        ("image/png", "logo"),
    ]
    assert found.files[0].name == "Rénefdp.exe" and b"tekst" in found.files[1].data
    assert [file.is_shown for file in found.files] == [False, False, True]


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\n", "één".encode("latin-1"), "één"),
        (b"Content-Type: text/plain; charset=onzin\n", "één".encode(), "één"),
        (b"Content-Type: text/plain\n", "één €".encode("cp1252"), "één €"),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", b"R2VlbiBtYWls!!", "Geen mail"),
        (b"Content-Type: text/plain; format=flowed\n", b"Een regel \ndie doorloopt\nen een nieuwe", "Een regel die doorloopt\nen een nieuwe"),
        (b"Content-Type: text/html\n", b"<p>Alleen <b>HTML</b></p>", "Alleen HTML"),
        (b"", b"Zonder\x00 kop", "Zonder kop"),
    ],
)  # fmt: skip
def test_whatever_the_charset_there_is_text(head, body, text):
    assert read(HEAD + head + b"\n" + body).text == text


def test_f11_what_cannot_be_shown_comes_as_a_file():
    raw = HEAD + b"Content-Type: application/ms-tnef; name=winmail.dat\n\n\x78\x9f"
    assert [file.name for file in read(raw).files] == ["winmail.dat"]


# --- Of what kind -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "nature", "automatic"),
    [
        ({}, MailNature.PERSONAL, False),
        ({"X_Auto_Response_Suppress": "All"}, MailNature.PERSONAL, False),
        ({"Auto_Submitted": "no"}, MailNature.PERSONAL, False),
        ({"Auto_Submitted": "auto-replied", "References": "<a@1do.example>"}, MailNature.PERSONAL, True),
        ({"Auto_Submitted": "auto-replied"}, MailNature.AUTOMATIC, True),
        ({"Auto_Submitted": "auto-generated"}, MailNature.PERSONAL, True),
        ({"Subject": "Automatisch antwoord: Geen mail"}, MailNature.PERSONAL, False),
        ({"Subject": "Automatisch antwoord: [#12] Geen mail"}, MailNature.AUTOMATIC, True),
        ({"Subject": "Out of Office: Geen mail", "References": "<a@1do.example>"}, MailNature.PERSONAL, True),
        ({"Subject": "Out of Office: Geen mail"}, MailNature.PERSONAL, False),
        ({"List_Id": "<it.smit.example>"}, MailNature.PERSONAL, True),
        ({"Precedence": "bulk"}, MailNature.PERSONAL, True),
        ({"Subject": "Vraag over afwezigheidsmelding"}, MailNature.PERSONAL, False),
    ],
)
def test_l1_l4_a_machine_is_known_and_a_person_is_not_lost(fields, nature, automatic):
    found = read(built(**fields).as_bytes())
    assert (found.nature, found.says_automatic) == (nature, automatic)


DSN = b"""From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jan@smit.example
Action: %s
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: message/rfc822

Message-ID: <12.abc@serviceportaal.example>
Subject: x

x
--b--
"""


@pytest.mark.parametrize(("action", "is_final"), [(b"failed", True), (b"delayed", False)])
def test_l2_a_mail_that_came_back_says_which_and_why(action, is_final):
    found = read(DSN.replace(b"%s", action))
    assert found.nature == MailNature.BOUNCE and found.bounce.is_final is is_final
    assert found.bounce.original_message_id == "<12.abc@serviceportaal.example>"
    [failed] = found.bounce.failed
    assert (failed.address, failed.status, failed.reason) == ("jan@smit.example", "5.1.1", "550 5.1.1 user unknown")


def test_l2_also_when_it_is_told_in_words_only():
    raw = b"From: postmaster@mx.example\nSubject: failure notice\n\n<jan@smit.example>: user unknown\n"
    found = read(raw)
    assert found.nature == MailNature.BOUNCE and [each.address for each in found.bounce.failed] == ["jan@smit.example"]


# --- The child --------------------------------------------------------------------------------------------
def nested(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return HEAD + head.encode() + b"\ntekst\n"


POISON = {
    "head": HEAD + b"X-Vol: " + b"a" * 70_000 + b"\n\nx",
    "deep": nested(2_000),
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1_500 + b"--b--\n",
}


@pytest.mark.parametrize("name", POISON)
def test_f7_what_cannot_be_read_says_why_and_the_next_is_read(name):
    with Parser() as parser:
        with pytest.raises(Unparsable, match="kop|lagen|diep|onderdelen|lezen"):
            parser.parse(POISON[name])
        assert parser.parse(PLAIN).text == "Sinds vanochtend."


def test_f6_a_giant_is_refused_before_it_is_handed_over():
    with Parser(most_bytes=1_000) as parser, pytest.raises(Unparsable, match="groter dan"):
        parser.parse(PLAIN + b"x" * 2_000)


def test_f7_v2_one_that_takes_too_long_is_stopped_and_the_next_is_read():
    slow = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 900
    with Parser(seconds=0.0) as parser:
        with pytest.raises(Unparsable, match="duurde langer"):
            parser.parse(slow)
        parser.seconds = 60
        assert parser.parse(PLAIN).subject == "Geen mail"


def test_v2_a_child_that_dies_is_replaced():
    with Parser() as parser:
        parser.parse(PLAIN)
        os.kill(parser._child.pid, signal.SIGKILL)
        parser._child.wait()
        assert parser.parse(PLAIN).sender.address == "jan@smit.example"


def test_all_that_is_read_comes_across():
    mail = built(Cc="a@b.example", Date="Mon, 23 Nov 2026 10:00:00 +0100", References="<x@y.example>")
    mail.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream", filename="a.bin")
    with Parser() as parser:
        assert parser.parse(mail.as_bytes()) == read(mail.as_bytes())
        assert parser.parse(DSN.replace(b"%s", b"failed")) == read(DSN.replace(b"%s", b"failed"))
