"""CC of a colleague of the reporter, and following, at the desk."""

from __future__ import annotations

import pytest

from contracts.models import ClauseKind
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import EntryKind, Watcher

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def viewed(cast, open_ticket):
    """Petra sees all tickets of Smit (SLA 7.3); Kees of Smit does not."""
    cast.kees = ContactFactory(customer=cast.smit, name="Kees Smit", email="kees@smit.example")
    renew(cast.smit_agreement, dap={ClauseKind.VIEWERS: [cast.petra]})
    return open_ticket()


def send(agent, ticket, *people, **given):
    sent = {"kind": "antwoord", "text": "Wij **kijken**.", "daarna": "", "cc": [each.pk for each in people]} | given
    return agent.post(f"/desk/meldingen/{ticket.pk}/bericht/", sent, headers=HTMX)


def test_only_who_may_see_it_is_offered_and_gets_it(agent, cast, viewed):
    boxes = agent.get(f"/desk/meldingen/{viewed.pk}/kopie/", headers=HTMX).content.decode()
    assert "petra@smit.example" in boxes and "kees@" not in boxes and "willem@" not in boxes and "jan@" not in boxes
    page = send(agent, viewed, cast.petra).content.decode()
    assert "In kopie aan Petra Bakker" in page
    sweep_outbox(MONDAY)
    letters = MailMessage.objects.filter(entry__kind=EntryKind.REPLY)
    assert set(letters.values_list("recipient", flat=True)) == {"jan@smit.example", "petra@smit.example"}
    letter = letters.get(recipient="petra@smit.example")
    assert "<strong>kijken</strong>" in letter.html and "Wij **kijken**." in letter.text

    answer = actions.reply(viewed, by=None, contact=cast.petra, now=MONDAY, text="Dank.")
    assert answer.ticket_id == viewed.pk
    viewed.refresh_from_db()
    assert viewed.contact == cast.jan


@pytest.mark.parametrize("other", ["kees", "willem", "jan"])
def test_nobody_else_and_nothing_is_lost(agent, cast, viewed, other):
    page = send(agent, viewed, getattr(cast, other)).content.decode()
    assert "Kies wie dit in kopie krijgt uit de lijst." in page and "Wij **kijken**.</textarea>" in page
    assert not viewed.timeline.filter(kind=EntryKind.REPLY).exists()


def test_a_note_has_no_copy(agent, cast, viewed):
    send(agent, viewed, cast.petra, kind="intern")
    sweep_outbox(MONDAY)
    assert not MailMessage.objects.filter(recipient="petra@smit.example", entry__kind=EntryKind.NOTE).exists()
    assert viewed.timeline.get(kind=EntryKind.NOTE).facts.cc is None


def test_following_is_a_button(agent, cast, sign_in, viewed):
    url = f"/desk/meldingen/{viewed.pk}/volgen/"
    assert "Volg deze melding" in agent.get(url).content.decode()
    assert "Gevolgd door Sanne de Wit" in agent.post(url, {"volg": "ja"}, headers=HTMX).content.decode()
    assert sign_in(cast.jan.user).post(url, {"volg": "ja"}).status_code == 404
    assert sign_in(cast.els).post(url, {"volg": "ja"}).status_code == 403
    agent.post("/desk/volgen/stop/")
    assert not Watcher.objects.exists()
