"""One normaliser for what is kept and what is asked: which words meet, and which do not."""

from __future__ import annotations

import pytest

from infra.folding import _ACCENTED, _PLAIN
from infra.words import LONGEST, fold, stem, words_of

# fmt: off
MEET = [
    "storing storingen", "factuur facturen", "fiets fietsen", "licentie licenties", "bedrijf bedrijven", "traag trage",
    "probleem problemen", "adres adressen", "map mappen", "scherm schermen", "printer printers", "huis huizen",
    "server servers", "mogelijkheid mogelijkheden", "telefoon telefoons", "week weken", "schijf schijven",
    "open openen",
    "melding meldingen", "nieuw nieuwe", "print printen", "bestand bestanden", "certificaat certificaten", "rol rollen",
    "netwerk netwerken", "pas passen", "foto foto's", "agenda agenda's", "naam namen", "kabel kabels",
    "bericht berichten",
    "back-up backup", "e-mail email", "wi-fi wifi", "wi-fi Wi-Fi,", "één een", "café CAFE", "SRV-DC01 srvdc01",
    "2026-0042 20260042", "0042 2026-0042", "(mailserver) mailserver,", "dom\\user user", "jan@smit.nl smit",
    "06-12345678 0612345678", "scannen scan", "mails mail", "lezen lees", "geven geef",
]
DO_NOT = [
    "printer print", "server servet", "mail maal", "365 36", "srv01 srv02", "kabel kabinet", "scherm schema",
    "account accent", "outlook out", "wifi wi", "bestand bestaan", "2026-0042 2026-0043",
]
# fmt: on


def meet(pair: str) -> bool:
    kept, asked = pair.split(" ", 1)
    return bool(set(words_of(kept).split()) & {stem("".join(filter(str.isalnum, fold(asked))))})


@pytest.mark.parametrize("pair", MEET)
def test_these_find_each_other(pair: str) -> None:
    kept, asked = pair.split(" ", 1)
    assert set(words_of(kept).split()) & set(words_of(asked).split())


@pytest.mark.parametrize("pair", DO_NOT)
def test_these_do_not(pair: str) -> None:
    assert not meet(pair)


def test_what_is_kept_is_safe_for_every_index() -> None:
    text = "x" * 500 + " a\x00b 'q' \"z\" C++ & | ! : * ( ) <-> ½ ﬁ ß İ 日本語 \u202e"
    words = words_of(text).split()
    assert all(word.isalnum() and len(word) <= LONGEST for word in words)
    assert len(words) == len(set(words))


def test_the_database_folds_what_python_folds() -> None:
    """But for the few letters of which no accent can be taken."""
    assert len(_ACCENTED) == len(_PLAIN)
    for accented, plain in zip(_ACCENTED, _PLAIN, strict=True):
        assert fold(accented) in (plain, accented)
