"""C5: no log holds the key of a personal link. What it opens is for whoever has it."""

from __future__ import annotations

import logging
import re
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver, reverse
from gunicorn.config import Config

from infra.access_log import AccessLog
from infra.logs import MaskingFormatter, RefusalFilter, without_keys

KEY = "imI6MTIzNDU2:1vabcd:Zx_y-0"


def personal_routes(resolver=None, prefix="") -> list[str]:
    """Every address with the key of a link in it, in whatever app it was made."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            found += personal_routes(pattern, route)
        elif "<str:token>" in route:
            found.append("/" + re.sub(r"<[^>]*>", KEY, route))
    return found


def test_there_are_personal_routes():
    assert reverse("portal:approval_link", args=[KEY]) in personal_routes()
    assert len(personal_routes()) >= 2


@pytest.mark.parametrize(
    ("asked", "logged"),
    [
        ("/api/v1/alerts/%74/%6Fnedo_geheim/?a=%20b", "/api/v1/alerts/t/…/?a= b"),
        ("GET /desk/%6Fproep/geheim%0Aregel HTTP/1.1", "GET /desk/oproep/… HTTP/1.1"),
        ("/?t=%6Fnedo_" + "a" * 30, "/?t=onedo_…"),
        ("/desk/?q=100%25%20waar", "/desk/?q=100%25%20waar"),
    ],
)
def test_c5_an_address_with_percent_signs_leads_to_the_same(asked, logged):
    assert without_keys(asked) == logged


@pytest.mark.parametrize("path", personal_routes())
def test_c5_djangos_log(path):
    line = settings.LOGGING["formatters"]["line"]["format"].replace("%(request_id)s", "-")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    said = MaskingFormatter(line).format(record)
    assert KEY not in said and path.split(KEY)[0] in said


@pytest.mark.parametrize("path", personal_routes())
def test_c5_the_access_log(path):
    log = AccessLog(Config())
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request = SimpleNamespace(headers=[("REFERER", f"https://portaal.example{path}?x=1")])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://portaal.example{path}?x=1",
    }
    took = SimpleNamespace(seconds=0, microseconds=5)
    line = Config().access_log_format % log.atoms_wrapper_class(log.atoms(answer, request, environ, took))
    assert KEY not in line and line.count(path.split(KEY)[0]) == 2


@pytest.mark.parametrize(("level", "has_traceback"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_a_refusal_is_one_line_and_a_fault_is_told_whole(level, has_traceback):
    try:
        raise PermissionDenied
    except PermissionDenied:
        record = logging.LogRecord("django.request", level, "", 0, "Forbidden: %s", ("/desk/",), sys.exc_info())
    assert RefusalFilter().filter(record)
    assert ("Traceback" in MaskingFormatter("%(message)s").format(record)) is has_traceback
    assert "refusals" in settings.LOGGING["handlers"]["console"]["filters"]
