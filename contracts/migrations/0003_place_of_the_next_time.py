from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0002_customer_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="recurringwork",
            name="next_place",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
    ]
