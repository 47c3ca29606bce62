"""Links between meldingen, one message to all that fall under one, and a known outage; by the front doors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from infra.errors import Refused
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tickets import actions
from tickets.links import actions as links
from tickets.models import EntryKind, Outage, Status, Ticket, TicketLink
from tickets.values import LinkKind

MINUTE = timedelta(minutes=1)
NOW = MONDAY + 20 * MINUTE


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def outage(cast, open_ticket) -> tuple[Ticket, Ticket, Ticket]:
    """One that is declared for both customers, with a melding of either under it."""
    parent = open_ticket(subject="Internet plat")
    actions.declare_outage(
        parent, by=cast.sanne, now=NOW, title="Storing bij KPN", text="Wij wachten.", customers=[cast.smit, cast.vries]
    )
    children = (
        open_ticket(contact=cast.petra, subject="Petra offline"),
        open_ticket(contact=cast.willem, subject="Akte"),
    )
    for child in children:
        actions.link(child, parent, by=cast.sanne, now=NOW, kind=LinkKind.CHILD)
    return parent, *children


def act(client: Any, ticket: Ticket, verb: str, **given: Any) -> Any:
    return client.post(f"/desk/meldingen/{ticket.pk}/{verb}/", given)


def test_a_link_is_seen_from_both_sides_and_changes_neither(cast, open_ticket, sign_in):
    one, two, desk = open_ticket(), open_ticket(), sign_in(cast.sanne)
    act(desk, one, "koppel", kind="caused", into=two.pk)
    assert f"is veroorzaakt door #{two.pk}" in desk.get(f"/desk/meldingen/{one.pk}/").content.decode()
    assert f"#{one.pk} is veroorzaakt door #{two.pk}" in desk.get(f"/desk/meldingen/{two.pk}/").content.decode()
    actions.resolve(two, by=cast.sanne, now=NOW, text="Klaar.")
    one.refresh_from_db()
    assert one.status == Status.NIEUW
    act(desk, one, "ontkoppel", link=TicketLink.objects.get().pk)
    assert not TicketLink.objects.exists()


def test_what_cannot_be_linked_is_said(cast, outage, open_ticket, sign_in):
    parent, child, _other = outage
    desk, new = sign_in(cast.sanne), open_ticket()
    for ticket, into, words in (
        (new, new.pk, "deze melding zelf"),
        (new, 999_999, "bestaat niet"),
        (new, child.pk, "valt zelf onder een andere"),
        (parent, new.pk, "vallen andere"),
    ):
        assert words in act(desk, ticket, "koppel", kind="child", into=into).content.decode()


def test_one_message_to_all_in_their_own_threads(cast, outage, sign_in, form_token):
    parent, petra, willem = outage
    desk = sign_in(cast.sanne)
    assert "Notariskantoor De Vries" in act(desk, parent, "bericht-aan-alle").content.decode()  # who gets it
    sweep_outbox(NOW)
    seen = set(MailMessage.objects.values_list("pk", flat=True))
    given = {"text": "KPN is ermee bezig.", "to": [petra.pk, willem.pk], "form_token": form_token()}
    act(desk, parent, "bericht-aan-alle", **given)
    act(desk, parent, "bericht-aan-alle", **given)  # twice
    sweep_outbox(NOW)
    mails = MailMessage.objects.exclude(pk__in=seen)
    assert sorted(mails.values_list("recipient", "entry__ticket")) == sorted(
        [("jan@smit.example", parent.pk), ("petra@smit.example", petra.pk), ("willem@vries.example", willem.pk)]
    )
    to_willem = mails.get(recipient="willem@vries.example")
    for foreign in ("Smit", "Petra", "Jan", f"#{parent.pk}", f"#{petra.pk}"):
        assert foreign not in to_willem.text
    page = sign_in(cast.willem.user).get(f"/portaal/meldingen/{willem.pk}/").content.decode()
    assert "KPN is ermee bezig." in page and f"#{parent.pk}" not in page and "Bakkerij" not in page


def test_who_was_left_out_hears_nothing(cast, outage, form_token):
    parent, petra, willem = outage
    told = actions.tell_all(parent, by=cast.sanne, now=NOW, text="Even dit.", to=[willem.pk], form_token=form_token())
    assert [each.number for each in told] == [willem.pk, parent.pk]
    assert not petra.timeline.filter(kind=EntryKind.REPLY).exists()


def test_after_a_crash_halfway_each_is_told_once(cast, outage, form_token, monkeypatch):
    parent, petra, willem = outage
    given = {"text": "Opgelost.", "to": [petra.pk, willem.pk], "form_token": form_token(), "solved": True}
    whole = links.resolve

    def fails_at_willem(ticket: Ticket, **how: Any) -> Any:
        if ticket.pk == willem.pk:
            raise RuntimeError("the power went")
        return whole(ticket, **how)

    monkeypatch.setattr(links, "resolve", fails_at_willem)
    with pytest.raises(RuntimeError):
        actions.tell_all(parent, by=cast.sanne, now=NOW, **given)
    monkeypatch.setattr(links, "resolve", whole)
    actions.tell_all(parent, by=cast.sanne, now=NOW, **given)
    for ticket in outage:
        ticket.refresh_from_db()
        assert ticket.status == Status.OPGELOST
        assert ticket.timeline.filter(kind=EntryKind.RESOLVED).count() == 1


def test_one_click_puts_a_new_melding_under_the_outage(cast, outage, open_ticket, sign_in):
    new = open_ticket()
    act(sign_in(cast.sanne), new, "bij-storing", outage=Outage.objects.get().pk)
    assert TicketLink.objects.get(ticket=new).other == outage[0]


def test_the_portal_asks_first_whether_it_is_the_same(cast, outage, sign_in):
    parent, _petra, _willem = outage
    willem, pk = sign_in(cast.willem.user), Outage.objects.get().pk
    assert "Storing bij KPN" in willem.get("/portaal/nieuw/", follow=True).content.decode()
    response = willem.post(f"/portaal/storingen/{pk}/deze/")
    made = Ticket.objects.latest("pk")
    assert response["Location"] == f"/portaal/meldingen/{made.pk}/gemeld/"
    assert (made.contact, made.subject) == (cast.willem, "Storing bij KPN")
    assert TicketLink.objects.get(ticket=made).other == parent
    willem.post(f"/portaal/storingen/{pk}/deze/")
    assert Ticket.objects.latest("pk") == made
    page = willem.get(f"/portaal/meldingen/{made.pk}/").content.decode()
    assert "Bakkerij" not in page and "Internet plat" not in page


def test_for_whom_it_was_not_declared_there_is_none(cast, outage, sign_in):
    outage_row = Outage.objects.get()
    outage_row.customers.remove(cast.vries)
    willem = sign_in(cast.willem.user)
    assert "Storing bij KPN" not in willem.get("/portaal/nieuw/", follow=True).content.decode()
    assert willem.post(f"/portaal/storingen/{outage_row.pk}/deze/").status_code == 404
    actions.cancel(outage[0], by=cast.sanne, now=NOW, text="Voorbij.")
    assert "Storing bij KPN" not in sign_in(cast.jan.user).get("/portaal/nieuw/", follow=True).content.decode()


def test_an_outage_is_not_merged_away(cast, outage, open_ticket):
    older = open_ticket(contact=cast.jan, now=MONDAY - MINUTE)
    with pytest.raises(Refused, match="bekende storing"):
        actions.merge(outage[0], older, by=cast.sanne, now=NOW)
