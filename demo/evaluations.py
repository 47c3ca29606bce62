"""Incidents that were evaluated, in every state (SLA 11): one that is owed, one that is being written, one of which the
promise was broken and that waits for approval, one that the customer reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from contracts.models import CustomerEvent, CustomerEventKind
from demo.features import Stage
from demo.people import Cast
from demo.saying_yes import ring_for_yes
from demo.walk import Life
from reviews.evaluations import actions
from reviews.evaluations.owing import LOOKS_BACK, owe_due
from reviews.evaluations.rules import must_be_written
from reviews.models import Evaluation
from sla.clock import Party
from tickets import actions as ticket_actions
from tickets.models import Ticket

SANNE, RAVI, FEMKE, MARLOES = "sanne@1do.example", "ravi@1do.example", "femke@1do.example", "marloes@1do.example"
KRITISCH: dict[str, Any] = {"kind": "incident", "impact": 1, "urgency": "A"}
ERNSTIG: dict[str, Any] = {"kind": "incident", "impact": 2, "urgency": "A"}
OLDER = timedelta(days=7)

POWER_DIP = {
    "affected": "De bakkerij en beide winkels: ongeveer twintig mensen. Tweeënhalf uur konden zij geen bestellingen "
    "zien en alleen contant afrekenen. De ochtendlevering aan de supermarkten ging een uur later de deur uit.",
    "cause": "Na een korte stroomdip om 08:50 startte de switch in de meterkast op met een oude instelling. Die was "
    "bij de verbouwing van juni wel gewijzigd, maar niet weggeschreven. Daardoor zat de server in een ander netwerk "
    "dan de winkels.",
    "approach": "Eerst gekeken of de server en de internetlijn het deden: die waren goed. Daarna is de switch op "
    "afstand bekeken via de firewall. Omdat de wijziging van juni niet te herleiden was, is de installateur gebeld.",
    "solution": "De instelling van de switch is hersteld en weggeschreven. Daarna is met Jan een proefbestelling "
    "gedaan en in beide winkels gepind.",
    "lessons": "Onze monitoring zag dat de server het deed, niet dat de winkels hem niet konden bereiken. Goed ging "
    "dat er binnen twaalf minuten iemand mee bezig was en dat elk half uur is gebeld.",
    "follow_up": "Alle switches krijgen een nachtelijke kopie van hun instelling (Ravi, gereed 15 december).\n"
    "De monitoring controleert voortaan vanuit de winkels (Femke, gereed 8 december).\n"
    "Advies over een noodstroomvoeding in de meterkast (Daan, in de Service Review).",
}
MEMORY = {
    "cause": "De reservekopie van overdag liep tegelijk met het spreekuur en nam al het geheugen van de server in.",
    "approach": "Server bekeken, dienst herstart, daarna de planning van de reservekopie nagelopen.",
}
OVERLOOKED = {
    "cause": "De melding kwam binnen tijdens de wisseling van de ochtenddienst en is door niemand opgepakt. Het "
    "incident zelf kwam door een verouderde versie van de app op de tablets.",
    "solution": "De app is op afstand bijgewerkt op alle veertien tablets.",
    "lessons": "Bij de wisseling loopt voortaan één collega de ongelezen meldingen na.",
}
SHORT = {
    "cause": "De oorzaak staat bij de oplossing; er is niets gevonden dat op herhaling wijst.",
    "lessons": "Er was op tijd iemand mee bezig en de klant werd op de hoogte gehouden.",
}


# --- Four incidents ---------------------------------------------------------------------------------------
def evaluation_that_was_shared(stage: Stage) -> Life:
    at = stage.workday(9, "09:02")
    yield at
    words = "Kassa's en BakkerPlan liggen plat", "In de bakkerij en de winkels start niets meer op sinds vanochtend."
    ticket = stage.filed("K1001", "Jan", at, *words, **KRITISCH, impact_text="Wij kunnen niet afrekenen met pin.")
    yield (at := at + timedelta(minutes=12))
    _begin(stage, ticket, RAVI, at)
    yield (at := at + timedelta(minutes=26))
    text = "De server en de lijn zijn goed; wij kijken nu naar de switch in uw meterkast."
    ticket_actions.reply(ticket, by=stage.staff(RAVI), now=at, text=text)
    yield (at := at + timedelta(minutes=20))
    text = "Wij vragen de installateur naar de instelling van juni."
    ticket_actions.wait(ticket, by=stage.staff(RAVI), now=at, party=Party.SUPPLIER, text=text)
    yield (at := at + timedelta(minutes=38))
    ticket_actions.resume(ticket, by=stage.staff(RAVI), now=at)
    yield (at := at + timedelta(minutes=54))
    _solve(stage, ticket, RAVI, at, "De switch in de meterkast heeft zijn instelling terug; alles is weer bereikbaar.")
    evaluation = actions.owe(ticket, now=at)
    yield (at := at + timedelta(hours=22))
    _write(evaluation, POWER_DIP, by=stage.staff(RAVI), now=at)
    actions.submit(evaluation, by=stage.staff(RAVI), now=at)
    yield (at := at + timedelta(hours=3))
    actions.approve(evaluation, by=stage.staff(MARLOES), now=at)
    actions.release(evaluation, by=stage.staff(MARLOES), now=at)


def evaluation_that_is_written(stage: Stage) -> Life:
    at = stage.workday(4, "10:20")
    yield at
    words = "HuisartsPlus ligt eruit bij iedereen", "Niemand kan in de dossiers, terwijl het spreekuur loopt."
    ticket = stage.filed("K1004", "Karin", at, *words, **KRITISCH, impact_text="De patiënten wachten.")
    yield (at := at + timedelta(minutes=9))
    _begin(stage, ticket, FEMKE, at)
    yield (at := at + timedelta(minutes=71))
    _solve(stage, ticket, FEMKE, at, "De reservekopie van overdag nam al het geheugen in; die draait nu 's nachts.")
    evaluation = actions.owe(ticket, now=at)
    yield (at := at + timedelta(hours=3))
    _write(evaluation, MEMORY, by=stage.staff(FEMKE), now=at)


def evaluation_of_what_was_late(stage: Stage) -> Life:
    """An Ernstig that nobody saw in time; the coordinator says why, and has the evaluation to approve."""
    at = stage.workday(6, "08:10")
    yield at
    words = "Tablets van monteurs halen geen werkbonnen op", "Sinds gisteren staat er bij iedereen '0 nieuwe bonnen'."
    ticket = stage.filed("K1003", "Monique", at, *words, **ERNSTIG, impact_text="Onze monteurs bellen voor elke klus.")
    yield (at := at + timedelta(minutes=102))
    _begin(stage, ticket, SANNE, at)
    yield (at := at + timedelta(minutes=65))
    _solve(stage, ticket, SANNE, at, "De app op de tablets is bijgewerkt; alle werkbonnen zijn binnen.")
    evaluation = actions.owe(ticket, now=at)
    yield (at := at + timedelta(hours=4))
    _write(evaluation, OVERLOOKED, by=stage.staff(SANNE), now=at)
    actions.submit(evaluation, by=stage.staff(SANNE), now=at)
    yield (at := at + timedelta(minutes=30))
    measure = "Bij elke wisseling loopt één collega de ongelezen meldingen na."
    cause = "De melding viel in de wisseling van de dienst."
    actions.explain_breach(ticket, by=stage.staff(MARLOES), now=at, cause=cause, measure=measure, seen=0)


def evaluation_that_is_owed(stage: Stage) -> Life:
    at = stage.workday(1, "13:15")
    yield at
    words = "Koppeling met transporteurs staat stil", "Er komen geen berichten van transporteurs meer binnen."
    ticket = stage.filed("K1005", "Arjan", at, *words, **KRITISCH, impact_text="De hele hal heeft er last van.")
    yield (at := at + timedelta(minutes=17))
    _begin(stage, ticket, RAVI, at)
    yield (at := at + timedelta(minutes=48))
    _solve(stage, ticket, RAVI, at, "Het certificaat van de koppeling was verlopen; het is vernieuwd.")


def _begin(stage: Stage, ticket: Ticket, who: str, at: datetime) -> None:
    """With the yes of the customer, where the work costs him something (SLA 4.2)."""
    ring_for_yes(ticket, by=stage.staff(who), now=at, minutes=60)
    ticket_actions.start_work(ticket, by=stage.staff(who), now=at)


def _solve(stage: Stage, ticket: Ticket, who: str, at: datetime, text: str) -> None:
    ticket_actions.log_time(ticket, by=stage.staff(who), now=at, minutes=45, text="Onderzoek en herstel")
    stage.solve(ticket, who, at, text)


EVALUATED = (
    evaluation_that_was_shared,
    evaluation_that_is_written,
    evaluation_of_what_was_late,
    evaluation_that_is_owed,
)


# --- All the others ---------------------------------------------------------------------------------------
def evaluate_the_rest(cast: Cast, now: datetime) -> None:
    """What was solved in the last month: the last week is still owed, what is older was dealt with."""
    owe_due(now)
    older = Evaluation.objects.filter(state="owed", resolved_at__gte=now - LOOKS_BACK, resolved_at__lt=now - OLDER)
    marloes = cast.colleagues[MARLOES]
    for evaluation in older.select_related("ticket__clock", "ticket__assignee").order_by("resolved_at"):
        ticket, at = evaluation.ticket, evaluation.resolved_at + timedelta(days=3)
        if must_be_written(ticket.priority, late=ticket.clock.late):
            _finish(evaluation, ticket, cast, marloes, at)
        else:
            reason = "Op zichzelf staand, op tijd begonnen en met de melder besproken."
            actions.set_aside(evaluation, by=marloes, now=at, reason=reason)
    shared = CustomerEvent.objects.filter(kind=CustomerEventKind.EVALUATION_RELEASED)
    shared.filter(at__lt=now - timedelta(days=1)).update(to_mail=False)  # nobody is mailed about last month


def _finish(evaluation: Evaluation, ticket: Ticket, cast: Cast, marloes: User, at: datetime) -> None:
    writer = ticket.assignee or cast.colleagues[SANNE]
    by = writer if writer.has_perm(actions.WRITE) else cast.colleagues[SANNE]
    fallback = {} if evaluation.solution else {"solution": "Hersteld; zie het gesprek bij de melding."}
    _write(evaluation, SHORT | fallback, by=by, now=at)
    actions.submit(evaluation, by=by, now=at)
    actions.approve(evaluation, by=marloes, now=at)
    actions.release(evaluation, by=marloes, now=at)


def _write(evaluation: Evaluation, texts: dict[str, str], *, by: User, now: datetime) -> None:
    for part, text in texts.items():
        actions.write(evaluation, part, text, by=by, now=now, seen=0)
