"""What somebody wrote keeps every sign; its addresses are links."""

import re
from html import unescape

import pytest

from infra.markdown import linked


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("Zie de handleiding (https://1do.nl/hulp).", "https://1do.nl/hulp"),
        ("(https://nl.wikipedia.org/wiki/Mail_(post)), daarna verder.", "https://nl.wikipedia.org/wiki/Mail_(post)"),
        ("www.1do.nl!", "https://www.1do.nl"),
        ("Mail jan@smit.example; of bel.", "mailto:jan@smit.example"),
        ("https://1do.nl/?a=1&b=<2>", "https://1do.nl/?a=1&amp;b="),
        ("Niets om op te klikken: a@b, *.log, DOM\\user_a.", None),
        ("<script>alert('x')</script> https://", None),
    ],
)
def test_every_sign_is_there(text, href):
    html = linked(text)
    assert unescape(re.sub(r"</?a\b[^>]*>", "", html)) == text
    assert re.findall(r'href="([^"]*)"', html) == ([href] if href else [])
    assert "<script" not in html


def test_a_long_address_is_cut_on_the_screen_and_whole_in_the_link():
    html = linked("https://1do.nl/" + "x" * 90)
    assert "x" * 90 + '"' in html and html.count("…") == 1
