"""Citations found in what is drawn, and made into links: one rule for desk, portal and mail (SLA 1, 2.2)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.citations import Citations

DESK = Citations("desk", customer=7)


def links(html: str) -> list[tuple[str, str]]:
    """Words and address of each link that was made."""
    found = re.findall(r'<a class="cite" href="(.*?)" data-cite>(.*?)</a>', html)
    return [(words, address) for address, words in found]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Meerwerk: een uitbreiding valt buiten de SLA (6.4).</p>", [("6.4", "/desk/sla/nu/6.4/")]),
        ("SLA 7.9: aanvang", [("SLA 7.9", "/desk/sla/nu/7.9/")]),
        ("(SLA 10).", [("SLA 10", "/desk/sla/nu/10/")]),
        ("SLA 3.2 en 8.2", [("SLA 3.2", "/desk/sla/nu/3.2/"), ("8.2", "/desk/sla/nu/8.2/")]),
        ("(6.1, 8.2)", [("6.1", "/desk/sla/nu/6.1/"), ("8.2", "/desk/sla/nu/8.2/")]),
        ("volgens DAP 3.2, versie 4.", [("DAP 3.2, versie 4", "/desk/klanten/7/dap/4/3.2/")]),
        ("DAP 6.1.1, versie 12", [("DAP 6.1.1, versie 12", "/desk/klanten/7/dap/12/6.1.1/")]),
        ("SLA 4.2, overeenkomst DVO-1 versie 3", [("SLA 4.2", "/desk/sla/nu/4.2/")]),
        ("SLA 10, 3 keer", [("SLA 10", "/desk/sla/nu/10/")]),
        ("<h2>Dekking <span>SLA 5.2</span></h2>", [("SLA 5.2", "/desk/sla/nu/5.2/")]),
        ("<label>Bijzonder? (6.4)</label>", [("6.4", "/desk/sla/nu/6.4/")]),
    ],
)
def test_t30_every_citation_is_a_link(html: str, found: list[tuple[str, str]]) -> None:
    assert links(DESK.linked(html)) == found


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x/">SLA 7.9</a>',
        "<button>Onder mandaat (SLA 4.2)</button>",
        "<textarea>SLA 7.9</textarea><script>'SLA 7.9'</script><select><option>SLA 6.3</option></select>",
        '<input value="SLA 7.9" title="a > b (6.4)">',
        "<!-- SLA 7.9 -->",
        "SLA 99,9% beschikbaar, SLA 99%, SLA 2.4.1, SLA-onderdeel, versie (10.4.1), (5)",
        "<h2>Firmware (6.4)</h2>",
        '<p class="entry__text">Firmware (6.4)</p>',
        "<div data-written><div>x</div>Firmware (6.4)</div>",
        "DAP 3.2",
    ],
)
def test_what_is_no_citation_stays_as_it_is(html: str) -> None:
    assert DESK.linked(html) == html


def test_after_what_somebody_wrote_the_house_speaks_again() -> None:
    html = "<div data-written><div>x</div>Firmware (6.4), zie SLA 6.4</div><p>Meerwerk (6.4)</p>"
    assert [words for words, _address in links(DESK.linked(html))] == ["SLA 6.4", "6.4"]


def test_each_door_has_its_own_addresses() -> None:
    words = "SLA 7.9 en DAP 3.2, versie 4"
    assert links(Citations("portal", "2.4").linked(words)) == [
        ("SLA 7.9", "/portaal/sla/2.4/7.9/"),
        ("DAP 3.2, versie 4", "/portaal/dap/4/3.2/"),
    ]
    assert links(Citations("desk", site="https://x.example").linked(words)) == [
        ("SLA 7.9", "https://x.example/desk/sla/nu/7.9/")  # of which customer is not known
    ]
    assert Citations("portal", "2.4", site="https://x.example").sources("valt erbuiten (6.4)", words, words) == [
        ("SLA 6.4", "https://x.example/portaal/sla/2.4/6.4/"),
        ("SLA 7.9", "https://x.example/portaal/sla/2.4/7.9/"),
        ("DAP 3.2, versie 4", "https://x.example/portaal/dap/4/3.2/"),
    ]


PARTS = ("<p>", "</p>", "<a href='x'>", "</a>", "SLA 7.9", " (6.4) ", "x<br>", "&lt;", '"', "<h2>", "</h2>")


@given(st.lists(st.sampled_from(PARTS)))
def test_nothing_but_links_is_put_in(parts: list[str]) -> None:
    html = "".join(parts)
    linked = DESK.linked(html)
    assert re.sub(r'<a class="cite" [^>]*>(.*?)</a>', r"\1", linked) == html
    assert DESK.linked(linked) == linked  # twice is once: a part within a page
