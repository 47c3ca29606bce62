"""The lists of Monitoring, and how much was not read and not seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from integrations.models import AlertBody

MOST = 99  # counted no further: more is more


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_shown: bool
    count: str = ""


def monitoring_tabs(shown: str) -> list[Tab]:
    """One query."""
    unseen = len(AlertBody.objects.unseen().values_list("pk")[: MOST + 1])
    count = f"{MOST}+" if unseen > MOST else str(unseen or "")
    here = reverse("desk:monitoring")
    return [
        Tab(_("Actief"), f"{here}?lijst=actief", shown == "actief"),
        Tab(_("Hosts"), f"{here}?lijst=hosts", shown == "hosts"),
        Tab(_("Niet gelezen"), reverse("desk:received_list"), shown == "niet-gelezen", count),
    ]
