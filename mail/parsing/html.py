"""HTML of a stranger, made harmless: nothing runs, nothing loads, nothing covers the page (security X3, X11, X15)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice

import nh3
from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree
from lxml import html as lxml_html

from mail.parsing.quotes import begins_what_is_passed_on

LONGEST = 2 * 1024 * 1024

_WORDS = (
    "a abbr b blockquote br caption center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins"
    " kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul"
)
_TAGS = set(_WORDS.split())
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "data-src"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "col": {"span"},
    "ol": {"start"},
}
_REMOTE = re.compile(r"^\s*(?:https?:)?//", re.I)
_CID = re.compile(r"^\s*cid:([^\s<>\"']{1,250})\s*$", re.I)
_SIZE = re.compile(r"\d{1,4}%?")


# --- How deep it goes ---------------------------------------------------------------------------------------
DEEPEST = 240  # below what lxml builds of a tree; to find who an element belongs to, nh3 walks up through all above it
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-z][^\s/<>]*+)[^<>]*+>", re.I | re.S)
_NO_LEVEL = (
    "area base br col embed hr img input link meta param source track wbr p li dd dt td th tr tbody thead tfoot"
    " caption colgroup option html head body"
)
_NEVER_DEEPER = frozenset(_NO_LEVEL.split())  # closed by what comes after, or by nothing


def flattened(html: str) -> str:
    """Without the elements that stand deeper than DEEPEST; what is written in them stays. One walk, however many."""
    return _Depth().cut(html) if html.count("<") > DEEPEST else html


class _Depth:
    """The names of the elements that are open, and how often each is; `left_out` are those whose end goes as well."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.often: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()

    def cut(self, html: str) -> str:
        return _TAG.sub(self._tag, html)

    def _tag(self, found: re.Match[str]) -> str:
        name = (found[2] or "").lower()
        if not name or name in _NEVER_DEEPER:
            return found[0]
        return found[0] if (self._ends(name) if found[1] else self._begins(name)) else ""

    def _begins(self, name: str) -> bool:
        if len(self.open) >= DEEPEST:
            self.left_out[name] += 1
            return False
        self.open.append(name)
        self.often[name] += 1
        return True

    def _ends(self, name: str) -> bool:
        if self.left_out[name]:
            self.left_out[name] -= 1
            return False
        while self.often[name]:
            last = self.open.pop()
            self.often[last] -= 1
            if last == name:
                break
        return True


@dataclass(frozen=True)
class Cleaned:
    html: str
    has_remote: bool


def clean(html: str) -> Cleaned:
    """Images of the mail itself keep "cid:..."; those from elsewhere get data-src and load nothing."""
    seen: list[str] = []
    first = nh3.clean(
        flattened(html[:LONGEST]),
        tags=_TAGS,
        clean_content_tags={
            "script",
            "style",
            "title",
            "head",
            "noscript",
            "template",
            "iframe",
            "object",
            "svg",
            "math",
        },
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(seen),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return Cleaned(_marked(first).strip(), bool(seen))


def _filter(seen: list[str]) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            if _REMOTE.match(value):
                seen.append(value)
                return f"remote:{value.strip()}"
            return value if _CID.match(value) else None
        if tag == "img" and name == "data-src":
            return None  # ours to give
        if name == "href" and value.strip().lower().startswith("cid:"):
            return None
        if name in ("width", "height") and not _SIZE.fullmatch(value):
            return None
        return value

    return keep


def _marked(html: str) -> str:
    """nh3 hands an attribute on or drops it, but renames none."""
    return re.sub(r'(<img [^>]*?)\bsrc="remote:', r'\1data-src="', html)


def from_text(text: str) -> str:
    """How text looks beside parts that are HTML."""
    return f"<p>{escape(text.strip()).replace(chr(10), '<br>')}</p>"


def shown(html: str) -> set[str]:
    """The Content-IDs of the pictures that it shows."""
    return set(_SHOWN.findall(html))


_SHOWN = re.compile(r'src="cid:([^"]+)"')

# --- As text ----------------------------------------------------------------------------------------------
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # of nobody's alphabet: between them stands a quote
_PLAIN = ParserConfig(css=CSS_PROFILES["strict"], display_links=False, display_images=False)
_SAYS = re.compile(r"display\s{0,3}:|white-space", re.I)
_QUOTES = (
    "//blockquote[@type='cite' or contains(@class, 'gmail_quote') or contains(@class, 'protonmail_quote')]"
    "|//div[contains(@class, 'gmail_attr') or contains(@class, 'moz-cite-prefix')]"
)


def as_text(html: str) -> str:
    """Of a part that is nothing but HTML. What its program marked as a quote gets "> " before each line."""
    html = flattened(html[:LONGEST]).translate({ord(_OPEN): None, ord(_CLOSE): None, 0: None})
    try:
        tree = lxml_html.fromstring(html.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
        for element in tree.xpath("//*[@style]"):
            if not _SAYS.search(element.get("style")):  # how far Word sets it in, is no part of the text
                del element.attrib["style"]
        _mark_quotes(tree)
        text = Inscriptis(tree, _PLAIN).get_text()
    except (ValueError, TypeError, AssertionError, IndexError, etree.LxmlError):
        text = nh3.clean(html, tags=set())
    return "\n".join(_quoted(text.replace("\N{NO-BREAK SPACE}", " ").split("\n"))).strip("\n ")


def _mark_quotes(tree: lxml_html.HtmlElement) -> None:
    for element in tree.xpath(_QUOTES):
        if begins_what_is_passed_on("".join(islice(element.itertext(), 5)).strip()[:200]):
            continue
        before, after = (lxml_html.Element("p") for _ in range(2))
        before.text, before.tail, after.text = _OPEN, element.text, _CLOSE
        element.text = None
        element.insert(0, before)
        element.append(after)


def _quoted(lines: Iterable[str]) -> Iterator[str]:
    depth = 0
    for line in lines:
        if _OPEN in line or _CLOSE in line:
            depth += line.count(_OPEN) - line.count(_CLOSE)
            line = line.replace(_OPEN, "").replace(_CLOSE, "")
            if not line.strip():
                continue
        yield f"{'>' * min(depth, 20)} {line.strip()}".rstrip() if depth > 0 else line.rstrip()
