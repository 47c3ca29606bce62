"""How did we do? By the link in the mail and signed in (SLA 11): looking stores nothing, a button does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from contracts.models import Contact, CustomerEvent
from infra import signed_links
from mail.models import MailMessage
from mail.outbound.links import bodies_to_send
from mail.outbound.outbox import sweep_outbox
from tests.closed import asked, closed
from tests.portal.conftest import page
from tickets.models import CallBack, EntryKind, SatisfactionRequest, TimelineEntry

GOOD, BAD = {"score": "4", "text": "Snel geholpen."}, {"score": "1", "text": "Drie dagen gewacht."}


@pytest.fixture
def request_of_jan(open_ticket, cast, on_monday) -> SatisfactionRequest:
    """It is asked, and half an hour has passed."""
    row = asked(open_ticket, cast)
    on_monday.move_to(row.asked_at + timedelta(minutes=30))
    return row


@pytest.fixture
def links(request_of_jan) -> list[str]:
    """Those of the mail: a word each, the best first, and one to get it no more."""
    sweep_outbox(request_of_jan.asked_at)
    text = bodies_to_send(MailMessage.objects.get(message="rating_asked"))[0]
    return re.findall(r"https?://[^/\s]+(/portaal/tevredenheid/\S+)", text)


def rating() -> tuple[int | None, str]:
    row = SatisfactionRequest.objects.get()
    return row.score, row.text


def lines() -> int:
    return TimelineEntry.objects.filter(kind=EntryKind.RATED).count()


# --- By the link ------------------------------------------------------------------------------------------
def test_a_scanner_that_follows_every_link_stores_nothing(links):
    before = list(CustomerEvent.objects.values_list("pk", flat=True))
    scanner = Client()
    assert len(links) == 6
    for address in [*links, *links]:
        assert scanner.head(address).status_code == scanner.get(address).status_code == 200
    assert rating() == (None, "") and lines() == 0
    assert list(CustomerEvent.objects.values_list("pk", flat=True)) == before
    assert Contact.objects.get(name="Jan Smit").asks_satisfaction


def test_the_word_in_the_mail_only_chooses_itself_and_the_button_keeps_it(links):
    words = {link.rpartition("=")[2]: link for link in links[:5]}
    assert list(words) == ["5", "4", "3", "2", "1"]
    anybody = Client()
    shown = anybody.get(words["2"])
    assert re.search(r'name="score" value="2"[^>]*checked', page(shown)) and page(shown).count("checked") == 1
    assert "Uw collega’s lezen het niet" in page(shown)
    assert (shown["X-Robots-Tag"], "no-store" in shown["Cache-Control"]) == ("noindex, nofollow", True)
    thanks = page(anybody.post(words["2"], GOOD))
    assert "Dank u wel" in thanks and "tel:+31884445050" in thanks
    assert rating() == (4, "Snel geholpen.")
    line = TimelineEntry.objects.get(kind=EntryKind.RATED)
    assert (line.by, line.contact.name, line.facts.by_link) == (None, "Jan Smit", True)


@pytest.mark.parametrize("answer", ["", "9", "x", "\x00", "4" * 500])
def test_what_no_word_says_chooses_nothing(links, answer):
    shown = Client().get(links[0].partition("?")[0], {"antwoord": answer})
    assert shown.status_code == 200 and "checked" not in page(shown)


def test_twice_is_once_and_the_last_counts(links):
    address, anybody = links[0].partition("?")[0], Client()
    for given in (GOOD, GOOD, BAD, BAD):
        assert anybody.post(address, given).status_code == 200
    assert rating() == (1, "Drie dagen gewacht.") and lines() == 2
    assert CallBack.objects.count() == 1
    assert "checked" in page(anybody.get(address)) and "Drie dagen gewacht." in page(anybody.get(address))
    assert "Wij bellen u binnen een werkdag" in page(anybody.post(address, BAD))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"text": "Goed hoor."}, "Kies hoe wij het deden."),
        ({"score": "7", "text": "Goed hoor."}, "Kies hoe wij het deden."),
        ({"score": "4", "text": "Goed hoor." + "x" * 2000}, "Uw toelichting is te lang"),
    ],
)
def test_what_is_not_right_is_said_beside_it_and_nothing_typed_is_lost(links, given, problem):
    shown = Client().post(links[0], given)
    assert shown.status_code == 200 and problem in page(shown) and "Goed hoor." in page(shown)
    assert rating() == (None, "")


def test_too_late_it_is_said_and_what_was_typed_stands_there(links, request_of_jan, on_monday):
    on_monday.move_to(request_of_jan.expires_at)
    address = links[0]
    assert Client().get(address).status_code == 410
    late = Client().post(address, BAD)
    assert late.status_code == 410 and "Drie dagen gewacht." in page(late) and "tel:+31884445050" in page(late)
    assert rating() == (None, "") and lines() == 0


def test_a_link_of_another_about_another_or_altered_is_nothing(links, request_of_jan, open_ticket, cast, sign_in):
    other = asked(open_ticket, cast, contact=cast.willem)
    good = links[0].partition("?")[0]

    def address(about, contact, email=None):
        token = signed_links.for_mailbox(signed_links.SATISFACTION, about, contact.pk, email or contact.email)
        return f"/portaal/tevredenheid/{token}/"

    wrong = [
        good[:-4] + "abc/",
        address(other.pk, cast.jan),
        address(request_of_jan.pk, cast.willem),
        address(request_of_jan.pk, cast.jan, "oud@smit.example"),
        good.replace(
            good.split("/")[3], signed_links.for_mailbox(signed_links.APPROVAL, 1, cast.jan.pk, cast.jan.email)
        ),
    ]
    for each in wrong:
        for part in ("", "afmelden/"):
            assert Client().post(each + part, BAD).status_code == 404, each
    for user in (cast.willem.user, cast.petra.user, cast.sanne):
        assert sign_in(user).post(good, BAD).status_code == 404
        assert sign_in(user).post(good + "afmelden/", {"asks": "nee"}).status_code == 404
    assert not SatisfactionRequest.objects.filter(score__isnull=False).exists()
    assert not Contact.objects.filter(asks_satisfaction=False).exists()


def test_a_page_of_somebody_else_cannot_send_it(links):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(links[0], BAD).status_code == 403
    assert strict.post(links[5], {"asks": "nee"}).status_code == 403
    assert rating() == (None, "") and Contact.objects.filter(asks_satisfaction=False).count() == 0


def test_who_has_left_answers_nothing(links, cast):
    Contact.objects.filter(pk=cast.jan.pk).update(is_active=False)
    assert Client().post(links[0], GOOD).status_code == 404
    assert rating() == (None, "")


def test_no_more_by_the_link_and_again(links, request_of_jan, cast, on_monday):
    address = links[5]
    on_monday.move_to(request_of_jan.expires_at + timedelta(days=7))
    assert "Vraag mij dit niet meer" in page(Client().get(address)), "also when the question itself is past"
    assert "U krijgt deze vraag niet meer" in page(Client().post(address, {"asks": "nee"}))
    assert not Contact.objects.get(pk=cast.jan.pk).asks_satisfaction
    event = CustomerEvent.objects.get(kind="contact_changed")
    assert (event.by, event.data["by_link"], event.data["asks_satisfaction"]) == (None, True, [True, False])
    Client().post(address, {"asks": "nee"})
    Client().post(address, {"asks": "ja"})
    assert Contact.objects.get(pk=cast.jan.pk).asks_satisfaction
    assert CustomerEvent.objects.filter(kind="contact_changed").count() == 2


# --- Signed in --------------------------------------------------------------------------------------------
def test_it_stands_on_the_first_page_and_at_the_melding(request_of_jan, jan):
    number = request_of_jan.ticket_id
    assert "Geef uw oordeel" in page(jan.get("/portaal/"))
    assert f"#{number}" in page(jan.get("/portaal/tevredenheid/"))
    address = f"/portaal/tevredenheid/{request_of_jan.pk}/"
    wrong = jan.post(address, {"text": "Goed hoor."})
    assert "Kies hoe wij het deden." in page(wrong) and "Goed hoor." in page(wrong)
    done = jan.post(address, GOOD, follow=True)
    assert "Dank u wel voor uw antwoord." in page(done) and "U antwoordde: <strong>Goed</strong>" in page(done)
    assert rating() == (4, "Snel geholpen.")
    assert TimelineEntry.objects.get(kind=EntryKind.RATED).by.name == "Jan Smit"
    assert "Geef uw oordeel" not in page(jan.get("/portaal/"))
    assert jan.get(address).status_code == 405


def test_colleagues_and_other_customers_find_nothing_of_it(request_of_jan, jan, willem, cast, sign_in):
    address = f"/portaal/tevredenheid/{request_of_jan.pk}/"
    jan.post(address, BAD)
    petra = sign_in(cast.petra.user)
    for other in (petra, willem):
        assert other.post(address, GOOD).status_code == 404
        assert "Geef uw oordeel" not in page(other.get("/portaal/"))
        assert "Drie dagen" not in page(other.get("/portaal/tevredenheid/"))
    assert "Drie dagen gewacht" not in page(petra.get(f"/portaal/meldingen/{request_of_jan.ticket_id}/"))
    assert rating() == (1, "Drie dagen gewacht.")


def test_before_it_is_asked_or_afterwards_there_is_nothing_to_answer(open_ticket, cast, jan, on_monday, sign_in):
    closed(open_ticket, cast)
    planned = SatisfactionRequest.objects.get()
    assert jan.post(f"/portaal/tevredenheid/{planned.pk}/", GOOD).status_code == 404
    SatisfactionRequest.objects.all().delete()
    row = asked(open_ticket, cast)
    on_monday.move_to(row.expires_at)
    jan = sign_in(cast.jan.user)
    late = jan.post(f"/portaal/tevredenheid/{row.pk}/", BAD)
    assert late.status_code == 410 and "Drie dagen gewacht." in page(late)
    assert "Geef uw oordeel" not in page(jan.get("/portaal/"))


def test_who_does_not_want_it_says_so_himself(jan, willem, cast):
    assert "Vraag mij dit niet meer" in page(jan.get("/portaal/tevredenheid/"))
    assert "Wij vragen u dit niet meer." in page(
        jan.post("/portaal/tevredenheid/voorkeur/", {"asks": "nee"}, follow=True)
    )
    assert set(Contact.objects.filter(asks_satisfaction=False)) == {cast.jan}
    for nonsense in ({}, {"asks": "misschien"}):
        jan.post("/portaal/tevredenheid/voorkeur/", nonsense)
    assert set(Contact.objects.filter(asks_satisfaction=False)) == {cast.jan}
    jan.post("/portaal/tevredenheid/voorkeur/", {"asks": "ja"})
    assert not Contact.objects.filter(asks_satisfaction=False).exists()


def test_the_first_page_asks_one_query_more_however_many_wait(
    request_of_jan, jan, open_ticket, cast, django_assert_num_queries, settings
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        jan.get("/portaal/")
    settings.SATISFACTION_DAYS_BETWEEN = 0
    for _ in range(3):
        asked(open_ticket, cast)
    with django_assert_num_queries(len(one)):
        assert page(jan.get("/portaal/")).count("Geef uw oordeel") == 4
