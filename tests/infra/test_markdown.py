"""What is typed is what is read; nothing of a writer is HTML."""

from __future__ import annotations

import pytest

from infra.markdown import linked, marked


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("Doe dit **eerst**.", "<p>Doe dit <strong>eerst</strong>.</p>"),
        ("regel een\nregel twee", "<p>regel een<br>\nregel twee</p>"),
        ("Stappen:\n- een\n- twee", "<p>Stappen:</p>\n<ul>\n<li>een</li>\n<li>twee</li>\n</ul>"),
        ("3. drie\n4. vier", '<ol start="3">\n<li>drie</li>\n<li>vier</li>\n</ol>'),
        ("Typ `ipconfig /all`", "<p>Typ <code>ipconfig /all</code></p>"),
        ("```\nA  B\n```", "<pre><code>A  B\n</code></pre>"),
        (
            "[Handleiding](https://1do.nl/x)",
            '<p><a href="https://1do.nl/x" rel="nofollow noopener noreferrer">Handleiding</a></p>',
        ),
    ],
)
def test_the_few_rules(typed, made):
    assert marked(typed) == made


@pytest.mark.parametrize(
    "typed",
    [
        r"DOM\user_a en user_b_c",
        "*.log en *.txt",
        "2*3*4 en a**b**c",
        "~~ weg ~~",
        "#351 hoort erbij",
        "__init__",
        r"\\server\share\_temp",
        "# geen kop",
        "| a | b |",
        "---",
        "nog 5 %",
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
    ],
)
def test_signs_survive(typed):
    assert marked(typed) == f"<p>{typed}</p>"


@pytest.mark.parametrize("typed", ["<img src=x onerror=alert(1)>", "<x>", "&lt;script&gt;", "<b>vet</b>"])
def test_no_html_of_a_writer(typed):
    for made in (marked(typed), linked(typed)):
        assert "<img" not in made and "<x" not in made and "<b>" not in made and "<script" not in made
    assert linked("<x> & y") == "&lt;x&gt; &amp; y"


@pytest.mark.parametrize(
    ("typed", "address", "rest"),
    [
        ("(zie https://1do.nl/a).", "https://1do.nl/a", ")."),
        ("https://nl.wikipedia.org/wiki/X_(Y) en", "https://nl.wikipedia.org/wiki/X_(Y)", " en"),
        ("Mail jan@smit.example.", "mailto:jan@smit.example", "."),
    ],
)
def test_an_address_is_a_link_and_its_sentence_keeps_its_signs(typed, address, rest):
    for made in (marked(typed), linked(typed)):
        assert f'href="{address}"' in made and f"</a>{rest}" in made


def test_much_of_it_takes_no_time():
    assert marked("**" * 10_000) and marked("[" * 10_000) and linked("a@" * 10_000)
