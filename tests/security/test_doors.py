"""Holes that were found by trying, each with the test that keeps it shut."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied

from accounts.models import ApiToken, Scope
from infra.errors import Refused
from infra.sessions import SessionStore
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tests.factories import PASSWORD
from tickets import actions
from tickets.forms import IntakeForm
from tickets.models import Status, Ticket
from tickets.sweeps import warn_due

ROOT = Path(__file__).resolve().parent.parent.parent


def test_p9_the_admin_has_no_door_of_its_own(cast, client):
    """Else a password alone would do where a second factor is asked for."""
    TOTP.activate(cast.fred, generate_totp_secret())
    assert Authenticator.objects.filter(user=cast.fred).exists()
    answer = client.post("/beheer/login/?next=/desk/", {"username": cast.fred.email, "password": PASSWORD})
    assert answer.url.startswith("/account/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("key", ["abcdefghij\x00", "abc defghij", "../../../etc", "ééééééééé", "x"])
def test_q9_a_session_key_is_letters_and_digits(db, key):
    assert SessionStore()._validate_session_key(key) is False
    assert SessionStore()._validate_session_key("a" * 32)


def test_i26_pages_of_who_is_signed_in_are_not_kept(cast, sign_in, client):
    assert sign_in(cast.jan.user).get("/portaal/")["Cache-Control"] == "private, no-store"
    assert sign_in(cast.sanne).get("/desk/")["Cache-Control"] == "private, no-store"


def test_p2_a_mail_server_that_is_away_tells_nobody_who_exists(cast, client, monkeypatch):
    def gone(*_args, **_kwargs):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", gone)
    answers = [client.post("/account/password/reset/", {"email": e}) for e in ("x@nergens.example", "jan@smit.example")]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1


def test_i12_an_inactive_customer_is_shut_at_every_door(cast, open_ticket, client):
    ticket = open_ticket()
    _token, secret = ApiToken.issue(cast.jan.user, name="t", scopes=Scope.values, now=MONDAY)
    cast.smit.is_active = False
    cast.smit.save()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert client.get(f"/api/v1/tickets/{ticket.number}/", **bearer).status_code == 404
    assert not Ticket.objects.visible_to(cast.jan.user).exists()
    cast.jan.refresh_from_db()
    with pytest.raises((Refused, PermissionDenied)):
        open_ticket(contact=cast.jan)


def test_s5_a_contact_who_moved_gets_no_mail_of_his_old_customer(cast, open_ticket):
    ticket = open_ticket()
    Ticket.objects.update(contact_email="")
    cast.jan.customer = cast.vries
    cast.jan.save()
    actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Geheim van Smit")
    sweep_outbox(MONDAY)
    assert not MailMessage.objects.filter(recipient=cast.jan.email).exists()


def test_who_waited_longer_for_the_lock_comes_after(cast, open_ticket):
    """A reply that was sent before "wacht op klant" but carried out after it ends the wait, also in the replay."""
    ticket = open_ticket(impact=1)
    actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 10:10"), party="customer", text="Welke server?")
    ticket = actions.reply(ticket, by=cast.jan.user, now=at("2026-11-23 10:05"), text="Alle servers").ticket
    assert ticket.status == Status.NIEUW
    moments = [entry.at for entry in ticket.timeline.order_by("pk")]
    assert moments == sorted(moments)
    assert warn_due(at("2026-11-26 12:00")) == 3


def test_one_key_for_two_answers_loses_neither(cast, open_ticket):
    tickets = [actions.close(open_ticket(), by=cast.jan.user, now=MONDAY) for _ in range(2)]
    given = {"by": cast.jan.user, "now": MONDAY, "form_token": "k"}
    followed = [actions.reply(ticket, text=f"Over {ticket.number}", **given).ticket for ticket in tickets]
    assert [ticket.follows for ticket in followed] == tickets


def test_a_calendar_edit_mends_no_broken_promise(cast, open_ticket):
    """Also when no sweep has come by since it broke."""
    from sla.actions import add_exception

    ticket = open_ticket(now=at("2026-11-23 08:00"))
    edit = {"by": cast.marloes, "now": at("2026-11-23 12:10")}
    version = add_exception(
        cast.smit_agreement.calendar, date=at("2026-11-23 00:00").date(), windows=[], reason="Storing", **edit
    )
    assert actions.move_to_calendar(version, **edit) == []
    ticket.clock.refresh_from_db()
    assert (ticket.clock.late, ticket.clock.due_at) == (True, at("2026-11-23 09:00"))


def test_waiting_for_the_customer_is_not_our_lateness(cast, open_ticket):
    from tickets.clock.timeleft import time_left

    ticket = open_ticket()  # due 11:00
    ticket = actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 11:10"), party="customer", text="Welke fout?")
    assert time_left(ticket, at("2026-11-23 15:00")).words == "10 min te laat"


@pytest.mark.parametrize(
    "wrong",
    [{"DEBUG": "true"}, {"ENCRYPTION_KEYS": ""}, {"ENCRYPTION_KEYS": "kort"}, {"EMAIL_URL": ""}, {"DATABASE_URL": ""}],
)
def test_production_does_not_start_half_set(tmp_path, wrong):
    assert _starts(right_settings(tmp_path) | wrong) is False


def test_production_starts_when_all_is_set(tmp_path):
    """Or the test above proves nothing."""
    assert _starts(right_settings(tmp_path)) is True


def right_settings(var) -> dict[str, str]:
    return {
        "PRODUCTION": "true",
        "SECRET_KEY": "x" * 60,
        "ENCRYPTION_KEYS": "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=",
        "ALLOWED_HOSTS": "a.example",
        "DATABASE_URL": f"sqlite:///{var}/db.sqlite3",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "VAR_DIR": str(var),
        "PATH": os.environ["PATH"],
    }


def _starts(env: dict[str, str]) -> bool:
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True)
    return done.returncode == 0


CURSORS = [
    ["0001-01-01T00:00:00+14:00", 1],
    ["9999-12-31T23:59:59-12:00", 1],
    [0, "0001-01-01T00:00:00+14:00", 1],
    ["\ud800", 1],
    ["\x00", 1],
]


@pytest.mark.parametrize("values", CURSORS)
@pytest.mark.parametrize("path", ["/desk/", "/desk/mail/", "/desk/klanten/"])
def test_q9_a_made_up_cursor_is_the_first_page(cast, sign_in, path, values):
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    assert sign_in(cast.marloes).get(path, {"na": cursor}).status_code == 200


def test_an_unknown_kind_does_not_lead_in_circles(cast, sign_in):
    jan = sign_in(cast.jan.user)
    token = "t" * 32
    jan.post("/portaal/nieuw/", {"form_token": token, "kind": "zzz", "bestand_weg": "x"})
    assert jan.post("/portaal/nieuw/", {"form_token": token, "kind": ""}).status_code == 200


def test_h2_nul_in_the_key_of_a_file(cast, sign_in):
    assert sign_in(cast.jan.user).get("/bijlagen/%00/").status_code == 404


def test_an_address_longer_than_the_database_holds_is_refused_in_words(cast):
    form = IntakeForm({"kind": "servicevraag", "contact_email": "a" * 200 + "@" + "b" * 60 + ".example"})
    assert "contact_email" in form.errors
