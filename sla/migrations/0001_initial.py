import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='naam')),
            ],
            options={
                'verbose_name': 'kalender',
                'verbose_name_plural': 'kalenders',
                'ordering': ('slug',),
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, unique=True, verbose_name='versie')),
                ('text', models.TextField(verbose_name='tekst')),
                ('checksum', models.CharField(max_length=64, verbose_name='controlegetal')),
                ('loaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='geladen op')),
            ],
            options={
                'verbose_name': 'SLA-editie',
                'verbose_name_plural': 'SLA-edities',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='nummer')),
                ('weekly', models.JSONField(verbose_name='openingstijden per weekdag')),
                ('holidays', models.JSONField(blank=True, default=list, verbose_name='gesloten feestdagen')),
                ('liberation_day', models.CharField(choices=[('lustrum', 'elke vijf jaar (2025, 2030)'), ('always', 'elk jaar'), ('never', 'nooit')], default='lustrum', max_length=10, verbose_name='Bevrijdingsdag gesloten')),
                ('early_closings', models.JSONField(blank=True, default=dict, verbose_name='eerder gesloten')),
                ('exceptions', models.JSONField(blank=True, default=list, verbose_name='uitzonderingen op datum')),
                ('reason', models.CharField(max_length=200, verbose_name='reden')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gemaakt op')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='sla.calendar', verbose_name='kalender')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gemaakt door')),
            ],
            options={
                'verbose_name': 'versie van een kalender',
                'verbose_name_plural': 'versies van kalenders',
                'ordering': ('calendar', 'number'),
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('calendar', 'number'), name='sla_calendar_version_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='sla_calendar_version_from_1'), models.CheckConstraint(condition=models.Q(('liberation_day__in', ['lustrum', 'always', 'never'])), name='sla_calendar_version_5_may'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='sla_calendar_version_has_reason')],
            },
        ),
    ]
