import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0003_token_in_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('contracts', '0002_customer_events'),
        ('tickets', '0010_notices_of_what_may_be_urgent'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountingState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('updated_at', models.DateTimeField(null=True)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('complete_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'stand van de telling',
                'verbose_name_plural': 'stand van de telling',
            },
        ),
        migrations.CreateModel(
            name='DayCounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('scope', models.CharField(choices=[('house', '1do'), ('customer', 'klant'), ('team', 'team'), ('person', 'medewerker')], max_length=8)),
                ('scope_key', models.PositiveBigIntegerField(default=0)),
                ('flow', models.IntegerField()),
                ('counts', models.JSONField()),
            ],
            options={
                'verbose_name': 'cijfers van een dag',
                'verbose_name_plural': 'cijfers van dagen',
                'indexes': [models.Index(fields=['day'], name='day_counts_by_day')],
                'constraints': [models.UniqueConstraint(fields=('scope', 'scope_key', 'day'), name='day_counts_once')],
            },
        ),
        migrations.CreateModel(
            name='StaleDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
            ],
            options={
                'verbose_name': 'nog te tellen dag',
                'verbose_name_plural': 'nog te tellen dagen',
                'indexes': [models.Index(fields=['day'], name='stale_day')],
            },
        ),
        migrations.CreateModel(
            name='TicketRecord',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='record', serialize=False, to='tickets.ticket')),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('channel', models.CharField(max_length=12)),
                ('priority', models.CharField(blank=True, max_length=20)),
                ('service', models.CharField(max_length=40)),
                ('item_type', models.CharField(max_length=12)),
                ('coverage', models.CharField(blank=True, max_length=16)),
                ('taken_over', models.BooleanField()),
                ('off_channel', models.BooleanField()),
                ('emergency_call', models.BooleanField()),
                ('under_mandate', models.BooleanField()),
                ('nature', models.CharField(max_length=8)),
                ('judged', models.CharField(blank=True, max_length=20)),
                ('late', models.BooleanField(null=True)),
                ('opened_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('verdict_on', models.DateField(null=True)),
                ('started_on', models.DateField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('classified_on', models.DateField(null=True)),
                ('lead_minutes', models.IntegerField(null=True)),
                ('answer_minutes', models.PositiveIntegerField(null=True)),
                ('triage_minutes', models.PositiveIntegerField(null=True)),
                ('unclassified', models.BooleanField()),
                ('house_minutes', models.PositiveIntegerField(default=0)),
                ('customer_minutes', models.PositiveIntegerField(default=0)),
                ('supplier_minutes', models.PositiveIntegerField(default=0)),
                ('assignee', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contracts.customer')),
                ('supplier', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contracts.supplier')),
                ('team', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
            ],
            options={
                'verbose_name': 'melding in de cijfers',
                'verbose_name_plural': 'meldingen in de cijfers',
                'permissions': [('see_results', 'Resultaten zien')],
                'indexes': [models.Index(fields=['opened_on', 'customer'], name='record_by_opened'), models.Index(fields=['ended_on', 'customer'], name='record_by_ended'), models.Index(fields=['verdict_on', 'customer'], name='record_by_verdict'), models.Index(fields=['started_on', 'customer'], name='record_by_started'), models.Index(fields=['answered_on', 'customer'], name='record_by_answered'), models.Index(fields=['classified_on', 'customer'], name='record_by_classified'), models.Index(fields=['customer', '-ticket'], name='record_of_customer')],
            },
        ),
        migrations.CreateModel(
            name='OpenSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.CharField(choices=[('opened', 'gemeld'), ('reopened', 'heropend')], max_length=8)),
                ('started_on', models.DateField()),
                ('end', models.CharField(blank=True, choices=[('resolved', 'opgelost'), ('closed', 'gesloten zonder oplossing'), ('cancelled', 'geannuleerd')], max_length=9)),
                ('ended_on', models.DateField(null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='reviews.ticketrecord')),
            ],
            options={
                'verbose_name': 'tijd dat een melding open was',
                'verbose_name_plural': 'tijden dat een melding open was',
                'indexes': [models.Index(fields=['started_on', 'start'], name='span_by_start'), models.Index(fields=['ended_on', 'end'], name='span_by_end')],
            },
        ),
    ]
