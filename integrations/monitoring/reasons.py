"""Why an alert that fires is on no ticket: kept as a key and facts, put into words when somebody reads it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

Held = dict[str, Any]
"""As it is kept: `key`, a Reason, beside what its sentence names; plain JSON. Empty when nothing holds it."""


class Reason(StrEnum):
    HOST_OFF = "host_off"
    PLANNED_WORK = "planned_work"
    REFUSED = "refused"
    SHARED_NAME = "shared_name"
    UNKNOWN_CUSTOMER = "unknown_customer"
    UNKNOWN_ACCOUNT = "unknown_account"
    OTHER_CUSTOMER = "other_customer"
    UNKNOWN_HOST = "unknown_host"


FOR_SOMEBODY = frozenset({Reason.SHARED_NAME, Reason.UNKNOWN_CUSTOMER, Reason.UNKNOWN_ACCOUNT, Reason.OTHER_CUSTOMER})
"""An agent says whose it is: no later moment and no sweep answers that."""


def held(key: Reason, **facts: Any) -> Held:
    return {"key": str(key), **facts}


def is_for_somebody(why: Mapping[str, Any]) -> bool:
    return why.get("key") in FOR_SOMEBODY


def is_muted(why: Mapping[str, Any]) -> bool:
    """On purpose: it is reported when that is over, and not from when it came."""
    return bool(why) and not is_for_somebody(why) and why["key"] != Reason.UNKNOWN_HOST


def held_words(why: Mapping[str, Any]) -> str:
    return _WORDS[Reason(why["key"])]() % why if why else ""


_WORDS: Mapping[Reason, Callable[[], str]] = MappingProxyType(
    {
        Reason.HOST_OFF: lambda: _("Voor deze host zijn meldingen uitgezet."),
        Reason.PLANNED_WORK: lambda: _("Er loopt gepland werk (#%(ticket)s)."),
        Reason.REFUSED: lambda: "%(text)s",
        Reason.SHARED_NAME: lambda: _("Meer klanten hebben een host met deze naam."),
        Reason.UNKNOWN_CUSTOMER: lambda: _("Het bericht noemt “%(said)s”; zo heet geen klant."),
        Reason.UNKNOWN_ACCOUNT: lambda: _(
            "Het bericht noemt “%(said)s”; van welke klant dat is, staat niet in de tabel."
        ),
        Reason.OTHER_CUSTOMER: lambda: _("Het bericht noemt “%(said)s”, maar het token is van een andere klant."),
        Reason.UNKNOWN_HOST: lambda: "",  # nothing keeps it: it is nobody's until its host or its customer is known
    }
)
