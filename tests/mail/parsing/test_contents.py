"""What a mail holds: nothing of a first mail is cut, an answer is cut at a proven quote, and no part is lost."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import struct
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mail.parsing import html, quotes
from mail.parsing.parse import Settings, parse
from mail.parsing.parsed import Program
from mail.parsing.process import Parser

HEAD = b"From: jan@smit.example\nSubject: x\nMIME-Version: 1.0\n"


def read(raw: bytes):
    return parse(raw, Settings())


def plain(text: str, head: bytes = b"") -> bytes:
    return HEAD + head + b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode()


# --- First mails ------------------------------------------------------------------------------------------
ORDINARY = [
    "Twee dingen:\n-----\n1. De printer doet het niet.\n2. De VPN valt weg.\n-----\nGroet, Kevin",
    "Ik krijg deze foutmelding:\n\n==========\nFOUT 0x80070005\n==========\n\nWat moet ik doen?",
    "Kunt u regelen:\n\nDatum: 1 december\nPrioriteit: hoog\nOnderwerp: laptop\n\nHij heet Tom.",
    "Hoi,\n\nOp 27 november 2026 schreef Petra in Teams:\n\"traag\"\nDat klopt. Uitzoeken?",
    "Kunnen jullie de camera vervangen?\n\n____\nKevin\n\nPS: de sleutel ligt bij de receptie.",
    "Zie:\n***\nregel\n***\nklaar",
]  # fmt: skip
PASSED_ON = [
    "Graag.\n\n---------- Doorgestuurd bericht ---------\nVan: A <a@b.example>\nDatum: 27 nov 2026\nOnderwerp: y\nAan: z\n\nQX7788",
    "Graag.\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: 27 Nov 2026\nSubject: y\nTo: z\n\nQX7788",
    "Bitte.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: y\nVon: A\nDatum: 27.11.2026\nAn: z\n\nQX7788",
    "Merci.\n\n-------- Message transféré --------\nDe : A\nDate : 27/11/2026\nPour : z\n\nQX7788",
    "Graag.\n\nBegin doorgestuurd bericht:\n\n> Van: A\n> Datum: 27 nov 2026\n> Aan: z\n>\n> QX7788",
]  # fmt: skip


@pytest.mark.parametrize("text", [*ORDINARY, *PASSED_ON])
def test_a_first_mail_is_read_whole(text):
    assert read(plain(text)).text == text


@pytest.mark.parametrize("text", [*ORDINARY, *PASSED_ON])
def test_in_an_answer_it_is_no_quote_either(text):
    assert quotes.split(text).text == text


def test_what_outlook_passes_on_in_our_thread_is_known_by_its_subject():
    text = "Graag.\n\nVan: A <a@b.example>\nVerzonden: vrijdag 27 november 2026 09:12\nAan: K\nOnderwerp: y\n\nQX7788"
    assert quotes.split(text, subject="FW: y").text == text
    assert quotes.split(text, subject="RE: y").text == "Graag."


def test_who_says_that_he_answers_in_red_is_not_cut():
    text = "Zie mijn antwoorden in rood.\n\nVan: A\nVerzonden: maandag 1 december 2026\nAan: K\n\nWerkt het? NEE"
    assert quotes.split(text).text == text


# --- HTML of programs -------------------------------------------------------------------------------------
WORDS = {
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "vrijdag 27 november 2026 15:02", "Op vr 27 nov 2026 om 15:02 schreef 1do &lt;s@1do.example&gt;:"),
    "en": ("From", "Sent", "To", "Subject", "Friday, 27 November 2026 15:02", "On Fri, 27 Nov 2026 at 15:02, 1do &lt;s@1do.example&gt; wrote:"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Freitag, 27. November 2026 15:02", "Am Fr., 27. Nov. 2026 um 15:02 Uhr schrieb 1do &lt;s@1do.example&gt;:"),
    "fr": ("De", "Envoyé", "À", "Objet", "vendredi 27 novembre 2026 15:02", "Le ven. 27 nov. 2026 à 15:02, 1do &lt;s@1do.example&gt; a écrit :"),
}  # fmt: skip


def _block(language: str) -> str:
    who, when, to, about, moment, _wrote = WORDS[language]
    space = " " if language == "fr" else ""
    return (
        f"<b>{who}{space}:</b> 1do &lt;s@1do.example&gt;<br><b>{when}{space}:</b> {moment}<br>"
        f"<b>{to}{space}:</b> Jan<br><b>{about}{space}:</b> Printer"
    )


CLIENTS = {
    "outlook": lambda lang: f'<div class="WordSection1"><p class="MsoNormal">Nieuw.</p><p class="MsoNormal">&nbsp;</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{_block(lang)}</p></div></div><p class="MsoNormal">Oude tekst.</p></div>',
    "outlook on the web": lambda lang: f'<div class="elementToProof">Nieuw.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{_block(lang)}</font><div>&nbsp;</div></div><div>Oude tekst.</div>',
    "gmail": lambda lang: f'<div dir="ltr">Nieuw.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{WORDS[lang][5]}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">Oude tekst.</blockquote></div>',
    "apple mail": lambda lang: f'Nieuw.<br><div><br><blockquote type="cite"><div>{WORDS[lang][5]}</div><br><div>Oude tekst.</div></blockquote></div><br>',
    "thunderbird": lambda lang: f'<p>Nieuw.</p><div class="moz-cite-prefix">{WORDS[lang][5]}<br></div><blockquote type="cite" cite="mid:x"><p>Oude tekst.</p></blockquote>',
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("client", CLIENTS)
def test_html_alone_is_cut_at_the_quote_of_every_program(client, language):
    raw = (
        HEAD
        + b"Content-Type: text/html; charset=utf-8\n\n"
        + f"<html><body>{CLIENTS[client](language)}</body></html>".encode()
    )
    found = read(raw)
    assert found.answer == "Nieuw."
    assert "Oude tekst." in found.quoted and "Oude tekst." in found.text


def test_html_that_gmail_passes_on_is_no_quote():
    looks = '<div>Graag.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: A<br>Date: 27 Nov 2026<br></div>QX7788</div>'
    assert "QX7788" in quotes.split(html.as_text(looks)).text


def test_an_answer_between_quoted_html_stays():
    looks = '<blockquote type="cite">Werkt het?</blockquote><p>Ja.</p><blockquote type="cite">En nu?</blockquote><p>Nee.</p>'
    answer = quotes.split(html.as_text(f"<p>Hoi</p>{looks}")).text
    assert "Ja." in answer and "Nee." in answer


# --- Charsets ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", b"\x8012,50 \x96 \x93caf\xe9\x94", "€12,50 – “café”"),
        ("gb2312", "鎔".encode("gb18030"), "鎔"),
        ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
        ("shift-jis", "①".encode("cp932"), "①"),
        ("utf-8", b"caf\xc3\xa9 \xff goed", "café � goed"),
        ("us-ascii", "café".encode(), "café"),
        ("cp850", "café".encode("cp850"), "café"),
        ("unicode_escape", rb"\x41\ud800 hallo", r"\x41\ud800 hallo"),
        ("rot13", b"hallo", "hallo"),
        ("base64", b"hallo", "hallo"),
        ("idna", b"hallo", "hallo"),
        ("utf-8*nl", b"hallo", "hallo"),
        ("utf-7", b"+2AA-", "+2AA-"),
        ("", b"caf\xe9", "café"),
        ("utf-16le", b"\x00\xd8a\x00", "�"),
    ],
)  # fmt: skip
def test_a_label_means_what_browsers_take_it_for(charset, body, text):
    found = read(HEAD + f'Content-Type: text/plain; charset="{charset}"\n\n'.encode() + body).text
    assert found.replace("�a", "�") == text
    found.encode()  # no surrogate


@pytest.mark.parametrize("raw", ["Scan geïnitialiseerd".encode("cp1252"), "Scan geïnitialiseerd".encode()])
def test_raw_subjects_and_names_of_files(raw):
    head = (
        b"From: jan@smit.example\nSubject: "
        + raw
        + b'\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="'
        + raw
        + b'.pdf"\n\nx'
    )
    found = read(head)
    assert (found.subject, found.files[0].name) == ("Scan geïnitialiseerd", "Scan geïnitialiseerd.pdf")


# --- Parts ------------------------------------------------------------------------------------------------
def _mixed(*parts: bytes, kind: str = "mixed") -> bytes:
    body = b"".join(b"--r\n" + part + b"\n" for part in parts)
    return HEAD + f"Content-Type: multipart/{kind}; boundary=r\n\n".encode() + body + b"--r--\n"


TEXT = b"Content-Type: text/plain; charset=utf-8\n\nDeel een."
LOOKS = b"Content-Type: text/html; charset=utf-8\n\n<p>Deel twee.</p>"
LOOKS_TOO = b"Content-Type: text/html; charset=utf-8\n\n<p>Deel drie.</p>"


def test_only_alternatives_are_a_choice():
    mixed = read(_mixed(TEXT, LOOKS, LOOKS_TOO))
    assert mixed.text == "Deel een.\n\nDeel twee.\n\nDeel drie."
    assert all(f"Deel {number}." in mixed.html for number in ("een", "twee", "drie"))
    assert read(_mixed(TEXT, LOOKS, kind="alternative")).text == "Deel een."
    asks = b"Content-Type: text/plain\n\nUw programma kan geen HTML weergeven."
    assert read(_mixed(asks, LOOKS, kind="alternative")).text == "Deel twee."


@pytest.mark.parametrize(
    "label",
    [b"charset*=us-ascii'en'utf-8", b"charset=idna", b"charset=undefined", b'charset="utf-8\x00"', b"charset*=x"],
)
def test_what_is_no_charset_keeps_no_mail_from_being_read(label):
    """The standard library decodes by whatever stands there, and breaks on it."""
    head = HEAD + b"Content-Transfer-Encoding: 8bit\nContent-Type: text/plain; " + label + b"\n\n"
    assert read(head + "Eén printer".encode()).text == "Eén printer"


@pytest.mark.parametrize(
    ("written", "name"),
    [(b'".."', "bijlage-1.pdf"), (b'"."', "bijlage-1.pdf"), (b'"a/"', "a"), (b'"../../etc/passwd"', "passwd"),
     (b'"C:\\\\Windows\\\\a.exe"', "a.exe"), (b'"\xe2\x80\xaefdp.exe"', "fdp.exe"), (b'"a\x00b.pdf"', "ab.pdf")],
)  # fmt: skip
def test_a_name_is_that_of_a_file_alone(written, name):
    """ "..", which Django takes for no file, kept a whole mail from becoming a melding."""
    part = b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=" + written + b"\n\n%PDF"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + part + b"\n--b--\n"
    assert [file.name for file in read(raw).files] == [name]


def test_a_long_name_keeps_its_extension_and_an_empty_file_is_named():
    long = b'Content-Type: application/pdf\nContent-Disposition: attachment; filename="' + b"z" * 300 + b'.pdf"\n\nx'
    empty = b'Content-Type: text/plain\nContent-Disposition: attachment; filename="logboek.log"\n\n'
    found = read(_mixed(TEXT, long, empty))
    assert len(found.files[0].name) == 200 and found.files[0].name.endswith(".pdf")
    assert found.empty_files == ("logboek.log",)


# --- winmail.dat ------------------------------------------------------------------------------------------
def _object(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


CODEPAGE = _object(1, 0x9007, 6, struct.pack("<II", 1252, 0))


def winmail(*files: tuple[bytes, bytes]) -> bytes:
    parts = [struct.pack("<IH", 0x223E9F78, 1)]
    for name, data in files:
        parts += [_object(2, 0x9002, 6, bytes(14)), _object(2, 0x8010, 1, name + b"\0"), _object(2, 0x800F, 6, data)]
    return b"".join(parts)


def _with_winmail(data: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "jan@smit.example", "x"
    mail.set_content("Zie bijlage.")
    mail.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail.as_bytes()


def test_winmail_is_unpacked():
    found = read(_with_winmail(winmail((b"offerte.pdf", b"%PDF-1.7"), (b"leeg.txt", b""))))
    assert [(file.name, file.content_type, file.data) for file in found.files] == [
        ("offerte.pdf", "application/pdf", b"%PDF-1.7")
    ]
    assert found.empty_files == ("leeg.txt",)


@pytest.mark.parametrize(
    ("message_class", "program"),
    [
        (b"IPM.Microsoft Schedule.MtgRespP", Program.CALENDAR),
        (b"IPM.Microsoft Schedule.MtgRespN", Program.CALENDAR),
        (b"IPM.Schedule.Meeting.Resp.Tent", Program.CALENDAR),
        (b"IPM.Microsoft Schedule.MtgReq", None),
        (b"IPM.Microsoft Mail.Note", None),
    ],
)
def test_outlooks_answer_to_an_invitation_is_known_by_its_class(message_class, program):
    """In a winmail.dat nothing else says so; who wrote below it (as this one did) is heard, and who invites us too."""
    found = read(_with_winmail(winmail() + CODEPAGE + _object(1, 0x8008, 7, message_class + b"\0") + bytes(12)))
    assert (found.program, found.has_own_words) == (program, program is not None)


@pytest.mark.parametrize("data", [b"x", b"\x78\x9f", winmail((b"a", b"b"))[:-9], winmail(*[(b"a", b"b")] * 101), struct.pack("<IH", 0x223E9F78, 1) + bytes(11) * 60_000])  # fmt: skip
def test_one_that_is_damaged_or_a_bomb_stays_a_file(data):
    with Parser() as parser:
        found = parser.parse(_with_winmail(data))
    assert found.text == "Zie bijlage." and found.files[0].name in ("winmail.dat", "a")


@given(some.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_whatever_the_bytes_there_is_a_mail(data):
    for raw in (HEAD + data, HEAD + b"Content-Type: text/html\n\n" + data, _with_winmail(b"\x78\x9f\x3e\x22" + data)):
        found = read(raw)
        (found.subject + found.text + found.html + "".join(file.name for file in found.files)).encode()
