"""Which files may be shown as a picture: by what is in them, never by their name or what the sender called them.

Four formats that carry no script, and no more pixels than a browser can draw without trouble. All else is a download.
"""

from __future__ import annotations

MOST_PIXELS = 50_000_000
HEAD_BYTES = 64 * 1024  # a photograph may carry as much before it says how large it is


def picture_format(head: bytes) -> str:
    """Of a file its first bytes: "png", "jpeg", "gif" or "webp", or "" where it is not shown as a picture."""
    for name, size in (("png", _png(head)), ("gif", _gif(head)), ("jpeg", _jpeg(head)), ("webp", _webp(head))):
        if size is not None:
            width, height = size
            return name if 0 < width * height <= MOST_PIXELS else ""
    return ""


Size = tuple[int, int] | None


def _png(head: bytes) -> Size:
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _gif(head: bytes) -> Size:
    if head[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")


def _jpeg(head: bytes) -> Size:
    """The size stands in the start of frame, after segments of which each says its length."""
    if not head.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        kind, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + max(length, 2)
    return 0, 0


def _webp(head: bytes) -> Size:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
