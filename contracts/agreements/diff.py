"""What changes from one version of an agreement to the next, for people to read (SLA 2, 13).

Number, version, first day and summary are of the version itself and no change in what is agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.agreements.terms import AllInOneCategory, Package
from contracts.dap.words import settings_words
from contracts.models import AgreementLine, AgreementStatus, ClauseKind, DapClause, DapPerson, ServiceAgreement
from contracts.money import euros
from contracts.products.words import product_words
from sla.wording import long_day_words


@dataclass(frozen=True)
class Difference:
    """`old` is empty for what is new, `new` for what goes. Texts may have several lines."""

    section: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class _Term:
    """One thing that was agreed, in words; `key` is what it is compared by."""

    section: str
    key: str
    label: str
    value: str


def differences(old: ServiceAgreement | None, new: ServiceAgreement) -> list[Difference]:
    """In the order of the document; without an old version everything is new."""
    before = {term.key: term for term in _terms(old)} if old else {}
    after = {term.key: term for term in _terms(new)}
    if old and new.status == AgreementStatus.IN_FORCE and old.ends_on == new.starts_on - timedelta(days=1):
        before.pop("ends_on", None)  # it ended because this one began, whatever was agreed
        after.pop("ends_on", None)
    found = [
        Difference(term.section, term.label, before[key].value if key in before else "", term.value)
        for key, term in after.items()
        if key not in before or before[key].value != term.value
    ]
    gone = [Difference(term.section, term.label, term.value, "") for key, term in before.items() if key not in after]
    order = _sections()
    found = sorted([*found, *gone], key=lambda each: order.index(each.section))
    if old and old.emergency_phone != new.emergency_phone:
        words = _("gewijzigd; bekend bij wie het DAP aanwijst")
        found.append(Difference(_("Calamiteitendienst"), _("Telefoonnummer"), "", words))
    return found


def previous_version(agreement: ServiceAgreement) -> ServiceAgreement | None:
    """The version that it changes: the latest one of the same agreement that was signed before it."""
    signed = ServiceAgreement.objects.filter(number=agreement.number, status=AgreementStatus.IN_FORCE)
    return signed.filter(version__lt=agreement.version).order_by("-version").first()


def summary_of(agreement: ServiceAgreement) -> str:
    """For the table of versions, when nobody wrote one (SLA 1)."""
    previous = previous_version(agreement)
    if previous is None:
        return _("Eerste versie")
    sections = list(dict.fromkeys(each.section for each in differences(previous, agreement)))
    if not sections:
        return _("Ongewijzigd voortgezet")
    return (_("Gewijzigd: %(sections)s") % {"sections": ", ".join(sections)})[:300]


def line_words(line: AgreementLine) -> str:
    """ "Plus, 25 stuks, € 12,50 per stuk per maand" """
    count = ngettext("%(count)s stuk", "%(count)s stuks", line.quantity) % {"count": line.quantity}
    words = [str(line.get_tier_display()), count]
    if line.monthly_price is not None:
        words.append(_("%(price)s per stuk per maand") % {"price": euros(line.monthly_price)})
    return ", ".join(words)


def hours_words(hours: Decimal) -> str:
    plain = hours.quantize(Decimal(1)) if hours == hours.to_integral_value() else hours.normalize()
    return _("%(hours)s uur per maand") % {"hours": number_format(plain, use_l10n=True)}


def person_words(person: DapPerson) -> str:
    """ "Jan Smit", "Els Groen (1do, trede 2)", "Petra Bakker (vanaf 1 januari 2027)" """
    notes = [_("1do")] if person.user else []
    if person.step is not None:
        notes.append(_("trede %(step)s") % {"step": person.step})
    if person.starts_on:
        notes.append(_("vanaf %(day)s") % {"day": long_day_words(person.starts_on)})
    if person.ends_on:
        notes.append(_("tot en met %(day)s") % {"day": long_day_words(person.ends_on)})
    return f"{person} ({', '.join(notes)})" if notes else str(person)


def _sections() -> list[str]:
    return [
        _("Looptijd"),
        _("Scope en mandaat"),
        _("Pakketten"),
        _("All-in-1"),
        _("Opties"),
        _("Calamiteitendienst"),
        _("Tarieven"),
        _("Periodieke producten"),
        _("Fair use"),
        _("Bezoeken"),
        _("Mensen"),
        _("DAP"),
    ]


def _terms(agreement: ServiceAgreement) -> Iterator[_Term]:
    """What is agreed; what is not, is left out."""
    for section, rows in (
        (_("Looptijd"), _period(agreement)),
        (_("Scope en mandaat"), [(_("Scope"), agreement.scope), (_("Mandaat"), agreement.mandate)]),
        (_("Pakketten"), _packages(agreement)),
        (_("All-in-1"), _all_in_1(agreement)),
        (_("Opties"), _options(agreement)),
        (_("Calamiteitendienst"), _emergency(agreement)),
        (_("Tarieven"), _tariffs(agreement)),
        (_("Fair use"), _fair_use(agreement)),
        (_("Bezoeken"), _visits(agreement)),
        (_("Mensen"), _people(agreement)),
    ):
        yield from (_Term(section, f"{section}/{label}", label, value) for label, value in rows if value)
    yield _Term(
        _("Looptijd"),
        "ends_on",
        _("Einddatum"),
        long_day_words(agreement.ends_on) if agreement.ends_on else _("tot wederopzegging"),
    )
    yield from _products(agreement)
    yield from _clauses(agreement)


Rows = Iterable[tuple[str, str]]


def _period(agreement: ServiceAgreement) -> Rows:
    return [
        (_("SLA-versie"), agreement.edition.version),
        (_("Openingstijden"), agreement.calendar.name),
    ]


def _packages(agreement: ServiceAgreement) -> Rows:
    lines = {line.package: line for line in agreement.lines.all()}
    return [(str(package.label), line_words(lines[package])) for package in Package if package in lines]


def _all_in_1(agreement: ServiceAgreement) -> Rows:
    if agreement.hours_per_month:
        yield _("Uren per maand"), hours_words(agreement.hours_per_month)
    chosen = [str(category.label) for category in AllInOneCategory if category in agreement.categories]
    if _has_all_in_1(agreement):
        yield _("Hoofdcategorieën"), "\n".join(chosen)


def _options(agreement: ServiceAgreement) -> Rows:
    taken = agreement.microsoft_cloud and not _has_all_in_1(agreement)
    return [(_("Microsoft Cloudbeheer"), _("afgenomen") if taken else "")]


def _has_all_in_1(agreement: ServiceAgreement) -> bool:
    return any(line.package == Package.ALL_IN_1 for line in agreement.lines.all())


def _emergency(agreement: ServiceAgreement) -> Rows:
    if agreement.emergency_calendar:
        serious = _("Kritisch en Ernstig") if agreement.emergency_serious else _("Kritisch")
        yield _("Bereikbaar"), agreement.emergency_calendar.name
        yield _("Voor"), serious
    yield _("Maandelijkse toeslag"), _amount(agreement.emergency_monthly_fee)
    yield _("Uurtarief"), _amount(agreement.tariff_emergency)


def _tariffs(agreement: ServiceAgreement) -> Rows:
    return [
        (_("Maandbedrag"), _amount(agreement.monthly_fee)),
        (_("Uurtarief"), _amount(agreement.tariff_normal)),
        (_("Uurtarief buiten kantoortijd"), _amount(agreement.tariff_outside_hours)),
    ]


def _products(agreement: ServiceAgreement) -> Iterator[_Term]:
    """The same one by its key, also when it is called otherwise or the licence is renewed."""
    for product in agreement.products.select_related("supplier"):
        yield _Term(_("Periodieke producten"), f"product/{product.key}", product.name, product_words(product))


def _fair_use(agreement: ServiceAgreement) -> Rows:
    if agreement.fair_use_changes is not None:
        yield _("Kleine aanpassingen per maand"), str(agreement.fair_use_changes)
    if agreement.fair_use_minutes is not None:
        minutes = _("%(minutes)s minuten") % {"minutes": agreement.fair_use_minutes}
        yield _("Duur per kleine aanpassing"), minutes


def _visits(agreement: ServiceAgreement) -> Rows:
    if agreement.visits_per_year is not None:
        yield _("Bezoeken per jaar"), str(agreement.visits_per_year)
    yield _("Aard van de bezoeken"), agreement.visit_purpose
    yield _("Locatie van de bezoeken"), agreement.visit_location


def _people(agreement: ServiceAgreement) -> Rows:
    return [
        (_("Accountmanager"), str(agreement.account_manager or "")),
        (_("Vaste engineer"), str(agreement.fixed_engineer or "")),
    ]


def _clauses(agreement: ServiceAgreement) -> Iterator[_Term]:
    """Each clause by what it is about; a clause of text by its number."""
    clauses = agreement.clauses.prefetch_related("people__contact", "people__user").select_related("agreement")
    for clause in in_order(clauses):
        clause.agreement = agreement
        yield from (term for term in _clause_terms(clause) if term.value)


def _clause_terms(clause: DapClause) -> Iterator[_Term]:
    term = partial(_clause_term, clause)
    yield term("", _("DAP %(number)s") % {"number": clause.number}, f"{clause.number} {clause.title}")
    yield term("text", _("tekst"), clause.text)
    yield term("settings", _("inhoud"), "\n".join(f"{label}: {value}" for label, value in settings_words(clause)))
    yield term("people", _("personen"), "\n".join(person_words(each) for each in clause_people(clause)))


def _clause_term(clause: DapClause, part: str, label: str, value: str) -> _Term:
    what = clause.kind if clause.kind != ClauseKind.TEXT else clause.number
    name = (
        label
        if not part
        else _("DAP %(number)s %(title)s, %(part)s")
        % {
            "number": clause.number,
            "title": clause.title,
            "part": label,
        }
    )
    return _Term(_("DAP"), f"dap/{what}/{part}", name, value)


def clause_people(clause: DapClause) -> list[DapPerson]:
    """Who was not revoked, step by step (SLA 12)."""
    people = [person for person in clause.people.all() if person.revoked_at is None]
    return sorted(people, key=lambda each: (each.step or 0, each.user_id is not None, each.pk))


def in_order(clauses: Iterable[DapClause]) -> list[DapClause]:
    """By number: 3.10 comes after 3.2."""
    return sorted(clauses, key=lambda clause: [int(part) for part in clause.number.split(".") if part.isdigit()])


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else euros(amount)
