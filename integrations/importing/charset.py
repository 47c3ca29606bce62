"""In which character set a file was written. What is read by the wrong one looks like text, so it is refused aloud."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from integrations.importing.errors import SourceError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WESTERN = "windows-1252"
# UTF-8 of two and three bytes, as somebody's program showed it who took it for windows-1252 and saved that.
_LATER_BYTE = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
_LATER_BYTE += "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
MOJIBAKE = re.compile(f"[\u00c2\u00c3][{_LATER_BYTE}]|\u00e2[{_LATER_BYTE}]{{2}}|\u00f0[{_LATER_BYTE}]{{3}}")


def marked(start: bytes) -> str:
    """The character set that the file itself says at its beginning (a byte order mark); else ""."""
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "")


def recognised(data: bytes) -> str:
    """By its mark, else by what its bytes can be. Windows-1252 is what is left: any bytes can be that."""
    if found := marked(data):
        return found
    start = data[:4000]
    if 4 * start.count(0) > len(start):
        return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"
    return "utf-8" if is_utf8(data) else WESTERN


_HIGH = re.compile(b"[\x80-\xff]+")
_FEWEST_BYTES = 8


def is_of_another_script(data: bytes) -> bool:
    """What is no UTF-8 and is not written in Latin letters either (GB2312, Big5, Russian, Greek): in French or Dutch
    few letters with an accent stand beside each other, elsewhere whole words are of such bytes. Read as
    windows-1252 it would be letters that nobody wrote."""
    runs = [len(found[0]) for found in _HIGH.finditer(data[:1_000_000])]
    return sum(runs) >= _FEWEST_BYTES and 2 * sum(length for length in runs if length > 3) > sum(runs)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def require_not_mangled(text: str, line: int) -> None:
    """SourceError where a UTF-8 text was read as windows-1252, here or before it came here ("RenÃ©e", "â‚¬ 12")."""
    if found := MOJIBAKE.search(text):
        around = text[max(0, found.start() - 12) : found.end() + 12].strip()
        problem = _(
            "regel %(line)s: “%(around)s”: letters met een accent zijn verminkt, want dit is UTF-8 die als"
            " windows-1252 is gelezen. Zet file.encoding van de mapping op utf-8, of maak de export opnieuw en bewaar"
            " haar als “CSV UTF-8”."
        )
        raise SourceError(problem % {"line": line, "around": " ".join(around.split())})
