"""Resultaten: who may see them, that each number opens into its meldingen, and what is said of a wrong period."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reviews.figures import counting
from tests.conftest import MONDAY
from tickets import actions

URL, BEHIND = "/desk/resultaten/", "/desk/resultaten/meldingen/"
WEEK = {"van": "2026-11-23", "tot": "2026-11-29"}


@pytest.fixture
def counted(cast, open_ticket):
    one = open_ticket(subject="Kassa doet het niet", impact=1, urgency="A", channel="phone")
    actions.start_work(one, by=cast.sanne, now=MONDAY + timedelta(hours=2))
    other = open_ticket(contact=cast.willem, subject="Akte printen", kind="servicevraag")
    counting.count_due(MONDAY + timedelta(days=1))
    return one, other


@pytest.mark.parametrize(
    ("who", "status"),
    [("marloes", 200), ("daan", 200), ("els", 200), ("sanne", 403), ("ravi", 403), ("fred", 403), ("jan", 404)],
)
def test_results_are_for_who_answers_for_them(who, status, cast, sign_in):
    person = getattr(cast, who)
    client = sign_in(getattr(person, "user", None) or person)
    for url in (URL, f"{BEHIND}?van=2026-11-23&tot=2026-11-29&cijfer=in"):
        assert client.get(url).status_code == status


def test_each_number_on_the_page_opens_into_as_many_meldingen(cast, counted, sign_in):
    client = sign_in(cast.marloes)
    page = client.get(URL, WEEK)
    found = page.context["overview"]
    assert (found.line("in").value, found.promise.late.value, found.balance.adds_up) == (2, 1, True)
    for line in found.lines:
        behind = client.get(BEHIND, WEEK | {"cijfer": line.key})
        assert behind.status_code == 200, line.key
        if line.part.figure.unit == "tickets":
            assert behind.context["count"] == line.value, line.key
    text = client.get(BEHIND, WEEK | {"cijfer": "promise_late/judged/kritisch"}).content.decode()
    assert "Kassa doet het niet" in text and "Akte printen" not in text
    assert client.get(BEHIND, WEEK | {"cijfer": "open"}).context["count"] == 2


def test_of_one_customer_team_or_person(cast, counted, sign_in):
    client = sign_in(cast.daan)
    for whose, came in ((f"klant-{cast.smit.pk}", 1), (f"klant-{cast.vries.pk}", 1), (f"medewerker-{cast.ravi.pk}", 0)):
        assert client.get(URL, WEEK | {"wie": whose}).context["overview"].balance.came == came
    assert "Er is niets" not in client.get(URL, WEEK | {"wie": f"team-{cast.supportcenter.pk}"}).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"van": "2026-11-29", "tot": "2026-11-23"}, "De laatste dag ligt voor de eerste."),
        ({"van": "2016-01-01", "tot": "2026-01-01"}, "ten hoogste drie jaar"),
        ({"van": "gisteren", "tot": "2026-01-01"}, "Dit is geen dag."),
        ({"van": "0001-01-01", "tot": "0001-01-02"}, "Kies een jaar tussen 2000 en 2100."),
        ({"van": "", "tot": "2026-01-01"}, "Kies een dag."),
        (WEEK | {"wie": "klant-999999"}, "Kies iemand uit de lijst."),
        (WEEK | {"wie": "\0"}, "Kies iemand uit de lijst."),
    ],
)
def test_a_wrong_period_is_said_beside_the_field(given, words, cast, sign_in):
    page = sign_in(cast.marloes).get(URL, given)
    assert page.status_code == 200 and words in page.content.decode()
    assert "overview" not in page.context


@pytest.mark.parametrize("key", ["", "nope", "in/assignee/1", "in/kind/%00", "escalated/step/99999999999999999999"])
def test_a_figure_that_is_not_there_is_404(key, cast, counted, sign_in):
    assert sign_in(cast.marloes).get(f"{BEHIND}?van=2026-11-23&tot=2026-11-29&cijfer={key}").status_code == 404


def test_nothing_happened(cast, sign_in):
    assert "In deze periode is er niets gebeurd" in sign_in(cast.els).get(URL, WEEK).content.decode()


def test_files_hold_the_same_numbers(cast, counted, sign_in):
    client = sign_in(cast.marloes)
    text = client.get(URL, WEEK | {"als": "csv"}).content.decode("utf-8-sig")
    assert "Meldingen;Binnengekomen;;;2;2;0;" in text and "kanaal;Telefoon;1" in text
    sheet = load_workbook(BytesIO(client.get(BEHIND, WEEK | {"cijfer": "in", "als": "xlsx"}).content)).active
    assert sheet is not None
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["Akte printen", "Kassa doet het niet"]


def test_the_page_asks_no_more_with_more_meldingen(cast, counted, open_ticket, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.marloes)
    client.get(URL, WEEK)
    with django_assert_max_num_queries(40) as few:
        client.get(URL, WEEK)
    for number in range(20):
        open_ticket(subject=f"Nog een {number}", now=MONDAY + timedelta(minutes=number))
    counting.count_due(MONDAY + timedelta(days=1))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(URL, WEEK)


def test_a_broken_promise_is_shown_with_its_sum_and_its_cause(cast, counted, sign_in):
    client = sign_in(cast.marloes)
    url = f"{BEHIND}?van=2026-11-23&tot=2026-11-29&cijfer=promise_late"
    page = client.get(url).content.decode()
    assert "Waardoor dit kwam is nog niet opgeschreven." in page and "Waarom dit moment?" in page
    late = counted[0]
    form = {"cause": "Niemand nam op.", "measure": "Tweede telefoon.", "seen": "0", "terug": url}
    assert client.post(f"/desk/meldingen/{late.pk}/oorzaak/", form)["Location"] == url
    page = client.get(url).content.decode()
    assert "Niemand nam op." in page and "Tweede telefoon." in page
    assert "Wijzig oorzaak" not in sign_in(cast.els).get(url).content.decode()
