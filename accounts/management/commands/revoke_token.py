from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import revoke_token
from accounts.models import ApiToken


class Command(BaseCommand):
    help = "Trekt een API-token in; het werkt vanaf dat moment niet meer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", help="waarmee het token begint (onedo_ en de tekens daarna), of het hele token")

    def handle(self, *, start: str, **_options: Any) -> None:
        if len(start) < len(ApiToken.PREFIX) + 4:
            raise CommandError(_("Geef minstens %d tekens van het token.") % (len(ApiToken.PREFIX) + 4))
        tokens = ApiToken.objects.filter(revoked_at__isnull=True)
        whole = tokens.filter(hash=ApiToken.digest(start))
        found = list(whole or tokens.filter(start__startswith=start[:12]))
        if not found:
            raise CommandError(_("Er is geen geldig token dat zo begint."))
        if len(found) > 1:
            raise CommandError(_("Meer dan één token begint zo: geef het hele token."))
        revoke_token(found[0], by=None, now=timezone.now())
        self.stdout.write(_("Ingetrokken: %s") % found[0])
