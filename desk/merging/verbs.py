"""Merging two meldingen about one thing, and taking them apart again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.merging.forms import MergeForm, UnmergeForm
from desk.tickets.verb import Verb
from infra.errors import Refused
from tickets import actions
from tickets.models import Ticket


def find(number: int, by: User, *, field: str = "into") -> Ticket:
    found = Ticket.objects.visible_to(by).filter(pk=number).first()
    if found is None:
        raise Refused(_("Melding #%s bestaat niet.") % number, field=field)
    return found


def _merge(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    other = find(given["into"], by)
    return actions.merge(ticket, other, by=by, now=now, sight_confirmed=given["sight_confirmed"])


def _unmerge(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    return actions.unmerge(find(int(given["number"]), by, field="number"), by=by, now=now)


def _stays(done: Ticket, now: datetime) -> str:
    return _("Alles staat nu in #%s.") % done.pk


VERBS = (
    Verb(
        "samenvoegen",
        gettext_lazy("Samenvoegen met een andere melding"),
        gettext_lazy("Voeg samen"),
        gettext_lazy("Samengevoegd."),
        MergeForm,
        _merge,
        also=_stays,
        leads_on=True,
    ),
    Verb(
        "uit-elkaar",
        gettext_lazy("Samenvoegen ongedaan maken"),
        gettext_lazy("Haal uit elkaar"),
        gettext_lazy("Deze melding staat weer apart, met haar eigen klok."),
        UnmergeForm,
        _unmerge,
        leads_on=True,
    ),
)
