from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import issue_token
from accounts.models import Scope, User
from infra.errors import Refused


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
        try:
            token, secret = issue_token(user, by=None, now=timezone.now(), name=name, scopes=scopes, days=days)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stderr.write(_("Token %s. Bewaar het nu: het is niet nog eens op te vragen.") % token)
        self.stdout.write(secret)
