"""Who plays in the demo: the people of 1do, six customers with their agreements, and their people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Team, User
from accounts.roles import Role
from contracts.models import Contact, Customer

PASSWORD = "welkom-bij-1do"  # noqa: S105 - of every account of the demo, printed by `manage.py demo`


@dataclass(frozen=True)
class Colleague:
    name: str
    email: str
    role: Role


@dataclass(frozen=True)
class Person:
    """Somebody at a customer. Without `signs_in` he telephones or mails."""

    name: str
    department: str
    phone: str
    signs_in: bool = True
    is_active: bool = True

    def email(self, domain: str) -> str:
        first, *rest = self.name.lower().replace("é", "e").replace("ë", "e").replace("ö", "o").split()
        return f"{first}@{domain}" if self.signs_in else f"{first}.{'-'.join(rest)}@{domain}"


@dataclass(frozen=True)
class Company:
    """A customer; the words are filled into the stories: his sites, his printers, his business application."""

    number: str
    name: str
    domain: str
    people: tuple[Person, ...]
    agreement: str
    since: date
    manager: str
    sites: tuple[str, ...]
    printers: tuple[str, ...]
    application: str
    supplier: str
    pc: str
    busy: int
    emergency: bool = False
    ended_days_ago: int | None = None
    earlier: tuple[str, date, date] | None = None


@dataclass
class Cast:
    """The stage after `install`: everybody by e-mail address, customers' active people by customer number."""

    colleagues: dict[str, User] = field(default_factory=dict)
    contacts: dict[str, list[Contact]] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    reporters: dict[str, list[Contact]] = field(default_factory=dict)  # of contacts, who may report (SLA 3)

    def with_role(self, role: Role) -> list[User]:
        return [self.colleagues[someone.email] for someone in COLLEAGUES if someone.role == role]


COLLEAGUES = (
    Colleague("Sanne de Wit", "sanne@1do.example", Role.SUPPORTMEDEWERKER),
    Colleague("Youssef El Amrani", "youssef@1do.example", Role.SUPPORTMEDEWERKER),
    Colleague("Lotte Hendriks", "lotte@1do.example", Role.SUPPORTMEDEWERKER),
    Colleague("Bram Visser", "bram@1do.example", Role.SUPPORTMEDEWERKER),
    Colleague("Ravi Pinas", "ravi@1do.example", Role.BEHEERDER),
    Colleague("Femke van der Meer", "femke@1do.example", Role.BEHEERDER),
    Colleague("Marloes Kuiper", "marloes@1do.example", Role.COORDINATOR),
    Colleague("Daan Mulder", "daan@1do.example", Role.ACCOUNTMANAGER),
    Colleague("Iris Schouten", "iris@1do.example", Role.ACCOUNTMANAGER),
    Colleague("Els Groen", "els@1do.example", Role.DIRECTIE),
    Colleague("Fred Bos", "fred@1do.example", Role.FUNCTIONEEL_BEHEERDER),
)

