"""Tokens at the door: which are let in, how they are made and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import ApiToken, Scope

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "/api/v1/tickets/"


def get(client, secret, url=URL, scheme="Bearer"):
    return client.get(url, HTTP_AUTHORIZATION=f"{scheme} {secret}")


def test_a_token_lets_in_and_is_seen_to_be_used(cast, client, token_of):
    assert get(client, token_of(cast.jan.user)).status_code == 200
    assert ApiToken.objects.get().last_used_at is not None


def test_only_the_hash_is_kept(cast, token_of):
    secret = token_of(cast.jan.user)
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert secret.startswith("onedo_")
    assert len(secret) >= 40


def test_use_is_written_once_a_minute(cast, client, token_of, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False) as clock:
        secret = token_of(cast.jan.user)
        get(client, secret)
        clock.shift(timedelta(seconds=59))
        get(client, secret)
        assert ApiToken.objects.get().last_used_at == NOW
        clock.shift(timedelta(seconds=1))
        get(client, secret)
        assert ApiToken.objects.get().last_used_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": NOW - timedelta(days=1)},
        {"expires_at": NOW},
        {"expires_at": NOW - timedelta(days=1)},
    ],
    ids=["revoked", "expires now", "expired"],
)
def test_a_dead_token_is_refused(cast, client, token_of, change):
    with time_machine.travel(NOW, tick=False):
        secret = token_of(cast.jan.user)
        assert get(client, secret).status_code == 200
        ApiToken.objects.update(**change)
        refused = get(client, secret)
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == 'Bearer realm="api"'
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 401


def test_a_token_dies_with_its_user(cast, client, token_of):
    secret = token_of(cast.sanne)
    cast.sanne.is_active = False
    cast.sanne.save()
    assert get(client, secret).status_code == 401


def test_a_customers_token_sees_nothing_once_its_contact_has_left(cast, client, token_of, open_ticket):
    ticket = open_ticket()
    secret = token_of(cast.jan.user)
    assert get(client, secret, f"{URL}{ticket.pk}/").status_code == 200
    cast.jan.is_active = False
    cast.jan.save()
    assert get(client, secret, f"{URL}{ticket.pk}/").status_code == 404
    assert get(client, secret).json()["results"] == []


@pytest.mark.parametrize("secret", ["", " ", "0", "null", "onedo_", "onedo_x", "ONEDO_x", "é", "a b c", "x" * 5000])
def test_no_token_at_all(db, client, secret):
    assert get(client, secret).status_code == 401


def test_the_hash_is_not_a_token(cast, client, token_of):
    token_of(cast.jan.user)
    kept = ApiToken.objects.get()
    assert get(client, kept.hash).status_code == 401
    assert get(client, kept.start).status_code == 401


def test_other_schemes_and_places_do_not_count(cast, client, token_of):
    secret = token_of(cast.jan.user)
    assert client.get(URL).status_code == 401
    assert get(client, secret, scheme="Basic").status_code == 401
    assert get(client, secret, scheme="Token").status_code == 401
    assert get(client, secret, scheme="bearer").status_code == 200
    for name in ("token", "access_token", "api_key"):
        assert client.get(f"{URL}?{name}={secret}").status_code == 401
        refused = get(client, secret, f"{URL}?{name}={secret}")
        assert refused.status_code == 400
        assert name in refused.json()["errors"]
        assert secret not in refused.content.decode()
    client.cookies["token"] = secret
    assert client.get(URL).status_code == 401


def test_a_signed_in_browser_is_not_a_token(cast, sign_in):
    assert sign_in(cast.sanne).get(URL).status_code == 401


# --- The commands -----------------------------------------------------------------------------------------
def test_issue_and_revoke(cast, client, capsys):
    call_command("issue_token", "Sanne@1do.example", "--name", "Zabbix", "--scope", "tickets:read", "--days", "30")
    secret = capsys.readouterr().out.strip()
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scopes) == (cast.sanne, "Zabbix", ["tickets:read"])
    assert token.expires_at - token.created_at == timedelta(days=30)
    assert get(client, secret).status_code == 200
    call_command("revoke_token", token.start)
    assert "Zabbix" in capsys.readouterr().out
    assert get(client, secret).status_code == 401
    with pytest.raises(CommandError):
        call_command("revoke_token", token.start)


def test_revoke_by_the_whole_token(cast, client, token_of):
    first, second = token_of(cast.jan.user), token_of(cast.jan.user)
    ApiToken.objects.update(start="onedo_samesa")
    with pytest.raises(CommandError, match="Meer dan"):
        call_command("revoke_token", "onedo_samesa")
    call_command("revoke_token", first)
    assert get(client, first).status_code == 401
    assert get(client, second).status_code == 200


@pytest.mark.parametrize(
    ("email", "options", "word"),
    [
        ("niemand@1do.example", ["--scope", "tickets:read"], "geen actieve gebruiker"),
        ("jan@smit.example", ["--scope", "tickets:work"], "medewerkers van 1do"),
        ("jan@smit.example", ["--scope", "customers:write"], "medewerkers van 1do"),
        ("jan@smit.example", ["--scope", "tickets:all"], "tickets:all"),
        ("jan@smit.example", ["--scope", "tickets:read", "--days", "0"], "minstens"),
        ("jan@smit.example", [], "--scope"),
    ],
)
def test_issue_refuses(cast, email, options, word):
    with pytest.raises(CommandError, match=word):
        call_command("issue_token", email, "--name", "x", *options)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("start", ["", "onedo_", "onedo_ab", "onedo_zzzzzz"])
def test_revoke_refuses(cast, token_of, start):
    token_of(cast.jan.user)
    with pytest.raises(CommandError):
        call_command("revoke_token", start)
    assert ApiToken.objects.get().revoked_at is None


# --- How often --------------------------------------------------------------------------------------------
def test_too_many_calls_are_told_when_to_come_back(cast, client, token_of, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"token": "3/min", "anonymous": "2/min"}
    }
    with time_machine.travel(NOW + timedelta(seconds=20), tick=False) as clock:
        jan, sanne = token_of(cast.jan.user), token_of(cast.sanne)
        assert [get(client, jan).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = get(client, jan)
        assert refused["Retry-After"] == "40"
        assert refused["Content-Type"] == "application/problem+json"
        assert get(client, sanne).status_code == 200, "another token has its own count"
        clock.shift(timedelta(seconds=40))
        assert get(client, jan).status_code == 200


def test_guessing_tokens_is_slowed_down(cast, client, token_of, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"token": "9/min", "anonymous": "2/min"}
    }
    with time_machine.travel(NOW, tick=False):
        jan = token_of(cast.jan.user)
        assert [get(client, f"onedo_{n}").status_code for n in range(3)] == [401, 401, 429]
        assert client.get(URL).status_code == 429
        forged = client.get(URL, HTTP_AUTHORIZATION="Bearer onedo_9", HTTP_X_FORWARDED_FOR="192.0.2.7")
        assert forged.status_code == 429, "a header that anybody can send buys no new turn"
        assert get(client, jan).status_code == 200, "who has a token is not hindered by who has none"


# --- Scopes -----------------------------------------------------------------------------------------------
READ, WRITE, WORK = Scope.TICKETS_READ, Scope.TICKETS_WRITE, Scope.TICKETS_WORK
CALLS = [
    ("get", "tickets/", READ, READ),
    ("get", "tickets/{n}/", READ, READ),
    ("get", "tickets/{n}/timeline/", READ, READ),
    ("get", "tickets/{n}/attachments/", READ, READ),
    ("post", "tickets/", WRITE, WORK),
    ("post", "tickets/{n}/reply/", WRITE, WRITE),
    ("post", "tickets/{n}/close/", WRITE, WORK),
    ("post", "tickets/{n}/reopen/", WRITE, WORK),
    *[
        ("post", f"tickets/{{n}}/{act}/", WORK, WORK)
        for act in ["note", "take", "assign", "start-work", "wait", "resume", "plan", "classify"]
        + ["log-time", "resolve", "cancel"]
    ],
    ("get", "customers/", Scope.CUSTOMERS_READ, Scope.CUSTOMERS_READ),
    ("get", "customers/{c}/", Scope.CUSTOMERS_READ, Scope.CUSTOMERS_READ),
    ("get", "contacts/", Scope.CUSTOMERS_READ, Scope.CUSTOMERS_READ),
    ("post", "contacts/", Scope.CUSTOMERS_WRITE, Scope.CUSTOMERS_WRITE),
    ("patch", "contacts/{j}/", Scope.CUSTOMERS_WRITE, Scope.CUSTOMERS_WRITE),
    ("get", "calendars/", Scope.SLA_READ, Scope.SLA_READ),
    ("get", "calendars/supportcenter/", Scope.SLA_READ, Scope.SLA_READ),
    ("get", "calendars/supportcenter/business-hours/", Scope.SLA_READ, Scope.SLA_READ),
    ("get", "sla/preview/", Scope.SLA_READ, Scope.SLA_READ),
]


@pytest.mark.parametrize("whose", ["customer", "house"])
@pytest.mark.parametrize(("method", "url", "of_customer", "of_house"), CALLS)
def test_each_call_needs_its_scope(cast, api, open_ticket, method, url, of_customer, of_house, whose):
    needed = of_house if whose == "house" else of_customer
    user = cast.sanne if whose == "house" else cast.jan.user
    url = url.format(n=open_ticket().pk, c=cast.smit.pk, j=cast.jan.pk)
    without = api(user, [scope for scope in Scope.values if scope != needed])
    refused = getattr(without, method)(url)
    assert refused.status_code == 403
    assert needed in refused.json()["detail"]
    answer = getattr(api(user, [needed]), method)(url)
    assert f"“{needed}”" not in answer.content.decode()
    assert answer.status_code != 401
