"""The child: reads mails from standard input, one after another, and writes what they say. Knows no settings.

A frame is its length (8 bytes) and its content. In: settings as JSON, then the mail. Out: a byte ("+" or "-"), then the
ParsedMail or why there is none.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from typing import BinaryIO

from mail.parsing import wire
from mail.parsing.errors import Unparsable
from mail.parsing.parse import Settings, parse

MOST_MEMORY = 1024 * 1024 * 1024
LENGTH = struct.Struct(">Q")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is not part of an answer
    while (told := read_frame(source)) is not None:
        raw = read_frame(source)
        assert raw is not None
        write_frame(sink, _answer(raw, Settings(**json.loads(told))))


def _answer(raw: bytes, settings: Settings) -> bytes:
    try:
        return b"+" + wire.dump(parse(raw, settings))
    except Unparsable as problem:
        return b"-" + str(problem).encode()
    except MemoryError:
        return b"-de mail vraagt te veel geheugen"
    except Exception as problem:
        return b"-" + f"de mail is niet te lezen ({type(problem).__name__})".encode()


def read_frame(source: BinaryIO) -> bytes | None:
    """None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    return source.read(length)


def write_frame(sink: BinaryIO, content: bytes) -> None:
    sink.write(LENGTH.pack(len(content)) + content)
    sink.flush()


if __name__ == "__main__":
    main()
