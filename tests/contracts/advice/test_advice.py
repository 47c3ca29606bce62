"""The advice register (SLA 6.4): given and decided once, by who may, with proof."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts import actions
from contracts.models import Advice, CustomerEvent
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, ServiceAgreementFactory

TUESDAY = at("2026-11-24 11:00")


@pytest.fixture
def advice(cast) -> Advice:
    return give(cast)


@pytest.fixture
def petra_approves_costs(cast) -> None:
    cast.smit.agreements.all().delete()
    ServiceAgreementFactory(customer=cast.smit, number="DVO-9", dap={"cost_approvers": [cast.petra]})


def give(cast, **other) -> Advice:
    fields = {
        "by": cast.sanne,
        "now": MONDAY,
        "title": "Vervang de oude server",
        "text": "Hij is uit 2014 en krijgt geen updates meer.",
        "given_to": cast.jan,
    } | other
    return actions.give_advice(cast.smit, **fields)


def decide(advice, by, *, accepted=False, now=TUESDAY, **other) -> Advice:
    return actions.decide_advice(advice, by=by, now=now, accepted=accepted, **other)


def events(kind: str) -> list[CustomerEvent]:
    return list(CustomerEvent.objects.filter(kind=kind).order_by("pk"))


# --- Giving ---------------------------------------------------------------------------------------------------------
def test_an_advice_is_written_down_and_mailed(cast, advice):
    assert (advice.customer, advice.given_to, advice.given_by, advice.given_at) == (
        cast.smit,
        cast.jan,
        cast.sanne,
        MONDAY,
    )
    (event,) = events("advice_given")
    assert (event.to_mail, event.data, event.agreement, event.by) == (
        True,
        {"advice": advice.pk},
        cast.smit_agreement,
        cast.sanne,
    )


def test_mail_about_an_agreement_or_advice_leaves_at_once(cast, monkeypatch, django_capture_on_commit_callbacks):
    asked: list[str] = []
    monkeypatch.setattr("infra.nudges.current_app.send_task", lambda task, **_options: asked.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        actions.give_advice(cast.smit, by=cast.sanne, now=MONDAY, title="Server", text="Vervang.", given_to=cast.jan)
    assert "mail.tasks.sweep_outbox" in asked


@pytest.mark.parametrize("who", ["els", "fred"])
def test_who_gives_no_advice(cast, who):
    with pytest.raises(PermissionDenied):
        give(cast, by=getattr(cast, who))


def test_nor_does_a_customer(cast):
    with pytest.raises(PermissionDenied):
        give(cast, by=cast.jan.user)


def test_what_is_missing_is_said_at_its_field(cast):
    for field, wrong in {"title": " ", "text": "\x00", "given_to": cast.willem}.items():
        with pytest.raises(Refused) as refused:
            give(cast, **{field: wrong})
        assert refused.value.field == field
    cast.jan.is_active = False
    cast.jan.save()
    with pytest.raises(Refused, match="actieve contactpersoon"):
        give(cast)
    assert not Advice.objects.exists()


# --- Deciding -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("accepted", "status"), [(True, "accepted"), (False, "declined")])
def test_who_it_was_given_to_decides(cast, advice, accepted, status):
    decided = decide(advice, cast.jan.user, accepted=accepted, text="Volgend jaar.")
    assert (decided.status, decided.decided_by, decided.decided_at) == (status, cast.jan, TUESDAY)
    assert (decided.decision_text, decided.recorded_by) == ("Volgend jaar.", None)
    (event,) = events("advice_decided")
    assert (event.to_mail, event.data) == (True, {"advice": advice.pk})


def test_a_colleague_of_his_does_not(cast, advice):
    with pytest.raises(Refused, match="Over dit advies beslist Jan Smit"):
        decide(advice, cast.petra.user)


def test_where_the_dap_names_who_approves_costs_they_decide(cast, petra_approves_costs):
    advice = give(cast)
    with pytest.raises(Refused, match=r"Petra Bakker \(DAP 4.2, versie 1\)"):
        decide(advice, cast.jan.user)
    assert decide(advice, cast.petra.user).decided_by == cast.petra


def test_another_customer_never(cast, advice):
    with pytest.raises(PermissionDenied):
        decide(advice, cast.willem.user)
    assert Advice.objects.get().status == "given"


def test_1do_writes_down_what_he_said_with_the_proof(cast, advice):
    decided = decide(advice, cast.daan, decided_by=cast.petra, text="Mail van 24 november: doen wij niet.")
    assert (decided.status, decided.decided_by, decided.recorded_by) == ("declined", cast.petra, cast.daan)


@pytest.mark.parametrize(
    ("field", "fields"),
    [("text", {"who": "jan", "text": "  "}), ("decided_by", {"text": "Mail"}), ("decided_by", {"who": "willem"})],
)
def test_without_proof_or_without_a_person_of_the_customer_it_does_not(cast, advice, field, fields):
    who = getattr(cast, fields["who"]) if "who" in fields else None
    with pytest.raises(Refused) as refused:
        decide(advice, cast.sanne, decided_by=who, text=fields.get("text", "Mail"))
    assert refused.value.field == field


def test_nor_past_the_dap(cast, petra_approves_costs):
    advice = give(cast)
    with pytest.raises(Refused, match="Over dit advies beslist Petra Bakker"):
        decide(advice, cast.sanne, decided_by=cast.jan, text="Aan de telefoon gezegd.")


def test_1do_needs_the_permission(cast, advice):
    with pytest.raises(PermissionDenied):
        decide(advice, cast.els, decided_by=cast.jan, text="Mail")


def test_decided_once(cast, advice):
    decide(advice, cast.jan.user)
    again = decide(advice, cast.jan.user, now=at("2026-11-25 09:00"))
    assert again.decided_at == TUESDAY
    with pytest.raises(Refused, match="al afgewezen door Jan Smit op 24 november 2026"):
        decide(advice, cast.jan.user, accepted=True)
    with pytest.raises(Refused, match="al afgewezen"):
        decide(advice, cast.sanne, accepted=True, decided_by=cast.petra, text="Mail")
    assert len(events("advice_decided")) == 1


def test_who_has_left_decides_nothing(cast, advice):
    cast.jan.is_active = False
    cast.jan.save()
    with pytest.raises(PermissionDenied):
        decide(advice, cast.jan.user)
    other = ContactFactory(customer=cast.smit, with_user=True)
    with pytest.raises(Refused, match="niemand"):
        decide(advice, other.user)


def test_t13_when_it_was_declined_is_written_down_beside_the_proof(cast, advice):
    """What the customer said in an e-mail of last week counts from then, whenever somebody wrote it down."""
    then = MONDAY + timedelta(hours=1)
    decided = decide(advice, cast.daan, decided_by=cast.jan, text="Mail van die dag.", decided_at=then)
    assert decided.decided_at == then
    (event,) = events("advice_decided")
    assert event.at == TUESDAY, "and when it was written down, too"


@pytest.mark.parametrize(
    ("moment", "words"),
    [(TUESDAY + timedelta(minutes=1), "in de toekomst"), (MONDAY - timedelta(days=1), "nog niet gegeven")],
)
def test_t13_not_before_it_was_given_and_not_in_the_future(cast, advice, moment, words):
    with pytest.raises(Refused, match=words) as refused:
        decide(advice, cast.daan, decided_by=cast.jan, text="Mail", decided_at=moment)
    assert refused.value.field == "decided_at"


def test_t13_a_customer_decides_now(cast, advice):
    assert decide(advice, cast.jan.user, decided_at=MONDAY + timedelta(hours=1)).decided_at == TUESDAY
