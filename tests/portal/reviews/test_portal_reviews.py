"""Service Reviews in the Serviceportaal: prepared, answered by link, read, agreed to; and nobody else's (SLA 11)."""

from __future__ import annotations

import html
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from infra import signed_links
from reviews import actions
from reviews.models import ImprovementPoint, Review, ReviewText
from tests.conftest import MONDAY
from tests.reviews.reviewing.conftest import AFTER, held, planned


@pytest.fixture
def review(cast: SimpleNamespace) -> Review:
    return planned(cast)


def read(response: Any) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def in_portal(review: Review, part: str = "") -> str:
    return f"/portaal/reviews/{review.pk}/{part}"


def published(cast: SimpleNamespace, review: Review) -> Review:
    held(cast, review)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    return review


def link_of(review: Review, contact: Any, address: str = "") -> str:
    attendee = review.attendees.get(contact=contact)
    token = signed_links.for_mailbox(signed_links.INVITATION, attendee.pk, contact.pk, address or contact.email)
    return reverse("portal:review_invitation", args=[token])


def test_the_customer_prepares_before_he_sees_the_figures(jan: Client, cast: SimpleNamespace, review: Review) -> None:
    actions.write_text(review, by=cast.daan, now=MONDAY, key="summary", body="Alleen voor ons nog.", version=0)
    page = read(jan.get(in_portal(review)))
    assert "Kwaliteit en afhandeling van incidenten" in page
    assert "Bakkerij Smit zegt" in page
    for words in ("Alleen voor ons nog.", "1do zegt", "Er is niet geëscaleerd"):
        assert words not in page, words
    point = review.points.first()
    assert point is not None
    given = {"key": f"{point.pk}.customer", "body": "De telefoon was snel.", "version": "0"}
    assert "Bewaard" in read(jan.post(in_portal(review, "tekst/"), given, headers={"HX-Request": "true"}))
    assert "De telefoon was snel." in read(jan.get(in_portal(review)))

    actions.share_papers(review, by=cast.daan, now=MONDAY)
    page = read(jan.get(in_portal(review)))
    for words in ("Alleen voor ons nog.", "Er is niet geëscaleerd", "De telefoon was snel."):
        assert words in page, words


@pytest.mark.parametrize("part", ["house", "conclusion", "", "summary", "fit"])
def test_he_writes_his_own_words_and_no_others(jan: Client, review: Review, part: str) -> None:
    point = review.points.first()
    assert point is not None
    key = part if part in ("summary", "fit") else f"{point.pk}.{part}"
    response = jan.post(in_portal(review, "tekst/"), {"key": key, "body": "x", "version": "0"})
    assert response.status_code in (302, 403)
    assert not ReviewText.objects.exists()


def test_he_puts_a_point_on_the_agenda_and_takes_it_off(jan: Client, review: Review) -> None:
    assert "Schrijf op waar het over moet gaan" in read(jan.post(in_portal(review, "punten/"), {"title": " "}))
    jan.post(in_portal(review, "punten/"), {"title": "Tweede vestiging"})
    point = review.points.get(origin="customer")
    assert "Tweede vestiging" in read(jan.get(in_portal(review)))
    jan.post(in_portal(review, "punten/weg/"), {"point": point.pk})
    assert not review.points.filter(origin="customer").exists()


def test_by_his_link_he_says_whether_he_comes(client: Client, cast: SimpleNamespace, review: Review) -> None:
    url = link_of(review, cast.jan)
    for _twice in range(2):
        assert "Deze uitnodiging is voor u, Jan Smit." in read(client.get(url))
    attendee = review.attendees.get(contact=cast.jan)
    assert attendee.answer == "", "a scanner that looks answers nothing"
    assert "Kies of u komt" in read(client.post(url, {}))
    assert "uw antwoord is bewaard" in read(client.post(url, {"answer": "no"}))
    client.post(url, {"answer": "yes"})
    attendee.refresh_from_db()
    assert attendee.answer == "yes"


def test_a_link_of_somebody_else_or_of_before_is_no_good(
    client: Client, cast: SimpleNamespace, review: Review, willem: Client, jan: Client
) -> None:
    url = link_of(review, cast.jan)
    assert willem.get(url).status_code == 404
    assert jan.get(url).status_code == 200
    for bad in (url[:-5] + "xxxx/", link_of(review, cast.jan, "elders@smit.example")):
        assert client.get(bad).status_code == 404
    actions.call_off_review(review, by=cast.daan, now=MONDAY, reason="Ziek.")
    response = client.post(url, {"answer": "yes"})
    assert response.status_code == 410
    assert "geldt niet meer" in read(response)
    assert "Smit" not in read(response)


def test_what_was_published_is_read_kept_and_agreed_to(jan: Client, cast: SimpleNamespace, review: Review) -> None:
    published(cast, review)
    page = read(jan.get(in_portal(review)))
    assert "Vastgesteld verslag" in page
    assert jan.get(in_portal(review, "pdf/1/")).content[:5] == b"%PDF-"
    nothing = {"version": "1", "remark": ""}
    assert "niet mee eens bent" in read(jan.post(in_portal(review, "reactie/"), nothing))
    jan.post(in_portal(review, "reactie/"), {"version": "1", "remark": "Klopt.", "agrees": "ja"})
    page = read(jan.get(in_portal(review)))
    assert "gezien en akkoord" in page
    assert 'name="agrees"' not in page
    given = {"key": f"{review.points.first().pk}.customer", "body": "Toch niet.", "version": "0"}  # type: ignore[union-attr]
    assert "verandert niet meer" in read(jan.post(in_portal(review, "tekst/"), given, headers={"HX-Request": "true"}))


