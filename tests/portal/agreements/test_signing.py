"""Signing by a personal link: who sees what, the code, and links that are no longer good (SLA 13)."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from contracts import actions
from contracts.models import Signature
from infra import signed_links
from tests.conftest import MONDAY

TYPED = {"name": "Jan Smit", "function": "Directeur", "agree": "on"}
DATA = ("DVO-1001", "Bakkerij Smit", "Jan Smit", "jan@smit.example")


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def offered(cast):
    version = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY, starts_on=date(2026, 12, 1))
    lines = [{"package": "werkplek", "tier": "basic", "quantity": 12}]
    actions.set_lines(version, by=cast.daan, now=MONDAY, lines=lines)
    return actions.offer(version, by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.els)


@pytest.fixture
def signature(offered):
    return offered.signatures.get(party="customer")


def link(signature, name="sign"):
    return reverse(f"portal:{name}", args=[signed_links.make(signed_links.SIGNATURE, signature.pk)])


def asked_code(client, signature):
    assert client.post(link(signature, "sign_code")).status_code == 302
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_nobody_has_to_sign_in(client, signature):
    page = client.get(link(signature))
    words = text_of(page)
    assert page.status_code == 200
    assert "1do vraagt u, Jan Smit, deze overeenkomst te ondertekenen namens Bakkerij Smit." in words
    assert "Basic, 12 stuks" in words and "Plus, 10 stuks" in words  # what it becomes, what it was
    assert "088 444 50 99" not in words  # only for who the DAP names (SLA 3.2)
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]
    assert "sessionid" not in page.cookies


def test_looking_changes_nothing(client, signature):
    before = Signature.objects.values().get(pk=signature.pk)
    for method in (client.get, client.head):
        method(link(signature))
        method(link(signature, "sign_document"))
    assert client.get(link(signature, "sign_code")).status_code == 405
    assert Signature.objects.values().get(pk=signature.pk) == before
    assert not mail.outbox


def test_the_document_is_the_file_that_is_signed(client, offered, signature):
    response = client.get(link(signature, "sign_document"))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert response["Content-Disposition"].startswith("inline")
    with offered.document.open("rb") as stored:
        assert response.content == stored.read()


def test_from_link_to_in_force(client, cast, offered, signature):
    page = client.post(link(signature), TYPED | {"code": asked_code(client, signature)})
    assert "U hebt ondertekend" in text_of(page)
    assert "Nu is de handtekening van Els Groen nog nodig." in text_of(page)
    house = offered.signatures.get(party="house")
    assert "te ondertekenen namens 1do" in text_of(client.get(link(house)))
    given = {"name": "Els Groen", "function": "Directeur", "agree": "on", "code": asked_code(client, house)}
    page = client.post(link(house), given)
    assert "De overeenkomst geldt vanaf 1 december 2026." in text_of(page)
    offered.refresh_from_db()
    signature.refresh_from_db()
    assert offered.status == "in_force"
    assert (signature.signed_name, signature.signed_function, signature.address) == (
        "Jan Smit",
        "Directeur",
        "127.0.0.1",
    )


def test_the_code_goes_to_one_mailbox_and_is_kept_nowhere(client, signature):
    code = asked_code(client, signature)
    (sent,) = mail.outbox
    assert (sent.to, sent.cc, sent.bcc) == (["jan@smit.example"], [], [])
    assert code not in sent.subject
    assert code not in text_of(client.get(link(signature)))
    assert "Om 10:00 is een code gestuurd naar jan@smit.example. Hij werkt tot 10:15." in text_of(
        client.get(link(signature))
    )


def test_a_mail_that_cannot_leave_is_said(client, signature, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    page = client.post(link(signature, "sign_code"))
    assert "kon niet worden verstuurd" in text_of(page)


def test_too_many_codes(client, signature):
    for _n in range(5):
        asked_code(client, signature)
    page = client.post(link(signature, "sign_code"))
    assert "al vijf codes aangevraagd" in text_of(page)
    assert len(mail.outbox) == 5


WRONG = [
    ({"name": ""}, "id_name"),
    ({"function": "  "}, "id_function"),
    ({"agree": ""}, "id_agree"),
    ({"code": ""}, "id_code"),
    ({"code": "12345x"}, "id_code"),
    ({"name": "a\x00b"}, "id_name"),
    ({"name": "x" * 121}, "id_name"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(client, signature, typed, field):
    given = TYPED | {"code": asked_code(client, signature), "function": "Hoofd bakkerij"} | typed
    page = client.post(link(signature), given)
    form = page.context["form"]
    assert page.status_code == 200
    assert [form[name].auto_id for name in form.errors] == [field]
    if "function" not in typed:
        assert "Hoofd bakkerij" in text_of(page)
    signature.refresh_from_db()
    assert signature.signed_at is None


def test_five_wrong_codes(client, signature):
    code = asked_code(client, signature)
    wrong = "000000" if code != "000000" else "111111"
    for _n in range(5):
        page = client.post(link(signature), TYPED | {"code": wrong})
    assert "vraag een nieuwe aan" in text_of(page)
    page = client.post(link(signature), TYPED | {"code": code})
    assert "te vaak verkeerd" in text_of(page)
    assert client.post(link(signature), TYPED | {"code": asked_code(client, signature)}).status_code == 200
    signature.refresh_from_db()
    assert signature.signed_at == MONDAY


def used(client, cast, offered, signature):
    client.post(link(signature), TYPED | {"code": asked_code(client, signature)})


def withdrawn(client, cast, offered, signature):
    actions.withdraw(offered, by=cast.daan, now=MONDAY, reason="Tarief klopt niet")


def left(client, cast, offered, signature):
    type(cast.jan).objects.filter(pk=cast.jan.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [used, withdrawn, left])
def test_a_link_that_is_over_shows_nothing_of_anybody(client, cast, offered, signature, happens):
    happens(client, cast, offered, signature)
    requests = [
        client.get(link(signature)),
        client.post(link(signature), TYPED | {"code": "123456"}),
        client.post(link(signature, "sign_code")),
        client.get(link(signature, "sign_document")),
    ]
    for response in requests:
        assert response.status_code == 410
        assert "Deze link werkt niet (meer)" in text_of(response)
        assert not [word for word in DATA if word in text_of(response)]


def test_a_link_that_is_no_link(client, offered, signature, cast):
    good = signed_links.make(signed_links.SIGNATURE, signature.pk)
    tokens = [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        signed_links.make(signed_links.APPROVAL, signature.pk),
        signed_links.make(signed_links.SIGNATURE, 0),
        signed_links.make(signed_links.SIGNATURE),
        signing.dumps([signature.pk]),
        "x",
        "%00",
    ]
    for token in tokens:
        for name in ("sign", "sign_document"):
            response = client.get(reverse(f"portal:{name}", args=[token]))
            assert response.status_code == 404
            assert not [word for word in DATA if word in text_of(response)]


def test_a_link_of_two_weeks_ago(client, signature):
    old = link(signature)
    with time_machine.travel(MONDAY + timedelta(days=13, hours=23), tick=False):
        assert client.get(old).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=14, seconds=1), tick=False):
        assert client.get(old).status_code == 404


def test_a_link_says_whose_signature_it_is_whoever_is_signed_in(cast, offered, signature, sign_in):
    """Willem with Jan's link still needs the code in Jan's mailbox; his own session gives him nothing."""
    browser = sign_in(cast.willem.user)
    browser.post(link(signature, "sign_code"))
    assert mail.outbox[-1].to == ["jan@smit.example"]
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()
    wrong = "000000" if code != "000000" else "111111"
    assert "klopt niet" in text_of(browser.post(link(signature), TYPED | {"code": wrong}))
    signature.refresh_from_db()
    assert signature.signed_at is None


def test_another_site_cannot_post(offered, signature):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(signature, "sign_code")).status_code == 403
    assert not mail.outbox


def test_afterwards_the_copy_with_the_sheet_stands_beside_the_original(client, cast, offered, signature, sign_in):
    for each in (signature, offered.signatures.get(party="house")):
        client.post(link(each), TYPED | {"code": asked_code(client, each)})
    address = reverse("portal:agreement_document", args=[offered.pk])
    jan = sign_in(cast.jan.user)
    original, copy = jan.get(address).content, jan.get(f"{address}?blad").content
    assert hashlib.sha256(original).hexdigest() == offered.document_sha256
    assert copy[:5] == b"%PDF-" and copy != original
    assert sign_in(cast.willem.user).get(f"{address}?blad").status_code == 404
    desk = reverse("desk:agreement_document", args=[cast.smit.pk, offered.pk])
    assert sign_in(cast.daan).get(f"{desk}?blad").content == copy
