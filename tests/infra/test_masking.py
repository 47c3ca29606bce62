"""What is a password in a text, what is not, and how long it takes to say so (SLA 10; security S1, Q7)."""

from __future__ import annotations

import time
from collections import deque

import pytest

from infra import password_shapes as secret_shapes
from infra.masking import find, hidden_in, is_in_file, mask, mask_all, names_user
from tests.infra import masking_cases as cases

BIG = 100_000


def test_s1_nearly_every_password_is_hidden():
    samples = list(cases.with_secret(200))
    missed = [text for text, secret in samples if secret in mask(text)]
    print(f"recall {1 - len(missed) / len(samples):.1%}")
    assert len(samples) == 200
    assert len(missed) / len(samples) <= 0.05, missed


def test_s1_texts_without_a_password_stay_as_they_are():
    texts = list(cases.without_secret(2_000))
    changed = [mask(text) for text in texts if mask(text) != text]
    print(f"false alarms {len(changed) / len(texts):.2%}")
    assert len(changed) / len(texts) <= 0.02, changed[:20]


@pytest.mark.parametrize(("text", "secret"), cases.SAID_OTHERWISE)
def test_only_the_secret_is_hidden(text, secret):
    masked = mask(text)
    assert secret not in masked
    if len(hidden := hidden_in(masked)) == 1 and sum(hidden.values()) == 1:
        assert masked == text.replace(secret, f"[verborgen: {next(iter(hidden))}]")


@pytest.mark.parametrize("text", [*cases.ABOUT_PASSWORDS[:3], "ww resetten", "het wachtwoord is gewijzigd"])
def test_talk_about_passwords_is_no_password(text):
    assert mask(text) == text


def test_masking_again_changes_nothing():
    for text, _secret in cases.with_secret(200):
        assert mask(mask(text)) == mask(text)


def test_what_was_hidden_is_counted_by_what_it_was():
    masked = mask("ww: Zomer!26\nPIN: 4821\nalarmcode: 1199")
    assert masked == "ww: [verborgen: wachtwoord]\nPIN: [verborgen: pincode]\nalarmcode: [verborgen: pincode]"
    assert hidden_in(masked) == {"wachtwoord": 1, "pincode": 2}


def test_texts_inside_lists_and_dicts_are_masked():
    data = {"subject": ["Geen mail", "ww: Zomer!26"], "step": 2, "open": True}
    assert mask_all(data) == {"subject": ["Geen mail", "ww: [verborgen: wachtwoord]"], "step": 2, "open": True}


@pytest.mark.parametrize(
    ("secret", "is_both"),
    [
        ("user: jan / pass: x", True),
        ("jan@smit.example Zomer!26", True),
        ("SMIT\\jan Zomer!26", True),
        ("jan / Zomer!26", True),
        ("jan\nZomer!26", True),
        ("Zomer!26", False),
        ("paard batterij nietje vijf", False),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\nvQIB\n-----END PRIVATE KEY-----", False),
    ],
)
def test_s2_a_user_name_beside_the_password_is_seen(secret, is_both):
    assert names_user(secret) is is_both


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"[db]\nhost=db01\npassword=hunter2\n", True),
        ("wachtwoord: zomer26".encode("utf-16"), True),
        (cases.KEYS[0].encode(), True),
        (b"10:31 password incorrect for user jan01\n10:32 login ok session=ab12cd34\n", False),
        (b"Password: ****\n", False),
        (b"\x89PNG\x00password=hunter2", False),
    ],
)
def test_text_files_with_a_key_or_a_password_are_seen(data, found):
    assert is_in_file(data) is found


MOST_SECONDS = 2.0  # they take milliseconds; what grows with the square of the length takes minutes


HOSTILE = (
    "a", "a!", "ww: ", "ww:", "wachtwoord ", "wachtwoord is ", " ", "ww" + " " * 50, "\n", "ww:\n", '"', 'ww "',
    "user ", "user: a ", "user/ww: a ", "-----BEGIN PRIVATE KEY-----\n", "eyJaaaaaaaaaaaa.", "a-", "a_", "ww_", "a@", "http://",
    "a://a:", " is ", "inloggen met a ", '-p"', "pin: 12345678", "123456-", "WIFI:", "code van het ", "api-key ", "<",
    "ww:" + "<a>" * 8, "ww ((", "password", "ww=a;", "ww:&nbsp;", "ww van abcd naar ", "abcde is ww ", "u: a ",
    "met abc / ", "admin/", "PuTTY-User-Key-File-1:", "-u a:", "ww " + "abcdefghij " * 9, "ww " + "a@a " * 9, "Op Op ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_q7_hostile_text_takes_no_time(piece):
    text = (piece * (BIG // len(piece) + 1))[:BIG]
    patterns = [secret_shapes.LABELS, secret_shapes.USERS, *(rule.pattern for rule in secret_shapes.ALONE)]
    slowest = max(_seconds(lambda each=each: deque(each.finditer(text), maxlen=0)) for each in patterns)
    assert slowest < MOST_SECONDS
    assert _seconds(lambda: find(text)) < MOST_SECONDS


def _seconds(act) -> float:
    """Of the processor, the best of three while it is too much: other work on the machine does not count."""
    best = 9.0
    for _attempt in range(3):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
        if best < MOST_SECONDS:
            break
    return best
