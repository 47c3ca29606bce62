from django.db import migrations

from tickets import search_index


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(search_index.INDEX)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS ticket_words")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0027_words_of_tickets"),
    ]

    operations = [migrations.RunPython(make, drop)]
