from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.moments import near_words
from tests.conftest import MONDAY, at
from tests.portal.conftest import page
from tickets import actions

HOME, ALL = "/portaal/", "/portaal/meldingen/"


def test_an_empty_home_says_what_to_do(jan: Client) -> None:
    text = page(jan.get(HOME))
    assert "U hebt geen open meldingen" in text
    assert reverse("portal:new") in text


def test_what_waits_for_me_comes_first_with_the_question(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    actions.wait(open_ticket(), by=cast.sanne, now=MONDAY, party="customer", text="Welke printer is het?")
    open_ticket(subject="Nog een")
    text = page(jan.get(HOME))
    assert text.index("Wij wachten op u") < text.index("Welke printer is het?") < text.index("Mijn open meldingen")


def test_the_promise_stands_on_the_card(jan: Client, open_ticket: Any) -> None:
    open_ticket()
    assert "Wij beginnen uiterlijk vandaag om 11:00." in page(jan.get(HOME))


def test_late_is_said(jan: Client, open_ticket: Any, on_monday: time_machine.Traveller) -> None:
    open_ticket()
    on_monday.move_to(at("2026-11-23 16:00"))
    assert "Wij hadden uiterlijk vandaag om 11:00 moeten beginnen; dat is niet gelukt." in page(jan.get(HOME))


def test_recently_resolved_is_still_in_sight(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    actions.resolve(open_ticket(), by=cast.sanne, now=MONDAY, text="Verholpen.")
    text = page(jan.get(HOME))
    assert "Kort geleden opgelost" in text
    assert "U hebt geen open meldingen" in text


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23 10:00", "Supportcenter nu open tot 17:00"),
        ("2026-11-23 07:59", "Supportcenter nu gesloten, opent 08:00"),
        ("2026-11-23 17:00", "Supportcenter nu gesloten, opent morgen 08:00"),
        ("2026-11-27 18:00", "Supportcenter nu gesloten, opent ma 08:00"),
        ("2026-12-04 15:00", "Supportcenter nu open tot 17:00"),
        ("2026-12-24 15:00", "Supportcenter nu open tot 16:00"),
        ("2026-12-24 16:30", "Supportcenter nu gesloten, opent ma 08:00"),
    ],
)
def test_the_hours_come_from_the_calendar(
    cast: SimpleNamespace, sign_in: Any, on_monday: time_machine.Traveller, moment: str, words: str
) -> None:
    on_monday.move_to(at(moment))
    assert words in page(sign_in(cast.jan.user).get(HOME))


def test_a_subject_is_text(jan: Client, open_ticket: Any) -> None:
    open_ticket(subject="<script>alert(1)</script>")
    for address in (HOME, ALL):
        text = page(jan.get(address))
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(("address", "queries"), [(HOME, 9), (ALL, 7)])
@pytest.mark.parametrize("rows", [1, 20])
def test_as_many_queries_for_one_as_for_twenty(
    jan: Client,
    open_ticket: Any,
    cast: SimpleNamespace,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
    rows: int,
) -> None:
    for _row in range(rows):
        open_ticket()
    with django_assert_num_queries(queries):
        jan.get(address)


def test_more_than_home_shows_is_one_click_away(jan: Client, open_ticket: Any) -> None:
    for _row in range(13):
        open_ticket()
    assert "Alle open meldingen" in page(jan.get(HOME))


def test_all_meldingen_in_pages_that_do_not_shift(jan: Client, open_ticket: Any) -> None:
    numbers = [open_ticket().number for _row in range(45)][::-1]
    seen: list[int] = []
    address = ALL
    while address:
        response = jan.get(address)
        seen += [card.ticket.number for card in response.context["cards"]]
        older = response.context["older"]
        address = f"{ALL}?voor={older}" if older else ""
        open_ticket(subject="Komt er intussen bij")
    assert seen == numbers
    back = jan.get(f"{ALL}?na={numbers[-1]}")
    assert [card.ticket.number for card in back.context["cards"]] == numbers[-21:-1]


@pytest.mark.parametrize("query", ["voor=x", "na=-1", "voor=99999999999999999999", "q=%00", "toon=iets", "voor=²"])
def test_an_address_that_makes_no_sense_is_no_error(jan: Client, query: str) -> None:
    assert jan.get(f"{ALL}?{query}").status_code == 200


def test_search_is_over_my_own(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    mine = open_ticket(subject="Printer hapert")
    open_ticket(subject="Iets anders")
    theirs = open_ticket(contact=cast.willem, subject="Printer van Willem")
    assert [card.ticket for card in jan.get(ALL, {"q": "printer"}).context["cards"]] == [mine]
    assert [card.ticket for card in jan.get(ALL, {"q": f"#{mine.number}"}).context["cards"]] == [mine]
    assert jan.get(ALL, {"q": f"#{theirs.number}"}).context["cards"] == []
    assert "Niets gevonden" in page(jan.get(ALL, {"q": "bestaat niet"}))


def test_only_the_open_ones(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    opened, closed = open_ticket(), open_ticket()
    actions.close(closed, by=cast.jan.user, now=MONDAY)
    assert [card.ticket for card in jan.get(ALL, {"toon": "open"}).context["cards"]] == [opened]
    assert [card.ticket for card in jan.get(ALL).context["cards"]] == [closed, opened]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23 14:20", "vandaag om 14:20"),
        ("2026-11-24 08:30", "morgen om 08:30"),
        ("2026-11-27 08:30", "vr 27 nov 08:30"),
        ("2025-11-21 08:30", "vr 21 nov 2025 08:30"),
        ("2027-01-04 08:30", "ma 4 jan 2027 08:30"),
        ("2027-01-01 00:30", "vr 1 jan 2027 00:30"),
    ],
)
def test_a_moment_as_a_customer_says_it(moment: str, words: str) -> None:
    assert near_words(at(moment), MONDAY) == words


@pytest.mark.parametrize(("who", "sees"), [("jan", True), ("petra", False), ("willem", False)])
def test_the_emergency_number_outside_opening_hours(cast, sign_in, who, sees):
    """SLA 3.2: only for whom the customer designated."""
    with time_machine.travel(at("2026-11-23 21:30"), tick=False):
        text = sign_in(getattr(cast, who).user).get("/portaal/").content.decode()
    assert ("088 444 50 99" in text) is sees


def test_no_emergency_number_while_the_supportcenter_is_open(cast, sign_in):
    with time_machine.travel(at("2026-11-23 10:00"), tick=False):
        assert "088 444 50 99" not in sign_in(cast.jan.user).get("/portaal/").content.decode()
