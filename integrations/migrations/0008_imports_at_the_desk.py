import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('contracts', '0002_customer_events'),
        ('integrations', '0007_alert_bodies'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('customers', 'Klanten'), ('sites', 'Vestigingen'), ('contacts', 'Contactpersonen'), ('suppliers', 'Leveranciers'), ('lines', 'Pakketten van overeenkomsten'), ('hosts', 'Bewaakte hosts'), ('tickets', 'Meldingen van een ander systeem')], max_length=12, verbose_name='wat')),
                ('state', models.CharField(choices=[('mapping', 'kolommen kiezen'), ('checking', 'wordt nagekeken'), ('ready', 'klaar om uit te voeren'), ('applying', 'wordt uitgevoerd'), ('done', 'uitgevoerd'), ('undoing', 'wordt ongedaan gemaakt'), ('undone', 'ongedaan gemaakt')], default='mapping', max_length=10, verbose_name='status')),
                ('file_name', models.CharField(max_length=200, verbose_name='bestand')),
                ('how', models.CharField(max_length=80, verbose_name='gelezen als')),
                ('header', models.JSONField(default=list)),
                ('header_key', models.CharField(editable=False, max_length=64)),
                ('columns', models.JSONField(default=dict)),
                ('mapping', models.CharField(blank=True, max_length=40, verbose_name='ander systeem')),
                ('rows_count', models.PositiveIntegerField(verbose_name='rijen')),
                ('made_at', models.DateTimeField(verbose_name='gemaakt')),
                ('ordered_at', models.DateTimeField(blank=True, null=True, verbose_name='opdracht gegeven')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='klaar')),
                ('undo_until', models.DateTimeField(blank=True, null=True, verbose_name='ongedaan te maken tot')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='contracts.customer', verbose_name='klant')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='door')),
                ('ordered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-made_at', '-pk'],
                'permissions': [('import_data', 'Klanten, overeenkomsten, hosts en meldingen importeren')],
                'indexes': [models.Index(condition=models.Q(('state__in', ['checking', 'applying', 'undoing'])), fields=['id'], name='import_to_do'), models.Index(fields=['kind', 'header_key', '-made_at'], name='import_header_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['customers', 'sites', 'contacts', 'suppliers', 'lines', 'hosts', 'tickets'])), name='import_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['mapping', 'checking', 'ready', 'applying', 'done', 'undoing', 'undone'])), name='import_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='regel')),
                ('cells', models.JSONField(default=list)),
                ('key', models.CharField(blank=True, max_length=300, verbose_name='sleutel')),
                ('stage', models.CharField(choices=[('read', 'gelezen'), ('checked', 'nagekeken'), ('applied', 'uitgevoerd'), ('undone', 'teruggenomen'), ('kept', 'niet teruggenomen')], default='read', max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('new', 'Nieuw'), ('changed', 'Gewijzigd'), ('unchanged', 'Ongewijzigd'), ('refused', 'Geweigerd')], max_length=10, verbose_name='uitkomst')),
                ('old', models.JSONField(default=dict)),
                ('new', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('reasons', models.JSONField(default=list)),
                ('object_pk', models.BigIntegerField(blank=True, null=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='integrations.importrun')),
            ],
            options={
                'verbose_name': 'rij van een import',
                'verbose_name_plural': 'rijen van een import',
                'ordering': ['line'],
                'indexes': [models.Index(fields=['run', 'key'], name='import_row_key'), models.Index(fields=['run', 'stage', 'outcome', 'line'], name='import_row_outcome')],
                'constraints': [models.UniqueConstraint(fields=('run', 'line'), name='import_line_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['read', 'checked', 'applied', 'undone', 'kept'])), name='import_stage_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'new', 'changed', 'unchanged', 'refused'])), name='import_outcome_known')],
            },
        ),
    ]
