import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('tickets', '0007_rates_of_estimates'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('new', 'Nieuw in mijn team'), ('urgent', 'Kritisch of Ernstig, nog van niemand'), ('unclassified', 'Nog niet ingedeeld'), ('assigned', 'Aan mij toegewezen'), ('mentioned', 'Ik word genoemd in een notitie'), ('answered', 'De klant antwoordde'), ('warning_50', '50 % van de tijd is om'), ('warning_75', '75 % van de tijd is om'), ('warning_100', 'De tijd is om'), ('escalation', 'Escalatie'), ('chore', 'Leverancier nabellen, of een mail kwam niet aan'), ('paged', 'Oproep van de Calamiteitendienst')], max_length=14)),
                ('browser', models.BooleanField()),
                ('mail', models.BooleanField()),
                ('webhook', models.BooleanField()),
                ('when', models.CharField(choices=[('opening', 'in openingstijden'), ('duty', 'ook in mijn dienst'), ('always', 'altijd')], max_length=8)),
            ],
            options={
                'verbose_name': 'instelling voor notificaties',
                'verbose_name_plural': 'instellingen voor notificaties',
                'constraints': [models.CheckConstraint(condition=models.Q(('when__in', ['opening', 'duty', 'always'])), name='notice_when_known'), models.CheckConstraint(condition=models.Q(('what__in', ['new', 'urgent', 'unclassified', 'assigned', 'mentioned', 'answered', 'warning_50', 'warning_75', 'warning_100', 'escalation', 'chore', 'paged']), models.Q(('what', 'paged'), _negated=True)), name='notice_setting_known')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.UUIDField(editable=False)),
                ('what', models.CharField(choices=[('new', 'Nieuw in mijn team'), ('urgent', 'Kritisch of Ernstig, nog van niemand'), ('unclassified', 'Nog niet ingedeeld'), ('assigned', 'Aan mij toegewezen'), ('mentioned', 'Ik word genoemd in een notitie'), ('answered', 'De klant antwoordde'), ('warning_50', '50 % van de tijd is om'), ('warning_75', '75 % van de tijd is om'), ('warning_100', 'De tijd is om'), ('escalation', 'Escalatie'), ('chore', 'Leverancier nabellen, of een mail kwam niet aan'), ('paged', 'Oproep van de Calamiteitendienst')], max_length=14)),
                ('in_browser', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mail_at', models.DateTimeField(blank=True, null=True)),
                ('webhook_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'notificatie',
                'verbose_name_plural': 'notificaties',
                'indexes': [models.Index(fields=['made_at'], name='notification_by_age'), models.Index(condition=models.Q(('mail_at__isnull', False)), fields=['mail_at'], name='notification_to_mail'), models.Index(condition=models.Q(('webhook_at__isnull', False)), fields=['webhook_at'], name='notification_to_call')],
                'constraints': [models.CheckConstraint(condition=models.Q(('what__in', ['new', 'urgent', 'unclassified', 'assigned', 'mentioned', 'answered', 'warning_50', 'warning_75', 'warning_100', 'escalation', 'chore', 'paged'])), name='notification_what_known')],
            },
        ),
        migrations.CreateModel(
            name='Paging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('called', models.JSONField(default=list)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'oproep',
                'verbose_name_plural': 'oproepen',
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='paging_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('next_at__isnull', True), _connector='OR'), name='paging_ended_calls_nobody')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='outboxitem',
            name='outbox_consumer_known',
        ),
        migrations.AlterField(
            model_name='outboxitem',
            name='consumer',
            field=models.CharField(choices=[('mail', 'e-mail'), ('webhook', 'webhook'), ('notice', 'notificatie')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='outboxitem',
            constraint=models.CheckConstraint(condition=models.Q(('consumer__in', ['mail', 'webhook', 'notice'])), name='outbox_consumer_known'),
        ),
        migrations.AddField(
            model_name='noticesetting',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_settings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notification',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='tickets.timelineentry'),
        ),
        migrations.AddField(
            model_name='notification',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notification',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='paging',
            name='acknowledged_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paging',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pagings', to='tickets.ticket'),
        ),
        migrations.AddConstraint(
            model_name='noticesetting',
            constraint=models.UniqueConstraint(fields=('person', 'what'), name='notice_setting_once'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('in_browser', True), ('read_at__isnull', True)), fields=['person', 'id'], name='notification_unread'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['person', '-id'], name='notification_newest'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('person', 'ticket', 'act'), name='notification_once'),
        ),
        migrations.AddConstraint(
            model_name='paging',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('ticket',), name='paging_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='paging',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('ended_at__isnull', False)), _connector='OR'), name='paging_acknowledged_whole'),
        ),
    ]
