"""Passwords that are handed over: once, encrypted, apart from the user name (SLA 10; security S2, S3, C1 to C5)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from infra import signed_links
from infra.errors import Refused
from mail.models import MailMessage
from mail.outbound.links import bodies_to_show
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email
from tests.conftest import MONDAY
from tests.tickets.test_races import at_once
from tickets import actions
from tickets.models import EntryKind, OneTimeSecret, Status, TimelineEntry
from tickets.sweeps import expire_secrets

SECRET = "Tr0ub4dor&3-zomer"
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture(autouse=True)
def on_monday():
    cache.clear()
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ticket(open_ticket):
    return open_ticket()


@pytest.fixture
def sent(ticket, cast):
    """By Sanne to Jan."""
    actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="wachtwoord", secret=SECRET, days=3)
    return OneTimeSecret.objects.get(for_contact=cast.jan)


@pytest.fixture
def handed(ticket, cast):
    """By Jan to 1do."""
    actions.hand_over(ticket, by=cast.jan.user, now=MONDAY, kind="sleutel", secret=SECRET)
    return OneTimeSecret.objects.get(for_contact=None)


def link(secret, contact) -> str:
    token = signed_links.for_mailbox(signed_links.SECRET, secret.pk, contact.pk, contact.email)
    return reverse("portal:secret_link", args=[token])


def give_link(ticket, contact) -> str:
    token = signed_links.for_mailbox(signed_links.HAND_OVER, ticket.pk, contact.pk, contact.email)
    return reverse("portal:hand_over_link", args=[token])


def everything_in_the_database() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            found += [
                bytes(cell).decode("latin-1") if isinstance(cell, memoryview | bytes) else str(cell)
                for row in cursor.fetchall()
                for cell in row
            ]
    return "\n".join(found)


def without_csrf(answer) -> str:
    return re.sub(r'"X-CSRFToken": "\w+"', "", answer.content.decode())


# --- From 1do to the customer -----------------------------------------------------------------------------
def test_s3_by_the_link_in_the_mail_once_and_gone(sent, cast):
    sweep_outbox(MONDAY)
    mail = MailMessage.objects.get(message="secret_ready")
    assert mail.recipient == cast.jan.email
    path = re.search(r"(/portaal/geheim/\S+)", as_email(mail).body)[1]
    asked = Client().get(path)
    assert asked.status_code == 200 and SECRET not in asked.content.decode()
    shown = Client().post(path)
    assert SECRET.replace("&", "&amp;") in shown.content.decode()
    sent.refresh_from_db()
    assert (sent.end, sent.sealed, sent.ended_at) == ("opened", None, LATER)
    for method in ("get", "post"):
        again = getattr(Client(), method)(path)
        assert again.status_code == 404 and "Tr0ub4dor" not in again.content.decode()
    lines = TimelineEntry.objects.filter(kind=EntryKind.SECRET).order_by("pk")
    assert [(line.data["step"], line.by, line.contact) for line in lines] == [
        ("made", cast.sanne, None),
        ("opened", None, cast.jan),
    ]


def test_s3_signed_in_on_the_page_of_the_melding(sent, cast, sign_in):
    jan, petra, willem = (sign_in(contact.user) for contact in (cast.jan, cast.petra, cast.willem))
    path = reverse("portal:secret", args=[sent.pk])
    assert path in jan.get(reverse("portal:ticket", args=[sent.ticket_id])).content.decode()
    for other in (petra, willem):
        for method in ("get", "post"):
            assert getattr(other, method)(path).status_code == 404
    assert OneTimeSecret.objects.get().end == ""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.jan.user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(path).status_code == 403  # signed in, the form needs its token
    assert "Tr0ub4dor" in jan.post(path).content.decode()
    assert path not in jan.get(reverse("portal:ticket", args=[sent.ticket_id])).content.decode()


def test_c1_who_only_looks_leaves_it_there(sent, cast):
    path = link(sent, cast.jan)
    scanner = {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; MicrosoftSafeLinks)", "HTTP_SEC_PURPOSE": "prefetch"}
    for _time in range(20):
        assert Client().get(path, **scanner).status_code == 200
        assert Client().head(path, **scanner).status_code == 200
    assert OneTimeSecret.objects.get().end == ""
    assert "Tr0ub4dor" in Client().post(path).content.decode()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs row locks")
@pytest.mark.django_db(transaction=True)
def test_c2_of_fifty_who_open_it_at_once_one_reads_it(sent, cast):
    def open_it(_index):
        return actions.open_secret(OneTimeSecret.objects.get(), by=None, contact=cast.jan, now=LATER)

    assert at_once(50, open_it) == {SECRET: 1, "Refused": 49}
    assert TimelineEntry.objects.filter(kind=EntryKind.SECRET, data__step="opened").count() == 1


def test_c3_unknown_opened_withdrawn_and_expired_look_the_same(ticket, cast):
    def make():
        actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="code", secret="48210", days=1)
        return OneTimeSecret.objects.latest("pk")

    opened, withdrawn, expired, foreign = make(), make(), make(), make()
    actions.open_secret(opened, by=None, contact=cast.jan, now=LATER)
    actions.withdraw_secret(withdrawn, by=cast.sanne, now=LATER)
    OneTimeSecret.objects.filter(pk=expired.pk).update(expires_at=LATER)
    good = link(foreign, cast.jan)
    paths = [link(opened, cast.jan), link(withdrawn, cast.jan), link(expired, cast.jan), link(foreign, cast.petra)]
    paths += [good[:-3] + "xx/", reverse("portal:secret_link", args=["nul"]), reverse("portal:secret_link", args=[":"])]
    answers = [(answer.status_code, without_csrf(answer)) for answer in (Client().post(path) for path in paths)]
    assert set(answers) == {answers[0]} and answers[0][0] == 404


def test_c3_ten_wrong_links_a_minute(sent, cast, on_monday):
    wrong, good = reverse("portal:secret_link", args=["1:x:y"]), link(sent, cast.jan)
    assert {Client().get(wrong).status_code for _time in range(10)} == {404}
    late = Client().get(wrong)
    assert late.status_code == 429 and 0 < int(late["Retry-After"]) <= 60
    assert Client().post(good).status_code == 429 and OneTimeSecret.objects.get().end == ""
    assert Client(REMOTE_ADDR="203.0.113.9").get(good).status_code == 200
    on_monday.shift(timedelta(seconds=61))
    assert "Tr0ub4dor" in Client().post(good).content.decode()


def test_c4_a_dump_holds_nothing_readable(sent, handed, settings, cast):
    sweep_outbox(MONDAY)
    dump = everything_in_the_database()
    assert "Tr0ub4dor" not in dump and "zomer" not in dump
    kept = OneTimeSecret.objects.first()
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    path = link(kept, cast.jan)
    answer = Client().post(path)
    assert answer.status_code == 200 and "kan nu niet worden gelezen" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.end == "" and kept.sealed  # for when the key is put back


def test_c5_nothing_keeps_the_page_or_passes_the_address_on(sent, cast, ticket):
    for path in (link(sent, cast.jan), give_link(ticket, cast.jan), reverse("portal:secret_link", args=["1:x:y"])):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(path)
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]


def test_s2_the_mail_names_no_user(open_ticket, cast):
    ticket = open_ticket(subject="Account voor gebruiker p.bakker", description="Graag een account p.bakker.")
    actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="wachtwoord", secret=SECRET, days=1)
    sweep_outbox(MONDAY)
    mail = MailMessage.objects.get(message="secret_ready")
    leaving = as_email(mail)
    for part in (mail.subject, leaving.body, leaving.alternatives[0][0]):
        assert "p.bakker" not in part and SECRET not in part
    assert "werkt tot di" in leaving.body
    assert "/geheim/" not in bodies_to_show(mail)[0]  # no agent opens it from what is kept


@pytest.mark.parametrize(
    "text",
    [
        "gebruikersnaam: jan wachtwoord: Zomer.26",
        "user: jan / pass: x",
        "jan@smit.example Zomer.2026!",
        "jan / Zomer.2026!",
        "jan\nZomer.2026!",
        "login jan, ww Zomer.26",
    ],
)
def test_s2_a_user_name_beside_it_is_refused(ticket, cast, sign_in, text):
    path = reverse("portal:hand_over", args=[ticket.pk])
    answer = sign_in(cast.jan.user).post(path, {"kind": "wachtwoord", "secret": text})
    assert answer.status_code == 200 and "langs een andere weg" in answer.content.decode()
    assert text.split("\n")[0] in answer.content.decode()  # what was typed is still there
    assert not OneTimeSecret.objects.exists()


@pytest.mark.parametrize(
    "text",
    [SECRET, "Nieuw.Wachtwoord-2026", "correct paard batterij nietje", "-----BEGIN PRIVATE KEY-----\nMIIB user=\n"],
)
def test_s2_what_is_only_a_secret_is_taken(ticket, cast, text):
    actions.hand_over(ticket, by=cast.jan.user, now=MONDAY, kind="wachtwoord", secret=text)
    assert actions.open_secret(OneTimeSecret.objects.get(), by=cast.sanne, now=LATER) == text.strip()


# --- From the customer to 1do -----------------------------------------------------------------------------
def test_s3_a_customer_hands_over_and_an_agent_reads_it_once(ticket, cast, sign_in):
    jan, sanne = sign_in(cast.jan.user), sign_in(cast.sanne)
    actions.wait(ticket, by=cast.sanne, now=MONDAY, party="customer", text="Wat is het wachtwoord?")
    path = reverse("portal:hand_over", args=[ticket.pk])
    assert path in jan.get(reverse("portal:ticket", args=[ticket.pk])).content.decode()
    assert jan.get(path).status_code == 200
    given = {"kind": "wachtwoord", "secret": SECRET, "form_token": "een"}
    for _twice in range(2):
        assert jan.post(path, given).status_code == 302
    secret = OneTimeSecret.objects.get()
    ticket.refresh_from_db()
    assert ticket.status != Status.WACHT_OP_KLANT  # it is an answer
    page = sanne.get(reverse("desk:ticket", args=[ticket.pk])).content.decode()
    opens = reverse("desk:secret", args=[ticket.pk, secret.pk])
    assert opens in page and "Tr0ub4dor" not in page
    asked = sanne.get(opens)
    assert "Tr0ub4dor" not in asked.content.decode() and OneTimeSecret.objects.get().end == ""
    shown = sanne.post(opens)
    assert "Tr0ub4dor" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    assert "Tr0ub4dor" not in sanne.post(opens, follow=True).content.decode()
    assert "bekeek het wachtwoord" in jan.get(reverse("portal:ticket", args=[ticket.pk])).content.decode()
    sweep_outbox(LATER)
    assert MailMessage.objects.filter(message="secret_received").exists()


def test_s3_who_mailed_a_password_gets_a_link_to_hand_it_over(ticket, cast):
    entry_text = "Het wachtwoord is Zomer.2026!"
    actions.reply(ticket, by=None, contact=cast.jan, now=MONDAY, text=entry_text)
    sweep_outbox(MONDAY)
    mail = MailMessage.objects.get(message="secret_hidden")
    path = re.search(r"(/portaal/geheim/geven/\S+)", as_email(mail).body)[1]
    assert "form" in Client().get(path).content.decode()
    answer = Client().post(path, {"kind": "wachtwoord", "secret": SECRET})
    assert answer.status_code == 200 and "Doorgegeven" in answer.content.decode()
    secret = OneTimeSecret.objects.get()
    assert (secret.made_by, secret.made_by_contact, secret.for_contact) == (None, cast.jan, None)
    actions.close(ticket, by=cast.jan.user, now=LATER)
    assert Client().get(path).status_code == 404


def test_i1_nobody_of_another_customer_hands_over_or_opens(ticket, handed, sent, cast, sign_in):
    willem = sign_in(cast.willem.user)
    assert willem.get(reverse("portal:hand_over", args=[ticket.pk])).status_code == 404
    assert willem.post(give_link(ticket, cast.jan), {"kind": "code", "secret": "1"}).status_code == 404
    assert willem.post(link(sent, cast.jan)).status_code == 404
    assert Client().post(give_link(ticket, cast.willem), {"kind": "code", "secret": "1"}).status_code == 404
    for secret in OneTimeSecret.objects.all():
        for by, contact in ((cast.willem.user, None), (None, cast.willem), (cast.petra.user, None)):
            with pytest.raises(PermissionDenied):
                actions.open_secret(secret, by=by, contact=contact, now=LATER)
    with pytest.raises(PermissionDenied):  # what is for the customer is not for an agent
        actions.open_secret(sent, by=cast.sanne, now=LATER)
    sanne = sign_in(cast.sanne)
    assert sanne.post(reverse("desk:secret", args=[ticket.pk, sent.pk])).status_code == 404
    els = sign_in(cast.els)  # the directie does no work on tickets
    assert els.post(reverse("desk:secret", args=[ticket.pk, handed.pk])).status_code == 403
    assert set(OneTimeSecret.objects.values_list("end", flat=True)) == {""}


def test_the_desk_puts_one_ready_and_takes_it_back(ticket, cast, sign_in):
    sanne = sign_in(cast.sanne)
    path = reverse("desk:act", args=[ticket.pk, "geheim"])
    assert cast.jan.email in sanne.get(path).content.decode()
    bad = sanne.post(path, {"kind": "wachtwoord", "secret": "jan / Zomer.26", "days": "3"})
    assert "langs een andere weg" in bad.content.decode()
    assert "Kies hoe lang" in sanne.post(path, {"kind": "code", "secret": "1", "days": "400"}).content.decode()
    given = {"kind": "wachtwoord", "secret": SECRET, "days": "7", "form_token": "een"}
    for _twice in range(2):
        assert sanne.post(path, given).status_code == 302
    secret = OneTimeSecret.objects.get()
    assert secret.expires_at == LATER + timedelta(days=7)
    sanne.post(reverse("desk:secret_withdraw", args=[ticket.pk, secret.pk]))
    secret.refresh_from_db()
    assert (secret.end, secret.sealed) == ("withdrawn", None)
    assert Client().post(link(secret, cast.jan)).status_code == 404


def test_without_an_address_it_is_not_put_ready(ticket, cast):
    cast.jan.email = ""
    cast.jan.save()
    with pytest.raises(Refused, match="telefonisch"):
        actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="code", secret="1", days=1)


def test_an_address_typed_on_the_melding_gets_nothing(open_ticket, cast):
    ticket = open_ticket(contact_email="elders@example.org")
    actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="wachtwoord", secret=SECRET, days=1)
    sweep_outbox(MONDAY)
    assert MailMessage.objects.get(message="secret_ready").recipient == cast.jan.email


def test_whose_address_changes_needs_another_link(sent, cast):
    path = link(sent, cast.jan)
    cast.jan.email = "jan.smit@smit.example"
    cast.jan.save()
    assert Client().post(path).status_code == 404 and Client().post(link(sent, cast.jan)).status_code == 200


def test_what_nobody_opens_is_wiped(sent, handed, cast):
    assert expire_secrets(MONDAY + timedelta(days=3) - timedelta(seconds=1)) == 0
    assert [expire_secrets(MONDAY + timedelta(days=3)) for _twice in range(2)] == [1, 0]
    sent.refresh_from_db()
    assert (sent.end, sent.sealed) == ("expired", None)
    assert expire_secrets(MONDAY + timedelta(days=7)) == 1
    assert not OneTimeSecret.objects.filter(sealed__isnull=False).exists()


def test_a_closed_melding_takes_none(ticket, cast, sign_in):
    actions.close(ticket, by=cast.jan.user, now=MONDAY)
    answer = sign_in(cast.jan.user).post(reverse("portal:hand_over", args=[ticket.pk]), {"kind": "code", "secret": "1"})
    assert answer.status_code == 200 and "gesloten" in answer.content.decode()
