"""What somebody types is text on every page, and what a request claims of itself is not believed (security X, H, C)."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, Scope
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.security.test_canaries import ENTRANCES, arguments, keys_of, routes, theirs  # noqa: F401
from tickets.models import OutboxItem, Ticket, TimelineEntry

PAYLOAD = '"><svg/onload=1>'
QUERY = (
    "q",
    "search",
    "status",
    "na",
    "lijst",
    "sort",
    "ordering",
    "klant",
    "naam",
    "melding",
    "van",
    "tot",
    "page_size",
)


@pytest.fixture
def everywhere(monkeypatch, request):
    """The payload in every text of a customer, his tickets, agreement, mails and files."""
    monkeypatch.setattr("tests.security.test_canaries.CANARY", PAYLOAD)
    ticket = request.getfixturevalue("theirs")
    sweep_outbox(MONDAY)
    return ticket


def pages_of(client: Client, ticket, query: dict[str, str]):
    keys = keys_of(ticket)
    ours = (route for route in routes() if not route[0].startswith(ENTRANCES))
    for name, wanted in ours:
        path = reverse(name, kwargs=arguments(name, wanted, keys))
        response = client.get(path, query)
        assert response.status_code < 500, (path, response.status_code)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            yield path, response.content.decode()


@pytest.mark.every_route
@pytest.mark.parametrize("who", ["sanne", "fred", "willem"])
def test_x1_x13_x14_what_is_typed_is_text_on_every_page(everywhere, cast, sign_in, who):
    user = cast.willem.user if who == "willem" else getattr(cast, who)
    user.is_superuser = user.is_house
    user.save()
    client, seen, escaped = sign_in(user), 0, 0
    for query in ({}, dict.fromkeys(QUERY, PAYLOAD)):
        for path, page in pages_of(client, everywhere, query):
            assert PAYLOAD not in page and "<svg/onload" not in page, path
            seen += 1
            escaped += "&lt;svg/onload=1&gt;" in page
    assert seen > 20 and escaped > 8, "or the payload stood nowhere"


def test_x1_nor_does_it_run_in_a_mail(everywhere):
    from mail.models import MailMessage

    mails = list(MailMessage.objects.all())
    assert len(mails) > 3
    for mail in mails:
        assert "<svg/onload" not in mail.html and "\n" not in mail.subject
    assert any("&lt;svg/onload=1&gt;" in mail.html for mail in mails)


def test_x12_h7_what_a_request_says_of_itself_is_not_believed(cast, sign_in, open_ticket, client):
    """Neither where it comes from, nor that it is another method."""
    ticket = open_ticket()
    hostile = {
        "HTTP_X_FORWARDED_FOR": "<b>1.2.3.4",
        "HTTP_CF_CONNECTING_IP": "<b>",
        "HTTP_X_FORWARDED_HOST": "evil.example",
    }
    page = sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.pk}/", **hostile).content.decode()
    assert "<b>1.2.3.4" not in page and "evil.example" not in page
    _token, secret = ApiToken.issue(cast.sanne, name="x", scopes=Scope.values, now=timezone.now())
    override = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}
    answer = client.post(f"/api/v1/tickets/{ticket.pk}/", "{}", content_type="application/json", **override)
    assert answer.status_code == 405 and Ticket.objects.filter(pk=ticket.pk).exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://testserver.evil.example"])
def test_h5_no_other_site_reads_along(cast, sign_in, open_ticket, origin):
    for path in ("/api/v1/tickets/", f"/desk/meldingen/{open_ticket().pk}/"):
        for method in ("get", "options"):
            answer = getattr(sign_in(cast.sanne), method)(path, HTTP_ORIGIN=origin)
            assert "Access-Control-Allow-Origin" not in answer and "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("where", ["token", "access_token", "api_key", "authorization"])
def test_c12_a_token_in_the_address_is_no_token(cast, open_ticket, client, where):
    open_ticket()
    _token, secret = ApiToken.issue(cast.sanne, name="x", scopes=Scope.values, now=timezone.now())
    assert client.get("/api/v1/tickets/", {where: secret}).status_code == 401


@pytest.mark.parametrize("token", ["", " ", "0", "null", "onedo_", "onedo_ x", "[]", "%00"])
def test_c11_an_empty_token_is_nobodys(cast, open_ticket, client, token):
    open_ticket()
    ApiToken.issue(cast.sanne, name="x", scopes=Scope.values, now=timezone.now())
    answer = client.get("/api/v1/tickets/", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401 and "results" not in json.loads(answer.content)


def test_c11_nor_in_another_case(cast, open_ticket, client):
    _token, secret = ApiToken.issue(cast.sanne, name="x", scopes=Scope.values, now=timezone.now())
    assert client.get("/api/v1/tickets/", HTTP_AUTHORIZATION=f"Bearer {secret.swapcase()}").status_code == 401
    assert client.get("/api/v1/tickets/", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_v4_what_is_rolled_back_is_told_to_nobody(cast, open_ticket):
    """The line and its outbox rows are one transaction; a sweep finds what was committed, nudged or not."""
    with pytest.raises(RuntimeError), transaction.atomic():
        open_ticket()
        assert OutboxItem.objects.exists()
        raise RuntimeError
    assert not (Ticket.objects.exists() or TimelineEntry.objects.exists() or OutboxItem.objects.exists())
    open_ticket()
    assert set(OutboxItem.objects.values_list("consumer", flat=True)) == {"mail", "notice", "webhook"}
