"""One search over everything at the desk: what is pasted is found, and a wrong filter is said."""

from __future__ import annotations

import pytest

from contracts.models import CustomerSupplier, Supplier
from tests.conftest import at
from tickets.models import Status


@pytest.fixture
def ask(cast, sign_in):
    browser = sign_in(cast.sanne)

    def get(query: str, **more: str) -> str:
        response = browser.get("/desk/zoek/", {"q": query, **more})
        assert response.status_code == 200, (query, response.status_code)
        return response.content.decode()

    get.browser = browser
    return get


def test_a_number_in_any_dress(ask, open_ticket):
    number = open_ticket(subject="Printer hapert").number
    for query in (f"#{number}", f"melding {number}", f"[#{number}]", str(number), f"[#{number}] Printer"):
        assert ask.browser.get("/desk/zoek/", {"q": query})["Location"] == f"/desk/meldingen/{number}/", query
    other = open_ticket(subject="Printer elders").number
    page = ask(f"[#{number}] Printer")
    assert page.index(f"/desk/meldingen/{number}/") < page.index(f"/desk/meldingen/{other}/")


def test_a_number_is_a_word_as_well(ask, open_ticket):
    tickets = [open_ticket(subject="Iets anders") for _ in range(3)]
    office = open_ticket(subject=f"Office {tickets[1].number} start niet")
    page = ask(str(tickets[1].number))
    assert page.index(f"/desk/meldingen/{tickets[1].number}/") < page.index(f"/desk/meldingen/{office.number}/")


@pytest.mark.parametrize(
    "dress", ["06-12 34 56 78", "+31612345678", "0031 6 12345678", "+31 (0)6 12345678", "12345678"]
)
def test_a_telephone_in_any_dress_and_a_call_in_one_step(dress, ask, cast):
    cast.petra.phone = "06 - 1234 5678"
    cast.petra.save()
    page = ask(dress)
    assert f"/desk/nieuw/?contact={cast.petra.pk}" in page
    assert "06 - 1234 5678" in page
    assert "Willem" not in page


def test_people_customers_agreements_suppliers_and_pages(ask, cast):
    kpn = Supplier.objects.create(name="KPN Zakelijk", phone="0800 0403")
    CustomerSupplier.objects.create(customer=cast.smit, supplier=kpn, reference="KL-7788", product="Glasvezel")
    for query, found in {
        "Smit, Jan": "jan@smit.example",
        "jan@smit.example": "Jan</mark> <mark>Smit",
        "bakkerij": f"/desk/klanten/{cast.smit.pk}/",
        "k1001": f"/desk/klanten/{cast.smit.pk}/",
        "DVO-1001": f"/desk/klanten/{cast.smit.pk}/overeenkomst/",
        "KL-7788": "0800 0403",
        "glasvezel kpn": f"/desk/klanten/{cast.smit.pk}/#leveranciers",
        "rooster": "/desk/rooster/",
    }.items():
        assert found.replace("Jan</mark> <mark>Smit", "Jan") in ask(query), query
    assert "/desk/uren/" not in ask("uren exporteren")  # not hers to do


def test_filters(ask, cast, open_ticket):
    old = open_ticket(subject="Printer oud", now=at("2026-10-01 10:00"))
    new = open_ticket(subject="Printer nieuw")
    other = open_ticket(subject="Printer elders", contact=cast.willem)
    new.status = Status.WACHT_OP_KLANT
    new.save()

    def found(query: str) -> set[int]:
        page = ask(query)
        return {each.number for each in (old, new, other) if f"/desk/meldingen/{each.number}/" in page}

    assert found("printer klant:smit") == {old.number, new.number}
    assert found("printer klant:k1002") == {other.number}
    assert found("klant:smit van:jan sinds:2026-11-01 status:open") == {new.number}
    assert found("tot:2-10-2026 soort:incident") == {old.number}
    assert found('klant:"de vries" aan:niemand') == {other.number}
    assert found("fout:onbekend printer") == set()  # no filter of ours is text


def test_a_filter_that_says_nothing_is_said(ask):
    for query, words in {
        "klant:bestaatniet": "Er is geen klant met “bestaatniet” in de naam",
        "sinds:31-2": "“31-2” is geen dag",
        "tot:9999-12-31": "is geen dag",
        "status:paars": "“paars” ken ik niet",
        "van:niemand printer": "Er is niemand met “niemand” in de naam",
    }.items():
        assert words in ask(query), query


@pytest.mark.parametrize(
    "query",
    ["x" * 10_000, "a " * 5_000, "a\x00b", "AND OR NOT", '"', "C++", "jan-willem", "'; drop --", "#" * 50, "(((", ":*",
     "klant:\x00", "\\", "!geheim", "=k1", "NEAR(a b)", "{public} : x", "日本語", "\u202e\ufeff", "#999999999999"],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error(query, ask, open_ticket):
    open_ticket(subject="C++ van Jan-Willem")
    ask(query)


def test_the_box_gives_options_and_marks_words(ask, open_ticket):
    number = open_ticket(subject="Storingen <b>aan</b> de printer").number
    response = ask.browser.get("/desk/zoek/", {"q": "storing print"}, HTTP_HX_REQUEST="true")
    page = response.content.decode()
    assert 'role="option"' in page
    assert f"#{number} <mark>Storingen</mark> &lt;b&gt;aan&lt;/b&gt; de <mark>printer</mark>" in page
    assert "<html" not in page


def test_customers_have_no_desk(cast, sign_in):
    assert sign_in(cast.jan.user).get("/desk/zoek/?q=printer").status_code == 404
