"""What the house itself says in a line of a timeline, where no person wrote it. Pure: a key and facts in, words out.

Such a line keeps `own` among its facts: {"key": an OwnLine, and what its sentence names}, plain JSON. `text` holds only
what a person, or another system, wrote; a sentence may take that up. `TimelineEntry.said` is what the line says, in the
language of who reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from django.utils.translation import gettext as _

from contracts.coverage.words import coverage_words
from infra.registry import Registry
from sla.wording import moment_words
from tickets.values import Status

Own = dict[str, Any]
"""As it is kept: `key`, an OwnLine, beside the values that its sentence names; plain JSON."""


class MessageNames(Protocol):
    """What a kind of message to people is called; mail knows. Empty for what it does not know."""

    def __call__(self, message: str) -> str: ...


message_names: Registry[MessageNames] = Registry()


class OwnLine(StrEnum):
    LINES = "lines"

    # Questions to the customer (SLA 3, 4.2, 7.2, 10)
    WAITS_FOR_ESTIMATE = "waits_for_estimate"
    WAITS_FOR_AUTHORISATION = "waits_for_authorisation"
    WAITS_FOR_REPORTER = "waits_for_reporter"
    WAITS_FOR_REMOTE_VIEWING = "waits_for_remote_viewing"
    NOBODY_FOR_ESTIMATE = "nobody_for_estimate"
    NOBODY_FOR_AUTHORISATION = "nobody_for_authorisation"
    NOBODY_FOR_REPORTER = "nobody_for_reporter"
    NOBODY_FOR_REMOTE_VIEWING = "nobody_for_remote_viewing"
    WANTS_TO_REPORT = "wants_to_report"
    MAY_WE_FOLLOW_UP = "may_we_follow_up"
    WITHDRAWN = "withdrawn"
    NEW_ESTIMATE = "new_estimate"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"

    # Its classification (SLA 7.9)
    REPORTER_ANSWERED = "reporter_answered"
    ALERT_WORSE = "alert_worse"
    ALERT_MAY_BE_WORSE = "alert_may_be_worse"

    # How it ends
    HAS_ENDED = "has_ended"

    # The agreement (SLA 6.4, 8.1)
    ADVICE_LINKED = "advice_linked"
    ADVICE_UNLINKED = "advice_unlinked"
    VISIT_PLANNED = "visit_planned"
    DURING_VISIT = "during_visit"
    DONE_DURING_VISIT = "done_during_visit"
    POINT_FOR_VISIT = "point_for_visit"
    SAVED_FOR_VISIT = "saved_for_visit"

    # Monitoring
    ALERT_BESIDE = "alert_beside"
    ALERT_BACK = "alert_back"
    ALERT_FLAPS = "alert_flaps"
    ALERT_RECOVERED = "alert_recovered"
    ALERT_PARTLY_RECOVERED = "alert_partly_recovered"
    ALERT_DURING_WORK = "alert_during_work"
    ALERT_MEANWHILE = "alert_meanwhile"
    ALERT_GIVEN = "alert_given"
    ALERT_TOLD = "alert_told"
    MONITORING_RECOVERED = "monitoring_recovered"

    # Mail
    MAILED_AGAIN = "mailed_again"
    NOT_MAILED = "not_mailed"
    NOT_MAILED_TO = "not_mailed_to"
    NOT_ACTIVE = "not_active"
    NO_ADDRESS = "no_address"
    NO_VALID_ADDRESS = "no_valid_address"
    MANY_CONFIRMATIONS = "many_confirmations"
    MAIL_NOT_MADE = "mail_not_made"
    SEVERAL_SENDERS = "several_senders"
    TEXT_CUT = "text_cut"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_KEPT = "file_not_kept"
    FILE_WITH_VIRUS = "file_with_virus"
    FILE_EMPTY = "file_empty"
    SENDER_UNCHECKED = "sender_unchecked"
    NAMES_TICKET = "names_ticket"
    MAY_BELONG = "may_belong"
    JOINED_TO = "joined_to"
    JOINED_HERE = "joined_here"


def own(key: OwnLine, **values: Any) -> Own:
    return {"key": key, **values}


def own_words(said: Own | None, text: str = "") -> str:
    """The sentence, with `text` in it where it takes that up; what somebody wrote where the house says nothing."""
    if not said:
        return text
    if said["key"] == OwnLine.LINES:
        return "\n".join(own_words(line) for line in said["lines"])
    values = {name: _VALUES.get(name, str)(value) for name, value in said.items() if name != "key"}
    after = {"problem": text, "text": text, "after_space": text and f" {text}", "after_stop": text and f". {text}"}
    return _pattern(OwnLine(said["key"])) % (after | {"below": text and f"\n\n{text}"} | values)


def _message_name(message: str) -> str:
    return next(filter(None, (name(message) for name in message_names)), message)


_VALUES: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "moment": lambda moment: moment_words(datetime.fromisoformat(moment)),
        "status": lambda status: str(Status(status).label).lower(),
        "coverage": lambda coverage: coverage_words(**coverage),
        "message": _message_name,
        "problem": own_words,
    }
)


def _pattern(key: OwnLine) -> str:
    return (_OF_QUESTIONS | _OF_WORK | _OF_MONITORING | _OF_MAIL)[key]()


# Each is a function, so that it is translated when it is said.
_OF_QUESTIONS: dict[OwnLine, Callable[[], str]] = {
    OwnLine.WAITS_FOR_ESTIMATE: lambda: _("Wij wachten op akkoord op de kosten (%(citation)s)."),
    OwnLine.WAITS_FOR_AUTHORISATION: lambda: _("Wij wachten op bevestiging van dit autorisatieverzoek (%(citation)s)."),
    OwnLine.WAITS_FOR_REPORTER: lambda: _("Wij wachten op toestemming om dit te melden (%(citation)s)."),
    OwnLine.WAITS_FOR_REMOTE_VIEWING: lambda: _("Wij wachten op toestemming om mee te kijken (%(citation)s)."),
    OwnLine.NOBODY_FOR_AUTHORISATION: lambda: _(
        "Niemand mag dit autorisatieverzoek bevestigen: het DAP wijst daarvoor niemand aan, of alleen de melder"
        " zelf (SLA 10). Laat de accountmanager iemand in het DAP opnemen."
    ),
    OwnLine.NOBODY_FOR_REPORTER: lambda: _(
        "Niemand mag deze melder toestemming geven: het DAP wijst niemand anders meer aan (%(citation)s)."
        " Laat de accountmanager het DAP bijwerken."
    ),
    OwnLine.NOBODY_FOR_ESTIMATE: lambda: _(
        "Niemand mag akkoord geven op kosten (%(citation)s). Laat de accountmanager het DAP bijwerken."
    ),
    OwnLine.NOBODY_FOR_REMOTE_VIEWING: lambda: _(
        "De melder is niet meer actief; niemand anders mag toestemming geven om mee te kijken (SLA 7.2)."
    ),
    OwnLine.WANTS_TO_REPORT: lambda: _("%(name)s wil een melding doen: %(subject)s"),
    OwnLine.MAY_WE_FOLLOW_UP: lambda: _(
        "%(subject)s. %(coverage)s. Mogen wij dit voor u oppakken? Wij berekenen de tijd die het kost."
    ),
    OwnLine.WITHDRAWN: lambda: _("De vraag om akkoord is ingetrokken: %(text)s"),
    OwnLine.NEW_ESTIMATE: lambda: _("Er is een nieuwe begroting gemaakt."),
    OwnLine.DECLINED: lambda: _("%(name)s ging niet akkoord.%(after_space)s"),
    OwnLine.NO_ANSWER: lambda: _("Wij kregen geen antwoord en hebben de melding daarom gesloten."),
}
_OF_WORK: dict[OwnLine, Callable[[], str]] = {
    OwnLine.REPORTER_ANSWERED: lambda: _("Volgens de antwoorden van de melder."),
    OwnLine.ALERT_WORSE: lambda: _("De monitoring meldt “%(name)s” op %(host)s met ernst “%(severity)s”."),
    OwnLine.ALERT_MAY_BE_WORSE: lambda: _(
        "Let op: de monitoring meldt “%(name)s” op %(host)s met ernst “%(severity)s”. Kijk of de indeling nog klopt."
    ),
    OwnLine.HAS_ENDED: lambda: _("De melding is %(status)s."),
    OwnLine.ADVICE_LINKED: lambda: _("Gekoppeld aan advies %(advice)s."),
    OwnLine.ADVICE_UNLINKED: lambda: _("Niet meer gekoppeld aan advies %(advice)s."),
    OwnLine.VISIT_PLANNED: lambda: _("Wij komen bij u langs: %(site)s."),
    OwnLine.DURING_VISIT: lambda: _("Wij doen dit tijdens een bezoek."),
    OwnLine.DONE_DURING_VISIT: lambda: _("Gedaan tijdens het bezoek van %(moment)s.%(below)s"),
    OwnLine.POINT_FOR_VISIT: lambda: _("Punt voor het bezoek: %(text)s"),
    OwnLine.SAVED_FOR_VISIT: lambda: _("Bewaard voor een bezoek: %(text)s"),
}
_OF_MONITORING: dict[OwnLine, Callable[[], str]] = {
    OwnLine.ALERT_BESIDE: lambda: _("“%(name)s” op %(host)s%(after_stop)s"),
    OwnLine.ALERT_BACK: lambda: _("“%(name)s” op %(host)s is er weer."),
    OwnLine.ALERT_FLAPS: lambda: _(
        "“%(name)s” gaat steeds uit en weer aan. Herstel lost deze melding niet meer vanzelf op."
    ),
    OwnLine.ALERT_RECOVERED: lambda: _("“%(name)s” op %(host)s is hersteld volgens de monitoring."),
    OwnLine.ALERT_PARTLY_RECOVERED: lambda: _(
        "“%(name)s” op %(host)s is hersteld volgens de monitoring. Nog actief op deze melding: %(others)s."
    ),
    OwnLine.ALERT_DURING_WORK: lambda: _("Er loopt nu gepland werk (#%(ticket)s); misschien hoort dit daarbij."),
    OwnLine.ALERT_MEANWHILE: lambda: _(
        "De monitoring meldt tijdens dit werk een ernstig probleem: “%(name)s” op %(host)s. Zie #%(ticket)s."
    ),
    OwnLine.ALERT_GIVEN: lambda: _("Bepaalde dat “%(name)s” op %(host)s van deze klant is."),
    OwnLine.ALERT_TOLD: lambda: _("De monitoring zegt over “%(name)s” op %(host)s:"),
    OwnLine.MONITORING_RECOVERED: lambda: _("De monitoring meldt dat het is hersteld."),
}
_OF_MAIL: dict[OwnLine, Callable[[], str]] = {
    OwnLine.MAILED_AGAIN: lambda: _("“%(message)s” opnieuw gemaild aan %(recipient)s."),
    OwnLine.NOT_MAILED: lambda: _("“%(message)s” is niet gemaild: %(problem)s."),
    OwnLine.NOT_MAILED_TO: lambda: _("“%(message)s” is niet gemaild aan %(recipient)s: %(problem)s."),
    OwnLine.NOT_ACTIVE: lambda: _("%(name)s is geen actieve contactpersoon meer"),
    OwnLine.NO_ADDRESS: lambda: _("van %(name)s is geen e-mailadres bekend"),
    OwnLine.NO_VALID_ADDRESS: lambda: _("dit is geen geldig e-mailadres"),
    OwnLine.MANY_CONFIRMATIONS: lambda: _(
        "naar dit adres, dat op de melding is ingevuld, gingen dit uur al %(count)s bevestigingen"
    ),
    OwnLine.MAIL_NOT_MADE: lambda: _(
        "de mail kon niet worden gemaakt; de functioneel beheerder vindt de oorzaak in het logboek"
    ),
    OwnLine.SEVERAL_SENDERS: lambda: _("De mail noemt meer dan één afzender."),
    OwnLine.TEXT_CUT: lambda: _("De tekst is ingekort; het geheel staat in de mail zelf."),
    OwnLine.FILE_TOO_LARGE: lambda: _("De bijlage “%(name)s” is te groot of een te veel; zij staat in de mail zelf."),
    OwnLine.FILE_NOT_KEPT: lambda: _(
        "In de bijlage “%(name)s” staat een wachtwoord of sleutel; niet bewaard (SLA 10)."
    ),
    OwnLine.FILE_WITH_VIRUS: lambda: _("In de bijlage “%(name)s” zit een virus (%(found)s); niet bewaard."),
    OwnLine.FILE_EMPTY: lambda: _("%(name)s was leeg."),
    OwnLine.SENDER_UNCHECKED: lambda: _("Van het antwoord per e-mail is de afzender niet nagegaan."),
    OwnLine.NAMES_TICKET: lambda: _("De mail noemt melding #%(number)s; misschien hoort zij daarbij."),
    OwnLine.MAY_BELONG: lambda: _("Misschien hoort melding #%(number)s hierbij: die mail noemt dit nummer."),
    OwnLine.JOINED_TO: lambda: _("Dit bericht hoort bij melding #%(number)s en staat nu daar."),
    OwnLine.JOINED_HERE: lambda: _(
        "Voegde de e-mail van %(moment)s hierbij; die was binnengekomen als melding #%(number)s."
    ),
}
