"""Joining a melding by e-mail to another: the form, the verb, and the button beside the line that names a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.tickets.verb import Verb, plain
from infra.errors import Refused
from infra.forms import RefusableForm
from mail.inbound import followed
from tickets import actions
from tickets.models import Status, Ticket, TimelineEntry
from tickets.own_words import OwnLine


class JoinForm(RefusableForm):
    into = forms.IntegerField(
        label=gettext_lazy("Voeg samen met melding nr."),
        help_text=gettext_lazy(
            "De mail wordt daar een antwoord van de klant. Hij krijgt geen bericht dat deze vervalt."
        ),
        min_value=1,
        max_value=2**53,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-autofocus": ""}),
        error_messages={
            "required": gettext_lazy("Vul het nummer van de melding in."),
            "invalid": gettext_lazy("Vul alleen het nummer in."),
        },
    )


def _join(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    into = Ticket.objects.visible_to(by).filter(pk=given["into"]).first()
    if into is None:
        raise Refused(_("Melding #%s bestaat niet.") % given["into"], field="into")
    return followed.join(ticket, into, by=by, now=now)


VERBS = (
    Verb(
        "voeg-samen",
        gettext_lazy("Als antwoord bij een andere melding"),
        gettext_lazy("Voeg samen"),
        gettext_lazy("Samengevoegd: de mail is nu een antwoord op deze melding."),
        plain(JoinForm),
        _join,
        leads_on=True,
    ),
)


@dataclass(frozen=True)
class Pointer:
    """A line names the melding `number`; where the two can be joined, `ticket` goes and `into` stays."""

    number: int
    ticket: int | None = None
    into: int | None = None


_JOINED = (OwnLine.JOINED_TO, OwnLine.JOINED_HERE)


def pointers(
    user: User, ticket: Ticket, entries: Sequence[TimelineEntry], *, can_join: bool
) -> dict[int, list[Pointer]]:
    """By line of the timeline, which other meldingen it names."""
    named = [(entry.pk, *each) for entry in entries for each in _named_in(entry.facts.own)]
    goes = {number for _pk, key, number in named if key == OwnLine.MAY_BELONG} if _has_room(user, ticket) else set()
    others = {other.pk: other for other in Ticket.objects.visible_to(user).filter(pk__in={each[2] for each in named})}
    goes = {number for number in goes if number in others and actions.is_joinable(others[number])}
    found: dict[int, list[Pointer]] = {}
    for pk, key, number in named:
        pointer = Pointer(number)
        if key == OwnLine.MAY_BELONG and number in goes:
            pointer = Pointer(number, ticket=number, into=ticket.pk)
        elif key == OwnLine.NAMES_TICKET and can_join and number in others and _has_room(user, others[number]):
            pointer = Pointer(number, ticket=ticket.pk, into=number)
        found.setdefault(pk, []).append(pointer)
    return found


def can_join(user: User, ticket: Ticket) -> bool:
    return user.has_perm("tickets.work_ticket") and actions.is_joinable(ticket)


def _has_room(user: User, ticket: Ticket) -> bool:
    return user.has_perm("tickets.work_ticket") and ticket.status not in (Status.GESLOTEN, Status.GEANNULEERD)


def _named_in(said: dict[str, Any] | None) -> Iterator[tuple[str, int]]:
    for each in said.get("lines", [said]) if said else []:
        if each["key"] in (OwnLine.NAMES_TICKET, OwnLine.MAY_BELONG, *_JOINED):
            yield each["key"], each["number"]
