"""The DAP of a concept, clause by clause (SLA 2.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import ClauseKind, DapClause, DapPerson, ServiceAgreement
from contracts.models.dap import SECTION_OF
from contracts.planned.recurrence import InvalidRule, parse
from contracts.verb import CHANGE, cleaned, locked_concept, require
from infra.errors import Refused
from sla.business_hours import WEEKDAYS, parse_windows

NUMBER = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}")
RECURRING = (ClauseKind.TEST_RESTORE, ClauseKind.SERVER_APK, ClauseKind.MAINTENANCE)
BOTH_SIDES = (ClauseKind.ESCALATION, ClauseKind.ROLES)  # clauses that name people of 1do too (SLA 4.1, 12)
MOST_LINES, LONGEST_LINE = 100, 200
FEWEST_REVIEWS, MOST_REVIEWS = 1, 12  # a year (SLA 11)


@transaction.atomic
def set_clause(
    concept: ServiceAgreement,
    *,
    by: User,
    now: datetime,
    clause: DapClause | None = None,
    kind: str,
    number: str = "",
    title: str = "",
    text: str = "",
    settings: Mapping[str, Any] | None = None,
    people: Sequence[Mapping[str, Any]] = (),
) -> DapClause:
    """Write a clause anew, or (with `clause`) in place of what it was. ValidationError names the field.

    Without a number it gets that of the section it fills in, without a title the name of its kind. `people`: rows of
    contact or user, step, starts_on and ends_on; they replace those who were named.
    """
    require(by, CHANGE)
    concept = locked_concept(concept)
    clause = _own_clause(concept, clause) if clause else DapClause(agreement=concept)
    clause.agreement = concept
    clause.kind = kind
    clause.number = _number(kind, cleaned(number))
    clause.title = cleaned(title) or _title(kind)
    clause.text = cleaned(text)
    clause.settings = clean_settings(kind, settings or {}, concept.starts_on)
    clause.full_clean()
    rows = [_person(concept, kind, row) for row in people]
    clause.save()
    clause.people.all().delete()
    for person in rows:
        person.clause = clause
        person.full_clean()
        person.save()
    return clause


@transaction.atomic
def remove_clause(clause: DapClause, *, by: User, now: datetime) -> None:
    require(by, CHANGE)
    concept = locked_concept(clause.agreement)
    clause = _own_clause(concept, clause)
    clause.agreement = concept
    clause.delete()


def clean_settings(kind: str, given: Mapping[str, Any], starts_on: date) -> dict[str, Any]:
    """The shapes of contracts/dap/queries.py, and nothing else. ValidationError on `settings`."""
    settings: dict[str, Any] = {}
    if kind == ClauseKind.MAINTENANCE and given.get("windows"):
        settings["windows"] = _windows(given["windows"])
    if kind in RECURRING and given.get("rrule"):
        rule = cleaned(given["rrule"]).upper().removeprefix("RRULE:")
        settings["rrule"] = _rule(rule, starts_on)
    if kind in RECURRING:
        for name in ("checklist", "items"):
            if lines := _texts(given.get(name)):
                settings[name] = lines
    return settings | (_review(given) if kind == ClauseKind.REVIEW else {})


def _review(given: Mapping[str, Any]) -> dict[str, Any]:
    per_year, points = given.get("per_year"), _texts(given.get("points"))
    if per_year is not None and (type(per_year) is not int or not FEWEST_REVIEWS <= per_year <= MOST_REVIEWS):
        raise ValidationError({"settings": _("Kies 1 tot en met 12 Service Reviews per jaar.")})
    return ({"per_year": per_year} if per_year else {}) | ({"points": points} if points else {})


def _own_clause(concept: ServiceAgreement, clause: DapClause) -> DapClause:
    own = concept.clauses.filter(pk=clause.pk).first()
    if own is None:
        raise Refused(_("Deze bepaling is intussen uit het concept gehaald."))
    return own


def _number(kind: str, number: str) -> str:
    number = number or SECTION_OF.get(kind, "")
    if not NUMBER.fullmatch(number):
        raise ValidationError({"number": _("Vul een nummer in als 7.2: cijfers, met een punt ertussen.")})
    return number


def _title(kind: str) -> str:
    """What a clause of text is about only its writer knows."""
    return str(ClauseKind(kind).label) if kind in SECTION_OF else ""


def _windows(given: Any) -> dict[str, list[list[str]]]:
    try:
        windows = {day: [[str(opens), str(closes)] for opens, closes in given[day]] for day in given}
        for spans in windows.values():
            parse_windows(spans)
    except (TypeError, ValueError, AttributeError, KeyError):
        windows = {"": []}
    if set(windows) - set(WEEKDAYS):
        raise ValidationError({"settings": _("Geef onderhoudstijden als 18:00-22:00, per weekdag en op volgorde.")})
    return {day: windows[day] for day in WEEKDAYS if windows.get(day)}


def _rule(rule: str, starts_on: date) -> str:
    try:
        parse(rule, starts_on)
    except InvalidRule as error:
        raise ValidationError({"settings": str(error)}) from None
    return rule


def _texts(given: Any) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list | tuple) or not all(isinstance(line, str) for line in given):
        raise ValidationError({"settings": _("Geef controlelijst en onderdelen als regels tekst.")})
    lines = [line for line in map(cleaned, given) if line]
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        words = {"lines": MOST_LINES, "length": LONGEST_LINE}
        raise ValidationError(
            {"settings": _("Een lijst heeft hoogstens %(lines)s regels van %(length)s tekens.") % words}
        )
    return lines


def _person(concept: ServiceAgreement, kind: str, row: Mapping[str, Any]) -> DapPerson:
    """A contact of this customer; for a clause about both parties also somebody of 1do (SLA 4.1, 12)."""
    contact, user, step = row.get("contact"), row.get("user"), row.get("step")
    if (contact is None) == (user is None):
        raise _nobody(_("Kies bij elke regel één persoon."))
    if contact and (contact.customer_id != concept.customer_id or not contact.is_active):
        raise _nobody(_("%(name)s is geen actieve contactpersoon van deze klant.") % {"name": contact})
    if user and (kind not in BOTH_SIDES or not user.is_house or not user.is_active):
        raise _nobody(
            _("%(name)s kan hier niet worden genoemd: kies een contactpersoon van de klant.") % {"name": user}
        )
    if kind != ClauseKind.ESCALATION:
        step = None
    elif step not in [each.step for each in concept.edition.rules.escalation]:
        raise _nobody(_("Kies bij %(name)s een trede van SLA 12.") % {"name": contact or user})
    return DapPerson(contact=contact, user=user, step=step, starts_on=row.get("starts_on"), ends_on=row.get("ends_on"))


def _nobody(message: str) -> ValidationError:
    return ValidationError({"people": message})
