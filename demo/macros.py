"""Standard answers of a house that has been at it for a while."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from demo.people import Cast
from tickets.macros.actions import MacroTerms, keep_macro
from tickets.models import Macro

_HOUSE = (
    MacroTerms(
        name="Outlook opnieuw starten",
        scope="house",
        text=(
            "Beste {{melder.voornaam}},\n\nWilt u Outlook helemaal afsluiten en opnieuw starten? Zo doet u dat:\n\n"
            "1. Sluit Outlook.\n2. Wacht tien seconden.\n3. Start Outlook opnieuw.\n\n"
            "Laat u weten of de mail dan weer binnenkomt?\n\nMet vriendelijke groet,\n{{ik}}"
        ),
        then="wacht",
        minutes=10,
    ),
    MacroTerms(
        name="Wij zijn ermee bezig",
        scope="house",
        text=(
            "Beste {{melder.voornaam}},\n\nDank voor uw melding {{melding}}. Wij beginnen uiterlijk "
            "**{{uiterlijk|vandaag}}** en houden u op de hoogte.\n\nMet vriendelijke groet,\n{{ik}}"
        ),
        takes=True,
    ),
    MacroTerms(
        name="Opgelost, werkt het bij u?",
        scope="house",
        text=(
            "Beste {{melder.voornaam}},\n\nHet probleem is verholpen. Werkt het bij {{klant}} weer zoals het hoort? "
            "Zo niet, antwoord dan op dit bericht; dan gaan wij verder.\n\nMet vriendelijke groet,\n{{ik}}"
        ),
        then="los-op",
    ),
)
_OWN = MacroTerms(
    name="Eerst even rondkijken",
    scope="own",
    text="Logboek en schijfruimte bekeken; niets vreemds.",
    is_note=True,
    minutes=5,
)


def keep_macros(cast: Cast, now: datetime) -> None:
    marloes: User = cast.colleagues["marloes@1do.example"]
    for terms, used in zip(_HOUSE, (41, 17, 28), strict=True):
        macro = keep_macro(terms, by=marloes, now=now)
        Macro.objects.filter(pk=macro.pk).update(used=used, last_used_at=now)
    keep_macro(_OWN, by=marloes, now=now)
