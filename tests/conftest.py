"""The named cast: two customers who must never see anything of each other, and the people of 1do."""

from __future__ import annotations

import gc
import itertools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings

from accounts.models import User
from accounts.roles import Role
from sla.models import Edition
from tests.factories import ContactFactory, CustomerFactory, HouseUserFactory, ServiceAgreementFactory, TeamFactory
from tests.snapshot import Snapshot, take
from tickets import actions
from tickets.intake.report import sorted_out
from tickets.models import Channel, Ticket

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    """A moment by the Amsterdam wall clock: at("2026-11-23 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


MONDAY = at("2026-11-23 10:00")
MEDIA = itertools.count()
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that ask the database are marked so: the others need not be carried out again on another engine."""
    for item in items:
        asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """What is loaded by now lives until the end: to walk over it at each collection takes a fifth of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings: Any, tmp_path_factory: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media{next(MEDIA)}"  # made by who writes in it
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.CACHES = {"default": _cache_of_this_worker(settings.REDIS_URL)}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.UNDO_SECONDS = 0  # what is held for a while is asked for by the tests of it
    settings.WHITENOISE_AUTOREFRESH = True  # looks for a static file when it is asked for, not for all at each Client
    cache.clear()  # rate limits count in it


def _cache_of_this_worker(redis_url: str) -> dict[str, str]:
    """In memory, or with REDIS_URL set in a real Redis; every test process has a database of its own there."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    number = 10 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 6
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{redis_url.rsplit('/', 1)[0]}/{number}",
    }


_CITE = re.compile(rb'<a class="cite"[^>]*>(.*?)</a>')


@pytest.fixture(autouse=True)
def _sentences_in_one_piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page says what a person reads on it: the link of a citation (contracts.citations) does not stand in its
    sentence. Tests of the links themselves are marked `citations`."""
    if request.node.get_closest_marker("citations"):
        return
    ask = Client.request

    def read(self: Client, **asked: Any) -> Any:
        response = ask(self, **asked)
        if not response.streaming and b'class="cite"' in response.content:
            response.content = _CITE.sub(rb"\1", response.content)
        return response

    monkeypatch.setattr(Client, "request", read)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests call the sweeps themselves; nothing is sent to a broker."""
    monkeypatch.setattr("infra.nudges.current_app.send_task", lambda *args, **kwargs: None)


def install_sla() -> None:
    from sla.actions import install_calendars, install_edition

    install_calendars(install_edition())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> tuple[int, Snapshot]:
    """Edition 2.4 and the calendars of 1do stand in the test database from the start; the cast that is under this
    edition waits beside it."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        install_sla()
        return Edition.objects.get().pk, take(make_cast)


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_delete() -> Iterator[None]:
    """After a test with several connections: to delete a few rows is forty times quicker than to truncate sixty tables,
    for each of which PostgreSQL makes new files."""
    truncate = DatabaseOperations.sql_flush

    def delete(self: Any, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, **other: Any) -> Any:
        if reset_sequences:
            return truncate(self, style, tables, reset_sequences=reset_sequences, **other)
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]  # noqa: S608 - names of our own

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete)
        yield


@pytest.fixture
def sla(db: None) -> None:
    """Edition 2.4 and the calendars, also after a test that emptied the database."""
    if not Edition.objects.exists():
        install_sla()


@pytest.fixture
def cast(sla: None, django_db_setup: tuple[int, Snapshot]) -> SimpleNamespace:
    """Everybody: `cast.jan` reports for Bakkerij Smit, `cast.willem` for another customer, `cast.sanne` is an agent."""
    edition, snapshot = django_db_setup
    if Edition.objects.filter(pk=edition).exists():
        people: SimpleNamespace = snapshot.restore()
        return people
    return make_cast()  # a test emptied the database, and edition and calendars have come back with other keys


def make_cast() -> SimpleNamespace:
    smit = CustomerFactory(number="K1001", name="Bakkerij Smit")
    vries = CustomerFactory(number="K1002", name="Notariskantoor De Vries")
    people = SimpleNamespace(
        smit=smit,
        vries=vries,
        jan=ContactFactory(customer=smit, name="Jan Smit", email="jan@smit.example", with_user=True),
        petra=ContactFactory(customer=smit, name="Petra Bakker", email="petra@smit.example", with_user=True),
        willem=ContactFactory(customer=vries, name="Willem de Vries", email="willem@vries.example", with_user=True),
        sanne=HouseUserFactory(name="Sanne de Wit", email="sanne@1do.example"),
        ravi=HouseUserFactory(name="Ravi Pinas", email="ravi@1do.example", roles=[Role.BEHEERDER]),
        marloes=HouseUserFactory(name="Marloes Kuiper", email="marloes@1do.example", roles=[Role.COORDINATOR]),
        daan=HouseUserFactory(name="Daan Mulder", email="daan@1do.example", roles=[Role.ACCOUNTMANAGER]),
        els=HouseUserFactory(name="Els Groen", email="els@1do.example", roles=[Role.DIRECTIE]),
        fred=HouseUserFactory(
            name="Fred Bos", email="fred@1do.example", roles=[Role.FUNCTIONEEL_BEHEERDER], is_staff=True
        ),
    )
    people.smit_agreement = ServiceAgreementFactory(
        number="DVO-1001",
        customer=smit,
        emergency=True,
        packages={"server": "plus", "werkplek": "plus", "netwerk": "standard"},
        dap={"emergency_callers": [people.jan]},
        account_manager=people.daan,
    )
    people.vries_agreement = ServiceAgreementFactory(
        number="DVO-1002",
        customer=vries,
        packages={"server": "basic", "werkplek": "basic"},
        account_manager=people.daan,
    )
    people.supportcenter = TeamFactory(name="Supportcenter", members=[people.sanne, people.marloes])
    people.second_line = TeamFactory(name="Tweede lijn", members=[people.ravi])
    return people


@pytest.fixture
def open_ticket(cast: SimpleNamespace) -> Callable[..., Ticket]:
    """A melding of Jan's, by the portal, on Monday 10:00, unless told otherwise."""

    def make(**fields: Any) -> Ticket:
        contact = fields.pop("contact", cast.jan)
        given = {
            "by": contact.user or cast.sanne,
            "now": MONDAY,
            "contact": contact,
            "kind": "incident",
            "impact": 2,
            "urgency": "A",
            "subject": "Geen mail op kantoor",
            "description": "Sinds vanochtend komt er geen mail binnen.",
            "steps_taken": "Outlook opnieuw gestart.",
            "channel": Channel.PORTAL,
        } | fields
        if given["kind"] != "incident":
            given["impact"] = given["urgency"] = None
        return actions.open_ticket(*sorted_out(given))

    return make


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A browser in which this user is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def form_token() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"form-{next(numbers)}"
