"""Requests for rights wait until a named person of the customer confirms them, in writing (SLA 10; security S4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import ClauseKind, DapPerson
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory
from tests.tickets.versions import renew, revoke
from tickets import actions
from tickets.approvals import approvers
from tickets.models import Approval, ApprovalStatus, Channel, ClockState, EntryKind, Status, Ticket

LATER = MONDAY + timedelta(minutes=5)
AFTER = MONDAY + timedelta(minutes=65)


@pytest.fixture
def petra_confirms(cast):
    """Of Bakkerij Smit Petra confirms what others ask; Jan is named too, but never for what he asks himself."""
    return renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: [cast.jan, cast.petra]})


@pytest.fixture
def request_(open_ticket, petra_confirms):
    def make(**fields):
        covered = {"kind": "aanpassing", "user_accounts": True, "is_authorisation": True}
        return open_ticket(**covered | {"subject": "Toegang tot de salarismap"} | fields)

    return make


def asked_of(ticket):
    return Approval.objects.get(ticket=ticket, kind="authorisation")


def answer(approval, who, *, granted=True, **fields):
    return actions.decide(approval, now=AFTER, granted=granted, by=who.user, **fields)


BEGINNING = {
    "start_work": {},
    "resume": {},
    "plan": {"planned_for": MONDAY + timedelta(days=1)},
    "resolve": {"text": "Gedaan."},
    "use_mandate": {"text": "Snel even."},
    "log_time": {"minutes": 5},
    "start_timer": {},
}
HARMLESS = {
    "note": {"text": "Petra gebeld."},
    "reply": {"text": "Wij wachten op Petra."},
    "wait": {"party": "supplier", "text": "Wij vragen de leverancier wat het kost."},
    "take": {},
    "cancel": {"text": "Niet meer nodig."},
}


def test_it_waits_from_the_first_moment(request_, cast):
    ticket = Ticket.objects.get(pk=request_().pk)
    approval = asked_of(ticket)
    assert (ticket.status, ticket.clock.state) == (Status.WACHT_OP_KLANT, ClockState.NONE)
    assert (approval.citation, approvers.people_asked(approval, LATER)) == ("DAP 10, versie 2", [cast.petra])
    opened, asked, waiting = ticket.timeline.all()
    assert (opened.kind, asked.kind, waiting.kind) == (EntryKind.OPENED, EntryKind.ASKED, EntryKind.WAITING)
    assert asked.data["citation"] == "DAP 10, versie 2"
    assert waiting.at == opened.at


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.PHONE, Channel.EMAIL, Channel.API])
def test_whatever_the_door(request_, cast, channel):
    assert request_(channel=channel, by=cast.sanne).status == Status.WACHT_OP_KLANT


@pytest.mark.parametrize("verb", BEGINNING)
@pytest.mark.parametrize("who", ["sanne", "ravi", "marloes"])
def test_nobody_begins_before_the_yes(request_, cast, verb, who):
    ticket = request_()
    type(ticket.agreement).objects.filter(pk=ticket.agreement_id).update(mandate="Alles wat snel moet.")
    with pytest.raises(Refused, match=r"wacht op bevestiging door Petra Bakker \(DAP 10, versie 2\)"):
        getattr(actions, verb)(ticket, by=getattr(cast, who), now=LATER, **BEGINNING[verb])
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.timeline.count()) == (Status.WACHT_OP_KLANT, 3)
    assert answer(asked_of(ticket), cast.petra).status == "granted"
    getattr(actions, verb)(ticket, by=getattr(cast, who), now=AFTER, **BEGINNING[verb])


@pytest.mark.parametrize("verb", HARMLESS)
def test_what_does_not_begin_is_allowed(request_, cast, verb):
    ticket = request_()
    getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **HARMLESS[verb])
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.clock.work_started_at is None
    with pytest.raises(Refused):
        actions.start_work(ticket, by=cast.sanne, now=LATER)


def test_it_may_be_saved_up_for_a_visit_but_is_not_planned_with_it(request_, cast):
    ticket = request_()
    actions.save_for_visit(cast.smit, by=cast.sanne, now=LATER, ticket=ticket)
    actions.plan_visit(
        cast.smit,
        by=cast.sanne,
        now=LATER,
        engineer=cast.ravi,
        contact=cast.jan,
        planned_for=MONDAY + timedelta(days=2),
    )
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WACHT_OP_KLANT


@pytest.mark.parametrize("who", ["jan", "petra"])
def test_a_message_of_the_customer_is_no_confirmation(request_, cast, who):
    ticket = actions.reply(request_(), by=getattr(cast, who).user, now=LATER, text="Akkoord, doe maar.").ticket
    assert ticket.status == Status.WACHT_OP_KLANT
    with pytest.raises(Refused):
        actions.start_work(ticket, by=cast.sanne, now=LATER)


def test_a_wait_for_a_supplier_is_no_way_round_it(request_, cast):
    ticket = actions.wait(request_(), by=cast.sanne, now=LATER, party="supplier", text="Even vragen.")
    with pytest.raises(Refused, match="wacht op bevestiging"):
        actions.resume(ticket, by=cast.sanne, now=LATER)
    answer(asked_of(ticket), cast.petra)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WACHT_OP_LEVERANCIER


def test_s4_the_requester_does_not_confirm_his_own_request(request_, cast):
    approval = asked_of(request_())
    for given in ({"by": cast.jan.user}, {"contact": cast.jan}, {"by": cast.jan.user, "contact": cast.petra}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, **given)
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.ASKED


def test_s4_nor_when_an_agent_wrote_it_down_for_him(request_, cast):
    approval = asked_of(request_(by=cast.sanne, channel="phone"))
    with pytest.raises(PermissionDenied):
        answer(approval, cast.jan)
    assert answer(approval, cast.petra).decided_by == cast.petra


@pytest.mark.parametrize("who", ["sanne", "ravi", "marloes", "daan", "els", "fred"])
def test_s4_an_agent_never_confirms_for_the_customer(request_, cast, who):
    approval = asked_of(request_())
    for given in ({}, {"contact": cast.petra}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, by=getattr(cast, who), **given)


def test_s4_nor_one_who_is_a_contact_there_too(open_ticket, cast):
    """Of a customer that shares a person with 1do."""
    both = ContactFactory(customer=cast.smit, name=cast.ravi.name, email=cast.ravi.email, user=cast.ravi)
    renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: [both]})
    approval = asked_of(open_ticket(kind="aanpassing", is_authorisation=True))
    with pytest.raises(PermissionDenied):
        actions.decide(approval, now=AFTER, granted=True, by=cast.ravi)


def test_s4_a_contact_of_another_customer_sees_and_does_nothing(request_, cast):
    approval = asked_of(request_())
    assert not Ticket.objects.visible_to(cast.willem.user).filter(pk=approval.ticket_id).exists()
    for given in ({"by": cast.willem.user}, {"contact": cast.willem}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, **given)


def test_s4_also_when_that_customers_dap_names_him(request_, cast):
    renew(cast.vries_agreement, dap={ClauseKind.APPROVERS: [cast.willem]})
    approval = asked_of(request_())
    assert not Ticket.objects.visible_to(cast.willem.user).filter(pk=approval.ticket_id).exists()
    with pytest.raises(PermissionDenied):
        answer(approval, cast.willem)


def test_s4_who_moved_to_another_customer_confirms_no_more(request_, cast):
    approval = asked_of(request_())
    cast.petra.customer = cast.vries
    cast.petra.save()
    with pytest.raises(PermissionDenied):
        answer(approval, cast.petra)


def test_s4_a_revoked_approver_is_refused_at_once(request_, cast):
    approval = asked_of(request_())
    revoke(cast.petra, ClauseKind.APPROVERS, LATER)
    for given in ({"by": cast.petra.user}, {"contact": cast.petra}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, **given)
    assert not Ticket.objects.visible_to(cast.petra.user).filter(pk=approval.ticket_id).exists()


def test_s4_before_and_after_his_period_he_does_not_confirm(open_ticket, cast):
    """A grant has a first and a last day (SLA 7.3)."""
    version = renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: [cast.petra]})
    DapPerson.objects.filter(clause__agreement=version).update(ends_on=at("2026-11-22 00:00").date())
    with pytest.raises(PermissionDenied):
        answer(asked_of(open_ticket(kind="aanpassing", is_authorisation=True)), cast.petra)


def test_the_yes_lets_it_begin_and_says_by_which_clause(request_, cast):
    ticket = request_()
    assert Ticket.objects.visible_to(cast.petra.user).filter(pk=ticket.pk).exists()
    answer(asked_of(ticket), cast.petra, text="Klopt, hij is nu teamleider.")
    decided, resumed = list(ticket.timeline.all())[-2:]
    assert (decided.data["citation"], decided.data["granted"]) == ("DAP 10, versie 2", True)
    assert resumed.kind == EntryKind.RESUMED
    assert actions.start_work(ticket, by=cast.sanne, now=AFTER).status == Status.IN_BEHANDELING


def test_the_no_ends_it(request_, cast):
    ticket = request_()
    answer(asked_of(ticket), cast.petra, granted=False, text="Dat is niet afgesproken.")
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.clock.is_open) == (Status.GEANNULEERD, False)
    decided, cancelled = list(ticket.timeline.all())[-2:]
    assert (decided.kind, decided.data["granted"]) == (EntryKind.DECIDED, False)
    assert cancelled.said == "Petra Bakker ging niet akkoord. Dat is niet afgesproken."
    with pytest.raises(Refused, match="al beslist"):
        answer(asked_of(ticket), cast.petra)


def test_who_answers_a_no_asks_anew_and_waits_anew(request_, cast):
    """Else a refused request would come back as an ordinary melding."""
    ticket = request_()
    answer(asked_of(ticket), cast.petra, granted=False)
    again = actions.reply(ticket, by=cast.jan.user, now=AFTER, text="Doe het toch maar.").ticket
    assert (again.follows, again.status, again.is_authorisation) == (ticket, Status.WACHT_OP_KLANT, True)
    with pytest.raises(Refused):
        actions.start_work(again, by=cast.sanne, now=AFTER)


def test_who_may_confirm_never_confirms_what_he_asked_himself(request_, cast):
    """Petra says no, and goes on with Jan's closed melding: that is her own request."""
    ticket = request_()
    answer(asked_of(ticket), cast.petra, granted=False)
    own = actions.reply(ticket, by=cast.petra.user, now=AFTER, text="Maak mij domeinbeheerder.").ticket
    assert own.contact == cast.petra
    with pytest.raises(PermissionDenied):
        answer(asked_of(own), cast.petra)
    assert Ticket.objects.get(pk=own.pk).status == Status.WACHT_OP_KLANT


