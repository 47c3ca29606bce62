"""Service Reviews at the desk: planned, written in place by two people, held, published (SLA 11)."""

from __future__ import annotations

import html
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import CustomerEvent
from reviews import actions
from reviews.models import ImprovementPoint, Review, ReviewText
from tests.conftest import MONDAY
from tests.factories import CustomerFactory, ServiceAgreementFactory
from tests.reviews.reviewing.conftest import AFTER, planned
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def review(cast: SimpleNamespace) -> Review:
    return planned(cast)


@pytest.fixture
def daan(cast: SimpleNamespace, sign_in: Any) -> Client:
    client: Client = sign_in(cast.daan)
    return client


def read(response: Any) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def at_desk(review: Review, part: str = "") -> str:
    return f"/desk/reviews/{review.pk}/{part}"


def fields_of(cast: SimpleNamespace, **other: Any) -> dict[str, Any]:
    given = {"planned_for": "2026-12-10T10:00", "minutes": "60", "place": "De bakkerij", "link": ""}
    given |= {"first_day": "2026-06-01", "last_day": "2026-11-30", "fixed_contact": cast.jan.pk}
    return given | {"account_manager": cast.daan.pk, "contacts": [cast.petra.pk]} | other


def test_a_review_is_planned_and_shows_as_a_document(daan: Client, cast: SimpleNamespace) -> None:
    url = f"/desk/klanten/{cast.smit.pk}/reviews/"
    assert "Nog geen Service Reviews" in read(daan.get(url))
    proposed = read(daan.get(f"{url}nieuw/"))
    assert f'value="{cast.daan.pk}" selected' in proposed, "the account manager of the agreement"
    response = daan.post(f"{url}nieuw/", fields_of(cast))
    review = Review.objects.get()
    assert response["Location"] == at_desk(review)
    page = read(daan.get(at_desk(review)))
    for words in (
        "Kwaliteit en afhandeling van incidenten",
        "1 juni 2026 tot en met 30 november 2026",
        "Escalaties",
        "Er is niet geëscaleerd.",
        "Is de SLA te laag, toereikend of te hoog?",
        "Petra Bakker",
    ):
        assert words in page, words
    assert "do 10 dec 10:00" in read(daan.get("/desk/reviews/"))
    assert CustomerEvent.objects.filter(kind="review_invited").count() == 3


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"planned_for": "2026-11-20T10:00"}, "Dit moment is al voorbij"),
        ({"planned_for": ""}, "Kies een dag en een tijd"),
        ({"place": ""}, "Vul in waar het is"),
        ({"minutes": "3"}, "Kies een duur van 15"),
        ({"first_day": "2026-12-30"}, "Draai de twee dagen om"),
        ({"first_day": "0001-01-01", "last_day": "0001-03-01"}, "Kies een dag van 2000"),
        ({"first_day": "9999-12-01", "last_day": "9999-12-31"}, "Kies een dag van 2000"),
        ({"first_day": "2026-12-11", "last_day": "2026-12-31"}, "begint pas na het gesprek"),
        ({"contacts": ["9" * 400]}, "Kies alleen wie in de lijst staat"),
        ({"users": ["9" * 5_000]}, "Kies alleen wie in de lijst staat"),
        ({"link": "javascript:alert(1)"}, "Vul een adres in"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    daan: Client, cast: SimpleNamespace, other: dict[str, str], words: str
) -> None:
    page = read(daan.post(f"/desk/klanten/{cast.smit.pk}/reviews/nieuw/", fields_of(cast, **other)))
    assert words in page
    assert 'value="60"' in page or 'value="3"' in page
    assert not Review.objects.exists()


def test_who_was_there_is_chosen_from_the_list_alone(daan: Client, review: Review, _monday: Any) -> None:
    _monday.move_to(AFTER)
    daan.force_login(review.made_by, backend="django.contrib.auth.backends.ModelBackend")
    assert "Kies alleen wie in de lijst staat" in read(daan.post(at_desk(review, "gehouden/"), {"came": ["9" * 400]}))
    assert Review.objects.get().state == "planned"


def test_who_prepares_no_reviews_reads_them_only(cast: SimpleNamespace, review: Review, sign_in: Any) -> None:
    sanne = sign_in(cast.sanne)
    page = read(sanne.get(at_desk(review)))
    assert "<textarea" not in page
    assert sanne.get(f"/desk/klanten/{cast.smit.pk}/reviews/nieuw/").status_code == 403
    for part in ("tekst/", "publiceren/", "delen/", "afzeggen/", "verbeterpunten/"):
        assert sanne.post(at_desk(review, part)).status_code == 403, part


