"""Every refusal is a problem (RFC 9457) that names what is wrong, and nothing that a client sends makes a 500."""

from __future__ import annotations

import json

import pytest

from tickets.models import Ticket

MELDING = {"kind": "servicevraag", "subject": "Vraag", "description": "Hoe werkt het?"}


def problem(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


# --- Keys that nobody asked for (security P7) -------------------------------------------------------------
@pytest.mark.parametrize(
    "key",
    [
        "id",
        "number",
        "status",
        "priority",
        "due_at",
        "clock",
        "opened_at",
        "created_by",
        "by",
        "is_internal",
        "assignee",
    ]
    + ["agreement", "off_channel", "form_token", "version", "customer", "contact", "channel", "team"],
)
def test_unknown_keys_are_refused_by_name(jan, key):
    body = problem(jan.post("tickets/", MELDING | {key: 1}), 400)
    assert list(body["errors"]) == [key]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("act", ["take", "start-work", "resume", "close", "reply", "resolve"])
def test_unknown_keys_of_an_act(sanne, open_ticket, act):
    ticket = open_ticket()
    body = problem(sanne.post(f"tickets/{ticket.pk}/{act}/", {"text": "x", "status": "gesloten"}), 400)
    assert "status" in body["errors"]
    ticket.refresh_from_db()
    assert ticket.status == "nieuw"


def test_nobody_promotes_a_contact(cast, sanne):
    for key in ("user", "customer", "id", "is_house"):
        body = problem(sanne.patch(f"contacts/{cast.jan.pk}/", {key: cast.vries.pk}), 400)
        assert list(body["errors"]) == [key]


# --- Questions that nobody knows (security Q2, Q3, Q8) ----------------------------------------------------
@pytest.mark.parametrize(
    "query",
    [
        "_connector=OR 1=1",
        "_negated=1",
        "contact__user__password__startswith=p",
        "customer__tickets__subject__regex=x",
        "a__b__c=1",
        "search_fields=x",
        "fields=id",
        "expand=all",
        "format=json",
        "limit=5",
        "offset=9",
        "page=1000000000",
        "id__in=1,2",
        "ids=1",
        "subject=x",
        "OPEN=true",
    ],
)
def test_unknown_parameters_are_refused_by_name(sanne, query):
    body = problem(sanne.get(f"tickets/?{query}"), 400)
    assert list(body["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ordering=contact__user__password", "ordering"),
        ("ordering=", "ordering"),
        ("ordering=?", "ordering"),
        ("ordering=-due_at", "ordering"),
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=1e9", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=٣", "page_size"),
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=eyJvcmRlcmluZyI6Ii1udW1iZXIifQ", "cursor"),
        ("status=open", "status"),
        ("kind=storing", "kind"),
        ("priority=hoog", "priority"),
        ("open=ja", "open"),
        ("unassigned=1", "unassigned"),
        ("customer=K10000000000000000001", "customer"),
        ("customer=1&customer=2", "customer"),
        ("opened_after=gisteren", "opened_after"),
        ("opened_after=2026-11-23", "opened_after"),
        ("opened_after=2026-11-23T10:00:00", "opened_after"),
        ("opened_before=9999-12-31T23:59:59-14:00", "opened_before"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("search=%00", "search"),
        ("search=" + "x" * 201, "search"),
    ],
)
def test_parameters_with_a_wrong_value(sanne, query, name):
    assert list(problem(sanne.get(f"tickets/?{query}"), 400)["errors"]) == [name]


def test_filters_of_the_house_do_not_exist_for_customers(cast, jan):
    for name in ("customer", "contact", "assignee", "team"):
        assert name in problem(jan.get(f"tickets/?{name}=1"), 400)["errors"]


