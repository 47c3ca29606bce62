"""A melding of the wrong person or the wrong customer, and one that should not have been there; at the desk."""

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
from tickets.models import ClockState, Status, Ticket

MINUTE = timedelta(minutes=1)
NOW = MONDAY + 20 * MINUTE


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def act(client: Any, ticket: Ticket, verb: str, **given: Any) -> Any:
    return client.post(f"/desk/meldingen/{ticket.pk}/{verb}/", given)


def test_a_colleague_takes_over_and_the_first_sees_it_no_more(cast, open_ticket, sign_in):
    ticket = open_ticket()
    act(sign_in(cast.sanne), ticket, "andere-melder", contact=cast.petra.pk)
    ticket.refresh_from_db()
    assert (ticket.contact, ticket.contact_email) == (cast.petra, cast.petra.email)
    path = f"/portaal/meldingen/{ticket.pk}/"
    assert sign_in(cast.petra.user).get(path).status_code == 200
    assert sign_in(cast.jan.user).get(path).status_code == 404
    with pytest.raises(Refused, match="bij deze klant werkt"):
        actions.move_to_contact(ticket, cast.willem, by=cast.sanne, now=NOW)


def test_to_another_customer_after_what_changes_was_shown(cast, open_ticket, sign_in):
    ticket, desk = open_ticket(description="Wij bellen voor de notaris."), sign_in(cast.sanne)
    given = {"customer": cast.vries.pk, "contact": "willem"}
    shown = act(desk, ticket, "andere-klant", **given).content.decode()
    assert "Dit verandert er." in shown and "Notariskantoor De Vries ziet de melding" in shown
    assert Ticket.objects.count() == 1
    act(desk, ticket, "andere-klant", **given, confirmed="on")
    ticket.refresh_from_db()
    made = Ticket.objects.latest("pk")
    assert (made.customer, made.contact, made.agreement) == (cast.vries, cast.willem, cast.vries_agreement)
    assert (made.opened_at, made.subject) == (ticket.opened_at, ticket.subject)
    assert ticket.status == Status.GEANNULEERD and ticket.hidden_from_customer
    jan, willem = sign_in(cast.jan.user), sign_in(cast.willem.user)
    assert jan.get(f"/portaal/meldingen/{ticket.pk}/").status_code == 404
    assert "Wij bellen voor de notaris" not in jan.get("/portaal/meldingen/").content.decode()
    page = willem.get(f"/portaal/meldingen/{made.pk}/").content.decode()
    assert "Wij bellen voor de notaris" in page
    assert "Jan Smit" not in page and "Bakkerij" not in page and f"#{ticket.pk}" not in page
    assert jan.get(f"/portaal/meldingen/{made.pk}/").status_code == 404
    assert actions.move_to_customer(ticket, cast.willem, by=cast.sanne, now=NOW) == made  # the second click


def test_what_was_said_with_one_customer_is_not_another_s(cast, open_ticket, sign_in):
    ticket = open_ticket()
    actions.reply(ticket, by=cast.sanne, now=NOW, text="Dag Jan.")
    given = {"customer": cast.vries.pk, "contact": "willem", "confirmed": "on"}
    response = act(sign_in(cast.sanne), ticket, "andere-klant", **given)
    assert "al met Bakkerij Smit gesproken" in response.content.decode()
    assert Ticket.objects.count() == 1


def test_who_is_not_found_there_is_said_beside_the_field(cast, open_ticket, sign_in):
    given = {"customer": cast.vries.pk, "contact": "Jan"}
    assert (
        "heet zo of heeft dit adres"
        in act(sign_in(cast.sanne), open_ticket(), "andere-klant", **given).content.decode()
    )


def test_spam_ends_without_a_word_and_comes_back_with_its_clock(cast, open_ticket, sign_in):
    ticket, desk = open_ticket(), sign_in(cast.sanne)
    due = ticket.clock.due_at
    act(desk, ticket, "stil-annuleren", reason="spam", text="Reclame.")
    ticket.refresh_from_db()
    assert ticket.status == Status.GEANNULEERD
    sweep_outbox(NOW + MINUTE)
    assert not MailMessage.objects.filter(recipient="jan@smit.example").exists()
    assert "Reclame." not in sign_in(cast.jan.user).get(f"/portaal/meldingen/{ticket.pk}/").content.decode()
    assert "Haal terug" in desk.get(f"/desk/meldingen/{ticket.pk}/").content.decode()
    act(desk, ticket, "haal-terug")
    ticket = Ticket.objects.select_related("clock").get(pk=ticket.pk)
    assert (ticket.status, ticket.clock.due_at, ticket.clock.state) == (Status.NIEUW, due, ClockState.RUNNING)


def test_a_reason_is_asked_and_an_ordinary_cancel_stays(cast, open_ticket, sign_in):
    ticket = open_ticket()
    assert "Kies waarom" in act(sign_in(cast.sanne), ticket, "stil-annuleren").content.decode()
    actions.cancel(ticket, by=cast.sanne, now=NOW, text="Dubbel.")
    with pytest.raises(Refused):
        actions.revive(ticket, by=cast.sanne, now=NOW)
