import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contracts', '0001_initial'),
        ('tickets', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='waarvoor')),
                ('url', models.CharField(max_length=500, verbose_name='adres')),
                ('events', models.JSONField(default=list, verbose_name='gebeurtenissen')),
                ('secret', models.BinaryField()),
                ('old_secret', models.BinaryField(null=True)),
                ('old_secret_until', models.DateTimeField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True, verbose_name='aan')),
                ('disabled_at', models.DateTimeField(blank=True, null=True, verbose_name='uitgezet')),
                ('disabled_why', models.CharField(blank=True, max_length=300, verbose_name='waarom')),
                ('call_at', models.DateTimeField()),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='mislukt achter elkaar')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='mislukt sinds')),
                ('last_delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='laatst bezorgd')),
                ('made_at', models.DateTimeField(verbose_name='gemaakt')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='contracts.customer', verbose_name='klant')),
                ('disabled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to=settings.AUTH_USER_MODEL, verbose_name='van wie')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['name', 'pk'],
                'permissions': [('manage_webhooks', 'Webhooks beheren')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('disabled_at__isnull', True), ('is_active', True)), models.Q(('disabled_at__isnull', False), ('is_active', False)), _connector='OR'), name='webhook_disabled_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=40, verbose_name='gebeurtenis')),
                ('message_id', models.CharField(max_length=40, unique=True)),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('waiting', 'wacht'), ('delivered', 'bezorgd'), ('failed', 'opgegeven')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='pogingen')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('last_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('last_status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('entry', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='webhook_deliveries', to='tickets.timelineentry')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='integrations.webhook')),
            ],
            options={
                'verbose_name': 'bericht aan een webhook',
                'verbose_name_plural': 'berichten aan webhooks',
                'indexes': [
                    models.Index(condition=models.Q(('status', 'waiting')), fields=['webhook', 'next_attempt_at', 'id'], name='delivery_waiting'),
                    models.Index(fields=['webhook', '-id'], name='delivery_newest'),
                    models.Index(fields=['created_at'], name='delivery_by_age'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('entry', 'webhook'), name='delivery_once'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'delivered', 'failed'])), name='delivery_status_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('status', 'waiting')), models.Q(models.Q(('status', 'waiting'), _negated=True), ('next_attempt_at__isnull', True)), _connector='OR'), name='delivery_waiting_has_moment'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='bron')),
                ('fingerprint', models.CharField(max_length=64)),
                ('host_name', models.CharField(max_length=200, verbose_name='host')),
                ('host_key', models.CharField(editable=False, max_length=200)),
                ('name', models.CharField(max_length=160, verbose_name='melding van monitoring')),
                ('severity', models.CharField(blank=True, max_length=20, verbose_name='ernst')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='tekst')),
                ('url', models.CharField(blank=True, max_length=500)),
                ('is_firing', models.BooleanField(default=True, verbose_name='actief')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='keer')),
                ('flaps', models.PositiveIntegerField(default=0, verbose_name='keer teruggekomen')),
                ('first_at', models.DateTimeField(verbose_name='voor het eerst')),
                ('last_at', models.DateTimeField(verbose_name='laatst')),
                ('muted_by', models.CharField(blank=True, max_length=120, verbose_name='gedempt')),
                ('ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='tickets.ticket', verbose_name='melding')),
            ],
            options={
                'verbose_name': 'bericht van monitoring',
                'verbose_name_plural': 'berichten van monitoring',
                'indexes': [models.Index(condition=models.Q(('is_firing', True)), fields=['-last_at', '-id'], name='alert_firing')],
                'constraints': [models.UniqueConstraint(fields=('host_key', 'source', 'fingerprint'), name='alert_once')],
            },
        ),
        migrations.CreateModel(
            name='MonitoredHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Zoals de monitoring hem noemt; hoofdletters tellen niet.', max_length=200, verbose_name='naam')),
                ('key', models.CharField(editable=False, max_length=200, unique=True)),
                ('item_type', models.CharField(choices=[('server', 'Server'), ('werkplek', 'Werkplek'), ('netwerk', 'Netwerkapparatuur'), ('mobiel', 'Smartphone of tablet'), ('cloud', 'Microsoft-cloud')], default='server', max_length=12, verbose_name='onderdeel')),
                ('service', models.CharField(default='support', max_length=40, verbose_name='SLA-onderdeel')),
                ('impact', models.PositiveSmallIntegerField(blank=True, choices=[(1, '1 – hele organisatie'), (2, '2 – één afdeling'), (3, '3 – één medewerker')], null=True, verbose_name='impact')),
                ('urgency', models.CharField(blank=True, choices=[('A', 'A – geen workaround, kan niet wachten'), ('B', 'B – workaround, kan niet wachten'), ('C', 'C – workaround, kan wachten')], max_length=1, null=True, verbose_name='urgentie')),
                ('is_active', models.BooleanField(default=True, help_text='Uit: berichten worden geteld, maar er komt geen melding.', verbose_name='maakt meldingen')),
                ('contact', models.ForeignKey(help_text='Op wiens naam de meldingen komen.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contact', verbose_name='contactpersoon')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monitored_hosts', to='contracts.customer', verbose_name='klant')),
            ],
            options={
                'verbose_name': 'bewaakte host',
                'verbose_name_plural': 'bewaakte hosts',
                'ordering': ['name'],
                'permissions': [('manage_hosts', 'Bewaakte hosts aan klanten koppelen')],
                'constraints': [models.CheckConstraint(condition=models.Q(('item_type__in', ['server', 'werkplek', 'netwerk', 'mobiel', 'cloud'])), name='host_item_type_known'), models.CheckConstraint(condition=models.Q(models.Q(('impact__isnull', True), ('urgency__isnull', True)), models.Q(('impact__in', [1, 2, 3]), ('urgency__in', ['A', 'B', 'C'])), _connector='OR'), name='host_classified_whole')],
            },
        ),
    ]
