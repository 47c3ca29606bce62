"""What changes between two versions, in words for people (SLA 2, 13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts import actions
from contracts.agreements.diff import differences, previous_version, summary_of
from contracts.models import AgreementLine, AgreementStatus, ServiceAgreement
from sla.models import Calendar
from tests.conftest import MONDAY

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def by(cast):
    return {"by": cast.daan, "now": MONDAY}


@pytest.fixture
def version(cast, by):
    return actions.draft_next_version(cast.smit_agreement, **by)


def found(old, new):
    return [(each.section, each.label, each.old, each.new) for each in differences(old, new)]


def test_a_copy_changes_nothing(cast, version):
    assert differences(cast.smit_agreement, version) == []
    assert summary_of(version) == "Ongewijzigd voortgezet"


def test_a_copy_of_everything_changes_nothing(cast, by, version):
    """All kinds of clause, all fields filled: what is copied is what is compared."""
    actions.change_agreement(version, **by, **{name: values[1] for name, values in FIELDS.items()})
    for kind in ("viewers", "test_restore", "maintenance", "escalation"):
        actions.set_clause(version, **by, kind=kind, text="Tekst", **CLAUSES[kind](cast))
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 11, 30))
    ServiceAgreement.objects.filter(pk=version.pk).update(status=AgreementStatus.IN_FORCE)
    version.refresh_from_db()
    third = actions.draft_next_version(version, **by)
    assert differences(version, third) == []


CLAUSES = {
    "viewers": lambda cast: {"people": [{"contact": cast.petra, "starts_on": date(2027, 1, 1)}]},
    "test_restore": lambda cast: {"settings": {"rrule": "FREQ=MONTHLY;BYDAY=1TU", "items": ["SRV01"]}},
    "maintenance": lambda cast: {"settings": {"windows": {"monday": [["18:00", "22:00"]]}, "rrule": "FREQ=DAILY"}},
    "escalation": lambda cast: {"people": [{"user": cast.els, "step": 2}, {"contact": cast.jan, "step": 1}]},
}
FIELDS = {
    # field: (what it is said under, a value, how that is said)
    "scope": ("Scope", "Alles", "Alles"),
    "mandate": ("Mandaat", "Hotfixes", "Hotfixes"),
    "microsoft_cloud": ("Microsoft Cloudbeheer", True, "afgenomen"),
    "hours_per_month": ("Uren per maand", Decimal("12.50"), "12,5 uur per maand"),
    "fair_use_changes": ("Kleine aanpassingen per maand", 5, "5"),
    "fair_use_minutes": ("Duur per kleine aanpassing", 30, "30 minuten"),
    "visits_per_year": ("Bezoeken per jaar", 4, "4"),
    "visit_purpose": ("Aard van de bezoeken", "Beheer", "Beheer"),
    "visit_location": ("Locatie van de bezoeken", "Kantoor", "Kantoor"),
    "monthly_fee": ("Maandbedrag", Decimal("1234.50"), f"€{NO_BREAK}1.234,50"),
    "emergency_monthly_fee": ("Maandelijkse toeslag", Decimal(150), f"€{NO_BREAK}150,00"),
    "emergency_serious": ("Voor", True, "Kritisch en Ernstig"),
    "ends_on": ("Einddatum", date(2027, 12, 31), "31 december 2027"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_term_is_compared(cast, by, version, field):
    label, value, words = FIELDS[field]
    version = actions.change_agreement(version, **by, **{field: value})
    ((_section, said, _old, new),) = found(cast.smit_agreement, version)
    assert (said, new) == (label, words)


def test_people_hours_and_edition_of_the_terms(cast, by, version):
    calendar = Calendar.objects.create(slug="ruim", name="Ruime openingstijden")
    version = actions.change_agreement(version, **by, calendar=calendar, fixed_engineer=cast.ravi, account_manager=None)
    assert found(cast.smit_agreement, version) == [
        ("Looptijd", "Openingstijden", cast.smit_agreement.calendar.name, "Ruime openingstijden"),
        ("Mensen", "Vaste engineer", "", "Ravi Pinas"),
        ("Mensen", "Accountmanager", "Daan Mulder", ""),
    ]


def test_packages(cast, by, version):
    lines = [
        {"package": "server", "tier": "plus", "quantity": 10},
        {"package": "werkplek", "tier": "basic", "quantity": 1, "monthly_price": Decimal("32.5")},
        {"package": "all-in-1", "tier": "premium", "quantity": 1},
    ]
    actions.set_lines(version, **by, lines=lines)
    assert found(cast.smit_agreement, version) == [
        ("Pakketten", "Werkplek", "Plus, 10 stuks", f"Basic, 1 stuk, €{NO_BREAK}32,50 per stuk per maand"),
        ("Pakketten", "All-in-1", "", "Premium, 1 stuk"),
        ("Pakketten", "Netwerkapparatuur", "Standard, 10 stuks", ""),
    ]
    assert summary_of(version) == "Gewijzigd: Pakketten"


def test_emergency_number_changes_without_being_told(cast, by, version):
    version = actions.change_agreement(version, **by, emergency_phone="088 111 22 33")
    ((section, label, old, new),) = found(cast.smit_agreement, version)
    assert (section, label, old) == ("Calamiteitendienst", "Telefoonnummer", "")
    assert "088" not in new


class TestClauses:
    def test_new_changed_and_gone(self, cast, by, version):
        clause = version.clauses.get()
        actions.set_clause(
            version, **by, clause=clause, kind="emergency_callers", text="Bij brand.", people=[{"contact": cast.petra}]
        )
        actions.set_clause(version, **by, kind="viewers", people=[{"contact": cast.jan}])
        assert found(cast.smit_agreement, version) == [
            ("DAP", "DAP 3.2 Wie mag de Calamiteitendienst bellen, tekst", "", "Bij brand."),
            ("DAP", "DAP 3.2 Wie mag de Calamiteitendienst bellen, personen", "Jan Smit", "Petra Bakker"),
            ("DAP", "DAP 7.3", "", "7.3 Wie alle meldingen ziet"),
            ("DAP", "DAP 7.3 Wie alle meldingen ziet, personen", "", "Jan Smit"),
        ]
        actions.remove_clause(clause, **by)
        labels = [(label, new) for _section, label, _old, new in found(cast.smit_agreement, version)]
        assert ("DAP 3.2", "") in labels

    def test_of_text_by_its_number(self, cast, by, version):
        actions.set_clause(version, **by, kind="text", number="3.10", title="Sleutels", text="Bij de balie.")
        actions.set_clause(version, **by, kind="text", number="3.3", title="Koffie", text="Zwart.")
        labels = [label for _section, label, _old, _new in found(cast.smit_agreement, version)]
        assert labels == ["DAP 3.3", "DAP 3.3 Koffie, tekst", "DAP 3.10", "DAP 3.10 Sleutels, tekst"]

    def test_who_was_revoked_no_longer_counts(self, cast, by):
        actions.revoke(cast.smit_agreement.clauses.get().people.get(), **by)
        assert differences(cast.smit_agreement, actions.draft_next_version(cast.smit_agreement, **by)) == []


def test_a_first_version_is_new_throughout(cast):
    rows = found(None, cast.smit_agreement)
    assert ("Pakketten", "Server", "", "Plus, 10 stuks") in rows
    assert {old for _section, _label, old, _new in rows} == {""}
    assert previous_version(cast.smit_agreement) is None
    assert summary_of(cast.smit_agreement) == "Eerste versie"


def test_the_end_that_the_next_version_gave_is_no_change(cast, version):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 11, 30))
    ServiceAgreement.objects.filter(pk=version.pk).update(status=AgreementStatus.IN_FORCE)
    version.refresh_from_db()
    assert differences(previous_version(version), version) == []


def test_asks_as_many_questions_for_many_clauses(cast, by, version, django_assert_num_queries):
    AgreementLine.objects.filter(agreement=version).delete()
    old, new = (ServiceAgreement.objects.get(pk=each.pk) for each in (cast.smit_agreement, version))
    with django_assert_num_queries(FEW):
        differences(old, new)
    for number in range(20, 30):
        people = [{"contact": cast.jan}, {"contact": cast.petra}]
        actions.set_clause(version, **by, kind="text", number=str(number), title="Afspraak", people=people)
    old, new = (ServiceAgreement.objects.get(pk=each.pk) for each in (cast.smit_agreement, version))
    with django_assert_num_queries(FEW):
        differences(old, new)


FEW = 20
