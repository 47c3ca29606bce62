from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="document_text",
            field=models.TextField(default="", editable=False, verbose_name="tekst"),
        ),
        migrations.AddField(
            model_name="edition",
            name="document_checksum",
            field=models.CharField(
                default="", editable=False, max_length=64, verbose_name="controlegetal van de tekst"
            ),
        ),
        migrations.AlterField(
            model_name="edition", name="text", field=models.TextField(verbose_name="tabellen")
        ),
        migrations.AlterField(
            model_name="edition",
            name="checksum",
            field=models.CharField(max_length=64, verbose_name="controlegetal van de tabellen"),
        ),
    ]