COMPANIES = (
    Company(
        "K1001",
        "Bakkerij Smit",
        "bakkerijsmit.example",
        (
            Person("Jan Smit", "Directie", "06 13 46 79 01"),
            Person("Petra Bakker", "Administratie", "0348 55 12 11"),
            Person("Kevin Jansen", "Productie", "06 13 46 79 03"),
            Person("Naima Ouali", "Winkel Centrum", "0348 55 12 13"),
            Person("Gerrit van Dam", "Expeditie", "0348 55 12 14", signs_in=False),
            Person("Wendy Vos", "Winkel Molenvliet", "0348 55 12 15"),
        ),
        agreement="DVO-2024-011",
        since=date(2024, 5, 1),
        manager="daan@1do.example",
        sites=("de bakkerij", "de winkel in het centrum", "de winkel Molenvliet", "het kantoor"),
        printers=("de etikettenprinter in de expeditie", "de bonprinter van kassa 2", "de printer op kantoor"),
        application="BakkerPlan",
        supplier="BakkerPlan Software",
        pc="BS",
        busy=5,
        emergency=True,
    ),
    Company(
        "K1002",
        "Notariskantoor De Vries & Van den Berg",
        "devriesvandenberg.example",
        (
            Person("Willem de Vries", "Notarissen", "030 555 21 01"),
            Person("Charlotte van den Berg", "Notarissen", "030 555 21 02"),
            Person("Ingrid Kramer", "Secretariaat", "030 555 21 10"),
            Person("Joris Post", "Kandidaat-notarissen", "030 555 21 15"),
            Person("Sofie Hermans", "Klerken", "030 555 21 18"),
            Person("Mark Tol", "Receptie", "030 555 21 00", signs_in=False),
            Person("Anneke Prins", "Secretariaat", "030 555 21 11", is_active=False),
        ),
        agreement="DVO-2025-004",
        since=date(2025, 1, 1),
        manager="iris@1do.example",
        sites=("het kantoor aan de Maliebaan", "de vergaderzaal", "de passeerkamer", "de receptie"),
        printers=("de multifunctional op de eerste verdieping", "de printer bij het secretariaat"),
        application="NotarisDossier",
        supplier="Akte ICT",
        pc="DVB",
        busy=5,
        earlier=("DVO-2023-019", date(2023, 1, 1), date(2024, 12, 31)),
    ),
    Company(
        "K1003",
        "Van Leeuwen Installatietechniek B.V.",
        "vanleeuwen-techniek.example",
        (
            Person("Henk van Leeuwen", "Directie", "0172 55 30 01"),
            Person("Monique de Groot", "Planning", "0172 55 30 05"),
            Person("Tim Verhoeven", "Werkvoorbereiding", "0172 55 30 07"),
            Person("Fatma Yıldız", "Boekhouding", "0172 55 30 09"),
            Person("Ruud Scholten", "Magazijn", "06 13 46 79 35", signs_in=False),
            Person("Niels Koster", "Buitendienst", "06 13 46 79 36"),
            Person("Esmee Brouwer", "Calculatie", "0172 55 30 12"),
        ),
        agreement="DVO-2024-027",
        since=date(2024, 9, 1),
        manager="daan@1do.example",
        sites=("het kantoor", "het magazijn", "de werkplaats", "de bouwkeet in Waddinxveen"),
        printers=("de plotter in de werkvoorbereiding", "de printer in het magazijn", "de kleurenprinter op kantoor"),
        application="InstallPro",
        supplier="InstallPro Software",
        pc="VLI",
        busy=6,
    ),
    Company(
        "K1004",
        "Gezondheidscentrum De Linde",
        "gcdelinde.example",
        (
            Person("Mirjam Hoekstra", "Praktijkmanagement", "071 555 40 01"),
            Person("Ahmed Bouzid", "Huisartsen", "071 555 40 03"),
            Person("Karin Willems", "Balie", "071 555 40 00"),
            Person("Roos Dijkstra", "Fysiotherapie", "071 555 40 12"),
            Person("Thijs van Beek", "Apotheek", "071 555 40 20"),
            Person("Lisa Maas", "Praktijkondersteuning", "071 555 40 06"),
            Person("Jolanda Smeets", "Balie", "071 555 40 00", signs_in=False),
        ),
        agreement="DVO-2025-016",
        since=date(2025, 6, 1),
        manager="iris@1do.example",
        sites=("de wachtkamer", "spreekkamer 3", "de apotheek", "de oefenzaal van de fysiotherapie"),
        printers=("de receptenprinter", "de labelprinter in de apotheek", "de printer aan de balie"),
        application="HuisartsPlus",
        supplier="ZorgSoft",
        pc="LND",
        busy=6,
        emergency=True,
    ),
    Company(
        "K1005",
        "Coöperatieve Bloemenveilingvereniging Westland-Noord en Omstreken U.A.",
        "westlandnoord.example",
        (
            Person("Cor van der Knaap", "Directie", "0174 55 50 01"),
            Person("Sharon Zwinkels", "Veilinghal", "0174 55 50 11"),
            Person("Arjan Valstar", "Logistiek", "06 13 46 79 52"),
            Person("Maria-Magdalena van Oldenbarnevelt-Zuidgeest", "Kwaliteitscontrole", "0174 55 50 14"),
            Person("Dennis Poot", "Financiën", "0174 55 50 16"),
            Person("Yvonne Barendse", "Ledenadministratie", "0174 55 50 18"),
            Person("Piotr Nowak", "Koelhuis", "06 13 46 79 57", signs_in=False),
            Person("Ellen Vijverberg", "Communicatie", "0174 55 50 20"),
        ),
        agreement="DVO-2026-002",
        since=date(2026, 2, 1),
        manager="daan@1do.example",
        sites=("de veilinghal", "het koelhuis", "de expeditiehal", "het hoofdkantoor"),
        printers=(
            "de labelprinter bij dock 4",
            "de printer in de veilinghal",
            "de multifunctional op het hoofdkantoor",
        ),
        application="VeilingKlok",
        supplier="KlokSystemen",
        pc="WN",
        busy=6,
    ),
    Company(
        "K1006",
        "Drukkerij Hofman",
        "drukkerijhofman.example",
        (
            Person("Peter Hofman", "Directie", "033 555 60 01"),
            Person("Tamara Blom", "Orderbegeleiding", "033 555 60 03"),
            Person("Sem Mulders", "Prepress", "033 555 60 05"),
            Person("Bart Evers", "Drukkerij", "033 555 60 07", signs_in=False),
        ),
        agreement="DVO-2023-031",
        since=date(2023, 10, 1),
        manager="iris@1do.example",
        sites=("de prepress-ruimte", "de drukkerij", "het kantoor"),
        printers=("de proefdrukker", "de printer op kantoor"),
        application="DrukOrder",
        supplier="DrukOrder Nederland",
        pc="DH",
        busy=2,
        ended_days_ago=24,
    ),
)


