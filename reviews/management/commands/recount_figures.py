"""Count all figures anew, or only look whether those that are kept are right."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.figures.counting import recount, wrong_days
from reviews.models import TicketRecord
from sla.wording import date_words

SHOWN = 20


class Command(BaseCommand):
    help = "De cijfers opnieuw tellen uit alle meldingen; met --check alleen nagaan of zij kloppen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Niets wijzigen; eindigt met een fout als er iets afwijkt."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if not options["check"]:
            recount(now)
            self.stdout.write(_("%d meldingen geteld.") % TicketRecord.objects.count())
            return
        wrong = list(wrong_days(now))
        for day, (kind, key), figures in wrong[:SHOWN]:
            self.stdout.write(f"{date_words(day)}, {kind.label} {key or ''}: {', '.join(figures)}")
        if wrong:
            raise CommandError(_("Van %d dagen kloppen de cijfers niet; tel ze opnieuw zonder --check.") % len(wrong))
        self.stdout.write(_("De cijfers kloppen met %d meldingen.") % TicketRecord.objects.count())
