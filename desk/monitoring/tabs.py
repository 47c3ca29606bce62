"""The lists of Monitoring, how much was not read and not seen, and how many customers nobody knows by that name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from integrations.models import AlertBody, ToolCustomer

MOST = 99  # counted no further: more is more


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_shown: bool
    count: str = ""


def monitoring_tabs(shown: str) -> list[Tab]:
    """Two queries."""
    here = reverse("desk:monitoring")
    return [
        Tab(_("Actief"), f"{here}?lijst=actief", shown == "actief"),
        Tab(_("Hosts"), f"{here}?lijst=hosts", shown == "hosts"),
        Tab(_("Klanten"), reverse("desk:tool_customers"), shown == "klanten", _some(ToolCustomer.objects.unlinked())),
        Tab(
            _("Niet gelezen"), reverse("desk:received_list"), shown == "niet-gelezen", _some(AlertBody.objects.unseen())
        ),
    ]


def _some(rows: QuerySet[Any]) -> str:
    found = len(rows.values_list("pk")[: MOST + 1])
    return f"{MOST}+" if found > MOST else str(found or "")
