"""Tokens at the desk: who sees them, who hands them out, and that nobody gains rights by one (security P5, C9)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import ApiToken, Scope, User
from tickets.models import Ticket

URL = "/desk/koppelingen/"
NEW = URL + "nieuw/"
GIVEN = {"name": "Monitoring", "scopes": ["tickets:read", "tickets:work"], "days": "90", "rate_per_minute": ""}


@pytest.fixture
def tool(db):
    from django.contrib.auth.models import Group

    user = User.objects.create_user("monitoring@1do.example", name="Monitoring", is_house=True, is_service=True)
    user.groups.add(Group.objects.get(name="supportmedewerker"))
    return user


@pytest.fixture
def fred(cast, sign_in):
    return sign_in(cast.fred)


def secret_in(page) -> str:
    return re.search(r"onedo_[-\w]{30,}", page.content.decode())[0]


def test_who_sees_them(cast, sign_in, fred):
    ApiToken.issue(cast.jan.user, name="x", scopes=[], now=datetime.now(UTC))
    assert fred.get(URL).status_code == 200
    for who, status in ((cast.sanne, 403), (cast.marloes, 403), (cast.jan.user, 404)):
        for address in (URL, NEW):
            assert sign_in(who).get(address).status_code == status
        assert sign_in(who).post(NEW, GIVEN | {"email": who.email}).status_code == status
        assert sign_in(who).post(f"{URL}{ApiToken.objects.get().pk}/intrekken/").status_code == status
    assert ApiToken.objects.get().revoked_at is None
    assert URL not in sign_in(cast.sanne).get("/desk/").content.decode()


def test_c9_a_token_is_shown_once_and_works(cast, client, fred, tool, open_ticket):
    open_ticket()
    made = fred.post(NEW, GIVEN | {"email": "Monitoring@1do.example"})
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    secret = secret_in(made)
    answer = client.get("/api/v1/tickets/", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 200 and len(answer.json()["results"]) == 1
    token = ApiToken.objects.get()
    assert (token.user, token.issued_by, token.scopes) == (tool, cast.fred, ["tickets:read", "tickets:work"])
    assert timedelta(days=89) < token.expires_at - datetime.now(UTC) < timedelta(days=91)
    page = fred.get(URL).content.decode()
    assert secret not in page and token.start in page
    assert "Meldingen lezen" in page and "nog nooit" not in page


def test_taken_back_it_works_no_more(cast, client, fred, tool):
    secret = secret_in(fred.post(NEW, GIVEN | {"email": tool.email}))
    token = ApiToken.objects.get()
    assert fred.get(f"{URL}{token.pk}/intrekken/").status_code == 405
    for _time in range(2):
        assert fred.post(f"{URL}{token.pk}/intrekken/").status_code == 302
    assert client.get("/api/v1/tickets/", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401
    token.refresh_from_db()
    assert token.revoked_by == cast.fred
    assert "Ingetrokken" in fred.get(URL).content.decode()
    assert fred.post(f"{URL}999999/intrekken/").status_code == 404


def test_p5_not_in_the_name_of_a_colleague(cast, fred, db):
    root = User.objects.create_superuser("root@1do.example", "x", is_service=True)
    for victim in (cast.marloes, cast.sanne, root):
        page = fred.post(NEW, GIVEN | {"email": victim.email})
        assert "Op naam van een collega kan dit niet" in page.content.decode()
    assert not ApiToken.objects.exists()
    assert secret_in(fred.post(NEW, GIVEN | {"email": cast.fred.email, "scopes": ["tickets:read"]}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "niemand@x.example"}, "Maak de koppeling eerst aan"),
        ({"email": "geen adres"}, "geldig e-mailadres"),
        ({"scopes": []}, "minstens één bevoegdheid"),
        ({"scopes": ["root"]}, "root"),
        ({"name": ""}, "waarvoor het token is"),
        ({"days": "0"}, "0"),
        ({"rate_per_minute": "0"}, "1"),
        ({"email": "jan@smit.example"}, "Alleen voor medewerkers van 1do: tickets:work"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(cast, fred, tool, change, words):
    page = fred.post(NEW, {"email": tool.email} | GIVEN | change).content.decode()
    assert words in page and 'aria-invalid="true"' in page
    assert change.get("name", "Monitoring") in page
    assert not ApiToken.objects.exists()


def test_a_token_has_a_rate_of_its_own(cast, client, fred, tool):
    slow = secret_in(fred.post(NEW, GIVEN | {"email": tool.email, "rate_per_minute": "2"}))
    quick = secret_in(fred.post(NEW, GIVEN | {"email": tool.email, "name": "Ander"}))

    def codes(secret: str) -> list[int]:
        return [client.get("/api/v1/tickets/", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code for _ in range(6)]

    assert codes(slow).count(429) >= 2  # a minute may begin in between
    assert codes(quick) == [200] * 6
    assert not Ticket.objects.exists()


def test_without_any_the_page_says_what_to_do(fred):
    assert "Nog geen koppelingen" in fred.get(URL).content.decode()
    assert [label for _value, label in Scope.choices if str(label) not in fred.get(NEW).content.decode()] == []
