"""What waits for a yes: on home, in the list, on the melding, and behind a personal link."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contracts.models import ClauseKind, Contact, DapPerson
from infra import signed_links
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tests.portal.conftest import page
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import Approval, ApprovalStatus, EntryKind, Status, Ticket

HOME, LIST = "/portaal/", "/portaal/akkoord/"
YES, NO = {"answer": "ja"}, {"answer": "nee", "text": "Te duur."}


@pytest.fixture
def estimate(open_ticket: Any, cast: SimpleNamespace) -> Any:
    """What Willem is asked: De Vries has Werkplek Basic, so support is meerwerk."""

    def make(contact: Contact | None = None, **fields: Any) -> Approval:
        ticket = open_ticket(contact=contact or cast.willem, **fields)
        return actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=90, text="Mailserver nakijken.")

    return make


@pytest.fixture
def chief(cast: SimpleNamespace, sign_in: Any) -> SimpleNamespace:
    """Anke of De Vries, whom the DAP names for costs and for rights."""
    anke = ContactFactory(customer=cast.vries, name="Anke Postma", email="anke@vries.example", with_user=True)
    dap = {ClauseKind.COST_APPROVERS: [anke], ClauseKind.APPROVERS: [anke, cast.willem]}
    cast.vries_agreement = renew(cast.vries_agreement, dap=dap)
    return SimpleNamespace(contact=anke, client=sign_in(anke.user))


def link(approval: Approval, contact: Contact) -> str:
    token = signed_links.for_mailbox(signed_links.APPROVAL, approval.pk, contact.pk, contact.email)
    return reverse("portal:approval_link", args=[token])


def answer(approval: Approval) -> str:
    return reverse("portal:approval_answer", args=[approval.pk])


def status(approval: Approval) -> str:
    return Approval.objects.get(pk=approval.pk).status


def test_t5_who_says_yes_reads_that_it_is_an_estimate(estimate: Any, chief: SimpleNamespace, client: Client) -> None:
    asked = estimate()
    for read in (client.get(link(asked, chief.contact)), chief.client.get(LIST)):
        assert "Dit is een schatting; wij berekenen de bestede tijd." in page(read)


# --- Signed in --------------------------------------------------------------------------------------------
def test_what_is_asked_stands_on_home_in_the_list_and_on_the_melding(estimate: Any, willem: Client) -> None:
    approval = estimate()
    assert "Wacht op uw akkoord" in page(willem.get(HOME))
    for text in (page(willem.get(LIST)), page(willem.get(reverse("portal:ticket", args=[approval.ticket_id])))):
        for words in (
            "Gaat u akkoord met deze kosten?",
            "Mailserver nakijken.",
            "1 u 30 min",
            "142,50",
            "exclusief btw",
            "Sanne de Wit",
            "U mag dit beslissen volgens SLA 4.2.",
            "Niet akkoord",
        ):
            assert words in text, words


def test_an_approver_who_did_not_report_it_finds_it_on_home(
    estimate: Any, chief: SimpleNamespace, willem: Client
) -> None:
    approval = estimate()
    assert "Gaat u akkoord met deze kosten?" in page(chief.client.get(HOME))
    text = page(willem.get(reverse("portal:ticket", args=[approval.ticket_id])))
    assert "Dit beslist Anke Postma (DAP 4.2, versie 2)" in text
    assert 'value="ja"' not in text
    assert "Wacht op akkoord" in text
    home = page(willem.get(HOME))
    assert "Wacht op uw akkoord" not in home
    assert "Wij wachten op u" not in home
    assert "Wij wachten op akkoord van uw organisatie." in home


@pytest.mark.parametrize(
    ("given", "outcome", "said"),
    [
        (YES, ApprovalStatus.GRANTED, "Wij gaan aan het werk."),
        (NO, ApprovalStatus.DECLINED, "Wij nemen contact op"),
    ],
)
def test_yes_or_no(estimate: Any, willem: Client, given: dict[str, str], outcome: str, said: str) -> None:
    approval = estimate()
    for _click in range(2):
        text = page(willem.post(answer(approval), given, follow=True))
    assert said in text
    assert status(approval) == outcome
    assert Ticket.objects.get().status == Status.NIEUW
    assert Ticket.objects.get().timeline.filter(kind=EntryKind.DECIDED).count() == 1


def test_from_the_list_one_comes_back_to_the_list(estimate: Any, willem: Client) -> None:
    assert willem.post(answer(estimate()), YES | {"lijst": "1"}).url == LIST


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"answer": "nee", "text": " "}, "Schrijf op waarom u niet akkoord gaat"),
        ({"answer": "misschien", "text": "Getypt"}, "Kies “Akkoord” of “Niet akkoord”."),
        ({"text": "Getypt"}, "Kies “Akkoord” of “Niet akkoord”."),
        ({"answer": "nee", "text": "x" * 2001}, "Uw toelichting is te lang"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_lost(
    estimate: Any, willem: Client, cast: SimpleNamespace, given: dict[str, str], words: str
) -> None:
    approval = estimate()
    for client, address in ((willem, answer(approval)), (Client(), link(approval, cast.willem))):
        text = page(client.post(address, given))
        assert words in text
        assert given["text"].strip() in text
    assert status(approval) == ApprovalStatus.ASKED


def test_of_two_who_may_the_second_is_told_what_the_first_said(
    estimate: Any, chief: SimpleNamespace, cast: SimpleNamespace, willem: Client
) -> None:
    both = {ClauseKind.COST_APPROVERS: [chief.contact, cast.willem]}
    renew(cast.vries_agreement, dap=both, starts_on=date(2026, 11, 10))
    approval = estimate()
    willem.post(answer(approval), YES)
    text = page(chief.client.post(answer(approval), NO, follow=True))
    assert "Hierover is al beslist: Willem de Vries ging akkoord" in text
    assert status(approval) == ApprovalStatus.GRANTED


def test_nobody_says_yes_to_his_own_request_for_rights(
    chief: SimpleNamespace, cast: SimpleNamespace, willem: Client, open_ticket: Any
) -> None:
    ticket = open_ticket(contact=cast.willem, kind="aanpassing", is_authorisation=True, subject="Rechten op Archief")
    approval = ticket.approvals.get()
    assert willem.post(answer(approval), YES).status_code == 403
    assert "Bevestigt u dit autorisatieverzoek?" not in page(willem.get(HOME))
    assert "Bevestigt u dit autorisatieverzoek?" in page(chief.client.get(LIST))
    chief.client.post(answer(approval), YES)
    assert status(approval) == ApprovalStatus.GRANTED


def test_an_approver_who_was_revoked_sees_and_answers_nothing(estimate: Any, chief: SimpleNamespace) -> None:
    approval = estimate()
    DapPerson.objects.filter(contact=chief.contact).update(revoked_at=MONDAY)
    assert "Gaat u akkoord" not in page(chief.client.get(HOME))
    assert chief.client.post(answer(approval), YES).status_code == 404
    assert Client().get(link(approval, chief.contact)).status_code == 404
    assert status(approval) == ApprovalStatus.ASKED


def test_another_customer_has_no_part_in_it(
    estimate: Any, jan: Client, cast: SimpleNamespace, django_user_model: Any
) -> None:
    approval = estimate(subject="Geheim van Willem")
    for text in (page(jan.get(HOME)), page(jan.get(LIST))):
        assert "Geheim van Willem" not in text
    assert jan.post(answer(approval), YES).status_code == 404
    for address in (link(approval, cast.jan), link(approval, cast.willem)):  # made for him by mistake, or passed on
        for response in (jan.get(address), jan.post(address, YES)):
            assert response.status_code == 404
            assert "Geheim van Willem" not in page(response)
    assert status(approval) == ApprovalStatus.ASKED


@pytest.mark.parametrize("who", ["sanne", "fred", "els"])
def test_the_house_never_answers_for_a_customer(estimate: Any, cast: SimpleNamespace, sign_in: Any, who: str) -> None:
    approval = estimate(subject="Geheim van Willem")
    client = sign_in(getattr(cast, who))
    assert client.post(answer(approval), YES).url == reverse("desk:queue")
    for response in (client.get(link(approval, cast.willem)), client.post(link(approval, cast.willem), YES)):
        assert response.status_code == 404
        assert "Geheim van Willem" not in page(response)
    assert status(approval) == ApprovalStatus.ASKED


def test_who_is_not_signed_in_signs_in_first(estimate: Any) -> None:
    approval = estimate()
    for response in (Client().get(LIST), Client().post(answer(approval), YES)):
        assert response.url.startswith("/account/login/")


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(("address", "queries"), [(HOME, 9), (LIST, 6)])
def test_as_many_queries_for_one_question_as_for_twenty(
    estimate: Any,
    chief: SimpleNamespace,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
    address: str,
    queries: int,
) -> None:
    for _row in range(rows):
        estimate()
    with django_assert_num_queries(queries + 2):  # the clause, and whom it names
        chief.client.get(address)


# --- By a personal link -----------------------------------------------------------------------------------
def test_a_link_shows_what_is_needed_and_no_more(estimate: Any, cast: SimpleNamespace) -> None:
    approval = estimate(description="Lang verhaal over het archief.")
    actions.reply(approval.ticket, by=cast.sanne, now=MONDAY, text="Wij kijken ernaar.")
    response = Client().get(link(approval, cast.willem))
    text = page(response)
    for words in (
        "Willem de Vries",
        f"#{approval.ticket_id}",
        "Geen mail op kantoor",
        "Mailserver nakijken.",
        "142,50",
    ):
        assert words in text
    for words in ("Lang verhaal", "Wij kijken ernaar."):
        assert words not in text
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_whoever_scans_the_mail_changes_nothing(estimate: Any, cast: SimpleNamespace) -> None:
    approval = estimate()
    for method in ("get", "head", "options", "put", "delete"):
        getattr(Client(), method)(link(approval, cast.willem))
    assert status(approval) == ApprovalStatus.ASKED


@pytest.mark.parametrize("signed_in", [True, False])
def test_by_link_one_decides_and_the_link_is_used_up(
    estimate: Any, cast: SimpleNamespace, willem: Client, signed_in: bool
) -> None:
    approval, client = estimate(), willem if signed_in else Client()
    text = page(client.post(link(approval, cast.willem), YES | {"text": "Ga uw gang."}))
    assert "U ging akkoord" in text
    decided = Approval.objects.get()
    assert (decided.status, decided.decided_by, decided.decided_by_link) == ("granted", cast.willem, True)
    assert decided.answer == "Ga uw gang."
    for response in (client.get(link(approval, cast.willem)), client.post(link(approval, cast.willem), NO)):
        assert response.status_code == 410
        assert "Mailserver nakijken." not in page(response)
    assert status(approval) == ApprovalStatus.GRANTED


def test_a_no_by_link_ends_a_request_for_rights(
    chief: SimpleNamespace, cast: SimpleNamespace, open_ticket: Any
) -> None:
    ticket = open_ticket(contact=cast.willem, kind="aanpassing", is_authorisation=True)
    text = page(Client().post(link(ticket.approvals.get(), chief.contact), NO))
    assert "U ging niet akkoord" in text
    assert Ticket.objects.get().status == Status.GEANNULEERD


def test_a_link_passed_on_to_the_requester_is_worth_nothing(
    chief: SimpleNamespace, cast: SimpleNamespace, open_ticket: Any, willem: Client
) -> None:
    ticket = open_ticket(contact=cast.willem, kind="aanpassing", is_authorisation=True)
    for address in (link(ticket.approvals.get(), chief.contact), link(ticket.approvals.get(), cast.willem)):
        assert willem.post(address, YES).status_code == 404
    assert status(ticket.approvals.get()) == ApprovalStatus.ASKED


def test_a_link_that_is_altered_old_or_of_another_kind_shows_nothing(
    estimate: Any, cast: SimpleNamespace, on_monday: time_machine.Traveller
) -> None:
    approval = estimate(subject="Geheim van Willem")
    good = link(approval, cast.willem)
    other = reverse("portal:approval_link", args=[signed_links.make("ondertekening", approval.pk, cast.willem.pk)])
    short = reverse("portal:approval_link", args=[signed_links.make(signed_links.APPROVAL, approval.pk)])
    of_nothing = signed_links.for_mailbox(signed_links.APPROVAL, 999_999, cast.willem.pk, cast.willem.email)
    gone = reverse("portal:approval_link", args=[of_nothing])
    changed = good[:-4] + ("aaa/" if good[-4:] != "aaa/" else "bbb/")
    on_monday.move_to(MONDAY + timedelta(minutes=5))
    addresses = [changed, other, short, gone, "/portaal/akkoord/x/"]
    for address in addresses:
        for response in (Client().get(address), Client().post(address, YES)):
            assert response.status_code == 404
            assert "Geheim van Willem" not in page(response)
    on_monday.move_to(MONDAY + timedelta(days=15))
    assert Client().post(good, YES).status_code == 404
    assert status(approval) == ApprovalStatus.ASKED


def test_a_link_is_of_the_mailbox_that_it_was_sent_to(estimate: Any, cast: SimpleNamespace) -> None:
    """Whoever still reads the old mailbox has nothing in it."""
    approval = estimate(subject="Geheim van Willem")
    old = link(approval, cast.willem)
    cast.willem.email = "willem.nieuw@vries.example"
    cast.willem.save()
    for response in (Client().get(old), Client().post(old, YES)):
        assert response.status_code == 404
    assert status(approval) == ApprovalStatus.ASKED
    assert Client().post(link(approval, cast.willem), YES).status_code == 200
    assert status(approval) == ApprovalStatus.GRANTED


def test_a_question_that_was_taken_back_is_gone(estimate: Any, cast: SimpleNamespace) -> None:
    approval = estimate()
    actions.withdraw_approval(approval, by=cast.sanne, now=MONDAY, text="Toch inbegrepen.")
    assert Client().get(link(approval, cast.willem)).status_code == 410


def test_a_customer_who_left_answers_no_more(estimate: Any, cast: SimpleNamespace) -> None:
    approval = estimate()
    cast.vries.is_active = False
    cast.vries.save()
    assert Client().post(link(approval, cast.willem), YES).status_code == 404
    assert status(approval) == ApprovalStatus.ASKED


# --- What it costs ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "fields", "words"),
    [
        ("jan", {}, ["Inbegrepen", "Dit valt binnen uw afspraken (SLA 6.3).", "Niets extra"]),
        ("willem", {}, ["Meerwerk", "Dit valt buiten uw abonnement (SLA 5.2).", "Wij vragen vooraf uw akkoord."]),
        ("willem", {"item_type": "netwerk"}, ["Geen SLA", "Hiervoor is geen SLA afgesproken (SLA 5.1)."]),
    ],
)
def test_the_verdict_stands_on_the_melding(
    cast: SimpleNamespace, sign_in: Any, open_ticket: Any, who: str, fields: dict[str, str], words: list[str]
) -> None:
    contact = getattr(cast, who)
    ticket = open_ticket(contact=contact, **fields)
    text = page(sign_in(contact.user).get(reverse("portal:ticket", args=[ticket.number])))
    for word in ["Wat kost dit?", *words]:
        assert word in text, word


def test_the_estimate_stands_beside_it_with_its_answer(estimate: Any, willem: Client) -> None:
    approval = estimate()
    address = reverse("portal:ticket", args=[approval.ticket_id])
    assert "nog niet gegeven" in page(willem.get(address))
    willem.post(answer(approval), YES)
    text = page(willem.get(address))
    assert "Akkoord: Willem de Vries" in text
    assert Approval.objects.get().amount == Decimal("142.50")
