"""Passwords do not belong in a ticket (SLA 10): where one stands in a text, and the text without it.

Pure. What a secret looks like stands in secret_shapes. What is missed here is no hole that somebody can use: it keeps
careless people from leaving a password where others read it, and nobody gains by writing down his own unseen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from infra.password_shapes import (
    ALONE,
    BEHIND_LABEL,
    IN_FILES,
    IS_LOST,
    LABELS,
    PASSWORD,
    USERS,
    SecretPattern,
    made_up,
)

MOST_LABELS = 1_000  # who says it more often gives nothing away by mistake
SCANNED_BYTES = 256 * 1024  # of a file; whatever is longer is a log
MARK = re.compile(r"\[verborgen: (wachtwoord|sleutel|pincode)\]")


@dataclass(frozen=True, order=True)
class Span:
    """Where the secret itself stands, without what announces it."""

    start: int
    end: int
    what: str


# Most texts hold none of these, and are done with at once.
_HINT = re.compile(
    r"woord|wachtzin|pass|\bw8|\bww\b|\bpwd?\b|\bpsw\b|sleutel|\bkey|key\b|secret|token|geheim|bearer|basic|log"
    r"|gebruiker|user|gegevens|account|cred|mail|\bgebr|pin|puk|code|private key|putty|://|wifi|wi-fi|wpa|-p['\"]"
    r"|-u |\bu ?:|admin|root|beheer|guest|aanmelden|sign|AKIA|ASIA|gh[pousr]_|github_|glpat|xox|sk[-_]|rk_|AIza"
    r"|SG\.|whsec|npm_|pypi-|hf_|shpat|dop_|onedo_|eyJ|\d{6}-\d{6}",
    re.IGNORECASE,
)


def find(text: str) -> list[Span]:
    """Every secret in it, in order and without overlap."""
    if not _HINT.search(text):
        return []
    found = list(_alone(text, ALONE))
    done = 0
    for label in islice(LABELS.finditer(text), MOST_LABELS):
        if label.start() < done:
            continue  # inside of what is masked already
        for rule in BEHIND_LABEL:
            if match := rule.pattern.match(text, label.end()):
                found += _secret_of(rule, match)
        done = found[-1].end if found and found[-1].start >= label.start() else done
        found += _before_label(text, label.start(), label.end())
    return _merged(sorted(found))


def _alone(text: str, rules: Iterable[SecretPattern]) -> Iterator[Span]:
    for rule in rules:
        for match in rule.pattern.finditer(text):
            yield from _secret_of(rule, match)


def _secret_of(rule: SecretPattern, match: re.Match[str]) -> Iterator[Span]:
    if not rule.holds(match):
        return
    group = next(name for name in ("v", "dq", "sq", "cq", "bq", "lq") if _has(match, name))
    start, value = match.start(group), match[group]
    if group == "v" and rule.what == PASSWORD:
        value = _without_tail(value)
    if value and not MARK.match(match.string, start):
        yield Span(start, start + len(value), rule.what)


_WHOSE = r"(?:(?:het|mijn|ons|zijn|haar|je|uw|jouw|jullie|the|my|our|nieuwe?|tijdelijke?|huidige|oude)[ \t]{1,3}){0,3}"
_IS_ONE = re.compile(
    rf"(?P<v>\S+)[ \t]{{1,3}}(?:is|was|als|as|=|wordt)[ \t]{{1,3}}{_WHOSE}[\w-]{{0,24}}$", re.IGNORECASE
)
_IS_CALLED_ONE = re.compile(r"(?P<v>[^\s(]+)[ \t]?\((?:is )?(?:het |mijn )?(?:tijdelijk |nieuw )?$", re.IGNORECASE)


def _before_label(text: str, start: int, end: int) -> Iterator[Span]:
    """ "Zomer.26 is mijn wachtwoord", "Zomer.26 (wachtwoord)": only the last words before it are looked at."""
    lead = max(0, start - 100)
    before = text[lead:start]
    words = before.split()[-7:]
    if not any(map(made_up, words)):
        return
    for pattern in (_IS_ONE, _IS_CALLED_ONE):
        for match in pattern.finditer(before):
            if made_up(match["v"]) and not IS_LOST.match(text, end):
                value = match["v"].strip("\"'“”‘’`")
                at = lead + match.start("v") + match["v"].index(value)
                yield Span(at, at + len(value), PASSWORD)


def _has(match: re.Match[str], name: str) -> bool:
    return name in match.re.groupindex and match[name] is not None


_NEXT_SETTING = re.compile(r"[;&](?=[\w ]{1,30}=)")


def _without_tail(value: str) -> str:
    """Without the next setting of a connection string, and without what closes the sentence."""
    if cut := _NEXT_SETTING.search(value):
        value = value[: cut.start()]
    return value.rstrip("\"'”’`*_,;)>").rstrip(".") or value


def _merged(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if kept and span.start < kept[-1].end:
            if span.end > kept[-1].end:
                kept[-1] = Span(kept[-1].start, span.end, kept[-1].what)
        else:
            kept.append(span)
    return kept


def mask(text: str) -> str:
    """The text with a mark in place of every secret. What was masked before stays as it is."""
    parts, at = [], 0
    for span in find(text):
        parts += [text[at : span.start], f"[verborgen: {span.what}]"]
        at = span.end
    return "".join([*parts, text[at:]]) if parts else text


def mask_all(value: Any) -> Any:
    """The same in every text of something made of lists and dicts."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: mask_all(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask_all(each) for each in value]
    return value


def hidden_in(*texts: str) -> dict[str, int]:
    """How many secrets were masked in these, by what they were: counted by their marks."""
    return dict(Counter(what for text in texts for what in MARK.findall(text)))


def is_in_file(data: bytes) -> bool:
    """Whether a text file holds a key or a setting that is a password. Other files are not opened.

    Fewer rules than for what people write: a log that mentions users is no list of passwords.
    """
    text = _text_of(data[:SCANNED_BYTES])
    return any(True for _span in _alone(text, IN_FILES))


def _text_of(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        return ""
    return data.decode("utf-8", errors="replace")


_SEVERAL = re.compile(r"[\s:=;]")  # without these it is one word, whatever stands in it: Nieuw.Wachtwoord-2026
_TWO_WORDS = re.compile(r"\S+\s+(?:/|-|en|and|\|)\s+\S+|\S+[ \t]*[\r\n]+\s*\S+")


def names_user(secret: str) -> bool:
    """Whether a user name, or what announces one, is handed over together with the password (SLA 10: always apart)."""
    if "PRIVATE KEY" in secret or not _SEVERAL.search(secret):
        return False
    return any(pattern.search(secret) for pattern in (USERS, _TWO_WORDS)) or bool(LABELS.search(secret))
