"""What 1do writes, with bold, lists, code and links; and plain text with its links, for what others wrote.

Few rules, so that what is typed is what is read: two stars around words make them bold, never inside a word; one star,
an underscore, a tilde, a backslash, "#351" and "<x>" are themselves; one line break is one. No HTML of a writer comes
through: markdown-it reads none, and nh3 cleans what it made. Only http, https and mailto are links. What is kept, sent
as plain text and read by REST is what was typed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_TAGS = {"p", "br", "strong", "ul", "ol", "li", "code", "pre", "a"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_ADDRESS = re.compile(
    r"https?://[^\s<>\"“”]+|(?<!\w)www\.[^\s<>\"“”]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_BEHIND = ".,:;!?…’'*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LONGEST = 60


def marked(text: str) -> SafeString:
    """As HTML, of what 1do wrote."""
    made = nh3.clean(
        _reader().render(text), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="nofollow noopener noreferrer"
    )
    return mark_safe(made.strip())  # noqa: S308 - it was just cleaned


def linked(text: str) -> SafeString:
    """As HTML, of what anybody wrote: every sign as it was typed, addresses as links."""
    parts, at = [], 0
    for begin, end, href in _addresses(text):
        parts += [format_html("{}", text[at:begin]), _link(text[begin:end], href)]
        at = end
    return format_html_join("", "{}", ((part,) for part in [*parts, text[at:]]))


def _link(words: str, href: str) -> SafeString:
    return format_html('<a href="{}" rel="nofollow noopener noreferrer">{}</a>', href, _short(words))


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _addresses(text: str) -> list[tuple[int, int, str]]:
    """Where each begins and ends, without the full stop or bracket of the sentence that it stands in."""
    found = []
    for match in _ADDRESS.finditer(text):
        whole = match[0]
        while whole and (whole[-1] in _BEHIND or _is_odd(whole)):
            whole = whole[:-1]
        if whole:
            scheme = "" if "://" in whole else "mailto:" if "@" in whole else "https://"
            found.append((match.start(), match.start() + len(whole), scheme + whole))
    return found


def _is_odd(address: str) -> bool:
    """Its last sign closes what was opened before it, as in "(see https://1do.nl)"."""
    opening = _PAIRS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True, "html": False})
    reader.enable(["list", "fence", "newline", "backticks", "link", "emphasis", "balance_pairs", "fragments_join"])
    reader.inline.ruler.before("emphasis", "plain_signs", _plain_signs)
    reader.core.ruler.push("addresses", _link_addresses)
    reader.validateLink = lambda url: url.lower().startswith(("http://", "https://", "mailto:"))  # type: ignore[method-assign]
    return reader


def _plain_signs(state: StateInline, silent: bool) -> bool:
    """An underscore is one, and so is a star that stands alone or within a word."""
    sign = state.src[state.pos]
    if sign not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == sign:
        end += 1
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    after = state.src[end : end + 1]
    if sign == "*" and end - state.pos == 2 and not (before.isalnum() and after.isalnum()):
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _link_addresses(state: StateCore) -> None:
    """In what is neither code nor a link already."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_links(block.children)


def _with_links(children: list[Token]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        found += [token] if depth or token.type != "text" else _split(token)
    return found


def _split(token: Token) -> list[Token]:
    parts: list[Token] = []
    at = 0
    for begin, end, href in _addresses(token.content):
        parts += [_text(token.content[at:begin]), Token("link_open", "a", 1, attrs={"href": href})]
        parts += [_text(_short(token.content[begin:end])), Token("link_close", "a", -1)]
        at = end
    return [*parts, _text(token.content[at:])] if parts else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
