"""A review as PDF (typst): tagged, the same bytes for the same data. One sign that no font has never costs a customer
his report: it becomes a box, and what still cannot be tagged is set without tags, and said so."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from infra.charts import Chart, pdf_block

log = logging.getLogger(__name__)

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "pdf" / "review.typ"
BOX = "\u25a1"
STANDARD = "ua-1"
LONGEST_WORD = 24
# What the fonts that travel with typst can draw between them: Latin, Greek, Cyrillic, punctuation, money, a few signs.
DRAWN = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x2BB, 0x2BC), (0x2C6, 0x2C7), (0x2D8, 0x2DD), (0x386, 0x3CE), (0x400, 0x45F),
    (0x1E00, 0x1EFF), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030),
    (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212),
    (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0x25A1, 0x25A1), (0x2713, 0x2713),
)  # fmt: skip


@dataclass(frozen=True)
class SetPaper:
    """`is_plain`: without tags, for somebody to look at."""

    content: bytes
    is_plain: bool


def paper_of(document: dict[str, Any]) -> SetPaper:
    data = json.dumps(clean(document), ensure_ascii=False, sort_keys=True)
    moment = datetime.fromisoformat(document["moment"])
    try:
        return SetPaper(_compiled(data, moment, [STANDARD]), is_plain=False)
    except Exception:  # of typst, whose errors have no class of their own
        log.exception("A review cannot be set as a tagged PDF; it is set without tags")
        return SetPaper(_compiled(data, moment, []), is_plain=True)


def _compiled(data: str, moment: datetime, standards: list[str]) -> bytes:
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        timestamp=int(moment.timestamp()),
        pdf_standards=standards,  # type: ignore[arg-type]
    )
    return pdf


def clean(value: Any) -> Any:
    """Every text in it, made of signs that can be set; long words may break."""
    if isinstance(value, str):
        return _breakable("".join(_drawn(sign) for sign in unicodedata.normalize("NFC", value)))
    if isinstance(value, dict):
        return {key: _drawings(each) if key == "charts" else clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return value


def _drawings(charts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [pdf_block(Chart.from_data(each)) for each in charts]


def _drawn(sign: str) -> str:
    code = ord(sign)
    if sign in "\n\t":
        return sign if sign == "\n" else " "
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Mn"):
        return ""
    return sign if any(first <= code <= last for first, last in DRAWN) else BOX


def _breakable(text: str) -> str:
    """A word of fifty letters leaves its cell; it may break after what joins its parts, or anywhere."""
    return " ".join(
        word if len(word) <= LONGEST_WORD or "://" in word else _with_breaks(word) for word in text.split(" ")
    )


def _with_breaks(word: str) -> str:
    parts, run = [], 0
    for sign in word:
        run += 1
        parts.append(sign)
        if sign in "@._/-" or run >= LONGEST_WORD:
            parts.append("\u200b")
            run = 0
    return "".join(parts)
