"""What a Service Review is about: the seven points of SLA 11, those of the DAP, and those that either side adds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from contracts.dap.queries import clause_of
from contracts.models import ClauseKind
from reviews.models import AgendaPoint, PointOrigin, Review

INCIDENTS, COMMUNICATION, KNOWLEDGE = "incidents", "communication", "knowledge"
PRIORITY_ONE, PRODUCTS, TIME, IMPROVEMENTS = "priority_one", "products", "time", "improvements"

# In the words and the order of the document; tests/reviews compares them.
POINTS: Mapping[str, str] = MappingProxyType(
    {
        INCIDENTS: "Kwaliteit en afhandeling van incidenten",
        COMMUNICATION: "Kwaliteit van de communicatie op diverse niveaus",
        KNOWLEDGE: "Kennisniveau van beheerders en gebruikers",
        PRIORITY_ONE: "Evaluatie van prioriteit-1 incidenten, wijze van aanpak en oplossingen",
        PRODUCTS: "Doornemen van afgenomen periodieke producten en diensten (o.a. licenties)",
        TIME: "Bespreken van bestede tijd door 1do binnen de overeenkomst",
        IMPROVEMENTS: "Verbeterpunten en concrete acties",
    }
)


def lay_out(review: Review) -> None:
    """The agenda of a new review."""
    rows = [
        AgendaPoint(position=n, code=code, title=title, citation=_("SLA 11"), origin=PointOrigin.SLA)
        for n, (code, title) in enumerate(POINTS.items(), 1)
    ]
    clause = clause_of(review.agreement, ClauseKind.REVIEW) if review.agreement else None
    for title in clause.settings.get("points", []) if clause else ():
        rows.append(
            AgendaPoint(position=len(rows) + 1, title=title, citation=clause.citation, origin=PointOrigin.DAP)  # type: ignore[union-attr]
        )
    for row in rows:
        row.review = review
    AgendaPoint.objects.bulk_create(rows)
