"""A charset that is no text does no harm, whatever the address."""

from __future__ import annotations

import io

import pytest
from django.test.client import RequestFactory

from onedo_itsm.wsgi import application


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=zlib",
        "application/json; charset=rot13",
        "text/plain; charset=undefined",
        "text/plain; charset=punycode",
        "text/plain; charset=idna",
        "text/plain; charset=utf-7",
        "application/json; charset=kladblok",
        "text/plain; charset=\x00",
        "text/plain; charset=utf-8",
        "",
        "multipart/form-data",
    ],
)
@pytest.mark.parametrize("path", ["/account/login/", "/api/v1/tickets/", "/livez"])
def test_no_charset_is_an_error_of_ours(db, content_type, path):
    environ = RequestFactory().get(path, {"next": "/a\xff+2AA-"}).environ
    environ |= {
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(b""),
        "HTTP_HOST": "localhost",
    }
    seen: list[str] = []
    b"".join(application(environ, lambda status, _headers, *_rest: seen.append(status)))
    assert seen[0][:3] in ("200", "401"), seen
