from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Scope, User

HOUSE_ONLY = frozenset({Scope.TICKETS_WORK, Scope.CUSTOMERS_WRITE})


class Command(BaseCommand):
    help = "Maakt een API-token voor een gebruiker en toont het geheim, één keer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="de gebruiker, of de koppeling, van wie het token wordt")
        parser.add_argument("--name", required=True, help="waarvoor het is, om het terug te vinden")
        parser.add_argument(
            "--scope", action="append", required=True, choices=Scope.values, help="mag vaker", dest="scopes"
        )
        parser.add_argument("--days", type=int, help="hoelang het geldt; zonder: totdat het wordt ingetrokken")

    def handle(self, *, email: str, name: str, scopes: list[str], days: int | None, **_options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None or not user.is_active:
            raise CommandError(_("Er is geen actieve gebruiker met het adres %s.") % email)
        if days is not None and days < 1:
            raise CommandError(_("Een token geldt minstens één dag."))
        if not user.is_house and (refused := sorted(HOUSE_ONLY.intersection(scopes))):
            raise CommandError(_("Alleen voor medewerkers van 1do: %s.") % ", ".join(refused))
        now = timezone.now()
        token, secret = ApiToken.issue(
            user,
            name=name[:80],
            scopes=sorted(set(scopes)),
            now=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
        self.stderr.write(_("Token %s. Bewaar het nu: het is niet nog eens op te vragen.") % token)
        self.stdout.write(secret)
