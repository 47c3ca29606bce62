"""Factories of people and agreements, for tests and benchmarks. Tickets come from actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from accounts.models import Team, User
from accounts.roles import Role
from contracts.models import AgreementStatus, ClauseKind, Contact, Customer, ServiceAgreement
from contracts.models.dap import SECTION_OF
from sla.models import Calendar, Edition

PASSWORD = "welkom-bij-1do"  # of every account that is made here


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        django_get_or_create = ("email",)
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Persoon {n}")
    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")
    password = factory.django.Password(PASSWORD)


class HouseUserFactory(UserFactory):
    """Somebody of 1do; `roles=[Role.COORDINATOR]` gives the groups."""

    is_house = True
    email = factory.Sequence(lambda n: f"collega{n}@1do.example")

    @factory.post_generation
    def roles(self, create: bool, extracted: list[Role] | None, **_kwargs: Any) -> None:
        if create:
            roles = extracted if extracted is not None else [Role.SUPPORTMEDEWERKER]
            self.groups.set(Group.objects.filter(name__in=[str(role) for role in roles]))  # type: ignore[attr-defined]


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team
        django_get_or_create = ("name",)
        skip_postgeneration_save = True

    name = "Supportcenter"

    @factory.post_generation
    def members(self, create: bool, extracted: list[User] | None, **_kwargs: Any) -> None:
        if create and extracted:
            self.members.set(extracted)


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer
        django_get_or_create = ("number",)

    number = factory.Sequence(lambda n: f"K{9000 + n}")  # beside those who are named: K1001 and on
    name = factory.Sequence(lambda n: f"Klant {n} B.V.")


class ContactFactory(DjangoModelFactory[Contact]):
    """A contact; `with_user=True` also gives him a sign-in with his address."""

    class Meta:
        model = Contact

    class Params:
        with_user = factory.Trait(
            user=factory.SubFactory(
                UserFactory, name=factory.SelfAttribute("..name"), email=factory.SelfAttribute("..email")
            )
        )

    customer = factory.SubFactory(CustomerFactory)
    name = factory.Sequence(lambda n: f"Contact {n}")
    email = factory.Sequence(lambda n: f"contact{n}@klant.example")
    phone = "0613467900"


class ServiceAgreementFactory(DjangoModelFactory[ServiceAgreement]):
    """An agreement in force, on the newest edition. `emergency=True` adds the Calamiteitendienst (SLA 3.2).

    `packages={"werkplek": "plus"}` takes packages, `dap={"viewers": [contact]}` adds clauses that name people,
    `dap={"maintenance": {"windows": ...}}` one with these settings; `signed=False` leaves it a concept.
    """

    class Meta:
        model = ServiceAgreement
        skip_postgeneration_save = True

    class Params:
        emergency = factory.Trait(
            emergency_calendar=factory.LazyFunction(lambda: Calendar.objects.get(slug="calamiteitendienst")),
            emergency_phone="088 444 50 99",
        )

    number = factory.Sequence(lambda n: f"DVO-{2024_000 + n}")
    customer = factory.SubFactory(CustomerFactory)
    starts_on = date(2024, 5, 1)
    edition = factory.LazyFunction(lambda: Edition.objects.latest("loaded_at"))
    calendar = factory.LazyFunction(lambda: Calendar.objects.get(slug="supportcenter"))
    tariff_normal = Decimal("95.00")
    tariff_outside_hours = Decimal("142.50")
    tariff_emergency = Decimal("165.00")

    @factory.post_generation
    def packages(self, create: bool, extracted: dict[str, str] | None, **_kwargs: Any) -> None:
        for package, tier in (extracted or {}).items():
            self.lines.create(package=package, tier=tier, quantity=10)  # type: ignore[attr-defined]

    @factory.post_generation
    def dap(self, create: bool, extracted: dict[str, Any] | None, **_kwargs: Any) -> None:
        for kind, people in (extracted or {}).items():
            clause = self.clauses.create(number=SECTION_OF[kind], kind=kind, title=ClauseKind(kind).label)  # type: ignore[attr-defined]
            if isinstance(people, dict):
                clause.settings, people = people, []
                clause.save()
            for person in people:
                name, step = person if isinstance(person, tuple) else (person, None)
                who = {"contact": name} if isinstance(name, Contact) else {"user": name}
                clause.people.create(step=step, **who)

    @factory.post_generation
    def signed(self, create: bool, extracted: bool | None, **_kwargs: Any) -> None:
        if create and extracted is not False:
            self.status = AgreementStatus.IN_FORCE
            self.save(update_fields=["status"])  # type: ignore[attr-defined]
