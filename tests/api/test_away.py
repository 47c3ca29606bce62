"""The database is away for a moment: 503, when to come back, for programs and people alike, and one line in the log."""

from __future__ import annotations

import logging
import sys

import pytest
from django.db import OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from infra.away import AwayFilter, is_away
from tests.two_connections import elsewhere, two_connections
from tickets.models import Ticket


def nobody_listens(*_args):
    """As the driver says it."""
    place = {"NAME": "x", "HOST": "127.0.0.1", "PORT": "1", "USER": "x", "PASSWORD": "", "OPTIONS": {}}
    DatabaseWrapper({**connection.settings_dict, **place}).ensure_connection()


@pytest.mark.django_db
def test_a_program_hears_when_to_come_back(cast, api):
    program = api(cast.jan.user)
    program.handler.raise_request_exception = program.raise_request_exception = False
    with connection.execute_wrapper(nobody_listens):
        answer = program.get("tickets/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "5"


@pytest.mark.django_db
def test_people_get_a_page(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.sanne)
    with connection.execute_wrapper(nobody_listens):
        page = client.get("/desk/")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Even niet bereikbaar" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "is_one_line"), [(nobody_listens, True), (lambda: 1 / 0, False)])
def test_one_line_in_the_log(fault, is_one_line):
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal Server Error: %s", ("/",), None)
    try:
        fault()
    except Exception:
        record.exc_info = sys.exc_info()
    assert AwayFilter().filter(record)
    assert (record.exc_info is None) == is_one_line


def test_another_fault_of_the_database_is_none_of_this():
    assert not is_away(OperationalError("database is locked"))


@two_connections
def test_a_session_that_was_ended():
    def ended() -> OperationalError:
        with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return caught.value

    assert is_away(elsewhere(ended))


@pytest.mark.django_db
def test_without_redis_programs_and_people_hear_it_too(cast, api, settings):
    """Nobody comes by the count of who comes too often, and nothing is a fault of ours."""
    program, people = api(cast.jan.user), Client(raise_request_exception=False)
    program.handler.raise_request_exception = program.raise_request_exception = False
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": redis}
    answer = program.post("tickets/", {"kind": "servicevraag", "subject": "Hoe?", "description": "Graag uitleg."})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "5" and not Ticket.objects.exists()
    page = people.post("/account/login/", {"login": "jan@smit.example", "password": "x"})
    assert (page.status_code, page["Retry-After"]) == (503, "5")
