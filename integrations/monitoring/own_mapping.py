"""The mapping of a token: what it would make of what came last, and saving it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from accounts.actions import MANAGE_TOKENS
from accounts.models import ApiToken, Scope, User
from contracts.models import Customer
from infra.errors import Refused
from integrations.models import AlertBody, AlertMapping, AlertMappingChange
from integrations.monitoring.adapters import MOST_AT_ONCE
from integrations.monitoring.alert_bodies import Parsed, read_text
from integrations.monitoring.field_mapping import (
    LONGEST_PATH,
    REQUIRED,
    ROLES,
    FieldMapping,
    Ignored,
    fields_of,
    value_at,
)
from integrations.monitoring.handing_in import read_signals
from integrations.monitoring.owners import bound_customer, find_owner
from integrations.monitoring.reasons import held_words
from integrations.monitoring.signals import NotAnAlert, Signal
from integrations.monitoring.tool_customers import KnownCustomers, known_in

ZONES = (
    "Europe/Amsterdam", "UTC", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Chicago",
    "America/Los_Angeles", "Asia/Kolkata", "Asia/Singapore", "Australia/Sydney",
)  # fmt: skip
MOST_WORDS, LONGEST_WORD, MOST_TRIED = 50, 60, 5
MOST_STATES = 12
# What tools call it, for a first proposal: a person looks at it before it is saved.
_USUAL = {
    "host": "hostname host devicename device_name device machine server computer systemname toestel node",
    "name": "alert alertname title subject check service name trigger rule melding naam",
    "state": "state status stand event_type condition toestand",
    "severity": "severity priority level ernst prioriteit",
    "number": "alert_id alertid alert_uid event_id incident_id seriesuid",
    "customer": "customer client klant organisation organization site company",
    "text": "message description text details omschrijving output",
    "url": "url link href",
    "time": "time timestamp datetime date tijd tijdstip",
}
_USUAL_RECOVERED = ("ok", "resolved", "recovered", "recovery", "up", "closed", "hersteld")


@dataclass(frozen=True)
class Trial:
    """What would become of one signal of a body. `is_firing` None: it is skipped, or cannot be read (`problem`).
    `fault`: it names another customer than the token is of, which changes nothing (SLA 6.1)."""

    host: str = ""
    name: str = ""
    is_firing: bool | None = None
    problem: str = ""
    skipped: str = ""
    customer: Customer | None = None
    is_known_host: bool = False
    why: str = ""
    is_fault: bool = False
    severity: str = ""
    is_critical: bool = False


@dataclass(frozen=True)
class TriedBody:
    """`problem`: nothing of it can be read. `more`: signals in it that are not shown."""

    row: AlertBody
    trials: Sequence[Trial] = ()
    problem: str = ""
    is_valid: bool = True
    more: int = 0


def last_bodies(token: ApiToken, number: int = 10) -> list[AlertBody]:
    return list(AlertBody.objects.filter(token=token).order_by("-pk")[:number])


def parsed_of(row: AlertBody) -> Parsed | None:
    try:
        return read_text(row.text)
    except NotAnAlert:
        return None


def try_out(fields: FieldMapping | None, token: ApiToken, rows: Iterable[AlertBody]) -> list[TriedBody]:
    """Of each body, without anything being opened or counted. Without a mapping: as the adapters read it."""
    bound = bound_customer(token.user)
    return [_try_body(fields, token, row, bound) for row in rows]


def _try_body(fields: FieldMapping | None, token: ApiToken, row: AlertBody, bound: Customer | None) -> TriedBody:
    is_valid = True
    try:
        parsed = read_text(row.text)
        is_valid = parsed.is_valid
        found = read_signals(parsed, fields, token)
    except NotAnAlert as problem:
        return TriedBody(row, problem=problem.message, is_valid=is_valid)
    shown = found[:MOST_TRIED]
    known = known_in([one for one in shown if isinstance(one, Signal)], token, bound)
    trials = [_try_signal(one, bound, known) for one in shown]
    return TriedBody(row, trials, is_valid=is_valid, more=max(0, len(found) - MOST_TRIED))


def _try_signal(one: Signal | NotAnAlert | Ignored, bound: Customer | None, known: KnownCustomers) -> Trial:
    if isinstance(one, NotAnAlert):
        return Trial(problem=one.message)
    if isinstance(one, Ignored):
        return Trial(one.host, one.name, skipped=one.why)
    if one.is_note:
        return Trial(one.host, one.name, skipped=one.remark or _("Verandert niets aan het bericht."))
    with transaction.atomic():  # as it would be found, so with its hosts locked: for the moment of asking alone
        owner = find_owner(one, bound, known)
    return Trial(
        one.host,
        one.name,
        one.is_firing,
        customer=owner.customer,
        is_known_host=owner.host is not None if owner.customer else bool(owner.hosts),
        why=held_words(owner.why) if owner.why else "",
        is_fault=bound is not None and owner.why is not None,
        severity=one.severity,
        is_critical=one.is_critical,
    )


def fields_seen(rows: Iterable[AlertBody]) -> dict[str, str]:
    """Every field of the last bodies, by path, with the newest value that it had."""
    found: dict[str, str] = {}
    for row in rows:
        if parsed := parsed_of(row):
            for path, value in fields_of(parsed.value).items():
                found[path] = found.get(path) or value
    return found


def states_seen(rows: Iterable[AlertBody], path: str) -> list[str]:
    """What stood there in the last bodies, so that somebody can say which of it means recovered."""
    found: dict[str, None] = {}
    for row in rows if path else ():
        parsed = parsed_of(row)
        items = parsed.value if parsed and isinstance(parsed.value, list) else [parsed.value] if parsed else []
        for item in items[:MOST_AT_ONCE]:
            word = value_at(item, path)
            if word and len(word) <= LONGEST_WORD and not re.search(r"[,;\n]", word):
                found.setdefault(word)
    return list(found)[:MOST_STATES]


def proposed(fields: Iterable[str]) -> FieldMapping:
    """By what tools usually call their fields; each field for one thing."""
    left, paths = list(fields), {}
    for role, usual in _USUAL.items():
        words = usual.split()
        rank = {path: words.index(key) for path in left for key in _last_keys(path) if key in words}
        if rank:
            paths[role] = min(rank, key=lambda path: rank[path])
            left.remove(paths[role])
    return FieldMapping(paths, _USUAL_RECOVERED)


def _last_keys(path: str) -> tuple[str, str]:
    """Of device.name: "name" and "devicename"."""
    *_before, one, last = ["", *re.sub(r"(\.\d+)+$", "", path).casefold().split(".")]
    return last, one + last


@transaction.atomic
def save_mapping(
    token: ApiToken,
    *,
    by: User,
    now: datetime,
    is_on: bool,
    paths: dict[str, str],
    recovered: Sequence[str] = (),
    ignored: Sequence[str] = (),
    zone: str = ZONES[0],
) -> AlertMapping:
    """From now on the token's bodies are read so. What was, stays in its history; the same again changes nothing."""
    if not by.has_perm(MANAGE_TOKENS):
        raise PermissionDenied
    if Scope.ALERTS_WRITE not in token.scopes:
        raise Refused(_("Dit token levert geen berichten van monitoring in."))
    said: dict[str, Any] = {"is_on": is_on, "zone": zone}
    said["paths"] = {role: path for role, path in paths.items() if role in ROLES and path}
    said |= {"recovered": _words(recovered, "recovered"), "ignored": _words(ignored, "ignored")}
    _check(said)
    ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    mapping = AlertMapping.objects.filter(token=token).first() or AlertMapping(token=token)
    if mapping.pk and all(getattr(mapping, name) == value for name, value in said.items()):
        return mapping
    for name, value in said.items():
        setattr(mapping, name, value)
    mapping.save()
    AlertMappingChange.objects.create(token=token, at=now, by=by, data=said)
    return mapping