@pytest.mark.parametrize("who", ["jan", "petra"])
@pytest.mark.parametrize("verb", [actions.reply, actions.reopen])
def test_what_is_asked_after_it_was_resolved_is_confirmed_anew(request_, cast, verb, who):
    ticket = request_()
    answer(asked_of(ticket), cast.petra)
    actions.resolve(ticket, by=cast.sanne, now=AFTER, text="Gedaan.")
    verb(ticket, by=getattr(cast, who).user, now=AFTER + timedelta(hours=1), text="Nu ook de directiemap.")
    asked = ticket.approvals.open().get()
    assert (asked.kind, asked.text) == ("authorisation", "Nu ook de directiemap.")
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WACHT_OP_KLANT
    with pytest.raises(Refused):
        actions.resolve(ticket, by=cast.sanne, now=AFTER + timedelta(hours=2), text="Ook gedaan.")
    for person in (cast.jan, cast.petra):
        if person is cast.petra and who == "jan":
            continue
        with pytest.raises(PermissionDenied):
            answer(asked, person)


def test_an_agent_who_reopens_asks_nothing_anew(request_, cast):
    ticket = request_()
    answer(asked_of(ticket), cast.petra)
    actions.resolve(ticket, by=cast.sanne, now=AFTER, text="Gedaan.")
    actions.reopen(ticket, by=cast.sanne, now=AFTER, text="Nog niet klaar.")
    assert not ticket.approvals.open().exists()


