"""What an agreement decides, told in short lives: each feature is there at least once, in every verdict.

A life yields the moment of its next deed and does it when it is resumed, as those of lives.py do.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from contracts import actions as contract_actions
from contracts.coverage.rules import Verdict
from contracts.models import Advice, Contact, Customer, CustomerSupplier, RecurringWork, Site, Supplier
from contracts.planned.actions import NEXT, hours_of, set_next
from contracts.time.rates import RateKind
from demo.people import Cast
from demo.saying_yes import ring_for_yes
from demo.scene import back
from demo.walk import Life
from infra.errors import Refused
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.clock import Party
from tickets import actions
from tickets.intake.report import sorted_out
from tickets.models import Approval, Channel, CheckOutcome, SecretKind, Ticket

SANNE, RAVI, FEMKE, MARLOES = "sanne@1do.example", "ravi@1do.example", "femke@1do.example", "marloes@1do.example"
DAAN, IRIS, ELS = "daan@1do.example", "iris@1do.example", "els@1do.example"


@dataclass
class Stage:
    """Who and when: `ago` counts working minutes back from now, or whole days at a time of day."""

    cast: Cast
    hours: BusinessHours
    now: datetime

    def staff(self, email: str) -> User:
        return self.cast.colleagues[email]

    def contact(self, number: str, first_name: str) -> Contact:
        return next(one for one in self.cast.contacts[number] if one.name.split()[0] == first_name)

    def ago(self, minutes: float) -> datetime:
        return back(self.hours, self.now, minutes)

    def workday(self, days_ago: int, clock: str) -> datetime:
        """On the last open day at least so many days ago."""
        day = self.now.astimezone(AMSTERDAM).date() - timedelta(days=days_ago)
        while not self.hours.windows(day):
            day -= timedelta(days=1)
        return datetime.combine(day, time.fromisoformat(clock), AMSTERDAM)

    def filed(self, number: str, who: str, at: datetime, subject: str, text: str, **fields: Any) -> Ticket:
        contact = self.contact(number, who)
        by = contact.user or self.staff(SANNE)
        channel = Channel.PORTAL if contact.user else Channel.PHONE
        given: dict[str, Any] = {"by": by, "channel": channel, "kind": "servicevraag", "steps_taken": "Geen."}
        given |= {"now": at, "contact": contact, "subject": subject, "description": text}
        return actions.open_ticket(*sorted_out(given | fields))

    def work(self, ticket: Ticket, by: str, at: datetime, minutes: int, text: str = "", **fields: Any) -> None:
        began = at - timedelta(minutes=minutes)
        ring_for_yes(ticket, by=self.staff(by), now=at, minutes=max(30, minutes), began=began)
        actions.log_time(ticket, by=self.staff(by), now=at, minutes=minutes, text=text, **fields)

    def solve(self, ticket: Ticket, by: str, at: datetime, text: str) -> None:
        actions.resolve(ticket, by=self.staff(by), now=at, text=text)


# --- Estimates and verdicts (SLA 5.2, 6.4, 7.7) -----------------------------------------------------------
def estimate_that_waits(stage: Stage) -> Life:
    at = stage.ago(420)
    yield at
    ticket = stage.filed(
        "K1002", "Ingrid", at, "Scannen naar het dossier lukt niet", "De scans komen niet meer in het dossier terecht."
    )
    yield (at := stage.ago(360))
    actions.take(ticket, by=stage.staff(SANNE), now=at)
    actions.ask_estimate(
        ticket, by=stage.staff(SANNE), now=at, minutes=90, text="De koppeling opnieuw inrichten en met u testen."
    )


def customer_who_is_silent(stage: Stage) -> Life:
    """Reminded after three working days (REMINDER_WORKING_DAYS)."""
    at = stage.workday(6, "11:20")
    yield at
    ticket = stage.filed(
        "K1002", "Joris", at, "Handtekening onder mail staat scheef", "De nieuwe handtekening verspringt in Outlook."
    )
    yield (at := at + timedelta(minutes=40))
    question = "Gebeurt het ook als u een nieuwe mail maakt, of alleen bij antwoorden?"
    actions.wait(ticket, by=stage.staff(SANNE), now=at, party=Party.CUSTOMER, text=question)


def estimate_granted(stage: Stage) -> Life:
    at = stage.workday(9, "09:12")
    yield at
    ticket = stage.filed(
        "K1002", "Joris", at, "Tweede scherm op de passeerkamer", "Graag een tweede scherm aansluiten en instellen."
    )
    yield (at := at + timedelta(minutes=35))
    asked = actions.ask_estimate(
        ticket, by=stage.staff(SANNE), now=at, minutes=60, text="Aansluiten en instellen op afstand."
    )
    yield (at := at + timedelta(minutes=50))
    actions.decide(asked, now=at, granted=True, contact=stage.contact("K1002", "Charlotte"))
    yield (at := at + timedelta(minutes=70))
    stage.work(ticket, SANNE, at, 55, "Scherm ingesteld")
    stage.solve(ticket, SANNE, at + timedelta(minutes=4), "Het tweede scherm werkt, ook na afmelden.")


def planned_for_the_evening(stage: Stage) -> Life:
    """Covered work, but outside opening hours: an estimate, a yes, and only then a moment (SLA 8.2)."""
    at = stage.workday(10, "10:30")
    yield at
    ticket = stage.filed(
        "K1001",
        "Jan",
        at,
        "Switch in de bakkerij herstarten",
        "De switch moet een keer uit; overdag kan dat niet.",
        kind="incident",
        impact=2,
        urgency="C",
        item_type="werkplek",
    )
    yield (at := at + timedelta(minutes=45))
    asked = actions.ask_estimate(
        ticket,
        by=stage.staff(RAVI),
        now=at,
        minutes=60,
        rate=RateKind.OUTSIDE_HOURS,
        text="Wij doen dit om 19:00, als de bakkerij dicht is.",
    )
    yield (at := at + timedelta(minutes=30))
    actions.decide(asked, now=at, granted=True, by=_user(stage.contact("K1001", "Jan")))
    evening = datetime.combine(at.astimezone(AMSTERDAM).date(), time(19), AMSTERDAM)
    actions.plan(ticket, by=stage.staff(RAVI), now=at + timedelta(minutes=5), planned_for=evening)
    yield evening
    actions.start_work(ticket, by=stage.staff(RAVI), now=evening)
    yield (at := evening + timedelta(minutes=50))
    stage.work(ticket, RAVI, at, 50, "Switch herstart en alles nagelopen")
    stage.solve(ticket, RAVI, at + timedelta(minutes=2), "De switch is herstart; alles is weer bereikbaar.")


def estimate_declined(stage: Stage) -> Life:
    at = stage.workday(6, "10:40")
    yield at
    ticket = stage.filed(
        "K1002",
        "Willem",
        at,
        "Laptop sneller maken",
        "Mijn laptop is traag; kan er geheugen bij?",
        features=["extensions"],
    )
    yield (at := at + timedelta(minutes=30))
    asked = actions.ask_estimate(
        ticket, by=stage.staff(SANNE), now=at, minutes=120, amount=Decimal("310.00"), text="Geheugen en plaatsing."
    )
    yield (at := at + timedelta(hours=2))
    charlotte = stage.contact("K1002", "Charlotte").user
    actions.decide(asked, now=at, granted=False, by=charlotte, text="Wij vervangen deze laptop in het nieuwe jaar.")
    yield (at := at + timedelta(minutes=20))
    stage.solve(ticket, SANNE, at, "Op verzoek van Charlotte niet uitgevoerd; wij komen hier in januari op terug.")


def alert_on_basic(stage: Stage) -> Life:
    """Monitoring is included, following up its alert is not (SLA 5.2)."""
    at = stage.ago(95)
    yield at
    stage.filed(
        "K1002",
        "Charlotte",
        at,
        "Schijf D: op DVB-SRV01 voor 92 % vol",
        "Melding uit de monitoring: schijf D: heeft nog 8 % vrije ruimte.",
        by=stage.staff(SANNE),
        channel=Channel.ALERT,
        kind="incident",
        impact=2,
        urgency="C",
        item_type="server",
    )


def restore_on_network(stage: Stage) -> Life:
    """An empty cell of SLA 5.2: not offered."""
    at = stage.ago(700)
    yield at
    stage.filed(
        "K1001",
        "Petra",
        at,
        "Oude instellingen van de switch terugzetten",
        "Kan de configuratie van de switch van vorige maand terug?",
        item_type="netwerk",
        service="file_restore",
    )


def cloud_as_an_option(stage: Stage) -> Life:
    at = stage.ago(260)
    yield at
    stage.filed(
        "K1005",
        "Dennis",
        at,
        "Gasten toelaten in Teams",
        "Wij willen externe accountants toelaten in een Teams-kanaal.",
        item_type="cloud",
    )


def small_changes(stage: Stage) -> Life:
    """Five in a month, against a norm of four (SLA 7.7)."""
    texts: tuple[str, ...] = ("Handtekening aanpassen", "Snelkoppeling op drie pc's", "Naam van de printer wijzigen")
    texts += ("Agenda delen met de balie", "Achtergrond op de kassa's")
    first = stage.now.astimezone(AMSTERDAM).replace(day=1, hour=9, minute=5, second=0, microsecond=0)
    if first + timedelta(days=1) > stage.now:
        first = (first - timedelta(days=1)).replace(day=1)
    for index, subject in enumerate(texts):
        at = first + timedelta(hours=index * 4)
        yield at
        ticket = stage.filed("K1001", "Petra", at, subject, "Graag aanpassen.", kind="aanpassing", small_change=True)
        yield (at := at + timedelta(minutes=70))
        stage.work(ticket, SANNE, at, 12 + 7 * index, "Kleine aanpassing")
        stage.solve(ticket, SANNE, at + timedelta(minutes=2), "Dit is aangepast.")


def vulnerability_past_two_hours(stage: Stage) -> Life:
    at = stage.workday(12, "08:50")
    yield at
    ticket = stage.filed(
        "K1001",
        "Jan",
        at,
        "Kwetsbaarheid in de remote desktop-gateway",
        "Het NCSC waarschuwt voor een kwetsbaarheid die wordt misbruikt.",
        by=stage.staff(RAVI),
        channel=Channel.PHONE,
        kind="incident",
        impact=2,
        urgency="B",
        item_type="server",
        features=["vulnerabilities"],
    )
    actions.use_mandate(
        ticket,
        by=stage.staff(RAVI),
        now=at + timedelta(minutes=5),
        text="De kwetsbaarheid wordt misbruikt; de hotfix kan niet wachten op overleg.",
    )
    for minutes in (95, 40):
        yield (at := at + timedelta(minutes=minutes + 10))
        stage.work(ticket, RAVI, at, minutes, "Hotfix getest en geplaatst")
    yield (at := at + timedelta(minutes=15))
    stage.solve(ticket, RAVI, at, "De hotfix staat op alle servers; misbruik is niet aangetroffen.")


def overridden_verdict(stage: Stage) -> Life:
    at = stage.workday(16, "13:05")
    yield at
    ticket = stage.filed("K1004", "Lisa", at, "Uitleg over veilig mailen", "Hoe stuur ik een dossier veilig door?")
    yield (at := at + timedelta(minutes=20))
    actions.override_coverage(
        ticket,
        by=stage.staff(SANNE),
        now=at,
        verdict=Verdict.INBEGREPEN,
        reason="Uitleg bij de nieuwe mailbeveiliging die wij zelf hebben ingevoerd.",
    )
    stage.work(ticket, SANNE, at + timedelta(minutes=20), 15, "Uitgelegd per telefoon")
    yield (at := at + timedelta(minutes=25))
    stage.solve(ticket, SANNE, at, "Uitgelegd; de handleiding staat ook op intranet.")


# --- Who may (SLA 3, 7.2, 10) -----------------------------------------------------------------------------
def authorisation_that_waits(stage: Stage) -> Life:
    at = stage.ago(310)
    yield at
    stage.filed(
        "K1004",
        "Karin",
        at,
        "Toegang tot de map Directie voor Karin",
        "Ik heb de map Directie nodig voor de jaarplanning.",
        kind="aanpassing",
        is_authorisation=True,
    )


def authorisation_confirmed(stage: Stage) -> Life:
    at = stage.workday(7, "11:20")
    yield at
    ticket = stage.filed(
        "K1001",
        "Kevin",
        at,
        "Account voor vakantiekracht",
        "Graag een account voor Mees van Dijk in de productie.",
        kind="aanpassing",
        user_accounts=True,
        is_authorisation=True,
    )
    yield (at := at + timedelta(minutes=55))
    asked = Approval.objects.get(ticket=ticket, kind="authorisation")
    actions.decide(
        asked, now=at, granted=True, by=stage.contact("K1001", "Petra").user, text="Akkoord, tot eind januari."
    )
    yield (at := at + timedelta(minutes=30))
    stage.work(ticket, SANNE, at, 20, "Account aangemaakt")
    stage.solve(ticket, SANNE, at + timedelta(minutes=3), "Het account is klaar; Petra heeft de gegevens.")


def passwords_once(stage: Stage) -> Life:
    """One for 1do and one for the customer, each ready to be opened once (SLA 10)."""
    at = stage.ago(130)
    yield at
    ticket = stage.filed(
        "K1001",
        "Jan",
        at,
        "Scanner mailt niet meer",
        "Sinds het nieuwe wachtwoord van de mailbox komt er van de scanner niets meer aan.",
    )
    yield (at := at + timedelta(minutes=20))
    sanne = stage.staff(SANNE)
    question = "Wilt u het wachtwoord van de scanner zelf veilig doorgeven?"
    actions.wait(ticket, by=sanne, now=at, party=Party.CUSTOMER, text=question)
    yield (at := at + timedelta(minutes=15))
    jan = stage.contact("K1001", "Jan").user
    actions.hand_over(ticket, by=jan, now=at, kind=SecretKind.PASSWORD, secret="Scan.2026-bakker")  # noqa: S106
    yield (at := at + timedelta(minutes=10))
    actions.send_secret(ticket, by=sanne, now=at, kind=SecretKind.PASSWORD, secret="Postbus-scan-48!", days=7)  # noqa: S106


def stranger_that_waits(stage: Stage) -> Life:
    """Only named people report for the notaries (DAP 3)."""
    at = stage.ago(150)
    yield at
    stage.filed(
        "K1002",
        "Sofie",
        at,
        "Printen van akten lukt niet",
        "De printer pakt de verkeerde lade bij akten.",
        kind="incident",
        impact=3,
        urgency="B",
    )


def remote_viewing(stage: Stage) -> Life:
    at = stage.workday(3, "14:15")
    yield at
    ticket = stage.filed(
        "K1003",
        "Fatma",
        at,
        "Knop voor boeken is weg",
        "Ik zie de knop om te boeken niet meer.",
        kind="incident",
        impact=3,
        urgency="B",
    )
    yield (at := at + timedelta(minutes=25))
    actions.start_work(ticket, by=stage.staff(SANNE), now=at)
    asked = actions.ask_remote_viewing(
        ticket, by=stage.staff(SANNE), now=at, text="Mag ik even meekijken op uw scherm om de knop te zoeken?"
    )
    yield (at := at + timedelta(minutes=4))
    actions.decide(asked, now=at, granted=True, by=stage.contact("K1003", "Fatma").user)
    actions.begin_viewing(ticket, by=stage.staff(SANNE), now=at + timedelta(minutes=1))
    yield (at := at + timedelta(minutes=12))
    actions.end_viewing(ticket, by=stage.staff(SANNE), now=at)
    stage.work(ticket, SANNE, at, 15, "Meegekeken en de werkbalk hersteld")
    stage.solve(ticket, SANNE, at + timedelta(minutes=2), "De werkbalk was verborgen en staat er weer.")


# --- Advice (SLA 6.4) -------------------------------------------------------------------------------------
def advices(stage: Stage) -> Life:
    at = stage.workday(80, "10:00")
    yield at
    customer = Customer.objects.get(number="K1001")
    jan = stage.contact("K1001", "Jan")
    old = _advise(
        stage, customer, at, jan, "Vervang server BS-SRV02", "De server is acht jaar oud en valt uit de garantie."
    )
    yield (at := stage.workday(70, "16:20"))
    contract_actions.decide_advice(old, by=_user(jan), now=at, accepted=False, text="Dit jaar geen budget.")
    yield (at := stage.workday(60, "09:40"))
    mfa = _advise(
        stage, customer, at, jan, "Tweestapsverificatie voor iedereen", "Zonder is een gestolen wachtwoord genoeg."
    )
    yield (at := stage.workday(58, "11:10"))
    contract_actions.decide_advice(mfa, by=_user(jan), now=at, accepted=True, text="")
    yield (at := stage.workday(5, "08:25"))
    ticket = stage.filed(
        "K1001",
        "Kevin",
        at,
        "BS-SRV02 valt steeds uit",
        "De server valt elk half uur uit; de planning is dan weg.",
        by=stage.staff(RAVI),
        channel=Channel.PHONE,
        kind="incident",
        impact=2,
        urgency="A",
        item_type="server",
    )
    actions.link_advice(
        ticket, by=stage.staff(RAVI), now=at + timedelta(minutes=6), advice=Advice.objects.get(pk=old.pk)
    )
    yield (at := at + timedelta(minutes=50))
    stage.work(ticket, RAVI, at, 45, "Voeding vervangen en server gecontroleerd")
    stage.solve(
        ticket, RAVI, at + timedelta(minutes=5), "De voeding is vervangen. Ons advies om te vervangen staat nog."
    )
    yield (at := stage.workday(2, "15:00"))
    _advise(stage, customer, at, jan, "Internet in de winkel dubbel uitvoeren", "Bij uitval ligt ook het pinnen stil.")


def _advise(stage: Stage, customer: Customer, at: datetime, contact: Contact, title: str, text: str) -> Advice:
    return contract_actions.give_advice(
        customer, by=stage.staff(DAAN), now=at, title=title, text=text, given_to=contact
    )


def _user(contact: Contact) -> User:
    assert contact.user is not None
    return contact.user


# --- Escalation and suppliers (SLA 7.10, 12) --------------------------------------------------------------
def escalation_just_begun(stage: Stage) -> Life:
    at = stage.ago(480)
    yield at
    ticket = stage.filed(
        "K1003",
        "Tim",
        at,
        "Tekenpakket start niet op drie werkplekken",
        "Drie werkvoorbereiders kunnen niet tekenen.",
        kind="incident",
        impact=2,
        urgency="B",
    )
    yield (at := stage.ago(400))
    actions.start_work(ticket, by=stage.staff(SANNE), now=at)
    yield (at := stage.ago(20))
    actions.escalate(
        ticket, by=_user(stage.contact("K1003", "Tim")), now=at, reason="De offerte moet vandaag de deur uit."
    )


def escalations_of_before(stage: Stage) -> Life:
    at = stage.workday(21, "09:05")
    yield at
    ticket = stage.filed(
        "K1001",
        "Naima",
        at,
        "Kassa's in de winkel traag",
        "Afrekenen duurt een minuut per klant.",
        kind="incident",
        impact=2,
        urgency="B",
    )
    yield (at := at + timedelta(minutes=40))
    actions.start_work(ticket, by=stage.staff(RAVI), now=at)
    yield (at := at + timedelta(hours=2))
    first = actions.escalate(ticket, by=_user(stage.contact("K1001", "Jan")), now=at, reason="De rij staat tot buiten.")
    yield (at := at + timedelta(minutes=25))
    actions.acknowledge(first, by=stage.staff(MARLOES), now=at, text="Ik zet Femke erbij en bel om 12:00.")
    yield (at := at + timedelta(minutes=50))
    second = actions.escalate(ticket, by=stage.staff(MARLOES), now=at, reason="De leverancier reageert niet.")
    yield (at := at + timedelta(minutes=15))
    actions.acknowledge(second, by=stage.staff(ELS), now=at, text="Ik bel de directeur van de leverancier.")
    yield (at := at + timedelta(minutes=45))
    for started in (second, first):
        actions.end_escalation(started, by=stage.staff(MARLOES), now=at, outcome="De leverancier heeft het hersteld.")
    stage.work(ticket, RAVI, at, 150, "Met de leverancier gezocht")
    stage.solve(ticket, RAVI, at + timedelta(minutes=10), "Een update van de kassaleverancier is teruggedraaid.")


def at_a_supplier(stage: Stage) -> Life:
    at = stage.ago(1500)
    yield at
    supplier, _made = Supplier.objects.get_or_create(
        name="VeilingKlok Systemen B.V.", defaults={"phone": "0174 55 59 00", "email": "support@klok.example"}
    )
    customer = Customer.objects.get(number="K1005")
    CustomerSupplier.objects.get_or_create(
        customer=customer, supplier=supplier, defaults={"reference": "WN-20417", "product": "VeilingKlok"}
    )
    ticket = stage.filed(
        "K1005",
        "Sharon",
        at,
        "Klok geeft verkeerde partijgegevens",
        "Bij dock 3 staan de gegevens van een andere partij.",
        kind="incident",
        impact=2,
        urgency="B",
    )
    yield (at := stage.ago(1430))
    actions.start_work(ticket, by=stage.staff(FEMKE), now=at)
    yield (at := stage.ago(1300))
    actions.wait(
        ticket,
        by=stage.staff(FEMKE),
        now=at,
        party=Party.SUPPLIER,
        text="Uitgezet bij de leverancier van de klok.",
        supplier=supplier,
        supplier_reference="KS-88120",
        chase_on=(stage.now + timedelta(days=2)).astimezone(AMSTERDAM).date(),
    )
    yield (at := stage.ago(700))
    actions.add_extra_costs(
        ticket,
        by=stage.staff(FEMKE),
        now=at,
        amount=Decimal("245.00"),
        supplier=supplier,
        text="De leverancier rekent voorrijkosten voor het vervangen van de lezer.",
    )


# --- Emergency, time and hours (SLA 3.2, 6.2, 7.4) --------------------------------------------------------
def emergency_at_half_past_nine(stage: Stage) -> Life:
    """At 21:30, a quarter of an hour of work, an hour on the bill."""
    at = stage.workday(2, "21:30")
    yield at
    ticket = stage.filed(
        "K1004",
        "Thijs",
        at,
        "Apotheek kan geen recepten verwerken",
        "Het receptenprogramma geeft overal een foutmelding.",
        by=stage.staff(RAVI),
        channel=Channel.PHONE,
        kind="incident",
        impact=1,
        urgency="A",
        item_type="server",
    )
    yield (at := at + timedelta(minutes=8))
    actions.start_work(ticket, by=stage.staff(RAVI), now=at)
    yield (at := at + timedelta(minutes=17))
    stage.work(ticket, RAVI, at, 15, "Dienst herstart en gecontroleerd")
    stage.solve(ticket, RAVI, at + timedelta(minutes=2), "De dienst was vastgelopen en draait weer.")


def corrected_time(stage: Stage) -> Life:
    at = stage.workday(4, "09:30")
    yield at
    ticket = stage.filed("K1003", "Esmee", at, "Uitleg over de nieuwe calculatie-export", "Hoe krijg ik dit in Excel?")
    yield (at := at + timedelta(minutes=60))
    stage.work(ticket, SANNE, at, 75, "Uitleg en voorbeeldbestand")
    line = ticket.time_entries.get()
    actions.correct_time(
        line, by=stage.staff(SANNE), now=at + timedelta(minutes=30), minutes=45, reason="Pauze meegeteld."
    )
    stage.solve(ticket, SANNE, at + timedelta(minutes=31), "Uitgelegd, met een voorbeeld erbij.")


def hours_of_this_month(stage: Stage) -> Life:
    """So much of the fourteen hours of Van Leeuwen is used that the account manager hears of it (SLA 6.2)."""
    local = stage.now.astimezone(AMSTERDAM)
    first = local.replace(day=1, hour=9, minute=0, second=0, microsecond=0)
    gaps = max(1, (local - first).days) / 6
    for index, minutes in enumerate((125, 140, 95, 110, 135)):
        at = stage.hours.add(first + timedelta(days=gaps * index), timedelta(minutes=20))
        if at >= stage.now - timedelta(hours=3):
            return
        yield at
        ticket = stage.filed(
            "K1003", "Monique", at, f"Planbord bijwerken, deel {index + 1}", "Graag het planbord bijwerken."
        )
        yield (at := stage.hours.add(at, timedelta(minutes=minutes + 30)))
        stage.work(ticket, FEMKE, at, minutes, "Planbord aangepast")
        stage.solve(ticket, FEMKE, at + timedelta(minutes=1), "Het planbord is bijgewerkt.")


def export_of_last_month(stage: Stage) -> Life:
    at = stage.now.astimezone(AMSTERDAM).replace(day=1, hour=8, minute=30, second=0, microsecond=0)
    if at > stage.now:
        return
    yield at
    last = (at - timedelta(days=1)).date()
    with suppress(Refused):  # a short demo may have nothing to export
        export = actions.export_time(by=stage.staff(MARLOES), now=at, starts_on=last.replace(day=1), ends_on=last)
        at += timedelta(hours=2)
        if at > stage.now:
            return
        yield at
        line = export.lines.select_related("by").order_by("-minutes", "pk")[0]  # and one of them was written too long
        actions.correct_time(line, by=line.by, now=at, minutes=line.minutes // 2 or 1, reason="Pauze meegeteld.")


# --- Planned work (SLA 6.1, 8.1) --------------------------------------------------------------------------
def recurring(number: str, kind: str) -> Callable[[Stage], Life]:
    """From three months ago on: each time a ticket on its day, filled in by Ravi."""

    def life(stage: Stage) -> Life:
        begin = stage.now - timedelta(days=100)
        work = RecurringWork.objects.filter(customer__number=number, kind=kind).first()
        if work is None:
            return
        set_next(work, hours_of(work.customer, begin), after=begin.date())
        work.save(update_fields=NEXT)
        while work.next_on is not None:
            at = stage.hours.next_opening(datetime.combine(work.next_on, time(8, 1), AMSTERDAM)) + timedelta(minutes=2)
            yield at
            for ticket in actions.start_recurring(work, now=at):
                yield (at := stage.hours.add(at, timedelta(minutes=150)))
                _check(stage, work, ticket, at)
            work.refresh_from_db()

    return life


def _check(stage: Stage, work: RecurringWork, ticket: Ticket, at: datetime) -> None:
    ravi = stage.staff(RAVI)
    actions.take(ticket, by=ravi, now=at)
    results = []
    for item in work.items:
        for index, check in enumerate(work.checklist):
            bad = item.endswith("02") and index == 1
            outcome = CheckOutcome.NOT_OK if bad else CheckOutcome.OK
            results.append({"item": item, "check": check, "outcome": outcome, "note": "Nog 14 % vrij" if bad else ""})
    actions.record_checks(ticket, by=ravi, now=at, results=results)  # type: ignore[arg-type]
    stage.work(ticket, RAVI, at, 25 * len(work.items), "Controles uitgevoerd")
    actions.resolve(
        ticket, by=ravi, now=at + timedelta(minutes=3), text="De controles zijn uitgevoerd; zie de uitkomsten."
    )


def visits(stage: Stage) -> Life:
    """One that was, and one that is to come with what is saved up for it."""
    customer = Customer.objects.get(number="K1005")
    site, _made = Site.objects.get_or_create(customer=customer, name="Hoofdkantoor", defaults={"address": "Klokweg 1"})
    femke, sharon = stage.staff(FEMKE), stage.contact("K1005", "Sharon")
    at = stage.workday(20, "10:00")
    yield at
    for text in ("Wifi in het koelhuis nameten", "Twee werkplekken omwisselen"):
        actions.save_for_visit(customer, by=femke, now=at, text=text)
    day = stage.workday(13, "09:00")
    visit = actions.plan_visit(
        customer,
        by=femke,
        now=at,
        planned_for=day,
        engineer=femke,
        contact=sharon,
        site=site,
        text="Maandelijks bezoek.",
    )
    yield (at := day + timedelta(hours=3, minutes=10))
    items = list(visit.items.order_by("pk"))
    outcomes = {items[0].pk: {"done": True, "outcome": "Extra toegangspunt geplaatst."}}
    actions.finish_visit(visit, by=femke, now=at, minutes=180, outcomes=outcomes, text="Alles besproken met Sharon.")  # type: ignore[arg-type]
    yield (at := stage.workday(1, "11:30"))
    actions.save_for_visit(customer, by=_user(sharon), now=at, text="Camera boven dock 4 staat scheef")
    coming = stage.hours.next_opening(stage.now + timedelta(days=6)).replace(hour=9, minute=0)
    actions.plan_visit(
        customer, by=femke, now=at + timedelta(minutes=5), planned_for=coming, engineer=femke, contact=sharon, site=site
    )


FEATURES: tuple[Callable[[Stage], Life], ...] = (
    customer_who_is_silent,
    estimate_that_waits,
    estimate_granted,
    planned_for_the_evening,
    estimate_declined,
    alert_on_basic,
    restore_on_network,
    cloud_as_an_option,
    small_changes,
    vulnerability_past_two_hours,
    overridden_verdict,
    authorisation_that_waits,
    authorisation_confirmed,
    passwords_once,
    stranger_that_waits,
    remote_viewing,
    advices,
    escalation_just_begun,
    escalations_of_before,
    at_a_supplier,
    emergency_at_half_past_nine,
    corrected_time,
    hours_of_this_month,
    export_of_last_month,
    recurring("K1001", "server_apk"),
    recurring("K1001", "test_restore"),
    recurring("K1004", "server_apk"),
    visits,
)
