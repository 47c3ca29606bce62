"""What desk and portal both say of one-time secrets (SLA 10)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tickets.models import OneTimeSecret, SecretEnd, SecretKind

# Asked along with the ticket, which hardly ever has any.
HAS_SECRETS = Exists(OneTimeSecret.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True))


def secret_words(data: dict[str, Any], who: str) -> str:
    """What happened to it, of an EntryKind.SECRET's data, by whom; the same for customer and 1do."""
    kind = SecretKind(data["what"])
    words = {"who": who, "a": kind.a, "the": kind.the, "to": data["to"]}
    match data["step"]:
        case "made" if data["to"]:
            return _("%(who)s zette %(a)s klaar voor %(to)s, één keer te bekijken") % words
        case "made":
            return _("%(who)s gaf %(a)s veilig door aan 1do, één keer te bekijken") % words
        case SecretEnd.OPENED:
            return _("%(who)s bekeek %(the)s; daarmee is het gewist") % words
        case SecretEnd.WITHDRAWN:
            return _("%(who)s trok %(the)s in; het is gewist") % words
    return _("Niemand bekeek %(the)s op tijd; het is gewist") % words
