"""A small IMAP server on loopback: as much of RFC 3501 as somebody needs who fetches unread mail."""

from __future__ import annotations

import base64
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

USER, PASSWORD, TOKEN = "supportcenter@1do.example", "geheim, met spaties", "een-token"


class Mailbox:
    """What lies in it, by UID; `seen` are those that were marked. `drops`: connections still to be cut in a fetch.
    `arrived`: what the server says of when it took a message in."""

    def __init__(self) -> None:
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.drops = 0
        self.arrived = ""
        self.lock = threading.Lock()

    def put(self, raw: bytes) -> int:
        with self.lock:
            uid = len(self.messages) + 1
            self.messages[uid] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            return uid

    @property
    def unread(self) -> list[int]:
        return [uid for uid in sorted(self.messages) if uid not in self.seen]


class Session(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            try:
                if self._obey(tag, rest) is False:
                    return
            except ConnectionAbortedError:
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _obey(self, tag: str, command: str) -> bool | None:
        word = command.upper()
        if word.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2")
        elif word.startswith("LOGIN"):
            if command.split(" ", 1)[1] != f'"{USER}" "{PASSWORD}"':
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                return None
        elif word.startswith("AUTHENTICATE XOAUTH2"):
            self._say("+ ")
            told = base64.b64decode(self.rfile.readline()).decode()
            if told != f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
                self._say(f"{tag} NO wrong token")
                return None
        elif word.startswith(("SELECT", "EXAMINE")):
            self._say(f"* {len(self.box.messages)} EXISTS")
        elif word.startswith("UID SEARCH"):
            self._say("* SEARCH " + " ".join(map(str, self.box.unread)))
        elif found := re.match(r"UID FETCH (\d+)", word):
            self._fetch(int(found[1]))
        elif found := re.match(r"UID STORE (\d+) \+FLAGS", word):
            self.box.seen.add(int(found[1]))
        elif word.startswith("LOGOUT"):
            self._say("* BYE")
            self._say(f"{tag} OK")
            return False
        self._say(f"{tag} OK done")
        return None

    def _fetch(self, uid: int) -> None:
        with self.box.lock:
            if self.box.drops:
                self.box.drops -= 1
                raise ConnectionAbortedError
        raw = self.box.messages[uid]
        date = f'INTERNALDATE "{self.box.arrived}" ' if self.box.arrived else ""
        self._say(f"* {uid} FETCH (UID {uid} {date}BODY[] {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving(box: Mailbox) -> Iterator[int]:
    """The port of a server for this mailbox."""
    handler: Any = type("Bound", (Session,), {"box": box})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
