"""The two annexes of an agreement: the tables of its SLA edition, and its DAP clause by clause (SLA 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contracts.agreements.blocks import Block, coverage, facts, lines, section, table, text
from contracts.agreements.diff import in_order, long_day
from contracts.agreements.terms import Terms
from contracts.coverage.table import whole_table
from contracts.dap.words import settings_words
from contracts.models import DapClause, DapPerson, ServiceAgreement
from contracts.planned.maintenance import MaintenanceHours
from sla.dutch_days import DutchDay
from sla.edition import EditionRules
from sla.priority import Impact, Urgency

NOTHING = "–"


def sla_annex(agreement: ServiceAgreement) -> dict[str, Any]:
    """The edition as it was when it was agreed; its hash says exactly which."""
    rules = agreement.edition.rules
    parts = [
        (_("Bereikbaarheid"), "3.1", _reachability(agreement, rules)),
        (
            _("Onderdelen per SLA-vorm"),
            "5.2",
            [coverage(whole_table(Terms(rules, {})), _("De tabel van deze versie van de SLA:"))],
        ),
        (_("Werkzaamheden binnen Managed IT Plus"), "6.3", [lines(each.text for each in rules.work_inside.values())]),
        (_("Werkzaamheden buiten SLA"), "6.4", [lines(each.text for each in rules.work_outside.values())]),
        (_("Prioriteit en aanvang werkzaamheden"), "7.9", _priorities(rules)),
        (_("Minimale informatie bij meldingen"), "9", [lines(each.text for each in rules.minimum_information)]),
        (_("Escalatie"), "12", [_escalation(rules)]),
    ]
    words = {"version": rules.version, "day": long_day(rules.date)}
    return {
        "letter": "A",
        "heading": _("Bijlage A: Service Level Agreement"),
        "intro": [
            facts(
                [
                    (_("Document"), rules.title),
                    (_("Versie"), _("%(version)s van %(day)s") % words),
                ]
            ),
            {"kind": "hash", "label": _("Controlegetal (SHA-256)"), "value": agreement.edition.checksum},
            text(_("De tabellen van deze versie van de SLA, zoals zij voor deze overeenkomst gelden.")),
        ],
        "sections": [section("", *part) for part in parts],
    }


def dap_annex(agreement: ServiceAgreement) -> dict[str, Any]:
    """Every clause with all whom it named when it was offered: who was revoked later was in what was signed."""
    clauses = in_order(agreement.clauses.prefetch_related("people__contact", "people__user"))
    words = {"number": agreement.number, "version": agreement.version}
    intro = (
        _("Dit DAP hoort bij overeenkomst %(number)s, versie %(version)s, en heeft dezelfde looptijd (SLA 2.2, 2.3).")
        if clauses
        else _("Bij overeenkomst %(number)s, versie %(version)s, is geen DAP vastgelegd (SLA 2.2).")
    )
    for clause in clauses:
        clause.agreement = agreement
    return {
        "letter": "B",
        "heading": _("Bijlage B: Dossier Afspraken en Procedures"),
        "intro": [text(intro % words)],
        "sections": [section(clause.number, clause.title, "", _clause(clause)) for clause in clauses],
    }


def weekly_words(weekly: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """ "maandag t/m vrijdag 08:00–17:00" """
    return MaintenanceHours(weekly).words


def opening_words(agreement: ServiceAgreement, calendar: Any) -> str:
    """The hours as they are when this is offered."""
    return weekly_words(calendar.current_version.weekly)


def _reachability(agreement: ServiceAgreement, rules: EditionRules) -> Iterator[Block]:
    rows = [[each.name, each.when, each.email, each.phone or each.note or NOTHING] for each in rules.contacts.values()]
    yield table([_("Onderdeel"), _("Wanneer"), _("E-mail"), _("Telefoon")], rows, align="llll", wide=[1, 3])
    policy = rules.supportcenter.policy
    holidays = ", ".join(str(day.label) for day in DutchDay if day in policy.holidays)
    early = ", ".join(f"{day.label} ({closes} uur)" for day, closes in policy.early_closings.items())
    yield facts(
        [
            (_("Openingstijden Supportcenter"), opening_words(agreement, agreement.calendar)),
            (_("Gesloten"), f"{holidays}; {_('Bevrijdingsdag')}: {policy.liberation_day.label}"),
            (_("Eerder gesloten"), early),
        ]
    )


def _priorities(rules: EditionRules) -> Iterator[Block]:
    impacts = [[str(level.value), answer.text] for level, answer in rules.impacts.items()]
    yield table([_("Impact"), _("Betekenis")], impacts, align="cl", wide=[1])
    urgencies = [[str(level.value), answer.text] for level, answer in rules.urgencies.items()]
    yield table([_("Urgentie"), _("Betekenis")], urgencies, align="cl", wide=[1])
    matrix = [
        [str(urgency.value), *[str(rules.matrix[urgency, impact].label) for impact in Impact]] for urgency in Urgency
    ]
    yield table(
        [_("Urgentie"), *[_("Impact %(n)s") % {"n": each.value} for each in Impact]],
        matrix,
        align="cccc",
        wide=range(4),
    )
    rows = [
        [row.name, ", ".join(row.channels), row.target.wording, str(row.target.nature.label)]
        for row in rules.priorities.values()
    ]
    headings = [_("Prioriteit"), _("Aanmelding via"), _("Aanvang werkzaamheden"), _("Aard")]
    yield table(headings, rows, align="llll", wide=[1])


def _escalation(rules: EditionRules) -> Block:
    rows = [[str(step.step), step.level, step.customer, ", ".join(step.house)] for step in rules.escalation]
    return table([_("Trede"), _("Niveau"), _("Opdrachtgever"), _("1do")], rows, align="clll", wide=[2])


def _clause(clause: DapClause) -> Iterator[Block]:
    if clause.text.strip():
        yield text(clause.text)
    if rows := settings_words(clause):
        yield facts(rows)
    people = sorted(clause.people.all(), key=lambda each: (each.step or 0, each.user_id is not None, each.pk))
    if people:
        yield _people(people)


def _people(people: list[DapPerson]) -> Block:
    has_steps = any(person.step is not None for person in people)
    has_period = any(person.starts_on or person.ends_on for person in people)
    headings = [_("Naam"), _("Namens"), *([_("Trede")] if has_steps else []), *([_("Periode")] if has_period else [])]
    rows = []
    for person in people:
        row = [str(person), _("1do") if person.user else _("Opdrachtgever")]
        if has_steps:
            row.append(NOTHING if person.step is None else str(person.step))
        if has_period:
            row.append(_period(person))
        rows.append(row)
    return table(headings, rows, align="l" * len(headings))


def _period(person: DapPerson) -> str:
    first = _("vanaf %(day)s") % {"day": long_day(person.starts_on)} if person.starts_on else ""
    last = _("tot en met %(day)s") % {"day": long_day(person.ends_on)} if person.ends_on else ""
    return " ".join(part for part in (first, last) if part) or _("hele looptijd")