def install() -> Cast:
    """Make them all. One hash serves every account: making a strong one forty times takes seconds."""
    hashed = make_password(PASSWORD)
    cast = Cast()
    for someone in COLLEAGUES:
        cast.colleagues[someone.email] = _install_colleague(someone, hashed)
    first_line = [*cast.with_role(Role.SUPPORTMEDEWERKER), *cast.with_role(Role.COORDINATOR)]
    for key, name, members in (
        ("eerste", "Supportcenter", first_line),
        ("tweede", "Systeembeheer", cast.with_role(Role.BEHEERDER)),
    ):
        cast.teams[key] = Team.objects.create(name=name)
        cast.teams[key].members.set(members)
    for company in COMPANIES:
        _install_company(company, cast, hashed)
    return cast


def _install_colleague(someone: Colleague, hashed: str) -> User:
    user = User.objects.create(
        name=someone.name,
        email=someone.email,
        password=hashed,
        is_house=True,
        is_staff=someone.role == Role.FUNCTIONEEL_BEHEERDER,
    )
    user.groups.set([Group.objects.get(name=someone.role.value)])
    return user


def _install_company(company: Company, cast: Cast, hashed: str) -> None:
    customer = Customer.objects.create(number=company.number, name=company.name)
    customer.mail_domains.create(domain=company.domain)
    people = [_install_person(person, company, customer, hashed) for person in company.people]
    cast.contacts[company.number] = [contact for contact in people if contact.is_active]
    cast.reporters[company.number] = cast.contacts[company.number]


def _install_person(person: Person, company: Company, customer: Customer, hashed: str) -> Contact:
    email = person.email(company.domain)
    user = User.objects.create(name=person.name, email=email, password=hashed) if person.signs_in else None
    return Contact.objects.create(
        customer=customer,
        user=user,
        name=person.name,
        email=email,
        phone=person.phone,
        department=person.department,
        is_active=person.is_active,
    )
