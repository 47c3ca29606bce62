"""The picture at the head of our mails, where MAIL_LOGO names one. It travels in the mail: nothing may be fetched."""

from __future__ import annotations

import mimetypes
from email.mime.image import MIMEImage
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives


def content_id() -> str:
    """Empty where our name in letters stands there instead."""
    return f"logo@{settings.MAIL_DOMAIN}" if settings.MAIL_LOGO else ""


def put_in(email: EmailMultiAlternatives, html: str) -> None:
    """Into a mail that shows it; one that was written before there was a logo does not."""
    if not (content_id() and f"cid:{content_id()}" in html):
        return
    image = MIMEImage(_read(settings.MAIL_LOGO), (mimetypes.guess_type(settings.MAIL_LOGO)[0] or "").rpartition("/")[2])
    image.add_header("Content-ID", f"<{content_id()}>")
    image.add_header("Content-Disposition", "inline", filename=Path(settings.MAIL_LOGO).name)
    email.mixed_subtype = "related"  # type: ignore[attr-defined]  # Django has it, its stubs do not
    email.attach(image)


def is_ours(data: bytes) -> bool:
    """What comes back in the answers to our mails: by its bytes, for a name anybody can give to anything."""
    return bool(settings.MAIL_LOGO) and data == _read(settings.MAIL_LOGO)


@cache
def _read(path: str) -> bytes:
    return Path(path).read_bytes()