@pytest.mark.parametrize("dap", [{}, {ClauseKind.APPROVERS: ["jan"]}, {ClauseKind.APPROVERS: []}])
def test_without_anybody_to_confirm_it_stays_waiting_and_the_agent_hears_why(open_ticket, cast, dap):
    renew(cast.smit_agreement, dap={kind: [getattr(cast, who) for who in people] for kind, people in dap.items()})
    ticket = open_ticket(kind="aanpassing", is_authorisation=True)
    approval = asked_of(ticket)
    assert ticket.status == Status.WACHT_OP_KLANT
    assert approval.citation == ("DAP 10, versie 2" if dap else "SLA 10")
    note = ticket.timeline.get(kind=EntryKind.NOTE)
    assert "Laat de accountmanager iemand in het DAP opnemen" in note.said
    with pytest.raises(Refused, match="Niemand mag dit autorisatieverzoek bevestigen"):
        actions.start_work(ticket, by=cast.sanne, now=LATER)
    for person in (cast.jan, cast.petra):
        with pytest.raises(PermissionDenied):
            answer(approval, person)


def test_once_the_dap_names_somebody_he_confirms_what_waited(open_ticket, cast):
    ticket = open_ticket(kind="aanpassing", is_authorisation=True)
    renew(cast.smit_agreement, starts_on=at("2026-11-24 00:00").date(), dap={ClauseKind.APPROVERS: [cast.petra]})
    tomorrow = MONDAY + timedelta(days=1)
    approval = actions.decide(asked_of(ticket), now=tomorrow, granted=True, by=cast.petra.user)
    assert approval.citation == "DAP 10, versie 2"