def test_a_text_is_kept_as_one_types(daan: Client, cast: SimpleNamespace, review: Review) -> None:
    given = {"key": "summary", "body": "Een rustig half jaar.", "version": "0"}
    answer = read(daan.post(at_desk(review, "tekst/"), given, headers={"HX-Request": "true"}))
    assert "Bewaard" in answer
    assert 'value="1" id="tekst-summary-versie" hx-swap-oob="true"' in answer
    assert "Een rustig half jaar." in read(daan.get(at_desk(review)))
    response = daan.post(at_desk(review, "tekst/"), {**given, "body": "Zonder script.", "version": "1"})
    assert response["Location"] == at_desk(review) + "#tekst-summary"


@pytest.mark.parametrize("is_htmx", [True, False])
def test_two_who_write_the_same_text_lose_nothing(
    daan: Client, cast: SimpleNamespace, review: Review, sign_in: Any, is_htmx: bool
) -> None:
    marloes = sign_in(cast.marloes)
    mine = {"key": "summary", "body": "Volgens Daan ging het goed.", "version": "0"}
    theirs = mine | {"body": "Volgens Marloes kan het beter."}
    headers = {"HX-Request": "true"} if is_htmx else {}
    daan.post(at_desk(review, "tekst/"), mine)
    response = marloes.post(at_desk(review, "tekst/"), theirs, headers=headers)
    page = read(response)
    assert "Volgens Daan ging het goed." in page
    assert "Intussen schreef iemand anders" in page
    if not is_htmx:
        assert ">Volgens Marloes kan het beter.</textarea>" in page
    assert ReviewText.objects.get().body == "Volgens Daan ging het goed."
    both = "Volgens Daan ging het goed. Volgens Marloes kan het beter."
    marloes.post(at_desk(review, "tekst/"), theirs | {"body": both, "version": "1"})
    assert ReviewText.objects.get().body == both


def test_the_customers_words_are_not_written_at_the_desk(daan: Client, review: Review) -> None:
    point = review.points.first()
    assert point is not None
    given = {"key": f"{point.pk}.customer", "body": "Alles prima.", "version": "0"}
    assert daan.post(at_desk(review, "tekst/"), given).status_code == 403
    assert not ReviewText.objects.exists()


