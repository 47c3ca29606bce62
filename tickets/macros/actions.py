"""Keeping standard answers, and carrying out their steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Team, User
from infra.errors import Refused
from sla.priority import TicketKind
from sla.wording import duration_words
from tickets.coverage.actions import describe_work
from tickets.lifecycle.classifying import classify
from tickets.lifecycle.handling import assign
from tickets.macros.placeholders import PLACEHOLDERS, fill, unknown_in, written
from tickets.models import Macro, MacroEnd, MacroScope, Ticket
from tickets.time.actions import log_time
from tickets.verb import locked, own_token

__all__ = ["MacroTerms", "Step", "apply_macro", "change_macro", "fill", "keep_macro", "remove_macro", "steps_of"]


@dataclass(frozen=True)
class MacroTerms:
    """What somebody filled in."""

    name: str
    scope: str
    text: str = ""
    team: Team | None = None
    is_note: bool = False
    then: str = MacroEnd.NONE
    minutes: int | None = None
    activity: str = "support"
    kind: str = ""
    impact: int | None = None
    urgency: str = ""
    item_type: str = ""
    takes: bool = False
    hands_to: Team | None = None


def keep_macro(terms: MacroTerms, *, by: User, now: datetime) -> Macro:
    _require_may_share(terms.scope, by)
    macro = Macro(changed_by=by, changed_at=now)
    _put(macro, terms, by=by)
    macro.save()
    return macro


def change_macro(macro: Macro, terms: MacroTerms, *, by: User, now: datetime) -> Macro:
    """What is shared stays shared, or becomes the own one of who says so."""
    if not Macro.objects.kept_by(by).filter(pk=macro.pk).exists():
        raise PermissionDenied
    _require_may_share(terms.scope, by)
    _put(macro, terms, by=by)
    macro.changed_by, macro.changed_at = by, now
    macro.save()
    return macro


def remove_macro(macro: Macro, *, by: User, now: datetime) -> Macro:
    """Nobody finds it any more; what was sent with it stays as it is."""
    if not Macro.objects.kept_by(by).filter(pk=macro.pk).exists():
        raise PermissionDenied
    macro.is_active, macro.changed_by, macro.changed_at = False, by, now
    macro.save(update_fields=["is_active", "changed_by", "changed_at"])
    return macro


def _require_may_share(scope: str, by: User) -> None:
    if scope != MacroScope.OWN and not by.has_perm("tickets.keep_macros"):
        raise Refused(_("Alleen een coördinator deelt standaardantwoorden; bewaar het voor jezelf."), field="scope")


def _put(macro: Macro, terms: MacroTerms, *, by: User) -> None:
    """Checked here, so that nothing is found wrong only when a customer waits for it."""
    if not terms.name.strip():
        raise Refused(_("Geef het een naam, waaraan je het terugvindt."), field="name")
    if not terms.text.strip():
        raise Refused(_("Schrijf de tekst."), field="text")
    if unknown := unknown_in(terms.text):
        words = {"name": written(unknown[0]), "known": ", ".join(written(name) for name in PLACEHOLDERS)}
        raise Refused(_("%(name)s bestaat niet. Wat je kunt invullen: %(known)s.") % words, field="text")
    if terms.scope == MacroScope.TEAM and terms.team is None:
        raise Refused(_("Kies van welk team het is."), field="team")
    if terms.is_note and terms.then:
        raise Refused(_("Een notitie verandert de status niet; kies een antwoord, of laat de status."), field="then")
    if terms.takes and terms.hands_to:
        raise Refused(_("Op jouw naam of naar een team: kies er een."), field="hands_to")
    if bool(terms.impact) != bool(terms.urgency) or (terms.impact and terms.kind != TicketKind.INCIDENT):
        raise Refused(_("Kies impact en urgentie allebei; alleen een incident heeft ze."), field="kind")
    for name in ("name", "text", "is_note", "then", "minutes", "activity", "kind", "impact", "urgency", "item_type"):
        setattr(macro, name, getattr(terms, name))
    macro.scope, macro.takes, macro.hands_to = terms.scope, terms.takes, terms.hands_to
    macro.owner = by if terms.scope == MacroScope.OWN else None
    macro.team = terms.team if terms.scope == MacroScope.TEAM else None


@dataclass(frozen=True)
class Step:
    icon: str
    words: str


def steps_of(macro: Macro) -> Sequence[Step]:
    """What it does besides its text, in the order in which it is done."""
    found = []
    if macro.takes:
        found.append(Step("hand", _("op jouw naam")))
    if macro.hands_to:
        found.append(Step("user-round-plus", _("naar team %s") % macro.hands_to.name))
    if macro.kind:
        found.append(Step("tags", _classified_as(macro)))
    if macro.item_type:
        found.append(Step("monitor", macro.get_item_type_display().lower()))
    if macro.minutes:
        found.append(Step("timer", _("%s schrijven") % duration_words(timedelta(minutes=macro.minutes))))
    if macro.then:
        found.append(Step("pause" if macro.then == MacroEnd.WAIT else "circle-check", macro.get_then_display().lower()))
    return found


def _classified_as(macro: Macro) -> str:
    if macro.impact and macro.urgency:
        return _("impact %(impact)s, urgentie %(urgency)s") % {"impact": macro.impact, "urgency": macro.urgency}
    return str(TicketKind(macro.kind).label).lower()


@transaction.atomic
def apply_macro(ticket: Ticket, macro: Macro, *, by: User, now: datetime, form_token: str = "") -> None:
    """Its steps but for the message itself, each a verb of its own; the caller has a transaction around both, so that a
    step that is refused leaves nothing. What the melding is already, is not said again, and a form that is sent twice
    does them once. Who undoes the message keeps what its steps did: the time was spent.
    """
    ticket = locked(ticket)
    token = own_token(by, form_token)
    if token is not None and ticket.timeline.filter(form_token=token).exists():
        return
    if macro.kind:
        reason = _("Ingedeeld bij het antwoord hieronder.")
        classify(
            ticket,
            by=by,
            now=now,
            kind=macro.kind,
            impact=macro.impact if macro.impact else ticket.impact if macro.kind == ticket.kind else None,
            urgency=macro.urgency or (ticket.urgency if macro.kind == ticket.kind else None),
            reason=reason,
        )
    if macro.item_type and macro.item_type != ticket.item_type:
        facts = ("service", "features", "small_change", "user_accounts", "extra_supervision", "unsupported")
        kept = {name: getattr(ticket, name) for name in facts}
        describe_work(ticket, by=by, now=now, item_type=macro.item_type, **kept)
    if macro.takes:
        assign(ticket, by=by, now=now, assignee=by)
    if macro.hands_to:
        assign(ticket, by=by, now=now, team=macro.hands_to)
    if macro.minutes:
        log_time(ticket, by=by, now=now, minutes=macro.minutes, activity=macro.activity, text=macro.name)
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1, last_used_at=now)
