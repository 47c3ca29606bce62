"""Mail about what happens outside of tickets: agreements to sign, advices, hours (SLA 6.2, 6.4, 13)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import actions
from contracts.models import CustomerEvent, CustomerEventKind, Signature
from mail.models import MailMessage, MailStatus
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import send_due
from tests.conftest import MONDAY
from tests.factories import CustomerFactory, ServiceAgreementFactory

LATER = MONDAY + timedelta(minutes=5)
JAN, DAAN, ELS = "jan@smit.example", "daan@1do.example", "els@1do.example"


def letter(message: str, recipient: str) -> MailMessage:
    return MailMessage.objects.get(message=message, recipient=recipient)


@pytest.fixture
def offered(cast):
    """The next version of Smit's agreement, which Jan and Els are asked to sign."""
    concept = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY, starts_on=date(2027, 1, 1))
    return actions.offer(concept, by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.els)


def sign(signature: Signature, now=LATER) -> None:
    code = actions.new_code(signature, now=now)
    actions.sign(signature, now=now, code=code, name=signature.name, function="Directeur")


# --- Agreements (SLA 13) ----------------------------------------------------------------------------------
def test_both_are_asked_to_sign_each_with_a_link_of_his_own(offered, mailed):
    assert mailed() == [("sign_agreement", ELS), ("sign_agreement", JAN)]
    theirs, ours = letter("sign_agreement", JAN), letter("sign_agreement", ELS)
    assert theirs.subject == "Ter ondertekening: overeenkomst DVO-1001, versie 2"
    assert "Lees haar rustig door" in theirs.text
    assert "namens 1do" in ours.text
    links = {mail.signed_link for mail in (theirs, ours)}
    assert links == {f"ondertekening:{signature.pk}" for signature in offered.signatures.all()}
    assert theirs.recipient_user is None
    assert ours.recipient_user is not None


def test_who_offers_what_he_signs_himself_gets_his_link(cast, mailed):
    concept = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY)
    actions.offer(concept, by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.daan)
    assert mailed() == [("sign_agreement", DAAN), ("sign_agreement", JAN)]


def test_what_is_withdrawn_before_its_mail_is_written_is_not_asked_any_more(offered, cast, mailed):
    actions.withdraw(offered, by=cast.daan, now=MONDAY, reason="Verkeerd aantal.")
    assert mailed() == [("agreement_withdrawn", ELS), ("agreement_withdrawn", JAN)]
    assert "Verkeerd aantal." in letter("agreement_withdrawn", JAN).text


def test_signed_by_both_is_told_to_both_and_to_the_account_manager(offered, mailed):
    mailed()
    first, second = offered.signatures.order_by("party")
    sign(first)
    assert mailed() == []
    sign(second)
    assert mailed() == [("agreement_signed", DAAN), ("agreement_signed", ELS), ("agreement_signed", JAN)]
    text = letter("agreement_signed", JAN).text
    assert "Deze versie geldt vanaf 1 januari 2027." in text
    assert offered.document_sha256 in text
    assert "Namens 1do: Els Groen, Directeur, op 23 november 2026 10:05" in text


# --- Advices (SLA 6.4) ------------------------------------------------------------------------------------
def test_an_advice_goes_to_whom_it_was_given_and_its_answer_back(cast, mailed):
    advice = actions.give_advice(
        cast.smit, by=cast.daan, now=MONDAY, title="Vervang de oude server", text="Hij is 9 jaar.", given_to=cast.jan
    )
    assert mailed() == [("advice_given", JAN)]
    mail = letter("advice_given", JAN)
    assert mail.subject == "Advies: Vervang de oude server"
    assert "Hij is 9 jaar." in mail.text
    actions.decide_advice(advice, by=cast.jan.user, now=LATER, accepted=False, text="Te duur.")
    assert mailed() == [("advice_decided", DAAN)]
    assert letter("advice_decided", DAAN).subject == "Advies afgewezen: Vervang de oude server"
    assert "Te duur." in letter("advice_decided", DAAN).text


def test_who_writes_down_the_answer_himself_is_not_told(cast, mailed):
    advice = actions.give_advice(
        cast.smit, by=cast.daan, now=MONDAY, title="Vervang de server", text="Oud.", given_to=cast.jan
    )
    mailed()
    actions.decide_advice(
        advice, by=cast.daan, now=LATER, accepted=True, text="Gebeld op 23 november.", decided_by=cast.jan
    )
    assert mailed() == []


