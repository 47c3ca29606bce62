"""What a melding is found by is kept as words from here on; the index over them is made by the next migration."""

from django.db import migrations

from infra.words import words_of
from tickets import search_index

BATCH = 2_000


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS ticket_search")
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS ticket_internal_search")
        schema_editor.execute(search_index.FUNCTION)
    else:
        schema_editor.execute(search_index.TABLE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS ticket_words")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS tickets_words")


def write_words(apps, schema_editor):
    """In batches, each a transaction of its own: nobody waits for a million rows. A second time changes nothing."""
    tickets = apps.get_model("tickets", "Ticket").objects
    last = 0
    while rows := list(tickets.filter(pk__gt=last).only("pk", "search_text", "internal_search_text").order_by("pk")[:BATCH]):
        last = rows[-1].pk
        for row in rows:
            row.search_text = words_of(row.search_text)
            row.internal_search_text = words_of(row.internal_search_text)
        tickets.bulk_update(rows, ["search_text", "internal_search_text"], batch_size=200)
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute(search_index.FILL)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0026_links_and_outages"),
    ]

    operations = [
        migrations.RunPython(make, drop),
        migrations.RunPython(write_words, migrations.RunPython.noop),
    ]
