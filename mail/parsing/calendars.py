"""The answer of a calendar to an invitation, and whether somebody added words of his own to it.

"Ik kan niet, liever donderdag" stands in the text below what the calendar says, or in the calendar's part alone.
"""

from __future__ import annotations

import re

from mail.parsing import headers
from mail.parsing.bodies import Bodies

LOOKED_AT, LONGEST_NOTE = 20_000, 4_000
_REPLIES = re.compile(rb"^METHOD:\s?REPLY\b", re.I | re.M)
_OF_OUTLOOK = re.compile(r"IPM\.(?:Microsoft Schedule\.MtgResp[PNA]|Schedule\.Meeting\.Resp\b)", re.I)
_FOLD = re.compile(rb"\r?\n[ \t]")
_COMMENT = re.compile(rb"^COMMENT(?:;[^:\r\n]{0,200})?:([^\r\n]{1,4000})", re.I | re.M)
_ESCAPED = re.compile(r"\\([nN,;\\])")
# What a calendar says by itself, as a whole line; whatever else stands there, somebody wrote.
_SAYS = re.compile(
    r"^(?:[^\n:]{1,200} (?:has (?:tentatively )?(?:accepted|declined|replied)|heeft (?:deze|uw|de) uitnodiging"
    r"|hat (?:diese|ihre|die) einladung|a (?:accepté|refusé|décliné) (?:cette|votre))[^\n:,;]{0,30}"
    r"|(?:invitation from|uitnodiging van|einladung von|invitation (?:de|depuis)) google .{0,200}"
    r"|(?:you are receiving this|u ontvangt deze|sie erhalten diese|vous recevez ce).{0,400}"
    r"|(?:when|where|who|wanneer|waar|wie|wann|wo|wer|quand|où|qui|organi[sz]er|organisator|guests|gasten|gäste|invités)\W{0,3}"
    r"|(?:when|where|who|wanneer|waar|wie|wann|wo|wer|quand|où|qui)\s?: .{0,300}|https?://\S{1,500}|\W{0,80})$",
    re.I,
)


def is_answer(bodies: Bodies) -> bool:
    return bool(_OF_OUTLOOK.match(bodies.message_class)) or any(_REPLIES.search(data) for data in _parts(bodies))


def note(bodies: Bodies) -> str:
    """The comment in the answer itself; empty when there is none."""
    for data in _parts(bodies):
        if found := _COMMENT.search(_FOLD.sub(b"", data)):
            text = headers.as_text(found[1][:LONGEST_NOTE], "utf-8")
            return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text).strip()
    return ""


def has_own_words(bodies: Bodies, text: str) -> bool:
    if note(bodies):
        return True
    lines = (line.strip() for line in text[:LOOKED_AT].split("\n"))
    return any(line and not _SAYS.match(line[:500]) for line in lines)


def _parts(bodies: Bodies) -> list[bytes]:
    return [file.data[:LOOKED_AT] for file in bodies.files if file.content_type == "text/calendar"]
