"""Links between meldingen, known outages, and one message to all that fall under one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.links.forms import LinkForm, OutageForm, TellAllForm, UnderOutageForm, UnlinkForm
from desk.merging.verbs import find
from desk.tickets.verb import Passing, Verb, plain
from tickets import actions
from tickets.links.actions import ToldOfAll
from tickets.models import Ticket, TicketLink
from tickets.values import LinkKind


def _link(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.link(ticket, find(given["into"], by), by=by, now=now, kind=given["kind"])


def _unlink(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.unlink(TicketLink.objects.get(pk=given["link"]), by=by, now=now)


def _under(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.link(ticket, given["outage"].ticket, by=by, now=now, kind=LinkKind.CHILD)


def _tell(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> list[ToldOfAll]:
    return actions.tell_all(
        ticket,
        by=by,
        now=now,
        text=given["text"],
        to=given["to"],
        solved=given["solved"],
        form_token=given["form_token"],
    )


def _told(done: list[ToldOfAll], now: datetime) -> str:
    """Who was told, and who was not and why."""
    missed = [each for each in done if each.why_not]
    words = _("Verstuurd bij %(n)s van %(all)s meldingen.") % {"n": len(done) - len(missed), "all": len(done)}
    return " ".join([words, *(f"#{each.number}: {each.why_not}" for each in missed)])


VERBS = (
    Verb(
        "koppel",
        gettext_lazy("Koppelen aan een andere melding"),
        gettext_lazy("Koppel"),
        gettext_lazy("Gekoppeld."),
        plain(LinkForm),
        _link,
    ),
    Verb(
        "ontkoppel",
        gettext_lazy("Koppeling weghalen"),
        gettext_lazy("Haal weg"),
        gettext_lazy("De koppeling is weg."),
        UnlinkForm,
        _unlink,
    ),
    Verb(
        "storing",
        gettext_lazy("Bekende storing"),
        gettext_lazy("Bewaar"),
        gettext_lazy("De storing is bekend: nieuwe meldingen kunnen eronder vallen."),
        OutageForm,
        Passing(actions.declare_outage),
    ),
    Verb(
        "bij-storing",
        gettext_lazy("Hoort bij een bekende storing"),
        gettext_lazy("Voeg toe"),
        gettext_lazy("De melding valt nu onder de storing."),
        UnderOutageForm,
        _under,
    ),
    Verb(
        "bericht-aan-alle",
        gettext_lazy("Bericht aan alle melders"),
        gettext_lazy("Verstuur"),
        "",
        TellAllForm,
        _tell,
        also=_told,
    ),
)
