"""The way in for gunicorn."""

import codecs
import os
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
_django = get_wsgi_application()


CHARSETS = ("utf-8", "ascii", "iso8859-1", "cp1252")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, but for charsets that Python knows and no browser sends ("zlib"): each is a 500 on any address."""
    content_type = Message()
    try:
        content_type["Content-Type"] = environ.get("CONTENT_TYPE", "")
        charset = content_type.get_content_charset()
        known = charset is None or codecs.lookup(charset).name in CHARSETS
    except (LookupError, ValueError):
        known = False
    if not known:
        environ["CONTENT_TYPE"] = environ["CONTENT_TYPE"].partition(";")[0]
    return _django(environ, start_response)
