"""How a value of the domain looks on every screen: its colour, its shape, its word. The templates only draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext_lazy as _

from contracts.coverage.rules import Verdict
from sla.events import Party
from sla.priority import Priority, TicketKind
from tickets.models import ApprovalStatus, Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()


@dataclass(frozen=True)
class Look:
    """`tone` is a class of tokens.css, `icon` a name of Lucide; `label` is empty where the caller has his own words."""

    tone: str
    icon: str = ""
    label: StrOrPromise = ""


_STATUS = {
    Status.NIEUW: Look("tone-neutral", "circle"),
    Status.IN_BEHANDELING: Look("tone-accent", "play"),
    Status.WACHT_OP_KLANT: Look("tone-warning", "user"),
    Status.WACHT_OP_LEVERANCIER: Look("tone-neutral", "truck"),
    Status.INGEPLAND: Look("tone-neutral", "calendar-clock"),
    Status.OPGELOST: Look("tone-success", "check"),
    Status.GESLOTEN: Look("tone-neutral", "lock"),
    Status.GEANNULEERD: Look("tone-neutral", "ban"),
}
_PRIORITY = {
    Priority.KRITISCH: Look("tone-danger", "siren", Priority.KRITISCH.label),
    Priority.ERNSTIG: Look("tone-warning", "triangle-alert", Priority.ERNSTIG.label),
    Priority.STANDAARD: Look("tone-info", "circle-dot", Priority.STANDAARD.label),
    Priority.LAAG: Look("tone-neutral", "arrow-down", Priority.LAAG.label),
}
_KIND: dict[str, Look] = {
    TicketKind.SERVICEVRAAG: Look("tone-neutral", "circle-question-mark", TicketKind.SERVICEVRAAG.label),
    TicketKind.AANPASSING: Look("tone-neutral", "wrench", TicketKind.AANPASSING.label),
}
_UNKNOWN_PRIORITY = Look("tone-neutral", "circle-dashed", _("Nog niet bepaald"))
_VERDICT = {
    Verdict.INBEGREPEN: Look("tone-success", "circle-check", Verdict.INBEGREPEN.label),
    Verdict.FAIR_USE: Look("tone-info", "scale", Verdict.FAIR_USE.label),
    Verdict.MEERWERK: Look("tone-warning", "euro", Verdict.MEERWERK.label),
    Verdict.OPTIE: Look("tone-neutral", "circle-plus", Verdict.OPTIE.label),
    Verdict.NIET_AANGEBODEN: Look("tone-neutral", "circle-slash", Verdict.NIET_AANGEBODEN.label),
    Verdict.GEEN_SLA: Look("tone-danger", "file-x", Verdict.GEEN_SLA.label),
}
_APPROVAL = {
    ApprovalStatus.ASKED: Look("tone-warning", "hourglass"),
    ApprovalStatus.GRANTED: Look("tone-success", "check"),
    ApprovalStatus.DECLINED: Look("tone-danger", "x"),
    ApprovalStatus.WITHDRAWN: Look("tone-neutral", "undo-2"),
}
_PARTY_TONES = {Party.HOUSE: "tone-accent", Party.CUSTOMER: "tone-warning", Party.SUPPLIER: "tone-info"}
_TIME = {
    "ok": Look("tone-accent"),
    "soon": Look("tone-warning"),
    "late": Look("tone-danger", "clock-alert"),
    "missed": Look("tone-warning", "clock-alert"),
    "met": Look("tone-success", "check"),
    "paused": Look("tone-neutral", "pause"),
    "none": Look("tone-neutral"),
}


@register.filter
def status_look(status: str) -> Look:
    """Of a tickets.models.Status."""
    return _STATUS[Status(status)]


@register.filter
def priority_look(priority: str | None, kind: str) -> Look:
    """Of the priority; of the kind when there is none, because only incidents have one (SLA 7.7 to 7.9)."""
    if priority:
        return _PRIORITY[Priority(priority)]
    return _KIND.get(kind, _UNKNOWN_PRIORITY)


@register.filter
def verdict_look(verdict: str) -> Look | None:
    """None of what nobody has decided about."""
    return _VERDICT[Verdict(verdict)] if verdict else None


@register.filter
def approval_look(status: str) -> Look:
    """Of a tickets.models.ApprovalStatus."""
    return _APPROVAL[ApprovalStatus(status)]


@register.filter
def party_tone(party: str) -> str:
    """1do the accent, the customer amber, a supplier blue."""
    return _PARTY_TONES[Party(party)]


@register.filter
def time_look(tone: str) -> Look:
    """Of the tone of tickets.clock.timeleft.TimeLeft."""
    return _TIME[tone]