def test_from_held_to_published_and_on_to_the_next(
    daan: Client, cast: SimpleNamespace, review: Review, _monday: Any, sign_in: Any
) -> None:
    early = daan.post(at_desk(review, "gehouden/"), {"came": [each.pk for each in review.attendees.all()]})
    assert "nog niet geweest" in read(early)
    _monday.move_to(AFTER)
    daan = sign_in(cast.daan)
    assert "Kies wie er van de klant bij was" in read(daan.post(at_desk(review, "gehouden/"), {}))
    daan.post(at_desk(review, "gehouden/"), {"came": [each.pk for each in review.attendees.all()]})
    wrong = {"text": "Monitoring uitbreiden", "person": f"user:{cast.daan.pk}", "due_on": "2026-01-01"}
    page = read(daan.post(at_desk(review, "verbeterpunten/"), wrong))
    assert "Deze dag is al voorbij" in page
    assert 'value="Monitoring uitbreiden"' in page
    daan.post(at_desk(review, "verbeterpunten/"), wrong | {"due_on": "2027-01-15"})
    daan.post(at_desk(review, "publiceren/"))
    page = read(daan.get(at_desk(review)))
    assert "Versie 1" in page
    assert "<textarea" in page, "a remark may still be made"
    assert "review-text--open" not in page
    assert Ticket.objects.get().subject == "Verbeterpunt: Monitoring uitbreiden"
    pdf = daan.get(at_desk(review, "pdf/1/"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    daan.post(at_desk(review, "reactie/"), {"agrees": "", "remark": ""})
    assert "gezien en akkoord" in read(daan.get(at_desk(review)))
    daan.post(at_desk(review, "correctie/"), {"reason": "De naam klopte niet."})
    assert "De naam klopte niet." in read(daan.get(at_desk(review)))
    daan.post(at_desk(review, "publiceren/"))
    assert "eerdere versie" in read(daan.get(at_desk(review) + "?versie=1"))
    assert daan.get(at_desk(review, "pdf/2/")).status_code == 200
    assert daan.get(at_desk(review, "pdf/3/")).status_code == 404
    assert ImprovementPoint.objects.count() == Ticket.objects.count() == 1


def test_it_is_called_off_with_a_reason(daan: Client, review: Review) -> None:
    assert "Schrijf op waarom het niet doorgaat" in read(daan.post(at_desk(review, "afzeggen/"), {"reason": ""}))
    daan.post(at_desk(review, "afzeggen/"), {"reason": "Jan is ziek."})
    assert "Afgezegd" in read(daan.get(at_desk(review)))
    cancelled = CustomerEvent.objects.filter(kind="review_cancelled")
    assert {event.data["method"] for event in cancelled} == {"CANCEL"}
    assert "afgezegd" in read(daan.post(at_desk(review, "tekst/"), {"key": "summary", "body": "x"}, follow=True))


def test_a_customer_that_is_behind_stands_first(daan: Client, cast: SimpleNamespace) -> None:
    page = read(daan.get("/desk/reviews/?mijn"))
    assert "Met 2 klanten is het gesprek over tijd" in page
    planned(cast)
    page = read(daan.get("/desk/reviews/"))
    assert "Met 1 klant is het gesprek over tijd" in page
    assert page.index("Notariskantoor De Vries") < page.index("Bakkerij Smit")


def test_what_was_agreed_about_the_sla_becomes_a_concept(daan: Client, cast: SimpleNamespace, review: Review) -> None:
    daan.post(at_desk(review, "oordeel/"), {"fit": "te_laag"})
    assert "Te laag" in read(daan.get(at_desk(review)))
    response = daan.post(at_desk(review, "volgende-versie/"))
    concept = cast.smit.agreements.get(version=2)
    assert response["Location"] == f"/desk/klanten/{cast.smit.pk}/overeenkomst/{concept.pk}/"
    assert daan.post(at_desk(review, "volgende-versie/"))["Location"] == response["Location"]


def test_the_lists_ask_the_same_of_the_database_for_one_and_for_many(
    daan: Client, cast: SimpleNamespace, review: Review
) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert daan.get(path).status_code == 200
        return len(queries)

    paths = ["/desk/reviews/", f"/desk/klanten/{cast.smit.pk}/reviews/", at_desk(review)]
    for path in paths:
        asked(path)
    before = [asked(path) for path in paths]
    for number in range(4):
        other = CustomerFactory()
        ServiceAgreementFactory(customer=other, account_manager=cast.daan)
        planned(cast)
        actions.add_point(review, by=cast.daan, now=MONDAY, title=f"Punt {number}")
        due_on = MONDAY.date()
        actions.add_improvement(review, by=cast.daan, now=MONDAY, text=f"{number}", owner=cast.jan, due_on=due_on)
    actions.invite(review, cast.petra, by=cast.daan, now=MONDAY)
    assert [asked(path) for path in paths] == before


@pytest.mark.parametrize("value", ["", "0", "x", "9" * 40, "²"])
def test_whatever_stands_in_the_address_is_no_error(daan: Client, review: Review, value: str) -> None:
    assert daan.get(at_desk(review) + f"?versie={value}").status_code == 200
    posted = {"key": "summary", "body": f"x{value}", "version": value}
    assert daan.post(at_desk(review, "tekst/"), posted).status_code in (200, 302)
    assert daan.post(at_desk(review, "punten/weg/"), {"point": value}).status_code == 404


def test_a_point_of_ones_own_goes_on_and_off_the_agenda(daan: Client, review: Review) -> None:
    daan.post(at_desk(review, "punten/"), {"title": "De verhuizing"})
    own = review.points.get(title="De verhuizing")
    assert "De verhuizing" in read(daan.get(at_desk(review)))
    first = review.points.first()
    assert first is not None
    daan.post(at_desk(review, "punten/weg/"), {"point": first.pk})
    daan.post(at_desk(review, "punten/weg/"), {"point": own.pk})
    assert [point.title for point in review.points.filter(origin="house")] == []
    assert review.points.count() == 7


def test_people_are_asked_along_and_taken_back(daan: Client, cast: SimpleNamespace, review: Review) -> None:
    assert "Kies wie het is" in read(
        daan.post(at_desk(review, "genodigden/"), {"person": f"contact:{cast.willem.pk}x"})
    )
    daan.post(at_desk(review, "genodigden/"), {"person": f"contact:{cast.petra.pk}"})
    guest = review.attendees.get(contact=cast.petra)
    daan.post(at_desk(review, f"genodigden/{guest.pk}/weg/"))
    fixed = review.attendees.get(contact=cast.jan)
    page = read(daan.post(at_desk(review, f"genodigden/{fixed.pk}/weg/"), follow=True))
    assert "zijn er altijd bij" in page
    guest.refresh_from_db()
    assert guest.removed_at is not None
    assert CustomerEvent.objects.get(kind="review_cancelled").data["to_contacts"] == [cast.petra.pk]


def test_a_colleague_answers_for_himself(daan: Client, cast: SimpleNamespace, review: Review, sign_in: Any) -> None:
    daan.post(at_desk(review, "komst/"), {"answer": "yes"})
    assert review.attendees.get(user=cast.daan).answer == "yes"
    assert sign_in(cast.els).post(at_desk(review, "komst/"), {"answer": "yes"}).status_code == 404
    assert b"BEGIN:VCALENDAR" in daan.get(at_desk(review, "afspraak.ics")).content
