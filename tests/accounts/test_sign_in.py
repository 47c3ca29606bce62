"""Signing in: who lands where, and what the door never tells a stranger (security P1 to P3, H3, H4, X16)."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import PASSWORD

LOGIN = "/account/login/"


def post_login(client, email, password=PASSWORD, **extra):
    return client.post(LOGIN + extra.pop("query", ""), {"login": email, "password": password}, **extra)


@pytest.mark.parametrize(("who", "lands"), [("jan@smit.example", "portal:home"), ("sanne@1do.example", "desk:queue")])
def test_everybody_lands_where_he_belongs(cast, client, who, lands):
    assert post_login(client, who).status_code == 302
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse(lands)


def test_the_address_is_not_case_sensitive(cast, client):
    assert post_login(client, "JAN@Smit.example").status_code == 302


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/").url.startswith(LOGIN)


def test_p2_a_wrong_address_and_a_wrong_password_look_alike(cast, client):
    unknown = post_login(client, "niemand@nergens.example", "fout-wachtwoord")
    known = post_login(client, "jan@smit.example", "fout-wachtwoord")
    emails, changing = ("niemand@nergens.example", "jan@smit.example"), ("csrf", "nonce")
    strip = []
    for page in (unknown, known):
        lines = page.content.decode().splitlines()
        strip.append([line for line in lines if not any(word in line.lower() for word in (*emails, *changing))])
    assert strip[0] == strip[1]


def test_p2_a_reset_answers_alike_and_mails_only_who_exists(cast, client):
    answers = [client.post("/account/password/reset/", {"email": e}) for e in ("niemand@x.example", "jan@smit.example")]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [["jan@smit.example"]]


def test_p3_guessing_is_stopped(cast, client):
    for _ in range(5):
        post_login(client, "jan@smit.example", "fout-wachtwoord")
    refused = post_login(client, "jan@smit.example")
    assert refused.status_code != 302 or "_auth_user_id" not in client.session
    assert "_auth_user_id" not in client.session


def test_p1_a_new_session_at_sign_in(cast, client):
    planted = client.session
    planted["x"] = 1
    planted.save()
    post_login(client, "jan@smit.example")
    assert client.session.session_key != planted.session_key
    assert not planted.exists(planted.session_key)


def test_an_inactive_user_does_not_get_in(cast, client):
    cast.jan.user.is_active = False
    cast.jan.user.save()
    post_login(client, "jan@smit.example")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("header", ["REMOTE_USER", "HTTP_REMOTE_USER", "HTTP_X_FORWARDED_USER", "HTTP_X_REMOTE_USER"])
def test_h4_a_header_is_no_sign_in(cast, client, header):
    assert client.get("/desk/", **{header: "sanne@1do.example"}).status_code == 302


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example"])
def test_x16_next_stays_here(cast, client, target):
    response = post_login(client, "jan@smit.example", query=f"?next={target}")
    assert "evil" not in response.headers.get("Location", "")


def test_h3_another_host_is_refused(client, db):
    assert client.get(LOGIN, HTTP_HOST="evil.example").status_code == 400


def test_nobody_signs_himself_up(client, db):
    page = client.get("/account/signup/")
    assert b'name="password1"' not in page.content


@pytest.mark.parametrize("path", [LOGIN, "/account/password/reset/", "/livez"])
def test_h6_p10_headers(client, db, path):
    response = client.get(path)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_nobody_changes_his_own_address(cast, sign_in):
    """Meldingen and mails follow it, so 1do does (and nobody takes another's address)."""
    jan = sign_in(cast.jan.user)
    assert jan.get("/account/email/").status_code == 200
    for action in ("action_add", "action_primary", "action_remove"):
        assert jan.post("/account/email/", {action: "", "email": "willem@vries.example"}).status_code == 405
    cast.jan.user.refresh_from_db()
    assert cast.jan.user.email == "jan@smit.example"


def test_a_second_factor_can_be_set_up(cast, sign_in):
    page = sign_in(cast.jan.user).get("/account/2fa/totp/activate/", follow=True)
    assert page.redirect_chain == [] or "reauthenticate" in page.redirect_chain[0][0]
