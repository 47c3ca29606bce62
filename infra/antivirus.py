"""Files looked at by ClamAV before they are kept (security F10); without CLAMD_ADDRESS nobody looks.

It opens archives by itself and has limits of its own for what explodes; nothing is unpacked here (F8).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

from django.conf import settings

TIMEOUT = 30.0
_CHUNK = 256 * 1024


class NotScanned(Exception):
    """There is no answer, so nobody knows; the message is for the log."""


def virus_in(chunks: Iterable[bytes]) -> str:
    """The name of what was found, "" when there is nothing, or when nobody looks. NotScanned."""
    if not settings.CLAMD_ADDRESS:
        return ""
    host, _colon, port = settings.CLAMD_ADDRESS.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=TIMEOUT) as clamd:
            return _read(_asked(clamd, chunks))
    except (OSError, ValueError) as problem:
        raise NotScanned(f"clamd at {settings.CLAMD_ADDRESS}: {problem}") from problem


def _asked(clamd: socket.socket, chunks: Iterable[bytes]) -> bytes:
    """INSTREAM of clamd(8): pieces, each after its length; an empty one is the end."""
    clamd.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        for start in range(0, len(chunk), _CHUNK):
            piece = chunk[start : start + _CHUNK]
            clamd.sendall(struct.pack("!I", len(piece)) + piece)
    clamd.sendall(struct.pack("!I", 0))
    answer = b""
    while len(answer) < 4096 and (part := clamd.recv(4096)):
        answer += part
    return answer


def _read(answer: bytes) -> str:
    said = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ValueError(said[:200] or "no answer")
