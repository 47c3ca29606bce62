"""The open ticket: what is read, what comes in, who else is there, what is kept, and what would cross."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import MONDAY
from tests.desk.tickets.test_ticket import HTMX, NOW, url
from tickets import actions
from tickets.models import MessageDraft, Ticket
from tickets.presence.beats import GONE
from tickets.reading.queries import unread_for


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def sanne(cast, sign_in):
    return sign_in(cast.sanne)


@pytest.fixture
def ravi(cast, sign_in):
    return sign_in(cast.ravi)


def newest(ticket) -> int:
    return ticket.timeline.order_by("pk").last().pk


def stand(client, ticket, **known):
    known = {"versie": Ticket.objects.get(pk=ticket.pk).version, "tot": newest(ticket), "sinds": 0, "wie": ""} | known
    return client.get(url(ticket, "stand/"), known, headers=HTMX)


def is_unread(ticket, user) -> bool:
    return Ticket.objects.filter(unread_for(user), pk=ticket.pk).exists()


def test_opening_it_is_reading_it_for_who_opens_it(sanne, cast, open_ticket):
    ticket = open_ticket()
    sanne.get(url(ticket), headers=HTMX)
    assert (is_unread(ticket, cast.sanne), is_unread(ticket, cast.ravi)) == (False, True)
    actions.reply(ticket, by=cast.jan.user, now=NOW, text="Nog steeds niets.")
    page = sanne.get(url(ticket), headers=HTMX).content.decode()
    assert page.index('id="first-unread"') < page.index("Nog steeds niets.")
    assert "first-unread" not in sanne.get(url(ticket), headers=HTMX).content.decode()


def test_nothing_is_said_when_nothing_changed_by_two_questions(sanne, cast, open_ticket):
    ticket = open_ticket()
    stand(sanne, ticket)
    with CaptureQueriesContext(connection) as asked:
        assert stand(sanne, ticket, versie=1).status_code == 204
    assert len([q for q in asked if "session" not in q["sql"]]) <= 4  # two of them of this test itself


def test_what_came_in_is_said_and_the_composer_stays_out_of_it(sanne, cast, open_ticket):
    ticket = open_ticket()
    known = {"versie": Ticket.objects.get(pk=ticket.pk).version, "tot": newest(ticket)}
    actions.reply(ticket, by=cast.jan.user, now=NOW, text="Het werkt weer niet.")
    page = stand(sanne, ticket, **known).content.decode()
    assert 'data-news="Nieuw bericht van Jan Smit"' in page and "Het werkt weer niet." in page
    assert "klant wacht op antwoord" in page
    assert "composer" not in page.replace("#composer", "")
    assert not is_unread(ticket, cast.sanne)
    known = {"versie": Ticket.objects.get(pk=ticket.pk).version, "tot": newest(ticket)}
    actions.note(ticket, by=cast.sanne, now=NOW, text="Van mij zelf.")
    assert "data-news" not in stand(sanne, ticket, **known).content.decode()


def test_who_looks_and_who_types_is_shown_and_times_out(sanne, ravi, cast, open_ticket, clock):
    ticket, other = open_ticket(), open_ticket()
    for tab in ("a", "b"):
        stand(ravi, ticket, tab=tab)
    assert stand(sanne, ticket).content.decode().count("Ravi kijkt") >= 1
    stand(ravi, ticket, tab="a", typt="1")
    page = stand(sanne, ticket).content.decode()
    assert "Ravi typt" in page and "Ravi kijkt" not in page
    assert stand(sanne, ticket, wie="Ravi typt").status_code == 204
    for tab in ("a", "b"):
        stand(ravi, other, tab=tab)
    assert stand(sanne, ticket).status_code == 204, "he went on"
    clock.shift(GONE.total_seconds() + 1)
    assert stand(sanne, other).status_code == 204, "his browser was closed"


def test_without_the_cache_only_that_is_not_known(sanne, open_ticket, monkeypatch):
    ticket = open_ticket()

    def broken(*args, **kwargs):
        raise ConnectionError

    for name in ("get", "set", "get_many"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, broken)
    assert stand(sanne, ticket, tab="a").status_code == 204


@pytest.mark.parametrize(("who", "status"), [("jan", 404), ("els", 204)])
def test_only_for_the_house(who, status, cast, sign_in, open_ticket):
    person = getattr(cast, who)
    client, ticket = sign_in(getattr(person, "user", person)), open_ticket()
    assert stand(client, ticket).status_code == status


@pytest.mark.parametrize(
    "rubbish", [{"versie": "x"}, {"tot": "9" * 40, "sinds": "-1"}, {"wie": "\x00", "tab": "y" * 900}]
)
def test_rubbish_is_answered(rubbish, sanne, open_ticket):
    assert stand(sanne, open_ticket(), **rubbish).status_code in (200, 204)


# --- Crossing ---------------------------------------------------------------------------------------------
def send(client, ticket, seen, text="Antwoord van Sanne", kind="antwoord", **more):
    given = {"kind": kind, "text": text, "seen": seen, "form_token": "t1", "daarna": ""} | more
    return client.post(url(ticket, "bericht/"), given)


def test_an_answer_across_anothers_asks_once(sanne, cast, open_ticket):
    ticket = open_ticket()
    seen = newest(ticket)
    actions.reply(ticket, by=cast.ravi, now=NOW, text="Ik heb hem al gebeld.")
    page = send(sanne, ticket, seen).content.decode()
    assert "Intussen kwam dit binnen" in page and "Ik heb hem al gebeld." in page and "Antwoord van Sanne" in page
    assert f'name="seen" value="{newest(ticket)}"' in page
    assert not ticket.timeline.filter(by=cast.sanne).exists()
    assert send(sanne, ticket, newest(ticket)).status_code == 302
    assert ticket.timeline.filter(by=cast.sanne, text="Antwoord van Sanne").count() == 1


def test_what_does_not_cross_is_not_asked(sanne, cast, open_ticket):
    ticket = open_ticket()
    seen = newest(ticket)
    actions.take(ticket, by=cast.ravi, now=NOW)
    assert send(sanne, ticket, seen).status_code == 302, "nobody said anything"
    actions.note(ticket, by=cast.ravi, now=NOW, text="Even overleggen.")
    assert send(sanne, ticket, seen, kind="intern", form_token="t2").status_code == 302, "a note crosses nothing"
    assert send(sanne, ticket, "rommel", form_token="t3").status_code == 200


def test_an_act_that_writes_to_the_customer_asks_too(sanne, cast, open_ticket):
    ticket = open_ticket()
    seen = newest(ticket)
    actions.reply(ticket, by=cast.jan.user, now=NOW, text="Wacht, nog niet sluiten!")
    page = sanne.post(url(ticket, "los-op/"), {"text": "Klaar.", "seen": seen}).content.decode()
    assert "Wacht, nog niet sluiten!" in page and "Klaar." in page
    assert Ticket.objects.get(pk=ticket.pk).is_open
    assert sanne.post(url(ticket, "los-op/"), {"text": "Klaar.", "seen": newest(ticket)}).status_code == 302


# --- Drafts -----------------------------------------------------------------------------------------------
def keep(client, ticket, act, text, version=0, **more):
    return client.post(url(ticket, "concept/"), {"act": act, "text": text, "versie": version} | more)


def test_what_is_typed_is_kept_per_act_and_goes_with_it(sanne, ravi, cast, open_ticket):
    ticket = open_ticket()
    assert keep(sanne, ticket, "intern", "Alleen voor ons").json() == {"version": 1}
    assert keep(sanne, ticket, "intern", "Alleen voor ons samen", 1).json() == {"version": 2}
    keep(sanne, ticket, "los-op", "Kabel vervangen")
    page = sanne.get(url(ticket)).content.decode()
    assert "Alleen voor ons samen</textarea>" in page and page.index("checked") > page.index('value="intern"')
    assert "Kabel vervangen" in sanne.get(url(ticket, "los-op/")).content.decode()
    assert "Alleen voor ons" not in ravi.get(url(ticket)).content.decode()
    send(sanne, ticket, newest(ticket), "Alleen voor ons samen", "intern")
    assert list(MessageDraft.objects.values_list("act", flat=True)) == ["los-op"]
    sanne.post(url(ticket, "los-op/"), {"text": "Kabel vervangen"})
    assert not MessageDraft.objects.exists()


def test_what_arrives_after_it_was_sent_is_not_kept_again(sanne, open_ticket):
    ticket = open_ticket()
    send(sanne, ticket, newest(ticket), "Verstuurd", form_token="zelfde")
    assert keep(sanne, ticket, "antwoord", "Verstuurd", form_token="zelfde").json() == {"version": 0}
    assert not MessageDraft.objects.exists()


def test_two_tabs_do_not_write_over_each_other(sanne, open_ticket):
    ticket = open_ticket()
    keep(sanne, ticket, "antwoord", "Tab een")
    assert keep(sanne, ticket, "antwoord", "Tab twee").status_code == 409
    assert keep(sanne, ticket, "antwoord", "", 1).json() == {"version": 0}
    assert not MessageDraft.objects.exists()


def test_a_draft_keeps_no_password_and_no_rubbish(sanne, cast, sign_in, open_ticket):
    ticket = open_ticket()
    keep(sanne, ticket, "antwoord", "Het wachtwoord is Welkom01!\x00")
    assert "Welkom01" not in MessageDraft.objects.get().text
    assert keep(sanne, ticket, "verzonnen", "x").status_code == 404
    assert keep(sign_in(cast.jan.user), ticket, "antwoord", "x").status_code == 404
    assert keep(sanne, ticket, "intern", "y" * 50_000).status_code == 200
    assert "data-draft=" not in sanne.get(url(ticket, "geheim/")).content.decode(), "what is a secret is kept nowhere"


# --- An ended session -------------------------------------------------------------------------------------
def test_who_was_signed_out_goes_on_where_he_was(client, cast, open_ticket):
    ticket = open_ticket()
    here = {"HX-Current-URL": f"http://testserver{url(ticket)}?weergave=mijn"} | HTMX
    given = {"kind": "antwoord", "text": "Half uur typen", "form_token": "t9"}
    response = client.post(url(ticket, "bericht/"), given, headers=here)
    assert response.status_code == 204 and "next=%2Fdesk%2Fmeldingen%2F" in response["HX-Redirect"]
    client.force_login(cast.sanne, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(url(ticket)).content.decode()
    assert "Half uur typen</textarea>" in page and "niet verstuurd" in page
    assert not ticket.timeline.filter(by=cast.sanne).exists()


def test_without_javascript_back_to_the_page_and_not_to_the_act(client, open_ticket):
    ticket = open_ticket()
    response = client.post(
        url(ticket, "los-op/"), {"text": "Klaar."}, headers={"Referer": f"http://testserver{url(ticket, 'los-op/')}"}
    )
    assert response.status_code == 302 and response["Location"].endswith(f"next={url(ticket, 'los-op/')}")
    elsewhere = client.post(url(ticket, "los-op/"), {"text": "x"}, headers={"Referer": "https://evil.example/desk/"})
    assert elsewhere["Location"].endswith("next=/")


def test_no_answer_needed_by_one_click(sanne, cast, open_ticket):
    ticket = open_ticket()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="Dank!")
    assert "klant wacht op antwoord" in sanne.get(url(ticket)).content.decode()
    sanne.post(url(ticket, "geen-antwoord/"))
    assert "klant wacht op antwoord" not in sanne.get(url(ticket)).content.decode()
