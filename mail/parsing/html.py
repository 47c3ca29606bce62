"""HTML of a stranger, made harmless: nothing runs, nothing loads, nothing covers the page (security X3, X11, X15)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

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


@dataclass(frozen=True)
class Cleaned:
    html: str
    has_remote: bool


def clean(html: str) -> Cleaned:
    """Images of the mail itself keep "cid:..."; those from elsewhere get data-src and load nothing."""
    seen: list[str] = []
    first = nh3.clean(
        html[:LONGEST],
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


def as_text(html: str) -> str:
    """For a mail that has nothing but HTML."""
    try:
        text = get_text(html[:LONGEST], ParserConfig(display_links=False, display_images=False))
    except (ValueError, TypeError, AssertionError):
        text = nh3.clean(html[:LONGEST], tags=set())
    return "\n".join(line.rstrip() for line in text.replace("\N{NO-BREAK SPACE}", " ").split("\n")).strip()
