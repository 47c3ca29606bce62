"""A personal link works in the mail that leaves, and stands nowhere in what is kept (SLA 10, 13)."""

from __future__ import annotations

import re
import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.core import signing
from django.test import Client
from django.utils import timezone

from contracts import actions as agreements
from contracts.models import Signature
from infra import signed_links
from mail.models import MailMessage, MailStatus
from mail.outbound.actions import send_again
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email, send_due
from tests.conftest import MONDAY
from tests.mail.outbound.test_sending import Server
from tickets import actions
from tickets.models import Approval, ApprovalStatus

HIDDEN = "[persoonlijke link, alleen voor de ontvanger]"
PATHS = {"approval_asked": "akkoord", "sign_agreement": "ondertekening"}


@pytest.fixture
def asked(with_dap, cast, open_ticket):
    """Both kinds of mail with a personal link: to Petra about costs, to Jan about an agreement."""
    agreement = with_dap(cost_approvers=[cast.petra])
    ticket = open_ticket()
    actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=60, text="Verhuizen.")
    concept = agreements.draft_next_version(agreement, by=cast.daan, now=MONDAY, starts_on=date(2027, 1, 1))
    agreements.offer(concept, by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.els)
    sweep_outbox(MONDAY)
    found = MailMessage.objects.exclude(signed_link="").exclude(recipient="els@1do.example")
    return {mail.message: mail for mail in found}


def links_in(text: str) -> set[str]:
    return set(re.findall(r"https?://[^\s\"<>]+", text))


def tokens_in(text: str, purpose: str) -> list[tuple[int, ...]]:
    """The keys of every usable token of that purpose in a text, wherever it stands in an address."""
    words = {part for link in links_in(text) for part in link.split("/")} | set(re.split(r"[\s\"<>/]+", text))
    return [keys for word in words if ":" in word and (keys := signed_links.read(purpose, word)) is not None]


def everything_kept() -> str:
    return repr(list(MailMessage.objects.order_by("pk").values_list()))


@pytest.mark.parametrize("key", ["approval_asked", "sign_agreement"])
def test_the_link_is_in_what_leaves_and_in_nothing_that_is_kept(asked, key, settings):
    mail, purpose = asked[key], PATHS[key]
    before = everything_kept()
    assert tokens_in(before, purpose) == []
    leaving = as_email(mail)
    for body in (leaving.body, leaving.alternatives[0][0]):
        (keys,) = set(tokens_in(body, purpose))
        assert ":".join([purpose, *map(str, keys)]).startswith(mail.signed_link)
        assert "persoonlijke-link" not in body
    assert send_due(MONDAY) >= 2
    assert tokens_in(everything_kept(), purpose) == []
    assert all(link.startswith(settings.SITE_URL) for link in links_in(leaving.body))


def test_each_gets_his_own(asked, cast):
    assert asked["approval_asked"].signed_link == f"akkoord:{Approval.objects.get().pk}:{cast.petra.pk}"
    assert asked["sign_agreement"].signed_link == f"ondertekening:{Signature.objects.get(contact=cast.jan).pk}"
    others = MailMessage.objects.filter(message="waiting_for_reporter")
    assert set(others.values_list("signed_link", flat=True)) == {""}


@pytest.mark.parametrize("key", ["approval_asked", "sign_agreement"])
def test_looking_at_it_changes_nothing(asked, key):
    """Mail scanners follow every link."""
    (link,) = {link for link in links_in(as_email(asked[key]).body) if ":" in link.split("/", 3)[3]}
    path = "/" + link.split("/", 3)[3]

    def state():
        return [list(model.objects.values_list()) for model in (Approval, Signature)]

    before = state()
    for method in ("get", "head"):
        assert getattr(Client(), method)(path).status_code == 200
    assert state() == before
    assert Approval.objects.get().status == ApprovalStatus.ASKED


def test_a_link_is_good_for_fourteen_days_from_when_it_left(asked, monkeypatch):
    token = next(iter({word for word in re.split(r"[\s/]+", as_email(asked["approval_asked"]).body) if ":1" in word}))
    assert signed_links.read("akkoord", token)
    monkeypatch.setattr(signing.time, "time", lambda: timezone.now().timestamp() + 14 * 86400 + 5)
    assert signed_links.read("akkoord", token) is None
    fresh = as_email(asked["approval_asked"])
    assert tokens_in(fresh.body, "akkoord")


