"""What an attacker writes for a key, a number or a cursor: never a 500 on any route, and never more than his own."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.core.cache import cache as counted
from drf_spectacular.generators import SchemaGenerator

from accounts.models import Scope
from api.tickets.bulk import ACTS
from tickets.models import Ticket, TimelineEntry

pytestmark = pytest.mark.every_route

HOSTILE = (
    "%00",
    "-1",
    "9" * 400,
    "١٢",
    "%ed%a0%80",
    "..%2f..",
    "9999-12-31T23:59:59-12:00",
    "WyJcdTAwMDAiLCAxXQ",
    "K1002",
)


@cache
def _paths() -> dict[str, dict[str, object]]:
    return SchemaGenerator().get_schema(public=True)["paths"]


BULK = "/api/v1/tickets/bulk/"  # asks for a scope at each of its lines


def _filled(path: str, value: str) -> str:
    return re.sub(r"\{[a-z_]+\}", lambda _found: value, path)


@pytest.mark.parametrize("who", ["sanne"])
def test_keys_in_addresses(cast, api, open_ticket, who):
    open_ticket()
    client = api(cast.jan.user if who == "jan" else cast.sanne)
    tried, odd = 0, []
    for path, methods in _paths().items():
        counted.clear()  # how many a minute is another matter
        for value in HOSTILE if "{" in path else ():
            method = "get" if "get" in methods else "post"
            answer = getattr(client, method)(_filled(path, value))
            if answer.status_code not in (200, 400, 403, 404, 409, 422):
                odd.append((path, value[:20], answer.status_code))
            tried += 1
    assert not odd and tried > 300


@pytest.mark.parametrize("who", ["jan"])
def test_parameters_of_lists(cast, api, open_ticket, who):
    open_ticket()
    client = api(cast.jan.user if who == "jan" else cast.sanne)
    tried, odd = 0, []
    for path, methods in _paths().items():
        counted.clear()  # how many a minute is another matter
        if "{" in path or "get" not in methods:
            continue
        names = [one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query"]
        for name in names:
            counted.clear()
            for value in HOSTILE[::2]:  # every other one: there are many parameters
                answer = client.get(f"{path}?{name}={value}")
                tells = who == "jan" and b"De Vries" in answer.content
                if answer.status_code not in (200, 400, 403, 404) or tells:
                    odd.append((path, name, value[:20], answer.status_code))
                tried += 1
    assert not odd and tried > 300


def test_a_token_that_may_hand_in_alerts_may_do_nothing_else(cast, api, open_ticket):
    ticket = open_ticket()
    client, odd = api(cast.sanne, scopes=[Scope.ALERTS_WRITE]), []
    for path, methods in _paths().items():
        counted.clear()  # how many a minute is another matter
        for method in methods:
            if (path, method) == ("/api/v1/alerts/", "post") or path in ("/api/v1/", "/api/v1/me/", BULK):
                continue
            answer = getattr(client, method)(_filled(path, str(ticket.pk)), {})
            if answer.status_code not in (403, 404):
                odd.append((path, method, answer.status_code))
    assert not odd


@pytest.mark.parametrize("scope", [scope for scope in Scope.values if scope != Scope.ALERTS_WRITE])
def test_a_token_that_reads_changes_nothing_and_hands_in_no_alerts(cast, api, open_ticket, scope):
    open_ticket()
    client, odd = api(cast.sanne, scopes=[scope]), []
    assert client.post("alerts/", {"host": "x", "name": "x", "status": "firing"}).status_code == 403
    if not scope.endswith(":read"):
        return
    for path, methods in _paths().items():
        counted.clear()  # how many a minute is another matter
        for method in set(methods) - {"get"} if path != BULK else ():
            answer = getattr(client, method)(_filled(path, "1"), {})
            if answer.status_code not in (403, 404):
                odd.append((path, method, answer.status_code))
    assert not odd


@pytest.mark.parametrize("scopes", [[Scope.ALERTS_WRITE], [Scope.TICKETS_READ], None])
def test_many_at_once_may_no_more_than_each_alone(cast, api, open_ticket, scopes):
    """Without the scope; and with it, of a melding of somebody else."""
    mine, theirs = open_ticket(), open_ticket(contact=cast.willem)
    client = api(cast.jan.user, scopes=scopes)
    before = TimelineEntry.objects.count()
    numbers = [theirs.pk] if scopes is None else [mine.pk, theirs.pk]
    lines = [
        {"act": act, "number": number, "body": {"text": "x"}} for act in ACTS if act != "create" for number in numbers
    ]
    if scopes is not None:
        lines += [{"act": "create", "body": {"kind": "incident", "subject": "x", "description": "x"}}]
    answer = client.post(BULK, {"lines": lines[:100]})
    assert answer.status_code == 207
    found = {line["status"] for line in answer.json()["results"]}
    assert found <= {403, 404} and found
    assert TimelineEntry.objects.count() == before and Ticket.objects.count() == 2