def test_his_own_actions_stand_there_until_they_are_done(jan: Client, cast: SimpleNamespace, review: Review) -> None:
    fields = {"by": cast.daan, "now": MONDAY, "text": "Kassamensen instrueren", "due_on": date(2027, 1, 15)}
    point = actions.add_improvement(review, owner=cast.jan, **fields)
    actions.share_papers(review, by=cast.daan, now=MONDAY)
    page = read(jan.get("/portaal/reviews/"))
    assert "Dit zou u doen" in page
    jan.post(f"/portaal/reviews/verbeterpunten/{point.pk}/klaar/", {"outcome": "Op 8 januari."})
    point.refresh_from_db()
    assert (point.status, point.outcome) == ("done", "Op 8 januari.")
    assert "Dit zou u doen" not in read(jan.get("/portaal/reviews/"))


def test_another_customer_finds_nothing_of_it(
    willem: Client, client: Client, cast: SimpleNamespace, review: Review, sign_in: Any
) -> None:
    """Nor a colleague who was not invited and whom the DAP does not name."""
    point = actions.add_improvement(
        review, by=cast.daan, now=MONDAY, text="Geheim plan", owner=cast.jan, due_on=date(2027, 1, 15)
    )
    published(cast, review)
    petra = sign_in(cast.petra.user)
    gets = ["", "pdf/1/", "afspraak.ics"]
    posts = {"tekst/": {"key": "summary"}, "punten/": {"title": "x"}, "punten/weg/": {"point": "1"}}
    posts |= {"komst/": {"answer": "yes"}, "reactie/": {"version": "1", "agrees": "ja"}}
    for stranger in (willem, petra):
        for part in gets:
            assert stranger.get(in_portal(review, part)).status_code == 404, part
        for part, fields in posts.items():
            assert stranger.post(in_portal(review, part), fields).status_code == 404, part
        done = f"/portaal/reviews/verbeterpunten/{point.pk}/klaar/"
        assert stranger.post(done, {}).status_code == 404
        page = read(stranger.get("/portaal/reviews/"))
        assert "Nog geen Service Reviews" in page
        assert "Geheim plan" not in page
    assert client.get(in_portal(review)).status_code == 302
    assert ImprovementPoint.objects.get().status == "open"
    assert review.points.count() == 7


def test_who_is_no_longer_invited_reads_it_no_more(cast: SimpleNamespace, review: Review, sign_in: Any) -> None:
    guest = actions.invite(review, cast.petra, by=cast.daan, now=MONDAY)
    petra = sign_in(cast.petra.user)
    assert petra.get(in_portal(review)).status_code == 200
    actions.uninvite(guest, by=cast.daan, now=MONDAY)
    assert petra.get(in_portal(review)).status_code == 404


def test_what_is_meant_to_be_done_is_read_once_the_papers_are_shared(
    jan: Client, cast: SimpleNamespace, review: Review
) -> None:
    for owner in (cast.daan, cast.jan):
        text = f"Voorstel voor {owner.name}"
        actions.add_improvement(review, by=cast.daan, now=MONDAY, text=text, owner=owner, due_on=date(2026, 12, 20))
    for url in (in_portal(review), "/portaal/reviews/"):
        assert "Voorstel voor" not in read(jan.get(url)), url
    point = ImprovementPoint.objects.get(owner_contact=cast.jan)
    assert jan.post(f"/portaal/reviews/verbeterpunten/{point.pk}/klaar/").status_code == 404
    actions.share_papers(review, by=cast.daan, now=MONDAY)
    for url in (in_portal(review), "/portaal/reviews/"):
        assert "Voorstel voor Jan Smit" in read(jan.get(url)), url


def test_under_a_correction_he_reads_what_was_published_and_writes_below_it(
    jan: Client, cast: SimpleNamespace, review: Review
) -> None:
    published(cast, review)
    actions.correct_review(review, by=cast.daan, now=AFTER, reason="Een getal klopte niet.")
    point = review.points.first()
    assert point is not None
    given = {"key": f"{point.pk}.customer", "body": "Achteraf.", "version": "0"}
    refused = read(jan.post(in_portal(review, "tekst/"), given, headers={"HX-Request": "true"}))
    assert "zet uw opmerking onder het verslag" in refused
    assert "onder het verslag" in read(jan.post(in_portal(review, "punten/"), {"title": "Achteraf"}))
    assert not ReviewText.objects.exists() and not review.points.filter(origin="customer").exists()
    answer = jan.post(in_portal(review, "reactie/"), {"remark": "Hier mag het.", "version": "1"})
    assert answer.status_code == 302


def test_a_scanner_that_opens_the_link_answers_nothing(client: Client, cast: SimpleNamespace, review: Review) -> None:
    url = link_of(review, cast.jan)
    for method in ("head", "get") * 10:
        response = getattr(client, method)(url, {"answer": "no"})
        assert response.status_code == 200, method
    assert review.attendees.get(contact=cast.jan).answer == ""
    client.post(url, {"answer": "yes"})
    assert review.attendees.get(contact=cast.jan).answer == "yes"
