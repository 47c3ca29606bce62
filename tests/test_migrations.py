"""Migrations: one first one an app, and what comes after it writes nobody out of a big table (H12)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, AlterField
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CheckConstraint, UniqueConstraint

from infra.concurrent_index import AddIndexConcurrently, AddUniqueConcurrently

ROOT = Path(__file__).parents[1]
BIG = {
    ("tickets", "ticket"),
    ("tickets", "ticketclock"),
    ("tickets", "timelineentry"),
    ("tickets", "attachment"),
    ("tickets", "outboxitem"),
    ("tickets", "timeentry"),
    ("mail", "mailmessage"),
    ("mail", "inboundmail"),
    ("integrations", "webhookdelivery"),
    ("integrations", "alert"),
    ("contracts", "customerevent"),
}
OWN = sorted(config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT)


def names(app: str) -> list[str]:
    return sorted(path.stem for path in (ROOT / app / "migrations").glob("0*.py"))


def later() -> list[tuple[str, str, Migration]]:
    found = [(app, name) for app in OWN for name in names(app) if not name.startswith("0001")]
    return [(app, name, import_module(f"{app}.migrations.{name}").Migration) for app, name in found]


@pytest.mark.parametrize("app", [app for app in OWN if (ROOT / app / "migrations").is_dir()])
def test_an_app_begins_with_one_migration(app: str) -> None:
    firsts = [name for name in names(app) if name.startswith("0001")]
    assert len(firsts) == 1, f"{app}/migrations: several begin with 0001"


def test_indexes_on_big_tables_are_made_concurrently() -> None:
    plain = [
        f"{app}/migrations/{name}.py: {each.index.name} locks out all writers of {each.model_name} while it is made. "
        "Use infra.concurrent_index.AddIndexConcurrently, in a migration with atomic = False."
        for app, name, migration in later()
        for each in migration.operations
        if isinstance(each, AddIndex) and not isinstance(each, AddIndexConcurrently)
        if (app, each.model_name.lower()) in BIG
    ]
    assert not plain, "\n".join(plain)


def test_no_column_brings_an_index_along_on_a_big_table() -> None:
    """A foreign key, `unique` and `db_index` each make their index at once, with all writers locked out."""
    bringing = [
        f"{app}/migrations/{name}.py: {each.model_name}.{each.name} brings an index along, and that locks out all "
        "writers while it is made. Give the field db_index=False, and make its index with AddIndexConcurrently."
        for app, name, migration in later()
        for each in migration.operations
        if isinstance(each, AddField | AlterField) and (app, each.model_name.lower()) in BIG
        if each.field.db_index or each.field.unique
    ]
    assert not bringing, "\n".join(bringing)


def test_no_unique_constraint_is_put_on_a_big_table_at_once() -> None:
    """It is an index too."""
    found = [
        f"{app}/migrations/{name}.py: {each.constraint.name} locks out all writers of {each.model_name} while its "
        "index is made. Use infra.concurrent_index.AddUniqueConcurrently, in a migration with atomic = False."
        for app, name, migration in later()
        for each in migration.operations
        if isinstance(each, AddConstraint) and isinstance(each.constraint, UniqueConstraint)
        if not isinstance(each, AddUniqueConcurrently)
        if (app, each.model_name.lower()) in BIG
    ]
    assert not found, "\n".join(found)


def test_open_lists_have_no_check() -> None:
    """A CHECK over a list that grows is dropped and made anew over the whole table with each new value: a test holds
    such a list instead (tests/tickets/test_kinds.py, tests/mail)."""
    open_lists = {
        ("timelineentry", "kind"),
        ("mailmessage", "message"),
        ("customerevent", "kind"),
        ("dapclause", "kind"),
    }
    found = [
        f"{model.__name__}: {constraint.name} is a CHECK over a list that grows; let a test hold it"
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        for child in getattr(constraint.condition, "children", [])
        if isinstance(child, tuple) and isinstance(child[1], list | tuple)
        if (model._meta.model_name, child[0].removesuffix("__in")) in open_lists
    ]
    assert not found, "\n".join(found)


MADE = [
    AddIndexConcurrently("leaf", models.Index(fields=["n"], name="leaf_by_n")),
    AddUniqueConcurrently("leaf", UniqueConstraint(fields=["n"], condition=models.Q(n__gt=1), name="leaf_by_n")),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", MADE, ids=["index", "unique"])
def test_what_is_made_concurrently_is_there(operation: AddIndexConcurrently | AddUniqueConcurrently) -> None:
    """On either engine, and gone again on the way back."""
    state = ProjectState()
    state.add_model(
        ModelState("infra", "Leaf", [("id", models.AutoField(primary_key=True)), ("n", models.IntegerField())])
    )
    after = state.clone()
    operation.state_forwards("infra", after)
    leaf = state.apps.get_model("infra", "Leaf")

    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, leaf._meta.db_table))

    with connection.schema_editor() as editor:
        editor.create_model(leaf)
    try:
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("infra", editor, state, after)
        assert "leaf_by_n" in indexes()
        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("infra", editor, after, state)
        assert "leaf_by_n" not in indexes()
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(leaf)
