"""Who wrote it, and what it answers: what reads in two ways does not count (security M4, M5, M10, M13, H1, Q9)."""

from __future__ import annotations

import email

import pytest

from mail.parsing import headers
from mail.parsing.parsed import Address, Dmarc


def message(**fields: str) -> email.message.Message:
    return email.message_from_bytes("".join(f"{k.replace('_', '-')}: {v}\n" for k, v in fields.items()).encode())


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("jan@smit.example", "jan@smit.example", ""),
        ("Jan Smit <Jan@Smit.example>", "jan@smit.example", "Jan Smit"),
        ('"Smit, Jan" <jan@smit.example>', "jan@smit.example", "Smit, Jan"),
        ("=?utf-8?Q?Ren=C3=A9_Smit?= <rene@smit.example>", "rene@smit.example", "René Smit"),
        ("=?iso-8859-1?B?UmVu6Q==?= <rene@smit.example>", "rene@smit.example", "René"),
        ("jan@smit.example (Jan Smit)", "jan@smit.example", "Jan Smit"),
        ("jan@smit.example <jan@smit.example>", "jan@smit.example", "jan@smit.example"),
        ("Jan\n Smit <jan@smit.example>", "jan@smit.example", "Jan Smit"),
        ("=?x-onzin?Q?Jan?= <jan@smit.example>", "jan@smit.example", "Jan"),
    ],
)
def test_a_sender_that_is_one(written, address, name):
    assert headers.sender(message(From=written)) == Address(address, name)


@pytest.mark.parametrize(
    "written",
    [
        "=?utf-8?Q?jan?= =?utf-8?Q?=40smit.example?=",
        "=?utf-8?Q?evil=40x.example?jan?=@smit.example",
        "<=?utf-8?Q?jan?=@smit.example>",
        "jan@smit.example\x00 <evil@x.example>",
        "alice@smit.example)bob@evil.example",
        "jan@smit.example <evil@x.example>",
        '"jan@smit.example" <evil@x.example>',
        "jan@smit.example, evil@x.example",
        "jan@smit.example; evil@x.example",
        "Iedereen: jan@smit.example, evil@x.example;",
        "undisclosed-recipients:;",
        '"jan smit"@smit.example',
        "jan@smit.example <evil@x.example> <jan@smit.example>",
        "<jan@smit.example",
        "jan@[127.0.0.1]",
        "jan@localhost",
        "jan..smit@smit.example",
        ".jan@smit.example",
        "jan@smit..example",
        "jan@-smit.example",
        "jän@smit.example",
        "jan@smıt.example",
        "(" * 2000 + "jan@smit.example" + ")" * 2000,
        "",
    ],
)
def test_m4_a_sender_that_can_be_read_in_two_ways_is_nobody(written):
    assert headers.sender(message(From=written)) is None


def test_m4_two_froms_are_nobody():
    assert headers.sender(email.message_from_string("From: a@b.example\nFrom: c@d.example\n\n")) is None


def test_m5_reply_to_is_no_sender():
    mail = message(From="evil@x.example", Reply_To="jan@smit.example")
    assert headers.sender(mail) == Address("evil@x.example")
    assert headers.mailboxes(mail, "Reply-To") == (Address("jan@smit.example"),)


def test_m10_of_a_crowd_the_first_two_hundred():
    mail = message(To=", ".join(f"n{number}@x.example" for number in range(20_000)))
    assert len(headers.mailboxes(mail, "To")) == 200


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (["mx.1do.example; spf=pass; dmarc=pass header.from=smit.example"], Dmarc.PASS),
        (["MX.1do.example; dmarc=fail (p=none)"], Dmarc.FAIL),
        (["mx.1do.example 1; dmarc=pass"], Dmarc.PASS),
        (["mx.1do.example; dmarc=none"], Dmarc.UNKNOWN),
        (["mx.1do.example; dkim=pass; dmarc=pass; dmarc=fail"], Dmarc.FAIL),
        (["elders.example; dmarc=pass"], Dmarc.UNCHECKED),
        (["elders.example; dmarc=fail", "mx.1do.example; dmarc=pass"], Dmarc.UNCHECKED),
        (["mx.1do.example; dmarc=fail", "mx.1do.example; dmarc=pass"], Dmarc.FAIL),
        ([], Dmarc.UNCHECKED),
    ],
)
def test_m13_only_our_own_server_is_believed_and_only_on_top(results, verdict):
    mail = email.message_from_string("".join(f"Authentication-Results: {each}\n" for each in results) + "\n")
    assert headers.dmarc(mail, "mx.1do.example") == verdict
    assert headers.dmarc(mail, "") == Dmarc.UNKNOWN


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?B?R2VlbiBtYWls?=", "Geen mail"),
        ("=?utf-8?Q?Geen?=\n =?utf-8?Q?_mail?=", "Geen mail"),
        ("Geen\x00 mail\u202egnp.exe\r\n Bcc: x", "Geen mailgnp.exe Bcc: x"),
        ("=?utf-8?Q?a=0D=0ABcc:_evil=40x.example?=", "a Bcc: evil@x.example"),
        ("=?utf-8?B?niet-echt-base64?=", "=?utf-8?B?niet-echt-base64?="),
    ],
)
def test_h1_q9_a_subject_is_one_line_of_text(written, read):
    mail = email.message_from_bytes(f"Subject: {written}\n\n".encode())
    assert headers.decoded(headers.first(mail, "Subject")) in (read, read.replace(" Bcc", "Bcc"))
    assert not set("\r\n\x00\u202e") & set(headers.decoded(headers.first(mail, "Subject")))


def test_references_are_the_last_fifty_each_once():
    ids = [f"<{number}@x.example>" for number in range(200)]
    mail = message(References=" ".join(ids), In_Reply_To=ids[-1])
    assert headers.references(mail) == tuple(ids[-50:])


@pytest.mark.parametrize("written", ["gisteren", "Mon, 99 Foo 2026 10:00", "", "Mon, 23 Nov 99999 10:00:00 +0100"])
def test_a_date_that_is_none(written):
    assert headers.date(message(Date=written)) is None
