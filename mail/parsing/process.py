"""The parent's side: mails are read in a child process that may be killed (security F6, F7, V2).

A child serves one mail after another, so that ten thousand mails do not start ten thousand processes. One that
takes too long, dies or says nonsense is killed, and the next mail gets a new one.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType

from mail.parsing import wire
from mail.parsing.child import LENGTH
from mail.parsing.errors import Unparsable
from mail.parsing.parse import LONGEST_FACE, Settings
from mail.parsing.parsed import ParsedMail

MOST_SECONDS = 5.0
MOST_MAILS = 2_000  # then a new child, whatever a library may have leaked
ROOT = Path(__file__).resolve().parents[2]


class Parser:
    """`with Parser() as parser: parser.parse(raw)`. Not to be shared by threads."""

    def __init__(self, settings: Settings | None = None, *, seconds: float = MOST_SECONDS, most_bytes: int = 2**31):
        self.settings = settings or Settings()
        self.seconds = seconds
        self.most_bytes = most_bytes
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Parser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, raw: bytes) -> ParsedMail:
        """Unparsable when it cannot be read, is too large, or takes too long."""
        if len(raw) > self.most_bytes:
            raise Unparsable(f"de mail is groter dan {self.most_bytes // 1024 // 1024} MB")
        answer = self._ask(raw)
        if answer[:1] == b"-":
            raise Unparsable(answer[1:].decode("utf-8", "replace"))
        try:
            return wire.load(answer[1:])
        except (ValueError, TypeError, KeyError) as problem:
            self.close()
            raise Unparsable("de mail is niet te lezen") from problem

    def head(self, raw: bytes) -> ParsedMail:
        """Of one that cannot be read, what its head says; Unparsable when even that cannot be."""
        whole, self.settings = self.settings, replace(self.settings, head_only=True)
        try:
            return self.parse(raw[:LONGEST_FACE])
        finally:
            self.settings = whole

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _ask(self, raw: bytes) -> bytes:
        child = self._running()
        told = json.dumps(asdict(self.settings)).encode()
        frames = LENGTH.pack(len(told)) + told + LENGTH.pack(len(raw)) + raw
        deadline = time.monotonic() + self.seconds + len(raw) / 10_000_000  # a large one takes longer to hand over
        try:
            answer = _exchange(child, frames, deadline)
        except TimeoutError as problem:
            self.close()
            raise Unparsable(f"het lezen van de mail duurde langer dan {self.seconds:.0f} seconden") from problem
        except (OSError, EOFError) as problem:
            self.close()
            raise Unparsable(
                "het lezen van de mail is afgebroken; zij vraagt te veel geheugen of is beschadigd"
            ) from problem
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._child.poll() is not None or self._served >= MOST_MAILS):
            self.close()
        if self._child is None:
            self._served = 0
            self._child = subprocess.Popen(
                [sys.executable, "-m", "mail.parsing.child"],
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        self._served += 1
        return self._child


def _exchange(child: subprocess.Popen[bytes], frames: bytes, deadline: float) -> bytes:
    """Write and read at once: neither side waits for the other for ever."""
    assert child.stdin and child.stdout
    source, sink = child.stdout.fileno(), child.stdin.fileno()
    os.set_blocking(sink, False)
    written, answer, length = 0, bytearray(), None
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_READ)
        selector.register(sink, selectors.EVENT_WRITE)
        while length is None or len(answer) < LENGTH.size + length:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            ready = {key.fd for key, _events in selector.select(left)}
            if sink in ready:
                with suppress(BlockingIOError):  # the pipe filled up since it was asked
                    written += os.write(sink, frames[written : written + 65536])
                if written == len(frames):
                    selector.unregister(sink)
            if source in ready:
                chunk = os.read(source, 1 << 20)
                if not chunk:
                    raise EOFError
                answer += chunk
                if length is None and len(answer) >= LENGTH.size:
                    (length,) = LENGTH.unpack(answer[: LENGTH.size])
    return bytes(answer[LENGTH.size :])
