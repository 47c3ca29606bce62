"""What each customer of the demo agreed: six shapes of an agreement, made and signed through the verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from contracts import actions
from contracts.agreements.terms import AllInOneCategory
from contracts.models import ClauseKind, Contact, Customer, CustomerEvent, ServiceAgreement, SigningParty
from contracts.products.actions import ProductTerms
from contracts.products.rules import ProductPeriod
from demo.people import Cast, Company
from sla.business_hours import AMSTERDAM
from sla.models import Calendar

Person = str | tuple[str, int]  # a first name at the customer or an address at 1do; with a step of SLA 12


@dataclass(frozen=True)
class Clause:
    kind: ClauseKind
    people: tuple[Person, ...] = ()
    text: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    title: str = ""


@dataclass(frozen=True)
class Plan:
    """`signatory`: who signs for the customer, by first name. `next` is a version after this one."""

    signatory: str
    lines: tuple[tuple[str, str, int, str], ...]
    terms: Mapping[str, Any] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()


TARIFFS = {
    "tariff_normal": Decimal("98.50"),
    "tariff_outside_hours": Decimal("147.75"),
    "tariff_emergency": Decimal("172.50"),
}
EMERGENCY = {"emergency_phone": "088 444 50 99", "emergency_monthly_fee": Decimal("145.00")}
SCOPE = (
    "1do beheert servers, werkplekken en netwerk zoals in deze overeenkomst genoemd. Opdrachtgever houdt de leiding"
    " over bedrijfsapplicaties en hun leveranciers."
)
MANDATE = (
    "1do mag zonder overleg vooraf updates en hotfixes installeren voor gepubliceerde kwetsbaarheden, en instellingen"
    " in de Microsoft-cloud aanpassen als dat nodig is om beveiliging of werking te behouden. Opdrachtgever krijgt"
    " daarvan dezelfde dag bericht."
)
APK = {
    "rrule": "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU",
    "checklist": [
        "Logboeken zonder onverklaarde fouten",
        "Vrije schijfruimte boven 20 %",
        "Laatste back-up geslaagd",
        "Updates bij",
        "Antivirus actief en bij",
    ],
}
RESTORE = {"rrule": "FREQ=MONTHLY;BYDAY=2WE", "checklist": ["Bestand teruggezet", "Inhoud gecontroleerd"]}

PLANS: Mapping[str, Plan] = {
    "K1001": Plan(
        "Jan",
        (("server", "plus", 3, "89.00"), ("werkplek", "plus", 24, "32.50"), ("netwerk", "standard", 6, "11.00")),
        TARIFFS
        | EMERGENCY
        | {"scope": SCOPE, "mandate": MANDATE, "fair_use_changes": 4, "fair_use_minutes": 30, "visits_per_year": 4}
        | {"visit_purpose": "Onderhoud en opgespaarde wensen", "visit_location": "De bakkerij"},
        (
            Clause(ClauseKind.EMERGENCY_CALLERS, ("Jan", "Kevin"), "Buiten kantoortijd bellen alleen deze personen."),
            Clause(
                ClauseKind.ROLES,
                ("Jan", "daan@1do.example"),
                "Jan Smit beslist over de IT. BakkerPlan Software ondersteunt BakkerPlan.",
            ),
            Clause(ClauseKind.COST_APPROVERS, ("Jan", "Petra")),
            Clause(
                ClauseKind.MONITORING,
                text="De kassa's worden ook bewaakt op zaterdag; alerts daarvan wachten tot maandag 08:00.",
            ),
            Clause(ClauseKind.TEST_RESTORE, ("Petra",), settings=RESTORE | {"items": ["BS-SRV01"]}),
            Clause(ClauseKind.SERVER_APK, ("Jan",), settings=APK | {"items": ["BS-SRV01", "BS-SRV02", "BS-SRV03"]}),
            Clause(ClauseKind.REMOTE_VIEWING, text="Meekijken op de kassa's alleen buiten winkeltijden."),
            Clause(ClauseKind.VIEWERS, ("Jan", "Petra")),
            Clause(ClauseKind.STATUS_MAIL, ("Petra",)),
            Clause(
                ClauseKind.MAINTENANCE,
                text="Tussen 03:00 en 12:00 wordt er gebakken en verkocht.",
                settings={"windows": {day: [["15:00", "22:00"]] for day in ("monday", "tuesday", "wednesday")}},
            ),
            Clause(ClauseKind.APPROVERS, ("Jan", "Petra")),
            Clause(
                ClauseKind.REVIEW, ("Jan", "Petra"), settings={"per_year": 4, "points": ["De tweede winkel in Ede"]}
            ),
            Clause(
                ClauseKind.ESCALATION,
                (("Petra", 1), ("marloes@1do.example", 1), ("Jan", 2), ("els@1do.example", 2)),
            ),
            Clause(
                ClauseKind.TEXT,
                text="Aan de kassa's wordt op zaterdag niets gewijzigd.",
                number="13.1",
                title="Kassa's",
            ),
        ),
    ),
    "K1002": Plan(
        "Willem",
        (("server", "basic", 2, "39.00"), ("werkplek", "basic", 18, "14.50")),
        TARIFFS | {"scope": SCOPE, "mandate": MANDATE},
        (
            Clause(ClauseKind.REPORTERS, ("Willem", "Charlotte", "Ingrid", "Joris")),
            Clause(ClauseKind.COST_APPROVERS, ("Charlotte",)),
            Clause(ClauseKind.VIEWERS, ("Ingrid",)),
            Clause(ClauseKind.STATUS_MAIL, ("Ingrid",)),
            Clause(ClauseKind.APPROVERS, ("Willem", "Charlotte")),
        ),
    ),
    "K1003": Plan(
        "Henk",
        (("all-in-1", "premium", 1, "3450.00"),),
        TARIFFS
        | {
            "scope": SCOPE,
            "categories": [int(category) for category in AllInOneCategory],
            "hours_per_month": Decimal("26"),
            "fair_use_changes": 3,
            "fair_use_minutes": 30,
        },
        (
            Clause(ClauseKind.COST_APPROVERS, ("Henk",)),
            Clause(ClauseKind.VIEWERS, ("Monique",)),
            Clause(ClauseKind.APPROVERS, ("Henk", "Monique")),
            Clause(ClauseKind.ESCALATION, (("Monique", 1), ("Henk", 2))),
        ),
    ),
    "K1004": Plan(
        "Mirjam",
        (("server", "standard", 2, "62.00"), ("werkplek", "standard", 31, "22.50"), ("netwerk", "plus", 8, "19.00")),
        TARIFFS | EMERGENCY | {"scope": SCOPE, "emergency_serious": True},
        (
            Clause(ClauseKind.EMERGENCY_CALLERS, ("Mirjam", "Ahmed", "Thijs", "Karin")),
            Clause(ClauseKind.COST_APPROVERS, ("Mirjam",)),
            Clause(ClauseKind.SERVER_APK, ("Mirjam",), settings=APK | {"items": ["LND-SRV01", "LND-SRV02"]}),
            Clause(ClauseKind.VIEWERS, ("Mirjam",)),
            Clause(ClauseKind.APPROVERS, ("Mirjam", "Ahmed")),
        ),
    ),
    "K1005": Plan(
        "Cor",
        (("all-in-1", "premium", 1, "5200.00"),),
        TARIFFS
        | {
            "scope": SCOPE,
            "mandate": MANDATE,
            "categories": [2, 3, 4],
            "hours_per_month": Decimal("24"),
            "visits_per_year": 12,
            "visit_purpose": "Beheer op afspraak",
            "visit_location": "Hoofdkantoor en veilinghal",
        },
        (
            Clause(ClauseKind.COST_APPROVERS, ("Cor", "Dennis")),
            Clause(ClauseKind.VIEWERS, ("Sharon", "Dennis")),
            Clause(ClauseKind.APPROVERS, ("Cor",)),
            Clause(
                ClauseKind.MAINTENANCE,
                text="De veilingklok loopt van 06:00 tot 10:00.",
                settings={"windows": {day: [["13:00", "20:00"]] for day in ("tuesday", "thursday")}},
            ),
            Clause(ClauseKind.ESCALATION, (("Sharon", 1), ("Cor", 2))),
        ),
    ),
    "K1006": Plan("Peter", (("werkplek", "standard", 9, "22.50"),), TARIFFS | {"scope": SCOPE}),
}

# By customer: what, how many, price, days until it renews, and what else there is to say of it.
PRODUCTS: Mapping[str, tuple[tuple[str, int, str, int, Mapping[str, Any]], ...]] = {
    "K1001": (
        (
            "Microsoft 365 Business Premium",
            24,
            "19.70",
            44,
            {"licence_numbers": "M365-BS-7741-0093\nM365-BS-7741-0094", "notice_days": 30},
        ),
        ("Antivirus kassa's", 6, "41.50", 19, {"period": ProductPeriod.YEAR, "notice_days": 30, "note": "Per kassa."}),
        ("Glasvezel bakkerij, 500 Mbit/s", 1, "185.00", 210, {"period": ProductPeriod.QUARTER, "notice_days": 90}),
    ),
    "K1004": (
        ("Microsoft 365 Business Standard", 31, "11.70", 75, {"notice_days": 30}),
        (
            "Tekenprogramma",
            5,
            "2150.00",
            28,
            {"period": ProductPeriod.YEAR, "licence_numbers": "\n".join(f"TKP-{n:04}-LND" for n in range(1, 6))},
        ),
    ),
}


def sign_up(company: Company, customer: Customer, cast: Cast, people: Sequence[Contact], today: date) -> None:
    """All the versions that the customer has: an older one first, the one in force, and for one a next that waits."""
    plan = PLANS[company.number]
    manager = cast.colleagues[company.manager]
    if company.earlier:
        number, starts, ends = company.earlier
        older = Plan(plan.signatory, (("werkplek", "basic", 15, "13.00"),), TARIFFS)
        _signed(_drafted(company, customer, cast, people, older, number, starts, ends), plan, people, manager)
    since = min(company.since, today - timedelta(days=200))
    ended = None if company.ended_days_ago is None else today - timedelta(days=company.ended_days_ago)
    products = _products(company.number, today)
    agreement = _drafted(company, customer, cast, people, plan, company.agreement, since, ended, products)
    agreement = _signed(agreement, plan, people, manager)
    if company.number == "K1005":
        _two_more_versions(agreement, plan, people, manager, today)
    for clause in plan.clauses:
        if clause.kind == ClauseKind.REPORTERS:
            cast.reporters[company.number] = [_named(str(name), people) for name in clause.people]
    CustomerEvent.objects.filter(customer=customer).update(to_mail=False)  # nobody is mailed about the past


def _two_more_versions(
    agreement: ServiceAgreement, plan: Plan, people: Sequence[Contact], manager: User, today: date
) -> None:
    """More hours from half-way on, and a proposal for yet more that waits for its signatures."""
    half = today - timedelta(days=75)
    signed_on = _morning(half - timedelta(days=6))
    second = actions.draft_next_version(agreement, by=manager, now=signed_on, starts_on=half)
    actions.change_agreement(second, by=manager, now=signed_on, hours_per_month=Decimal("32"))
    second = _signed(second, plan, people, manager)
    proposed_on = _morning(today - timedelta(days=4))
    third = actions.draft_next_version(second, by=manager, now=proposed_on)
    actions.change_agreement(
        third,
        by=manager,
        now=proposed_on,
        hours_per_month=Decimal("36"),
        microsoft_cloud=True,
        change_summary="Vier uur per maand erbij, en Microsoft Cloudbeheer als optie.",
    )
    signatory = _named(plan.signatory, people)
    actions.offer(third, by=manager, now=proposed_on, customer_signatory=signatory, house_signatory=manager)


def _drafted(
    company: Company,
    customer: Customer,
    cast: Cast,
    people: Sequence[Contact],
    plan: Plan,
    number: str,
    starts_on: date,
    ends_on: date | None,
    products: Sequence[ProductTerms] = (),
) -> ServiceAgreement:
    manager = cast.colleagues[company.manager]
    now = _morning(starts_on - timedelta(days=14))
    emergency = Calendar.objects.get(slug=Calendar.CALAMITEITENDIENST) if "emergency_phone" in plan.terms else None
    engineer = cast.colleagues["ravi@1do.example" if company.manager == "daan@1do.example" else "femke@1do.example"]
    concept = actions.draft_agreement(
        customer,
        by=manager,
        now=now,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        emergency_calendar=emergency,
        fixed_engineer=engineer,
        **plan.terms,
    )
    lines = [
        {"package": package, "tier": tier, "quantity": quantity, "monthly_price": Decimal(price)}
        for package, tier, quantity, price in plan.lines
    ]
    actions.set_lines(concept, by=manager, now=now, lines=lines)
    for terms in products:
        actions.add_product(concept, by=manager, now=now, terms=terms)
    for clause in plan.clauses:
        actions.set_clause(
            concept,
            by=manager,
            now=now,
            kind=clause.kind,
            number=clause.number,
            title=clause.title,
            text=clause.text,
            settings=clause.settings,
            people=[_row(person, cast, people) for person in clause.people],
        )
    return concept


def _products(number: str, today: date) -> list[ProductTerms]:
    """Each renews every year."""
    return [
        ProductTerms(
            name, quantity, Decimal(price), renews_on=today + timedelta(days=days), renews_every=12, **dict(more)
        )
        for name, quantity, price, days, more in PRODUCTS.get(number, ())
    ]


def _signed(concept: ServiceAgreement, plan: Plan, people: Sequence[Contact], manager: User) -> ServiceAgreement:
    """Offered in the week before it begins, and signed a day later by both."""
    offered = _morning(concept.starts_on - timedelta(days=7))
    signatory = _named(plan.signatory, people)
    actions.offer(concept, by=manager, now=offered, customer_signatory=signatory, house_signatory=manager)
    for signature in concept.signatures.all():
        now = offered + timedelta(days=1, hours=2)
        code = actions.new_code(signature, now=now)
        function = "Directeur" if signature.party == SigningParty.CUSTOMER else "Accountmanager"
        actions.sign(signature, now=now, code=code, name=signature.name, function=function)
    return ServiceAgreement.objects.get(pk=concept.pk)


def _row(person: Person, cast: Cast, people: Sequence[Contact]) -> dict[str, Any]:
    name, step = person if isinstance(person, tuple) else (person, None)
    if "@" in name:
        return {"user": cast.colleagues[name], "step": step}
    return {"contact": _named(name, people), "step": step}


def _named(first_name: str, people: Sequence[Contact]) -> Contact:
    return next(contact for contact in people if contact.name.split()[0] == first_name)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), AMSTERDAM)