def mappings_of_others(token: ApiToken) -> QuerySet[AlertMapping]:
    """Those that a new token may begin with: of its own user first, for it follows one of those up; newest first."""
    of_its_user = Case(When(token__user=token.user_id, then=0), default=1)
    others = AlertMapping.objects.exclude(token=token).select_related("token__user")
    return others.order_by(of_its_user, "-token__created_at", "-token")


@transaction.atomic
def take_over_mapping(token: ApiToken, *, by: User, now: datetime, mapping: AlertMapping) -> AlertMapping:
    """Of a token that it follows up: its fields as they are now, each token its own from then on. A mapping that is
    there already stays."""
    ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if AlertMapping.objects.filter(token=token).exists():
        raise Refused(_("Dit token heeft intussen een eigen veldindeling."), field="mapping")
    fields = {name: getattr(mapping, name) for name in ("is_on", "paths", "recovered", "ignored", "zone")}
    return save_mapping(token, by=by, now=now, **fields)


def _check(said: dict[str, Any]) -> None:
    for role in REQUIRED:
        if said["is_on"] and role not in said["paths"]:
            raise Refused(_("Kies in welk veld dit staat, of zet de eigen veldindeling uit."), field=role)
    for role, path in said["paths"].items():
        if len(path) > LONGEST_PATH:
            raise Refused(_("Dit veld heeft een te lange naam."), field=role)
    both = {word.casefold() for word in said["recovered"]} & {word.casefold() for word in said["ignored"]}
    if both:
        raise Refused(_("“%s” staat ook bij de woorden voor hersteld.") % sorted(both)[0], field="ignored")
    if said["zone"] not in ZONES:
        raise Refused(_("Kies een tijdzone uit de lijst."), field="zone")


def _words(words: Sequence[str], field: str) -> list[str]:
    found = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(found) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in found):
        raise Refused(_("Hoogstens 50 woorden van hoogstens 60 tekens."), field=field)
    return found
