"""Citations ("SLA 7.9", "(6.3)", "DAP 3.2, versie 4") made into links to what they cite. Pure but for addresses.

This is the one place for it: desk, portal and mail all have their citations found here, in what is drawn already, so
that a sentence is a plain text wherever it is made and kept.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

IN_FORCE = "nu"  # in an address: the edition that holds now, for whoever reads it

_NUMBER = r"[1-9]\d?(?:\.[1-9]\d?)?"
_SECTION = r"[1-9]\d?\.[1-9]\d?"
_ENDS = r"(?![\d%]|[.,]\d)"
# Each begins with signs that stand nowhere else much: a page without a citation is looked through in no time.
_SLA = re.compile(rf"SLA (?P<first>{_NUMBER}){_ENDS}(?P<more>(?:(?:, | en ){_SECTION}{_ENDS})*)")
_BARE = re.compile(rf"\((?P<more>{_SECTION}(?:, {_SECTION})*)\)")
_DAP = re.compile(r"DAP (?P<clause>\d{1,2}(?:\.\d{1,2}){0,3}), versie (?P<version>[1-9]\d{0,3})\b")
_SECTIONS = re.compile(_SECTION)

_TAG = re.compile(r"<[!/a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
# No link stands in another, nor in what is pressed or typed.
_CLOSED = re.compile(r"<(a|button|script|style|textarea|select|summary|title|svg|template|code|pre)\b")
# A number alone may be of anything in the words of somebody else, and in a heading.
_FOREIGN = re.compile(r"<(h1|h2|blockquote)\b|<(\w+)[^<>]*?\b(?:data-written|entry__text|pre-line)\b")

Span = tuple[int, int]


@dataclass(frozen=True)
class Citation:
    """Where in a text it stands, and the address of what it cites. `is_bare`: a number without "SLA"."""

    start: int
    end: int
    address: str
    is_bare: bool = False


@dataclass(frozen=True)
class Citations:
    """Where the citations of one page or letter lead: by which door ("desk", "portal"), to the paragraphs of which
    edition, to the DAP of which customer (at the desk; 0: none is known, and a DAP is no link). `site`: of a mail."""

    door: str
    edition: str = IN_FORCE
    customer: int = 0
    site: str = ""

    def paragraph(self, number: str) -> str:
        return self.site + reverse(f"{self.door}:paragraph", args=[self.edition, number])

    def clause(self, number: str, version: str) -> str:
        """Of a version of the customer's agreement; in the portal that is the reader's own."""
        if self.door == "portal":
            return self.site + reverse("portal:dap_clause", args=[version, number])
        return self.site + reverse("desk:dap_clause", args=[self.customer, version, number]) if self.customer else ""

    def found(self, text: str) -> list[Citation]:
        """In the order of the text."""
        return sorted([*self._of_sla(text), *self._of_dap(text)], key=lambda cited: cited.start)

    def _of_sla(self, text: str) -> Iterator[Citation]:
        for match in _SLA.finditer(text):
            yield Citation(match.start(), match.end("first"), self.paragraph(match["first"]))
            yield from self._numbers(match, is_bare=False)
        for match in _BARE.finditer(text):
            yield from self._numbers(match, is_bare=True)

    def _numbers(self, match: re.Match[str], *, is_bare: bool) -> Iterator[Citation]:
        for number in _SECTIONS.finditer(match.string, *match.span("more")):
            yield Citation(*number.span(), self.paragraph(number[0]), is_bare)

    def _of_dap(self, text: str) -> Iterator[Citation]:
        for match in _DAP.finditer(text):
            if address := self.clause(match["clause"], match["version"]):
                yield Citation(*match.span(), address)

    def linked(self, html: str) -> str:
        """HTML with every citation in it a link; safe when that was."""
        found = self.found(html)
        if not found:
            return html
        closed, foreign = _spans(html, _CLOSED), _spans(html, _FOREIGN)
        pieces, place = [], 0
        for cited in found:
            if _is_in(cited, closed) or (cited.is_bare and _is_in(cited, foreign)) or _is_in_a_tag(html, cited.start):
                continue
            link = f'<a class="cite" href="{cited.address}" data-cite>{html[cited.start : cited.end]}</a>'
            pieces += [html[place : cited.start], link]
            place = cited.end
        return "".join([*pieces, html[place:]])

    def sources(self, *texts: str) -> list[tuple[str, str]]:
        """What these texts cite, each once, with its address: for under a letter that is plain text."""
        addresses: dict[str, str] = {}
        for text in texts:
            for cited in self.found(text):
                words = text[cited.start : cited.end]
                addresses.setdefault(words if words[0].isalpha() else f"SLA {words}", cited.address)
        return list(addresses.items())


def _spans(html: str, opening: re.Pattern[str]) -> list[Span]:
    """From where such an element begins until where it ends, the outermost of them."""
    spans, place = [], 0
    while match := opening.search(html, place):
        place = _end_of(html, match)
        spans.append((match.start(), place))
    return spans


def _end_of(html: str, opening: re.Match[str]) -> int:
    depth = 0
    for tag in re.compile(rf"<(/?){opening[opening.lastindex or 1]}\b").finditer(html, opening.start()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return len(html)


def _is_in(cited: Citation, spans: list[Span]) -> bool:
    before = bisect(spans, (cited.start,)) - 1
    return before >= 0 and cited.start < spans[before][1]


def _is_in_a_tag(html: str, place: int) -> bool:
    """In an attribute, or in a comment."""
    begins = html.rfind("<", 0, place)
    tag = _TAG.match(html, begins) if begins >= 0 else None
    return tag is not None and tag.end() > place
