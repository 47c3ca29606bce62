"""One act on many meldingen: each by its own verb, each with what became of it, and undone as one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from tests.conftest import at
from tickets import actions
from tickets.bulk import actions as bulk_actions
from tickets.models import BulkAct, BulkOutcome, BulkState, Consumer, OutboxItem, Status, Ticket

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def choose(client, verb: str, tickets, **more) -> str:
    """To the page that asks what the verb needs; gives its address."""
    numbers = ",".join(str(ticket.number) for ticket in tickets)
    response = client.post("/desk/bulk/", {"doe": verb, "meldingen": numbers, **more})
    assert response.status_code == 302
    return response["Location"]


def carry_out(client, verb: str, tickets, **given) -> BulkAct:
    page = choose(client, verb, tickets)
    response = client.post(page, given)
    assert response["Location"] == page, response.content.decode()
    return BulkAct.objects.latest("pk")


def outcomes(bulk: BulkAct) -> list[str]:
    return list(bulk.items.order_by("pk").values_list("outcome", flat=True))


def test_each_is_resolved_by_its_own_verb_with_one_text(agent, cast, open_ticket):
    tickets = [open_ticket(), open_ticket(contact=cast.willem), open_ticket(kind="servicevraag")]
    bulk = carry_out(agent, "los-op", tickets, text="De storing is voorbij.")
    assert bulk.state == BulkState.DONE
    assert outcomes(bulk) == [BulkOutcome.DONE] * 3
    for ticket in tickets:
        ticket.refresh_from_db()
        assert ticket.status == Status.OPGELOST
        assert ticket.timeline.get(kind="resolved").text == "De storing is voorbij."
    page = agent.get(f"/desk/bulk/{bulk.pk}/").content.decode()
    assert "Klaar: 3 meldingen" in page


def test_the_lines_and_the_outbox_are_those_of_one(agent, cast, open_ticket):
    one, other = open_ticket(), open_ticket()
    agent.post(f"/desk/meldingen/{one.number}/los-op/", {"text": "Klaar."})
    carry_out(agent, "los-op", [other], text="Klaar.")

    def written(ticket):
        lines = ticket.timeline.order_by("pk")
        kept = OutboxItem.objects.filter(entry__ticket=ticket).order_by("pk")
        return list(lines.values_list("kind", "is_public")), list(kept.values_list("entry__kind", "consumer"))

    assert written(other) == written(one)


def test_quietly_nobody_is_mailed(agent, open_ticket):
    ticket = open_ticket()
    OutboxItem.objects.all().delete()
    carry_out(agent, "annuleer", [ticket], text="Spam.", zonder_mail="1")
    assert ticket.timeline.filter(kind="cancelled").exists()
    assert not OutboxItem.objects.filter(consumer=Consumer.MAIL).exists()
    assert OutboxItem.objects.filter(consumer=Consumer.WEBHOOK).exists()


def test_what_is_refused_or_was_changed_keeps_no_other_from_it(agent, cast, open_ticket):
    fine, changed, closed = open_ticket(), open_ticket(), open_ticket()
    actions.cancel(closed, by=cast.ravi, now=NOW, text="Dubbel.")
    page = choose(agent, "los-op", [fine, changed, closed])
    actions.note(changed, by=cast.ravi, now=NOW, text="Ik bel eerst nog.")  # after it was chosen
    agent.post(page, {"text": "Klaar."})
    bulk = BulkAct.objects.get()
    assert outcomes(bulk) == [BulkOutcome.DONE, BulkOutcome.CHANGED, BulkOutcome.REFUSED]
    told = agent.get(page).content.decode()
    assert "Deze melding is geannuleerd; dit kan alleen bij een open melding." in told
    assert "Er gebeurde iets mee nadat je haar koos." in told
    again = agent.post(f"{page}opnieuw/")["Location"]
    form = agent.get(again).content.decode()
    assert "2 meldingen" in form
    assert "Klaar.</textarea>" in form  # what was typed stands there again
    agent.post(again, {"text": "Nu wel klaar."})
    assert outcomes(BulkAct.objects.latest("pk")) == [BulkOutcome.DONE, BulkOutcome.REFUSED]
    fine.refresh_from_db()
    assert fine.timeline.filter(kind="resolved").count() == 1


def test_a_missing_text_is_said_of_each_and_nothing_is_done(agent, open_ticket):
    bulk = carry_out(agent, "annuleer", [open_ticket()], text="")
    assert outcomes(bulk) == [BulkOutcome.REFUSED]
    assert "Schrijf op waarom deze melding vervalt" in bulk.items.get().words


def test_a_moment_that_is_none_is_said_beside_the_field(agent, open_ticket):
    page = choose(agent, "plan", [open_ticket()])
    response = agent.post(page, {"planned_for": "morgen", "text": "Wij komen langs."})
    assert response.status_code == 200
    told = response.content.decode()
    assert "Dit is geen dag met een tijd" in told
    assert "Wij komen langs." in told
    assert BulkAct.objects.get().state == BulkState.CHOOSING


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("wijs-toe", {"assignee": "{sanne}"}),
        ("indeling", {"kind": "incident", "impact": "3", "urgency": "C", "reason": "Er is een omweg."}),
        ("plan", {"planned_for": "2026-11-24T14:00", "text": "Dan."}),
        ("wacht", {"party": "customer", "text": "Wat is het nummer?"}),
        ("sluit", {"text": ""}),
    ],
)
def test_every_verb_of_the_bar_does_what_it_does_with_one(verb, given, agent, cast, open_ticket):
    ticket = open_ticket()
    if verb == "sluit":
        actions.resolve(ticket, by=cast.ravi, now=NOW, text="Klaar.")
    before = ticket.timeline.count()
    given = {name: value.format(sanne=cast.sanne.pk) for name, value in given.items()}
    bulk = carry_out(agent, verb, [ticket], **given)
    assert outcomes(bulk) == [BulkOutcome.DONE], bulk.items.get().words
    assert ticket.timeline.count() > before


def test_all_of_the_view_as_it_was_when_it_was_chosen(agent, cast, open_ticket):
    mine, other = open_ticket(), open_ticket()
    actions.take(mine, by=cast.sanne, now=NOW)
    page = agent.post("/desk/bulk/", {"doe": "los-op", "alles": "1", "waar": "weergave=mijn"})["Location"]
    late = open_ticket()
    actions.take(late, by=cast.sanne, now=NOW)
    agent.post(page, {"text": "Klaar."})
    assert list(BulkAct.objects.get().items.values_list("ticket", flat=True)) == [mine.number]
    assert Ticket.objects.filter(status=Status.OPGELOST).count() == 1
    assert other.timeline.filter(kind="resolved").count() == 0


def test_a_second_click_does_nothing_more(agent, open_ticket):
    ticket = open_ticket()
    page = choose(agent, "wacht", [ticket])
    for _ in range(2):
        agent.post(page, {"party": "customer", "text": "Wat is het nummer?"})
    assert ticket.timeline.filter(kind="waiting").count() == 1


def test_undone_where_nobody_went_on(agent, cast, open_ticket, settings):
    settings.UNDO_SECONDS = 10
    untouched, touched = open_ticket(), open_ticket()
    bulk = carry_out(agent, "los-op", [untouched, touched], text="Klaar.")
    assert "Maak ongedaan" in agent.get(f"/desk/bulk/{bulk.pk}/").content.decode()
    actions.reopen(touched, by=cast.ravi, now=NOW, text="Toch niet.")
    agent.post(f"/desk/bulk/{bulk.pk}/ongedaan/")
    assert outcomes(bulk) == [BulkOutcome.UNDONE, BulkOutcome.DONE]
    untouched.refresh_from_db()
    assert untouched.status == Status.NIEUW
    assert "Er gebeurde intussen iets met deze melding" in bulk.items.get(ticket=touched).words


def test_more_than_a_click_carries_is_done_by_a_worker(agent, open_ticket, monkeypatch):
    monkeypatch.setattr("desk.bulk.views.AT_ONCE", 1)
    tickets = [open_ticket(), open_ticket(), open_ticket()]
    bulk = carry_out(agent, "los-op", tickets, text="Klaar.")
    page = agent.get(f"/desk/bulk/{bulk.pk}/").content.decode()
    assert "1 van 3 meldingen" in page
    assert re.search(r'hx-trigger="every 2s"', page)
    assert bulk_actions.sweep_bulk(NOW + timedelta(seconds=5)) == 2
    assert bulk_actions.sweep_bulk(NOW + timedelta(seconds=10)) == 0
    bulk.refresh_from_db()
    assert bulk.state == BulkState.DONE
    assert outcomes(bulk) == [BulkOutcome.DONE] * 3


def test_one_that_breaks_stops_no_other(agent, open_ticket, monkeypatch):
    broken, fine = open_ticket(), open_ticket()
    do = actions.resolve

    def resolve(ticket, **given):
        if ticket.pk == broken.pk:
            raise RuntimeError("broken")
        return do(ticket, **given)

    from desk.tickets import verbs
    from desk.tickets.verb import Passing

    monkeypatch.setitem(vars(verbs.VERBS["los-op"]), "do", Passing(resolve))
    bulk = carry_out(agent, "los-op", [broken, fine], text="Klaar.")
    assert outcomes(bulk) == [BulkOutcome.REFUSED, BulkOutcome.DONE]


def test_five_thousand_are_chosen_and_not_one_more(cast, open_ticket, monkeypatch, agent):
    ticket = open_ticket()
    numbers = ",".join(str(number) for number in [ticket.number, *range(900_000, 904_999)])
    assert agent.post("/desk/bulk/", {"doe": "los-op", "meldingen": numbers}).status_code == 302
    assert BulkAct.objects.get().items.count() == 1  # the others are nobody's
    response = agent.post("/desk/bulk/", {"doe": "los-op", "meldingen": f"{numbers},5"}, follow=True)
    assert "meer dan 5000 meldingen" in response.content.decode()


def test_a_nul_is_left_out(agent, open_ticket):
    page = choose(agent, "los-op", [open_ticket()], waar="weergave=\x00mijn")
    assert agent.post(page, {"text": "Klaar.", "an\x00ders": "\x00"}).status_code == 302
    assert BulkAct.objects.get().given == {"text": ["Klaar."], "anders": [""]}


def test_without_a_script_the_boxes_say_which(agent, open_ticket):
    one, other, _third = open_ticket(), open_ticket(), open_ticket()
    agent.post("/desk/bulk/", {"doe": "los-op", "meldingen": "", "melding": [one.number, other.number]})
    assert set(BulkAct.objects.get().items.values_list("ticket", flat=True)) == {one.number, other.number}


@pytest.mark.parametrize("numbers", ["", "x,-1,²", "9" * 19, "0"])
def test_nothing_chosen_is_said(numbers, agent):
    response = agent.post("/desk/bulk/", {"doe": "los-op", "meldingen": numbers, "waar": "weergave=mijn"}, follow=True)
    assert response.redirect_chain[-1][0] == "/desk/?weergave=mijn"
    assert "Er is geen melding geselecteerd." in response.content.decode()


def test_only_who_works_and_only_his_own(cast, sign_in, agent, open_ticket):
    ticket = open_ticket()
    page = choose(agent, "los-op", [ticket])
    assert sign_in(cast.ravi).get(page).status_code == 404
    assert sign_in(cast.daan).post("/desk/bulk/", {"doe": "los-op", "meldingen": "1"}).status_code == 403
    assert sign_in(cast.jan.user).post("/desk/bulk/", {"doe": "los-op", "meldingen": "1"}).status_code == 404
    assert agent.post("/desk/bulk/", {"doe": "weg", "meldingen": "1"}).status_code == 404
    assert sign_in(cast.ravi).post(page, {"text": "x"}).status_code == 404
    assert not ticket.timeline.filter(kind="resolved").exists()


def test_who_may_not_assign_to_others_is_told_so_of_each(agent, cast, open_ticket):
    bulk = carry_out(agent, "wijs-toe", [open_ticket()], assignee=str(cast.ravi.pk))
    assert bulk.items.get().words == "Dit mag je niet doen."


def test_after_a_month_an_act_is_forgotten_and_its_lines_stay(agent, open_ticket):
    ticket = open_ticket()
    carry_out(agent, "los-op", [ticket], text="Klaar.")
    assert bulk_actions.forget_old(NOW + timedelta(days=29)) == 0
    assert bulk_actions.forget_old(NOW + timedelta(days=31)) > 0
    assert not BulkAct.objects.exists()
    assert ticket.timeline.filter(kind="resolved").exists()
