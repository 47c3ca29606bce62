"""What somebody wrote now, apart from what he answered to."""

from __future__ import annotations

import pytest

from mail.marks import REPLY_LINE
from mail.parsing import quotes

NEW = "Ja, dat klopt.\n\nGroet, Jan"
OLD = "> Is dit goed?\n> Groet, Sanne"


@pytest.mark.parametrize(
    "marker",
    [
        "Op ma 23 nov. 2026 om 10:00 schreef 1do Supportcenter <supportcenter@1do.example>:",
        "Op ma 23 nov. 2026 om 10:00 schreef 1do Supportcenter\n<supportcenter@1do.example>:",
        "Op 23 nov. 2026 om 10:00 heeft 1do Supportcenter <supportcenter@1do.example> het volgende geschreven:",
        "Op 23-11-2026 om 10:00 schreef 1do:",
        "Op maandag 23 november 2026 10:00:05 (+01:00), Sanne de Wit schreef:",
        "On Mon, Nov 23, 2026 at 10:00 AM 1do <supportcenter@1do.example> wrote:",
        "On 23 Nov 2026, at 10:00, 1do\n<supportcenter@1do.example>\nwrote:",
        "-----Oorspronkelijk bericht-----",
        "-------- Original Message --------",
        "Am 23.11.2026 um 10:00 schrieb 1do <supportcenter@1do.example>:",
        "Le 23 nov. 2026 à 10:00, 1do <supportcenter@1do.example> a écrit :",
        "________________________________\nVan: 1do <supportcenter@1do.example>\nVerzonden: maandag\nAan: Jan",
        "Van: 1do <s@1do.example>\nVerzonden: maandag 23 november 2026 10:00\nAan: Jan Smit\nOnderwerp: RE: Mail",
        "*From:* 1do\n*Sent:* Monday\n*To:* Jan\n*Subject:* Mail",
    ],
)
def test_every_way_in_which_programs_say_that_a_quote_follows(marker):
    split = quotes.split(f"{NEW}\n\n{marker}\n\n{OLD}\n")
    assert split.text == NEW
    assert "Is dit goed?" in split.rest, "what is cut is kept"


def test_beneath_the_line_of_our_own_mails_stands_nothing_new():
    split = quotes.split(
        f"{NEW}\n\nOp ma 23 nov. 2026 om 10:00 schreef 1do <a@1do.example>:\n{REPLY_LINE}\nOud", REPLY_LINE
    )
    assert split.text == NEW
    quoted = quotes.split(f"{NEW}\n> {REPLY_LINE}\n> Oud\nEn nog iets", REPLY_LINE)
    assert quoted.text == NEW


@pytest.mark.parametrize(
    "signature",
    [
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanuit Outlook voor iOS",
        "Sent from my Samsung Galaxy",
        "-- \nJan Smit",
    ],
)
def test_a_signature_goes(signature):
    assert quotes.split(f"{NEW}\n\n{signature}").text == NEW


def test_answers_between_the_lines_stay():
    text = "Hoi,\n\nOp 23-11-2026 schreef Sanne:\n> Werkt de printer?\nJa.\n> En de scanner?\nNee, die niet."
    assert quotes.split(text).text == ("Hoi,\n\n> Werkt de printer?\nJa.\n> En de scanner?\nNee, die niet.")


def test_an_answer_below_the_quote_is_found():
    assert quotes.split(f"Op 23-11-2026 schreef Sanne:\n{OLD}\n\nJa hoor.").text == "Ja hoor."


@pytest.mark.parametrize(
    "text", ["Op maandag werkt het niet.", "Van wie is deze laptop?", "On my desk nothing works", ""]
)
def test_words_that_look_like_it_are_no_marker(text):
    assert quotes.split(text).text == text


def test_what_is_passed_on_without_a_word_stays_whole():
    text = "---------- Doorgestuurd bericht ---------\nVan: A\nDatum: x\nOnderwerp: y\nAan: z\n\n> Kijk eens"
    assert "Kijk eens" in quotes.split(text).text


@pytest.mark.parametrize(
    "piece",
    ["Op ", ">", " ", "a", "> \n", "Op Op Op\n", "On a wrote ", "x@", "a <b", "- ", "Van: x\n", "Sent from a ", "\n",
     "Op 1-1-2026 schreef ", "1-1-2026 <", "*From:* ", "-----", "Am a schrieb <"],
)  # fmt: skip
def test_q6_q7_hostile_text_ends(piece):
    """Each pattern looks at lines of bounded length, so the work grows with the text and not with its square."""
    text = (piece * (100_000 // len(piece) + 1))[:100_000] + "!"
    assert isinstance(quotes.split(text), quotes.Split)
    assert quotes.LONGEST_LINE <= 2_000 and quotes.LONGEST_MARKER <= 1_000
    for pattern in quotes.all_patterns():
        assert not any(star in pattern.pattern for star in (".*", ".+", "\\s+", "\\s*")), "bounded repeats only"


def test_q7_a_mail_of_lines_that_may_begin_a_quote_is_given_up_on(monkeypatch):
    """66,000 lines of dashes took two seconds: so many may begin one that none is looked for any more."""
    asked = []
    monkeypatch.setattr(quotes, "_marker_length", lambda lines, at: asked.append(at) or 0)
    quotes.split("--\n" * 20_000)
    assert len(asked) == quotes.MOST_TRIED
