"""One signed agreement per customer at a time (SLA 2.3): concepts may lie beside it. PostgreSQL refuses an overlap
itself; on SQLite two triggers do."""

from django.db import migrations

OVERLAP = "agreement_no_overlap"
SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {act} ON contracts_serviceagreement
WHEN NEW.status = 'in_force' AND EXISTS (
    SELECT 1 FROM contracts_serviceagreement AS other
    WHERE other.customer_id = NEW.customer_id AND other.status = 'in_force' AND other.id IS NOT NEW.id
      AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
      AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: agreement_no_overlap'); END
"""


def signed_only(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE contracts_serviceagreement DROP CONSTRAINT {OVERLAP}")
        schema_editor.execute(
            f"ALTER TABLE contracts_serviceagreement ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist "
            "(customer_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&) WHERE (status = 'in_force')"
        )
    else:
        for act in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE_TRIGGER.format(name=f"{OVERLAP}_{act.lower()}", act=act))


def every_row(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE contracts_serviceagreement DROP CONSTRAINT {OVERLAP}")
        schema_editor.execute(
            f"ALTER TABLE contracts_serviceagreement ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist "
            "(customer_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)"
        )
    else:
        for act in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {OVERLAP}_{act}")


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_agreement_versions_and_dap")]

    operations = [migrations.RunPython(signed_only, every_row)]