# --- Hours (SLA 6.2) --------------------------------------------------------------------------------------
def hours(customer, agreement=None, **data) -> CustomerEvent:
    given = {"month": "2026-11-01", "threshold": 90, "used": 2190, "agreed": 2400, "percentage": 91} | data
    return CustomerEvent.objects.create(
        customer=customer,
        agreement=agreement,
        kind=CustomerEventKind.HOURS_REACHED,
        at=MONDAY,
        data=given,
        to_mail=True,
    )


def test_hours_are_told_to_the_account_manager(cast, mailed):
    hours(cast.smit, cast.smit_agreement)
    assert mailed() == [("hours_reached", DAAN)]
    mail = letter("hours_reached", DAAN)
    assert mail.subject == "Bakkerij Smit: 90 % van de uren gebruikt"
    assert "heeft 90 % van de uren van november 2026 gebruikt" in mail.text
    assert "is 36 u 30 min gebruikt. Er is nog 3 u 30 min over." in mail.text


def test_without_an_account_manager_all_of_them_hear_it(cast, mailed):
    agreement = ServiceAgreementFactory(customer=CustomerFactory(name="Zonder"))
    hours(agreement.customer, agreement, used=2500, threshold=100)
    assert mailed() == [("hours_reached", DAAN)]
    assert "opgebruikt" in letter("hours_reached", DAAN).text


# --- The second outbox ------------------------------------------------------------------------------------
def test_an_event_is_mailed_once(cast, mailed):
    event = hours(cast.smit, cast.smit_agreement)
    assert len(mailed()) == 1
    assert not CustomerEvent.objects.filter(to_mail=True).exists()
    assert mailed() == []
    CustomerEvent.objects.filter(pk=event.pk).update(to_mail=True)  # as if a worker died before it was written down
    assert mailed() == []


def test_what_nobody_asked_to_mail_is_not_mailed(cast, mailed):
    event = hours(cast.smit, cast.smit_agreement)
    CustomerEvent.objects.filter(pk=event.pk).update(to_mail=False)
    assert mailed() == []


def test_a_sweep_that_dies_halfway_has_done_nothing(cast, mailed, monkeypatch):
    hours(cast.smit, cast.smit_agreement)
    monkeypatch.setattr("mail.outbound.outbox.MailMessage.objects.bulk_create", lambda rows, **how: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep_outbox(LATER)
    assert CustomerEvent.objects.filter(to_mail=True).count() == 1
    monkeypatch.undo()
    assert len(mailed()) == 1


def test_one_that_cannot_be_written_does_not_stop_the_others(cast, mailed, caplog):
    hours(cast.smit, cast.smit_agreement, month="onzin")
    hours(cast.vries, cast.vries_agreement)
    assert mailed() == [("hours_reached", DAAN)]
    assert "could not be written" in caplog.text


def test_a_bad_address_is_seen_at_the_desk_and_none_in_the_log(cast, mailed, caplog, sign_in):
    for email in ("", "geen adres"):
        cast.jan.email = email
        cast.jan.save()
        actions.give_advice(cast.smit, by=cast.daan, now=MONDAY, title="Doe iets", text="Nu.", given_to=cast.jan)
        mailed()
    mail = MailMessage.objects.get()
    assert (mail.status, mail.last_error) == (MailStatus.FAILED, "dit is geen geldig e-mailadres")
    assert send_due(LATER) == 0
    assert "van Jan Smit is geen e-mailadres bekend" in caplog.text
    page = sign_in(cast.marloes).get(f"/desk/mail/{mail.pk}/").content.decode()
    assert "dit is geen geldig e-mailadres" in page
    assert "Bakkerij Smit" in page
    assert sign_in(cast.marloes).get("/desk/mail/?status=failed").content.decode().count("Doe iets") == 1


def test_a_mail_without_a_ticket_that_is_given_up_stays_and_is_logged(cast, mailed, settings, caplog):
    settings.EMAIL_BACKEND = "tests.mail.outbound.test_sending.Server"
    from tests.mail.outbound.test_sending import PERMANENT, Server

    Server.away, Server.answers, Server.tried = None, {"daan": PERMANENT}, []
    hours(cast.smit, cast.smit_agreement)
    mailed()
    send_due(MONDAY)
    assert MailMessage.objects.get().status == MailStatus.FAILED
    assert "was given up" in caplog.text


def test_many_events_take_no_more_queries_than_one(cast, django_assert_max_num_queries):
    counted = []
    for count in (1, 6):
        for _n in range(count):
            customer = CustomerFactory()
            hours(customer, ServiceAgreementFactory(customer=customer, account_manager=cast.daan))
        with django_assert_max_num_queries(24) as queries:
            sweep_outbox(LATER)
        counted.append(len(queries))
    assert counted[0] == counted[1]