def test_an_agent_marks_one_that_was_filed_as_something_else(open_ticket, petra_confirms, cast):
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=LATER)
    for _click in range(2):
        ticket = actions.mark_authorisation(ticket, by=cast.sanne, now=LATER, text="Jan vraagt rechten op een map.")
    assert (ticket.is_authorisation, ticket.status) == (True, Status.WACHT_OP_KLANT)
    assert asked_of(ticket).text == "Jan vraagt rechten op een map."
    for verb in ("resume", "start_work", "resolve"):
        with pytest.raises(Refused, match="wacht op bevestiging"):
            getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **BEGINNING[verb])
    answer(asked_of(ticket), cast.petra)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.IN_BEHANDELING
    actions.mark_authorisation(ticket, by=cast.sanne, now=AFTER)
    assert Approval.objects.filter(ticket=ticket).count() == 1
    actions.mark_authorisation(ticket, by=cast.sanne, now=AFTER, text="En op nog een map.")
    assert Approval.objects.filter(ticket=ticket).open().count() == 1


@pytest.mark.parametrize("who", ["jan", "petra", "willem", "daan"])
def test_only_agents_mark(open_ticket, cast, who):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.mark_authorisation(open_ticket(), by=getattr(person, "user", person), now=LATER)


@pytest.mark.parametrize("who", ["sanne", "marloes"])
def test_no_agent_takes_the_question_back(request_, cast, who):
    approval = asked_of(request_())
    with pytest.raises(Refused, match="alleen vrij door een bevestiging van de klant"):
        actions.withdraw_approval(approval, by=getattr(cast, who), now=LATER, text="Hoeft niet.")


def test_an_estimate_beside_it_does_not_let_it_begin(request_, cast):
    ticket = request_(user_accounts=False)
    estimate = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=30, text="Rechten zetten.")
    answer(estimate, cast.jan)  # no clause about costs: the reporter himself
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WACHT_OP_KLANT
    answer(asked_of(ticket), cast.petra)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.NIEUW