# --- Bodies -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nee",
        b"[]",
        b'"x"',
        b"null",
        b"1",
        b"\xff\xfe",
        b'{"kind": NaN}',
        b'{"subject": 1e999}',
        b'{"subject": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        json.dumps(MELDING | {"subject": "a\x00b"}).encode(),
        json.dumps(MELDING | {"a\x00b": 1}).encode(),
        json.dumps(MELDING | {"kind": "\ud800"}).encode(),
        json.dumps(MELDING | {"\udfff": 1}).encode(),
        json.dumps(MELDING | {"subject": ["x"]}).encode(),
        json.dumps(MELDING | {"subject": {"x": 1}}).encode(),
        json.dumps(MELDING | {"subject": "  "}).encode(),
        json.dumps(MELDING | {"subject": "x" * 161}).encode(),
        json.dumps(MELDING | {"kind": None}).encode(),
        json.dumps(MELDING | {"impact": 1}).encode(),
        json.dumps(MELDING | {"kind": "incident"}).encode(),
        json.dumps(MELDING | {"kind": "incident", "impact": 4, "urgency": "A"}).encode(),
        json.dumps(MELDING | {"kind": "incident", "impact": 1, "urgency": "a"}).encode(),
        json.dumps(MELDING | {"contact_email": "geen adres"}).encode(),
    ],
    ids=range(27),
)
def test_wrong_bodies(jan, body):
    problem(jan.generic("POST", "tickets/", body, content_type="application/json"), 400)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("charset", ["zlib", "rot13", "utf-16", "punycode", "idna", "undefined", "x", '"'])
def test_the_charset_is_utf_8_whatever_a_client_says(jan, charset):
    content_type = f"application/json; charset={charset}"
    body = json.dumps(MELDING | {"subject": "Één vraag"}).encode()
    answer = jan.generic("POST", "tickets/", body, content_type=content_type)
    assert answer.status_code == 201
    assert answer.json()["subject"] == "Één vraag"


def test_a_body_that_is_too_large(jan, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    problem(jan.post("tickets/", MELDING | {"description": "x" * 2000}), 413)
    assert jan.post("tickets/", MELDING | {"description": "x" * 1000}).status_code == 201


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_only_json(jan, content_type):
    problem(jan.generic("POST", "tickets/", b"kind=servicevraag", content_type=content_type), 415)


def test_accept_changes_nothing(jan):
    for accept in ("text/html", "text/csv", "application/xml", "x"):
        answer = jan.get("tickets/", HTTP_ACCEPT=accept)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


# --- Methods and addresses --------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_methods_that_an_address_does_not_have(jan, open_ticket, method):
    ticket = open_ticket()
    answer = getattr(jan, method)(f"tickets/{ticket.pk}/")
    assert problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("act", ["take", "start-work", "close", "cancel", "resolve", "reply"])
def test_nothing_changes_by_looking(sanne, open_ticket, act):
    ticket = open_ticket()
    problem(sanne.get(f"tickets/{ticket.pk}/{act}/"), 405)
    problem(sanne.get(f"tickets/{ticket.pk}/{act}/?_method=POST"), 405)
    assert sanne.get(f"tickets/{ticket.pk}/", HTTP_X_HTTP_METHOD_OVERRIDE="DELETE").status_code == 200
    ticket.refresh_from_db()
    assert ticket.status == "nieuw"


@pytest.mark.parametrize(
    "url",
    [
        "nothing/",
        "tickets/x/",
        "tickets/-1/",
        "tickets/1.5/",
        "tickets/9999999999999/",
        "customers/K1/x/",
        "customers/%00/",
    ]
    + ["tickets/1/nothing/", "calendars/é/", "attachments/../", "people/", "me/x/", "/api/", "/api/v2/tickets/"],
)
def test_addresses_that_do_not_exist(db, client, jan, url):
    problem(jan.get(url), 404)
    problem(client.get(url if url.startswith("/") else f"/api/v1/{url}"), 404)


def test_both_spellings_of_an_address(jan, open_ticket):
    ticket = open_ticket()
    for url in (f"tickets/{ticket.pk}", f"tickets/{ticket.pk}/", f"tickets/{ticket.pk}/timeline"):
        assert jan.get(url).status_code == 200
    assert jan.post("tickets", MELDING).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        '{"subject": "x", "subject": "y"}',
        '{"a": [{"subject": 1, "subject": 1}]}',
        '{"subject": 1, "\\u0073ubject": 2}',
    ],
)
def test_the_same_key_twice_is_refused_by_name(cast, api, body):
    answer = api(cast.jan.user).generic("POST", "tickets/", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "“subject” twee keer" in answer.json()["detail"]


@pytest.mark.parametrize(("length", "status"), [(4096, 200), (4097, 414)])
def test_a_query_has_its_end(cast, api, length, status):
    query = ("status=nieuw&" * 400)[: length - len("&page_size=5")].rsplit("&", 1)[0] + "&page_size="
    query += "5".rjust(1)
    query = "&" * (length - len(query)) + query
    assert len(query) == length
    answer = api(cast.jan.user).get(f"tickets/?{query}")
    assert answer.status_code == status
    assert (answer["Content-Type"] == "application/problem+json") == (status == 414)
