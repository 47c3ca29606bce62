"""Of the times that were there already: the list as it is now, which is all that is known."""

from django.db import migrations


def fill(apps, schema_editor):
    runs = apps.get_model("tickets", "RecurringRun").objects.select_related("work")
    for run in runs.iterator():
        work = run.work
        run.checks = [[item, text] for item in (work.items or [work.title]) for text in work.checklist]
        run.save(update_fields=["checks"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_run_keeps_its_checks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