def test_at_the_desk_nobody_can_follow_it(asked, sign_in, cast):
    client = sign_in(cast.marloes)
    for mail in asked.values():
        page = client.get(f"/desk/mail/{mail.pk}/").content.decode()
        html = client.get(f"/desk/mail/{mail.pk}/html/").content.decode()
        for shown in (page, html):
            assert HIDDEN in shown
            assert "persoonlijke-link/" not in shown
            assert [tokens_in(shown, purpose) for purpose in PATHS.values()] == [[], []]


def test_who_writes_what_looks_like_the_mark_does_not_get_a_link_in_it(with_dap, cast, open_ticket, settings):
    with_dap(cost_approvers=[cast.petra])
    ticket = open_ticket()
    typed = f"{settings.SITE_URL}/persoonlijke-link/{'0' * 32} {settings.SITE_URL}/persoonlijke-link/"
    actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=60, text=typed)
    sweep_outbox(MONDAY)
    body = as_email(MailMessage.objects.get(message="approval_asked")).body
    assert typed in body
    assert len(tokens_in(body, "akkoord")) == 1


def test_a_server_that_repeats_the_link_does_not_bring_it_into_what_is_kept(asked, settings):
    settings.EMAIL_BACKEND = "tests.mail.outbound.test_sending.Server"
    Server.away, Server.tried = None, []
    link = next(link for link in links_in(as_email(asked["approval_asked"]).body) if ":" in link.split("//")[1])
    Server.answers = {"petra": smtplib.SMTPDataError(554, f"5.7.1 blocked: <{link}> is bad".encode())}
    send_due(MONDAY)
    mail = MailMessage.objects.get(pk=asked["approval_asked"].pk)
    assert mail.status == MailStatus.FAILED
    assert mail.last_error == "554 5.7.1 blocked: [link] is bad"
    assert tokens_in(everything_kept(), "akkoord") == []
    assert tokens_in(repr(list(mail.entry.ticket.timeline.values_list())), "akkoord") == []


# --- Sending again ----------------------------------------------------------------------------------------
@pytest.fixture
def given_up(asked):
    mail = asked["approval_asked"]
    MailMessage.objects.filter(pk=mail.pk).update(status=MailStatus.FAILED, next_attempt_at=None, attempts=7)
    MailMessage.objects.exclude(pk=mail.pk).filter(status="pending").delete()
    return mail


def test_a_mail_that_was_given_up_is_sent_again_with_a_fresh_link(given_up, sign_in, cast):
    client = sign_in(cast.sanne)
    assert "Verstuur opnieuw" in client.get(f"/desk/mail/{given_up.pk}/").content.decode()
    for _click in range(2):
        assert client.post(f"/desk/mail/{given_up.pk}/opnieuw/").status_code == 302
    notes = [
        line for line in given_up.entry.ticket.timeline.all() if "opnieuw gemaild aan petra@smit.example" in line.said
    ]
    assert [(note.by, note.is_public) for note in notes] == [(cast.sanne, False)]
    assert send_due(timezone.now() + timedelta(minutes=1)) == 1
    assert tokens_in(django_mail.outbox[0].body, "akkoord")
    assert "Verstuur opnieuw" not in client.get(f"/desk/mail/{given_up.pk}/").content.decode()
    page = client.post(f"/desk/mail/{given_up.pk}/opnieuw/", follow=True).content.decode()
    assert "Deze e-mail is al verstuurd." in page


@pytest.mark.parametrize(("who", "status"), [("els", 403), ("jan", 404), ("fred", 403)])
def test_others_send_nothing_again(given_up, sign_in, cast, who, status):
    person = getattr(cast, who)
    client = sign_in(getattr(person, "user", person))
    assert client.post(f"/desk/mail/{given_up.pk}/opnieuw/").status_code == status
    assert client.get(f"/desk/mail/{given_up.pk}/opnieuw/").status_code == 405
    given_up.refresh_from_db()
    assert given_up.status == MailStatus.FAILED


def test_who_may_read_but_not_work_sees_no_button(given_up, sign_in, cast):
    assert "Verstuur opnieuw" not in sign_in(cast.fred).get(f"/desk/mail/{given_up.pk}/").content.decode()


def test_what_is_no_address_is_not_tried_again(given_up, cast):
    from infra.errors import Refused

    MailMessage.objects.filter(pk=given_up.pk).update(recipient="geen adres")
    with pytest.raises(Refused, match="geen e-mailadres"):
        send_again(given_up, by=cast.sanne, now=MONDAY)
