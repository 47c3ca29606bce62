"""One agreement per customer at a time (SLA 2.3). PostgreSQL refuses an overlap itself; SQLite has no such constraint,
there ServiceAgreement.clean() and the unique open end have to do."""

from django.db import migrations


def add_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(
            "ALTER TABLE contracts_serviceagreement ADD CONSTRAINT agreement_no_overlap EXCLUDE USING gist "
            "(customer_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)"
        )


def drop_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE contracts_serviceagreement DROP CONSTRAINT agreement_no_overlap")


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [migrations.RunPython(add_constraint, drop_constraint)]
