"""Everything that points at a ticket has a rule for when that is merged into another."""

from __future__ import annotations

from django.apps import apps

from tickets.merging.rules import all_rules
from tickets.models import Ticket


def relations() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is Ticket and not field.auto_created
    }


def test_every_relation_to_a_ticket_has_a_merge_rule() -> None:
    ruled = {rule.name for rule in all_rules()}
    advice = "say in tickets/merging/rules.py, or in ready() of the app that has it, what becomes of it in a merge"
    assert relations() == ruled, f"{sorted(relations() ^ ruled)}: {advice}"
