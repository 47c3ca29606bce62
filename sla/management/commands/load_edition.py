from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from sla.actions import NEWEST_EDITION, install_calendars, install_edition
from sla.edition import EditionError


class Command(BaseCommand):
    help = "Load an edition of the SLA and set up the calendars it gives; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=NEWEST_EDITION)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        now = timezone.now()
        try:
            edition = install_edition(file, now=now)
        except (EditionError, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        calendars = install_calendars(edition, now=now)
        for calendar in calendars:
            version = calendar.current_version.number
            self.stdout.write(_("%(calendar)s: versie %(version)s") % {"calendar": calendar, "version": version})
        self.stdout.write(_("%(edition)s is geladen.") % {"edition": edition})
