"""A message from standard input, for a pipe of a mail server. Exits with 75 (try again) when it could not be stored."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mail.inbound.receiving import receive

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the message


class Command(BaseCommand):
    help = "Store a received message from standard input; it is processed by the sweep."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mailbox", default="pipe", help="by which name this door is known")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        if not raw.strip():
            return
        try:
            receive(raw, mailbox=options["mailbox"], now=timezone.now())
        except Exception as problem:
            self.stderr.write(f"not stored: {type(problem).__name__}")
            sys.exit(TRY_AGAIN)
