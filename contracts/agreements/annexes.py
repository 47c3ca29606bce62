"""The two annexes of an agreement: the whole text of its SLA, and its DAP clause by clause (SLA 2.2, 2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contracts.agreements.blocks import Block, Section, checksum, facts, section, spanning_table, table, text
from contracts.agreements.diff import in_order
from contracts.dap.words import settings_words
from contracts.models import DapClause, DapPerson, RecurringProduct, ServiceAgreement
from contracts.money import euros
from contracts.planned.maintenance import MaintenanceHours
from contracts.products.rules import ProductPeriod, monthly_sum
from contracts.products.words import product_rows
from sla.dutch_days import DutchDay
from sla.edition import EditionRules
from sla.edition_tables import Grid
from sla.edition_text import Block as DocumentBlock
from sla.edition_text import Items, Paragraph, Words
from sla.wording import long_day_words

NOTHING = "–"
LONG_WORD = re.compile(r"\S{30}(?=\S)")  # a licence number of more than that is as wide as its cell


def sla_annex(agreement: ServiceAgreement) -> dict[str, Any]:
    """The whole text of the edition as it was agreed, and how 1do carries it out; the hashes say exactly which."""
    edition = agreement.edition
    words = {"version": edition.version, "day": long_day_words(edition.rules.date)}
    return {
        "letter": "A",
        "heading": _("Bijlage A: Service Level Agreement"),
        "intro": [
            facts(
                [
                    (_("Document"), " ".join(edition.document.title)),
                    (_("Versie"), _("%(version)s van %(day)s") % words),
                ]
            ),
            checksum(_("Controlegetal van de tekst (SHA-256)"), edition.document_checksum),
            checksum(_("Controlegetal van de tabellen (SHA-256)"), edition.checksum),
            text(_("De volledige tekst van deze versie van de SLA, zoals zij voor deze overeenkomst geldt.")),
        ],
        "sections": [
            *(_paragraph(each) for each in edition.document.paragraphs.values()),
            section("", _("Toelichting op de uitvoering"), "3.1, 7.9", _carried_out(agreement, edition.rules)),
        ],
    }


def _paragraph(paragraph: Paragraph) -> Section:
    """A chapter is a heading in the contents; its sections stand below it."""
    blocks = [_block(each) for each in paragraph.blocks]
    found = section(paragraph.number, paragraph.heading, "", blocks)
    return found | {"level": 2 if paragraph.is_chapter else 3, "label": f"sla-{paragraph.number}"}


def _block(block: DocumentBlock) -> Block:
    match block:
        case Words(words, "heading"):
            return {"kind": "subheading", "words": words}
        case Words(words):
            return text(words)
        case Items(items):
            return {"kind": "outline", "items": [[item.text, list(item.items)] for item in items]}
        case Grid():
            return spanning_table(block)


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


def products_annex(agreement: ServiceAgreement) -> list[dict[str, Any]]:
    """What is taken by the period (SLA 11): what it costs in one table, and below it of each what else was agreed. No
    products, no annex."""
    products = list(agreement.products.select_related("supplier"))
    if not products:
        return []
    words = {"number": agreement.number, "version": agreement.version}
    intro = _("Deze producten en diensten horen bij overeenkomst %(number)s, versie %(version)s.") % words
    note = _("Alle bedragen zijn in euro’s, zonder btw. Het bedrag per maand is het bedrag per periode, omgerekend.")
    told = [(each, [(label, _breakable(said)) for label, said in product_rows(each)]) for each in products]
    return [
        {
            "letter": "C",
            "heading": _("Bijlage C: Periodieke producten en diensten"),
            "intro": [text(intro), _products_table(products), text(note, small=True)],
            "sections": [
                section(str(number), product.name, "", [facts(rows)])
                for number, (product, rows) in enumerate(told, start=1)
                if rows
            ],
        }
    ]


def _products_table(products: Sequence[RecurringProduct]) -> Block:
    headings = [_("Product of dienst"), _("Aantal"), _("Per stuk"), _("Periode"), _("Per maand")]
    rows = [
        [
            product.name,
            str(product.quantity),
            NOTHING if product.price is None else euros(product.price),
            str(ProductPeriod(product.period).label),
            _monthly([product]),
        ]
        for product in products
    ]
    if len(products) > 1:
        rows.append([_("Samen"), "", "", "", _monthly(products)])
    return table(headings, rows, align="lrrlr")


def _monthly(products: Sequence[RecurringProduct]) -> str:
    monthly = monthly_sum((each.price, each.quantity, each.period) for each in products)
    return NOTHING if monthly is None else euros(monthly)


def _breakable(words: str) -> str:
    """A licence number without a space may break where it would leave its cell."""
    return LONG_WORD.sub(lambda found: f"{found[0]}\N{ZERO WIDTH SPACE}", words)


def weekly_words(weekly: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """ "maandag t/m vrijdag 08:00–17:00" """
    return MaintenanceHours(weekly).words


def opening_words(agreement: ServiceAgreement, calendar: Any) -> str:
    """The hours as they are when this is offered."""
    return weekly_words(calendar.current_version.weekly)


def _carried_out(agreement: ServiceAgreement, rules: EditionRules) -> Iterator[Block]:
    """What the text leaves open, as this agreement and the software fill it in."""
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
    rows = [[row.name, row.target.wording, str(row.target.nature.label)] for row in rules.priorities.values()]
    yield table([_("Prioriteit"), _("Aanvang werkzaamheden"), _("Aard")], rows, align="lll", wide=[1])


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
    first = _("vanaf %(day)s") % {"day": long_day_words(person.starts_on)} if person.starts_on else ""
    last = _("tot en met %(day)s") % {"day": long_day_words(person.ends_on)} if person.ends_on else ""
    return " ".join(part for part in (first, last) if part) or _("hele looptijd")
