from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from contracts.models import Customer
from integrations.importing.actions import Importer
from integrations.importing.errors import ImportRefused
from integrations.importing.mapping import ImportMapping, load_mapping
from integrations.importing.remarks_file import written_to
from integrations.importing.run import ImportTally, import_all
from integrations.importing.source import Source
from sla.priority import Nature, Priority


class Command(BaseCommand):
    help = "Take over the meldingen of another system from its export; a second run changes nothing (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, gzip or zip")
        parser.add_argument("--mapping", type=Path, required=True, help="TOML file that says how the export reads")
        parser.add_argument("--customer", default="", help="customer number, if the mapping names none")
        parser.add_argument("--report", type=Path, help="CSV file for rejected rows, with line and reason")
        parser.add_argument("--batch", type=_at_least_one, default=500, help="meldingen per transaction")
        parser.add_argument("--limit", type=_at_least_one, help="only the first so many meldingen of the file")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")

    def handle(self, *args: Any, file: Path, mapping: Path, **options: Any) -> None:
        began = time.monotonic()
        try:
            rules = _in_file(mapping, lambda: load_mapping(mapping))
            customer = _customer(options["customer"] or rules.customer)
            importer = _in_file(
                mapping, lambda: Importer(rules, customer, now=timezone.now(), dry_run=options["dry_run"])
            )
            tally = _in_file(file, lambda: self._import(file, rules, importer, options))
        except OSError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            words = _("Onderbroken. Geef hetzelfde commando nog eens om verder te gaan; niets is half overgenomen.")
            raise CommandError(words, returncode=130) from None
        self._tell(tally, time.monotonic() - began, options)

    def _import(self, file: Path, mapping: ImportMapping, importer: Importer, options: dict[str, Any]) -> ImportTally:
        source = Source(file, mapping)
        survey = source.survey()
        with (
            written_to(options["report"]) as report,
            tqdm(total=survey.rows, unit=_(" regels"), unit_scale=True, disable=None) as bar,
        ):
            return import_all(
                source,
                survey,
                importer,
                report,
                batch_size=options["batch"],
                limit=options["limit"],
                progress=bar.update,
            )

    def _tell(self, tally: ImportTally, seconds: float, options: dict[str, Any]) -> None:
        done = _("zou worden overgenomen") if options["dry_run"] else _("overgenomen")
        self._line(_("regels gelezen"), tally.rows, _("in %.1f s") % seconds)
        self._line(_("meldingen %s") % done, tally.imported)
        self._line(_("al aanwezig, ongewijzigd"), tally.known)
        self._line(_("afgewezen meldingen"), tally.rejected, _("%s regels") % tally.rejected_rows)
        self._line(_("opmerkingen"), tally.remarks)
        if tally.imported:
            for level in [*Priority, None]:
                if tally.priorities[level]:
                    self._line(_("prioriteit %s") % (level.label if level else _("geen")), tally.priorities[level])
            self._line(_("heropend"), tally.reopened)
            self._line(_("belofte niet nagekomen"), tally.late[Nature.PROMISE])
            self._line(_("streven niet gehaald"), tally.late[Nature.AIM])
            for change, words in _CHANGES.items():
                self._line(words, tally.changes[change], _("bij %s meldingen") % tally.changed[change])
        else:
            self.stdout.write(_("Er is niets gewijzigd."))
        if options["report"]:
            self.stdout.write(_("Afwijzingen en opmerkingen staan in %s.") % options["report"])
        elif tally.rejected_rows or tally.remarks:
            self.stdout.write(_("Geef --report BESTAND.csv om te zien welke regels en waarom."))

    def _line(self, words: object, number: int, more: str = "") -> None:
        self.stdout.write(f"{str(words):<32}{number:>9}  {more}".rstrip())


_CHANGES = {
    "state": gettext_lazy("wijzigingen van status"),
    "priority": gettext_lazy("wijzigingen van prioriteit"),
    "group": gettext_lazy("wijzigingen van groep"),
}


def _customer(number: str) -> Customer:
    if not number:
        raise CommandError(_("Noem de klant: --customer NUMMER, of `customer` in de mapping."))
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        raise CommandError(_("Er is geen klant met nummer %s; voeg die eerst toe.") % number)
    return customer


def _in_file(path: Path, work: Any) -> Any:
    """What is refused is said with the file it is about."""
    try:
        return work()
    except ImportRefused as error:
        raise CommandError(f"{path}: {error}") from error


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("moet 1 of meer zijn"))
    return int(text)
