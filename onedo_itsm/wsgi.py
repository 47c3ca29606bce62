"""The way in for gunicorn."""

import codecs
import os
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, but for a charset that Python knows and that is no text ("zlib"): that would be a 500 on any address."""
    content_type = Message()
    content_type["Content-Type"] = environ.get("CONTENT_TYPE", "")
    try:
        charset = content_type.get_content_charset()
        is_text = charset is None or codecs.lookup(charset)._is_text_encoding
    except (LookupError, ValueError, UnicodeError):
        is_text = False
    if not is_text:
        environ["CONTENT_TYPE"] = content_type.get_content_type()
    return _django(environ, start_response)
