"""What if: the last months of a customer again, under another package, edition, calendar or number of hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.agreements.terms import TIERS_OF, Package, Tier
from contracts.coverage.rules import Verdict
from contracts.models import Customer
from contracts.money import euros
from sla.business_hours import AMSTERDAM
from sla.models import Calendar, Edition
from sla.wording import moment_words
from tickets.replay import (
    Replay,
    ReplayHistory,
    ReplayRow,
    Scenario,
    calendar_hours,
    load,
    months_before,
    replay,
    whole_packages,
)

SHOWN = 40


class Command(BaseCommand):
    help = "Wat als: de meldingen van de laatste maanden onder een ander pakket, andere editie, tijden of uren."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("customers", nargs="*", metavar="KLANTNUMMER", help="Zonder: alle actieve klanten.")
        parser.add_argument("--months", type=int, default=6, help="Hoeveel maanden terug (standaard 6).")
        parser.add_argument(
            "--package", action="append", default=[], metavar="PAKKET=TYPE", help="Bijvoorbeeld werkplek=plus."
        )
        parser.add_argument("--edition", help="Versie van de SLA, zoals 2.4.")
        parser.add_argument("--calendar", help="Code van de openingstijden, zoals supportcenter.")
        parser.add_argument("--hours-per-month", help="Uren per maand van een All-in-1.")
        parser.add_argument("--monthly-fee", help="Wat het alternatief per maand zou kosten, in euro.")
        parser.add_argument("--cloud", action="store_true", default=None, help="Met de optie Microsoft Cloudbeheer.")
        parser.add_argument("--tickets", action="store_true", help="Ook elke melding waarvoor iets verandert.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if not 1 <= options["months"] <= 60:
            raise CommandError(_("Kies 1 tot en met 60 maanden."))
        scenario = self._scenario(options)
        for customer in self._customers(options["customers"]):
            history = load(customer, since=months_before(now, options["months"]), until=now)
            for line in self._told(history, scenario, tickets=options["tickets"]):
                self.stdout.write(line)

    def _customers(self, numbers: list[str]) -> list[Customer]:
        if not numbers:
            return list(Customer.objects.filter(is_active=True).order_by("number"))
        found = {customer.number: customer for customer in Customer.objects.filter(number__in=numbers)}
        if missing := [number for number in numbers if number not in found]:
            raise CommandError(_("Onbekend klantnummer: %s.") % ", ".join(missing))
        return [found[number] for number in numbers]

    def _scenario(self, options: dict[str, Any]) -> Scenario | None:
        """None when nothing was asked: then every whole package is tried."""
        given = {
            "packages": dict(_package(text) for text in options["package"]) or None,
            "rules": _edition(options["edition"]) if options["edition"] else None,
            "hours": _hours(options["calendar"]) if options["calendar"] else None,
            "hours_per_month": _number(options["hours_per_month"]),
            "monthly_fee": _number(options["monthly_fee"]),
            "microsoft_cloud": options["cloud"],
        }
        if all(value is None for value in given.values()):
            return None
        return Scenario(_("Zoals gevraagd"), **given)

    def _told(self, history: ReplayHistory, scenario: Scenario | None, *, tickets: bool) -> Iterator[str]:
        yield ""
        yield f"{history.customer.number} {history.customer.name}"
        yield _("%(count)s meldingen van %(since)s tot %(until)s; overeenkomst: %(agreement)s") % {
            "count": len(history.past),
            "since": _day(history.since),
            "until": _day(history.until),
            "agreement": history.agreement or _("geen (SLA 5.1)"),
        }
        replays = [replay(history, one) for one in ([scenario] if scenario else whole_packages(history))]
        yield from _table(replays)
        for told in replays if tickets else []:
            yield f"  {told.scenario.name}:"
            for row in told.changed[:SHOWN]:
                yield f"    {_row(row)}"
            if len(told.changed) > SHOWN:
                yield _("    en nog %s meldingen") % (len(told.changed) - SHOWN)


def _table(replays: list[Replay]) -> Iterator[str]:
    was = replays[0]
    head = f"  {'':<22}{_('binnen'):>8}{_('fair use'):>10}{_('meerwerk'):>10}{_('anders'):>8}"
    yield head + f"{_('te laat'):>9}{_('meerwerkkosten'):>17}{_('ander oordeel'):>15}{_('ander moment'):>14}"
    yield _line(_("zoals het was"), was, would=False)
    for told in replays:
        yield _line(told.scenario.name, told, would=True)
    for told in replays:
        if told.hours_advice:
            yield f"  {told.scenario.name}: {told.hours_advice.reason}"


def _line(name: str, told: Replay, *, would: bool) -> str:
    counts = [told.count(verdict, would=would) for verdict in (Verdict.INBEGREPEN, Verdict.FAIR_USE, Verdict.MEERWERK)]
    other = len(told.rows) - sum(counts)
    cost = told.cost_would if would else told.cost_was
    changed = f"{told.verdicts_changed:>15}{told.deadlines_changed:>14}" if would else ""
    inside, fair, extra = counts
    return (
        f"  {name:<22}{inside:>8}{fair:>10}{extra:>10}{other:>8}{told.late(would=would):>9}{euros(cost):>17}{changed}"
    )


def _row(row: ReplayRow) -> str:
    parts = [f"#{row.ticket.number}"]
    if row.verdict_changes:
        parts.append(f"{row.was.coverage.verdict.label} -> {row.would.coverage.words}")
    if row.deadline_changes:
        parts.append(f"{_moment(row.was.due_at)} -> {_moment(row.would.due_at)}")
    if row.was.cost != row.would.cost:
        parts.append(f"{euros(row.was.cost)} -> {euros(row.would.cost)}")
    return "; ".join(parts)


def _moment(at: datetime | None) -> str:
    return moment_words(at) if at else _("geen moment")


def _day(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y}"


def _package(text: str) -> tuple[Package, Tier]:
    name, _sign, tier = text.partition("=")
    if name not in Package.values or tier not in TIERS_OF[Package(name)]:
        known = ", ".join(f"{package.value}={'/'.join(TIERS_OF[package])}" for package in Package)
        raise CommandError(_("%(text)s is geen pakket; kies uit %(known)s.") % {"text": text, "known": known})
    return Package(name), Tier(tier)


def _edition(version: str) -> Any:
    edition = Edition.objects.filter(version=version).first()
    if edition is None:
        known = ", ".join(Edition.objects.values_list("version", flat=True))
        raise CommandError(_("SLA %(version)s is niet geladen; er is: %(known)s.") % locals())
    return edition.rules


def _hours(slug: str) -> Any:
    try:
        return calendar_hours(slug)
    except Calendar.DoesNotExist:
        known = ", ".join(Calendar.objects.values_list("slug", flat=True))
        raise CommandError(_("Kalender %(slug)s bestaat niet; er is: %(known)s.") % locals()) from None


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number < 1_000_000:
        raise CommandError(_("%s is geen bedrag of aantal.") % text)
    return number
