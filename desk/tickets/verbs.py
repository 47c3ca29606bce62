"""What can be done with a ticket at the desk besides writing: each with its words, its form, and its action."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.roster.queries import absent_at, away_until
from desk.advice import verbs as advice_verbs
from desk.approvals import verbs as approvals_verbs
from desk.choices import workers
from desk.coverage import verbs as coverage_verbs
from desk.escalation import verbs as escalation_verbs
from desk.links import verbs as links_verbs
from desk.merging import verbs as merging_verbs
from desk.moving import verbs as moving_verbs
from desk.paging import verbs as paging_verbs
from desk.planned import verbs as planned_verbs
from desk.planned.forms import resolve_words
from desk.projects import verbs as projects_verbs
from desk.quiet import verbs as quiet_verbs
from desk.satisfaction import verbs as satisfaction_verbs
from desk.secrets import verbs as secret_verbs
from desk.splitting import verbs as splitting_verbs
from desk.suppliers import verbs as suppliers_verbs
from desk.suppliers.forms import WaitForSomebodyForm
from desk.tickets import join
from desk.tickets.forms import AssignForm, ClassifyForm, DetailsForm
from desk.tickets.verb import Passing, Verb
from desk.tickets.verb import plain as _plain
from desk.tickets.verb import text as _text
from infra.forms import RefusableForm
from sla.wording import away_words
from tickets import actions
from tickets.models import Ticket


def _assign_form(data: Any, ticket: Ticket) -> RefusableForm:
    away = absent_at(timezone.now()) - {ticket.assignee_id}  # who has it keeps it, unless somebody chooses otherwise
    return AssignForm(
        data,
        choices=workers(away=away),
        initial={"assignee": ticket.assignee_id, "team": ticket.team_id},
    )


def _resolve_form(data: Any, ticket: Ticket) -> RefusableForm:
    return _text(*resolve_words(ticket))(data, ticket)


def _classify_form(data: Any, ticket: Ticket) -> RefusableForm:
    return ClassifyForm(data, initial={"kind": ticket.kind, "impact": ticket.impact, "urgency": ticket.urgency})


def _details_form(data: Any, ticket: Ticket) -> RefusableForm:
    return DetailsForm(data, initial={name: getattr(ticket, name) for name in DetailsForm.base_fields})


def _take(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.take(ticket, by=by, now=now)


def _take_over(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.assign(ticket, by=by, now=now, assignee=by)


def _start(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.start_work(ticket, by=by, now=now)


def _resume(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.resume(ticket, by=by, now=now)


def _waive_answer(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.waive_answer(ticket, by=by, now=now)


def _take_back(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.take_back_reopening(ticket, by=by, now=now)


def _assign(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    assignee = User.objects.filter(pk=given["assignee"]).first() if given["assignee"] else None
    team = Team.objects.filter(pk=given["team"]).first() if given["team"] else None
    return actions.assign(ticket, by=by, now=now, assignee=assignee, team=team, text=given["text"])


def _is_away(ticket: Ticket, now: datetime) -> str:
    """Who has it now, where he is not here."""
    until = away_until(ticket.assignee, now) if ticket.assignee else None
    return _("%(name)s is %(away)s.") % {"name": ticket.assignee, "away": away_words(until)} if until else ""


def _classify(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.classify(
        ticket,
        by=by,
        now=now,
        kind=given["kind"],
        impact=given["impact"],
        urgency=given["urgency"] or None,
        reason=given["reason"],
    )


VERBS: dict[str, Verb] = {
    verb.slug: verb
    for verb in (
        Verb(
            "neem-aan",
            _("Melding aannemen"),
            _("Neem aan"),
            _("De melding is van jou."),
            _plain(RefusableForm),
            _take,
            asks=False,
        ),
        Verb(
            "neem-over",
            _("Melding overnemen"),
            _("Neem over"),
            _("De melding is nu van jou."),
            _plain(RefusableForm),
            _take_over,
            asks=False,
        ),
        Verb(
            "start",
            _("Werk beginnen"),
            _("Start werk"),
            _("Het werk is begonnen; dit moment is vastgelegd."),
            _plain(RefusableForm),
            _start,
            asks=False,
            undoable=True,
        ),
        Verb(
            "hervat",
            _("Wachten beëindigen"),
            _("Beëindig het wachten"),
            _("De klok loopt weer."),
            _plain(RefusableForm),
            _resume,
            asks=False,
            undoable=True,
        ),
        Verb(
            "geen-antwoord",
            _("Geen antwoord nodig"),
            _("Geen antwoord nodig"),
            _("De klant wacht niet op een antwoord."),
            _plain(RefusableForm),
            _waive_answer,
            asks=False,
        ),
        Verb(
            "wacht",
            _("Wachten"),
            _("Laat wachten"),
            _("De klok staat stil."),
            WaitForSomebodyForm,
            Passing(actions.wait),
            answers=True,
            undoable=True,
        ),
        Verb(
            "los-op",
            _("Oplossen"),
            _("Los op"),
            _("De melding is opgelost."),
            _resolve_form,
            Passing(actions.resolve),
            answers=True,
            undoable=True,
        ),
        Verb(
            "heropen",
            _("Heropenen"),
            _("Heropen"),
            _("De melding is weer open."),
            _text(_("Wat is er nog niet goed?"), _("De klant leest dit.")),
            Passing(actions.reopen),
            undoable=True,
        ),
        Verb(
            "bedankje",
            _("Was een bedankje"),
            _("Was een bedankje"),
            _("De melding is weer opgelost, alsof die niet was heropend."),
            _plain(RefusableForm),
            _take_back,
            asks=False,
        ),
        Verb(
            "sluit",
            _("Sluiten"),
            _("Sluit de melding"),
            _("De melding is gesloten."),
            _text(_("Nog iets te zeggen?"), _("Niet verplicht; de klant leest dit.")),
            Passing(actions.close),
            answers=True,
            undoable=True,
        ),
        Verb(
            "annuleer",
            _("Melding annuleren"),
            _("Annuleer de melding"),
            _("De melding is geannuleerd."),
            _text(_("Waarom vervalt deze melding?"), _("De klant leest dit en krijgt er bericht van.")),
            Passing(actions.cancel),
            is_danger=True,
            undoable=True,
        ),
        Verb(
            "wijs-toe",
            _("Toewijzen"),
            _("Wijs toe"),
            _("De melding is toegewezen."),
            _assign_form,
            _assign,
            also=_is_away,
        ),
        Verb(
            "indeling", _("Indeling wijzigen"), _("Wijzig"), _("De indeling is gewijzigd."), _classify_form, _classify
        ),
        Verb(
            "gegevens",
            _("Gegevens aanvullen"),
            _("Bewaar"),
            _("De gegevens zijn bewaard."),
            _details_form,
            Passing(actions.change_details),
        ),
        *join.VERBS,
        *merging_verbs.VERBS,
        *splitting_verbs.VERBS,
        *moving_verbs.VERBS,
        *links_verbs.VERBS,
        *quiet_verbs.VERBS,
        *planned_verbs.VERBS,
        *coverage_verbs.VERBS,
        *advice_verbs.VERBS,
        *approvals_verbs.VERBS,
        *escalation_verbs.VERBS,
        *paging_verbs.VERBS,
        *suppliers_verbs.VERBS,
        *secret_verbs.VERBS,
        *satisfaction_verbs.VERBS,
        *projects_verbs.VERBS,
    )
}


def get(slug: str) -> Verb:
    if slug not in VERBS:
        raise Http404
    return VERBS[slug]
