"""The house's own words: each key has its sentence, and takes up what somebody wrote where it says so."""

import json

import pytest

from tickets.own_words import OwnLine, _pattern, own, own_words


@pytest.mark.parametrize("key", [key for key in OwnLine if key != OwnLine.LINES])
def test_every_line_has_its_words(key: OwnLine) -> None:
    assert _pattern(key)


@pytest.mark.parametrize(
    ("said", "text", "words"),
    [
        (None, "Ik bel u.", "Ik bel u."),
        ({}, "", ""),
        (own(OwnLine.WITHDRAWN), "Het is garantie.", "De vraag om akkoord is ingetrokken: Het is garantie."),
        (own(OwnLine.DECLINED, name="Petra"), "", "Petra ging niet akkoord."),
        (own(OwnLine.DECLINED, name="Petra"), "Te duur.", "Petra ging niet akkoord. Te duur."),
        (own(OwnLine.ALERT_BESIDE, name="Schijf vol", host="srv01"), "", "“Schijf vol” op srv01"),
        (own(OwnLine.ALERT_BESIDE, name="100 % %(x)s", host="s"), "Nog 1 GB", "“100 % %(x)s” op s. Nog 1 GB"),
        (own(OwnLine.HAS_ENDED, status="geannuleerd"), "", "De melding is geannuleerd."),
        (
            own(OwnLine.DONE_DURING_VISIT, moment="2026-12-01T09:00:00+01:00"),
            "",
            "Gedaan tijdens het bezoek van di 1 dec 09:00.",
        ),
        (
            own(OwnLine.NOT_MAILED, message="ticket_opened", problem=own(OwnLine.NO_ADDRESS, name="Jan")),
            "",
            "“melding ontvangen” is niet gemaild: van Jan is geen e-mailadres bekend.",
        ),
        (
            own(OwnLine.NOT_MAILED_TO, message="ticket_opened", recipient="jan@smit.example"),
            "550 no such user",
            "“melding ontvangen” is niet gemaild aan jan@smit.example: 550 no such user.",
        ),
        (
            own(OwnLine.LINES, lines=[own(OwnLine.TEXT_CUT), own(OwnLine.SEVERAL_SENDERS)]),
            "",
            "De tekst is ingekort; het geheel staat in de mail zelf.\nDe mail noemt meer dan één afzender.",
        ),
    ],
)
def test_what_a_line_says(said: dict | None, text: str, words: str) -> None:
    assert own_words(json.loads(json.dumps(said)), text) == words
