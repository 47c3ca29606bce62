"""Mail into a folder, one file a mail that a mail program opens: for the demo and for development."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlBackend(BaseEmailBackend):
    """Writes to settings.EMAIL_FILE_PATH, newest last by name; a file is there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            name = f"{timezone.localtime():%Y-%m-%d_%H.%M.%S}_{secrets.token_hex(4)}"
            unfinished = folder / f".{name}.part"
            unfinished.write_bytes(email.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)
