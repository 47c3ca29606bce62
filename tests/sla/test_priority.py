import pytest

from sla.priority import Impact, Priority, TicketKind, Urgency, priority
from tests.sla.hours import RULES


@pytest.mark.parametrize(
    ("urgency", "impact", "expected"),
    [
        ("A", 1, "kritisch"),
        ("A", 2, "ernstig"),
        ("A", 3, "standaard"),
        ("B", 1, "ernstig"),
        ("B", 2, "standaard"),
        ("B", 3, "laag"),
        ("C", 1, "standaard"),
        ("C", 2, "laag"),
        ("C", 3, "laag"),
    ],
)
def test_only_an_incident_has_the_priority_of_the_matrix(urgency: str, impact: int, expected: str) -> None:
    found = {kind: priority(kind, Impact(impact), Urgency(urgency), RULES) for kind in TicketKind}
    assert found == {
        TicketKind.INCIDENT: Priority(expected),
        TicketKind.SERVICEVRAAG: None,
        TicketKind.AANPASSING: None,
    }


@pytest.mark.parametrize(("impact", "urgency"), [(None, Urgency.A), (Impact.PERSON, None), (None, None)])
def test_no_priority_while_impact_or_urgency_is_not_known(impact: Impact | None, urgency: Urgency | None) -> None:
    assert priority(TicketKind.INCIDENT, impact, urgency, RULES) is None


def test_values_as_they_come_out_of_the_database_will_do() -> None:
    assert priority("incident", 1, "A", RULES) == Priority.KRITISCH  # type: ignore[arg-type]
