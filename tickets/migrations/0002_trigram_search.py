"""Trigram indexes under `search_text LIKE '%word%'`. Only PostgreSQL has them; elsewhere the same query scans."""

from django.db import migrations


COLUMNS = {"ticket_search": "search_text", "ticket_internal_search": "internal_search_text"}


def make_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, column in COLUMNS.items():
            schema_editor.execute(f"CREATE INDEX {name} ON tickets_ticket USING gin ({column} gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in COLUMNS:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunPython(make_indexes, drop_indexes)]
