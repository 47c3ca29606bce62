"""Small files that customers send along: a picture drawn here, or a line of text."""

from __future__ import annotations

import struct
import zlib
from functools import cache

MAIL = """Van: Klantenservice <noreply@betaal-controle.example>
Onderwerp: Laatste herinnering: bevestig uw gegevens

Geachte klant,

Uw rekening wordt binnen 24 uur geblokkeerd. Klik op de knop hieronder om uw gegevens te bevestigen.
"""

BOUNCE = """Van: Mail Delivery System <MAILER-DAEMON@mx.voorbeeld.example>
Onderwerp: Undelivered Mail Returned to Sender

<inkoop@afnemer.example>: host mx.afnemer.example said: 550 5.7.1 Message rejected, sender listed
"""


@cache
def content_of(name: str) -> tuple[bytes, str]:
    """Content and content type of the demo file with that name."""
    if name.endswith(".txt"):
        return (BOUNCE if name.startswith("onbestelbaar") else MAIL).encode(), "text/plain"
    return _window(), "image/png"


def _window(width: int = 480, height: int = 270) -> bytes:
    """A PNG of a window with an error box, in flat colours."""
    ground, bar, box, edge = b"\x2b\x3a\x55", b"\xe8\xec\xf4", b"\xff\xff\xff", b"\xb4\x2b\x2b"
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(width):
            in_box = 120 <= x < 360 and 80 <= y < 190
            in_edge = in_box and (y < 104 or x < 122 or x >= 358 or y >= 188)
            row += edge if in_edge else box if in_box else bar if y < 24 else ground
        rows.append(b"\x00" + bytes(row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
