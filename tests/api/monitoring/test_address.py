"""A token in the address, for tools that can send no header: only for alerts, and in no log."""

from __future__ import annotations

import io
import logging
from types import SimpleNamespace

import pytest
from django.test import Client
from gunicorn.config import Config

from accounts.actions import ADDRESS_RATE, issue_token, revoke_token
from accounts.models import ApiToken
from infra.access_log import AccessLog
from infra.errors import Refused
from infra.logs import MaskingFormatter
from integrations.models import Alert, AlertBody, MonitoredHost
from integrations.monitoring import triage
from tests.conftest import MONDAY
from tests.factories import ContactFactory, HouseUserFactory, UserFactory

PLAIN = {"host": "srv01", "name": "Schijf vol", "status": "firing"}


def url(secret: str) -> str:
    return f"/api/v1/alerts/t/{secret}/"


@pytest.fixture
def rmm(cast):
    """1do's own tool."""
    return HouseUserFactory.create(email="rmm@1do.example", name="RMM", is_service=True)


@pytest.fixture
def made(cast, rmm):
    MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, item_type="server")
    given = {"name": "RMM", "scopes": ["alerts:write"], "in_address": True}
    return issue_token(rmm, by=cast.fred, now=MONDAY, **given)


def post(client, secret, body=PLAIN, **headers):
    return client.post(url(secret), body, content_type="application/json", **headers)


def test_it_hands_in_and_does_nothing_else(client, made, cast, token_of):
    token, secret = made
    assert post(client, secret).json()["results"][0]["outcome"] == "opened"
    assert client.post(url(secret).rstrip("/"), PLAIN, content_type="application/json").status_code == 200
    assert AlertBody.objects.filter(token=token).count() == 2
    token.refresh_from_db()
    assert token.last_used_at and token.rate_per_minute == ADDRESS_RATE
    for path in ("/api/v1/alerts/", "/api/v1/tickets/"):
        assert client.get(path, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401
    assert client.post("/api/v1/alerts/", PLAIN, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401
    assert post(client, token_of(cast.sanne)).status_code == 404  # nor the other way round


def test_a_wrong_one_is_no_address(client, made):
    token, secret = made
    nowhere = client.post("/api/v1/nergens/", PLAIN, content_type="application/json").json()
    for wrong in ("onedo_x", secret[:-1], secret + "x", "%00", "x" * 3000, ""):
        answer = post(client, wrong)
        assert answer.status_code == 404 and answer.json() == nowhere
    revoke_token(token, by=None, now=MONDAY)
    assert post(client, secret).status_code == 404
    assert not Alert.objects.exists() and not AlertBody.objects.exists()


def test_guesses_are_counted_and_so_is_the_token_itself(client, made):
    token, secret = made
    for _time in range(30):
        assert post(client, "onedo_raak").status_code == 404
    assert post(client, "onedo_raak").status_code == 429
    ApiToken.objects.filter(pk=token.pk).update(rate_per_minute=2)
    assert [post(client, secret).status_code for _time in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_it_takes_nothing_but_post(client, made, method):
    assert getattr(client, method)(url(made[1])).status_code == 405
    assert getattr(client, method)(url("onedo_raak")).status_code == 404


def test_who_may_have_one(cast, rmm):
    given = {"now": MONDAY, "name": "RMM", "in_address": True}
    for scopes in (["tickets:read"], ["alerts:write", "tickets:read"]):
        with pytest.raises(Refused, match="alleen berichten"):
            issue_token(rmm, by=cast.fred, scopes=scopes, **given)
    with pytest.raises(Refused, match="Alleen voor medewerkers"):
        issue_token(cast.jan.user, by=cast.fred, scopes=["alerts:write"], **given)
    own = issue_token(rmm, by=cast.fred, scopes=["alerts:write"], rate_per_minute=7, **given)[0]
    assert own.rate_per_minute == 7


def test_one_of_a_customer_stays_his(client, cast, made):
    user = UserFactory(email="rmm@vries.example", name="RMM", is_service=True)
    ContactFactory(customer=cast.vries, name="RMM", email="rmm@vries.example", user=user)
    given = {"name": "RMM", "scopes": ["alerts:write"], "in_address": True}
    _token, secret = issue_token(user, by=cast.fred, now=MONDAY, **given)
    answer = post(client, secret, PLAIN | {"customer": "K1001"})
    assert answer.status_code == 200 and "Smit" not in answer.content.decode()
    alert = Alert.objects.get()
    assert alert.customer == cast.vries and alert.ticket is None and alert.waits


@pytest.fixture
def written(settings):
    """What the console would have shown."""
    found = io.StringIO()
    handlers = [each for each in logging.getLogger().handlers if isinstance(each.formatter, MaskingFormatter)]
    before = [handler.setStream(found) for handler in handlers]
    yield found.getvalue
    for handler, stream in zip(handlers, before, strict=True):
        handler.setStream(stream)


# --- In no log --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["found", "wrong", "method", "unread", "too often", "fault", "elsewhere"])
def test_no_log_holds_it(client, made, caplog, written, monkeypatch, how):
    token, secret = made
    if how == "fault":
        monkeypatch.setattr(triage, "receive_one", lambda *args, **kwargs: 1 / 0)
    if how == "too often":
        ApiToken.objects.filter(pk=token.pk).update(rate_per_minute=1)
        post(client, secret)
    if how == "wrong":
        revoke_token(token, by=None, now=MONDAY)
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        if how == "method":
            answer = client.get(url(secret))
        elif how == "elsewhere":  # by mistake below another address: only the formatter knows it
            answer = client.post(f"/api/v1/alerts/{secret}/", PLAIN, content_type="application/json")
        else:
            answer = post(client, secret, {"a": 1} if how == "unread" else PLAIN, HTTP_REFERER=url(secret))
    found = {"found": 200, "wrong": 404, "method": 405, "unread": 422, "too often": 429, "fault": 500, "elsewhere": 404}
    assert answer.status_code == found[how]
    assert secret not in answer.content.decode() + str(answer.headers)
    assert secret not in written()
    if how != "elsewhere":
        assert secret not in caplog.text
        assert not [record for record in caplog.records if secret in str(vars(record))]
    if how != "found":
        assert "/api/v1/alerts/" in written()


def test_gunicorn_says_neither_who_called_nor_what_it_could_not_serve(made, capfd):
    secret = made[1]
    log = AccessLog(Config())
    request = SimpleNamespace(headers=[("REFERER", f"https://x.example{url(secret)}")])
    environ = {"REQUEST_METHOD": "POST", "RAW_URI": url(secret), "PATH_INFO": url(secret)}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": f"https://x.example{url(secret)}"}
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    took = SimpleNamespace(seconds=0, microseconds=5)
    line = Config().access_log_format % log.atoms_wrapper_class(log.atoms(answer, request, environ, took))
    assert secret not in line and line.count("/api/v1/alerts/t/…") == 2
    try:
        raise RuntimeError(url(secret))
    except RuntimeError:
        log.exception("Error handling request %s", url(secret))
    log.warning("Invalid request from ip=%s: %s", "::1", f"Invalid HTTP request line: 'POST {url(secret)}'")
    said = capfd.readouterr()
    assert secret not in said.out + said.err and "Error handling request" in said.out + said.err


def test_the_servers_own_lines_to_develop_are_by_our_formatter(made, written):
    logging.getLogger("django.server").info('"POST %s HTTP/1.1" 200', url(made[1]))
    assert made[1] not in written() and "/api/v1/alerts/t/…" in written()
