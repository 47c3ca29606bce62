import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('contracts', '0005_asks_satisfaction'),
        ('tickets', '0012_tickets_to_evaluate'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='ontstaan')),
                ('due_at', models.DateTimeField(verbose_name='bellen uiterlijk')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='gebeld')),
                ('outcome', models.TextField(blank=True, verbose_name='wat er is gedaan')),
            ],
            options={
                'verbose_name': 'terug te bellen klant',
                'verbose_name_plural': 'terug te bellen klanten',
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='call_back_due'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['-done_at'], name='call_back_done')],
            },
        ),
        migrations.CreateModel(
            name='SatisfactionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ask_at', models.DateTimeField(blank=True, null=True, verbose_name='te vragen')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='gevraagd')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='te beantwoorden tot')),
                ('lapse', models.CharField(blank=True, choices=[('not_solved', 'het bleek nog niet opgelost'), ('asked_lately', 'kort geleden al iets gevraagd'), ('not_wanted', 'wil het niet gevraagd worden'), ('unreachable', 'niet te bereiken, of van 1do zelf')], max_length=12, verbose_name='niet gevraagd omdat')),
                ('score', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Slecht'), (2, 'Matig'), (3, 'Voldoende'), (4, 'Goed'), (5, 'Uitstekend')], null=True, verbose_name='beoordeling')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='beantwoord')),
            ],
            options={
                'verbose_name': 'vraag naar tevredenheid',
                'verbose_name_plural': 'vragen naar tevredenheid',
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('ask_at__isnull', False)), fields=['ask_at'], name='satisfaction_to_ask'), models.Index(condition=models.Q(('asked_at__isnull', False)), fields=['-asked_at', '-id'], name='satisfaction_newest'), models.Index(condition=models.Q(('score__isnull', False)), fields=['-answered_at'], name='satisfaction_answered')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('expires_at__isnull', True), ('ask_at__isnull', False), ('lapse', '')), models.Q(('asked_at__isnull', True), ('expires_at__isnull', True), ('ask_at__isnull', True), ('lapse__in', ['not_solved', 'asked_lately', 'not_wanted', 'unreachable'])), models.Q(('ask_at__isnull', True), ('asked_at__isnull', False), ('expires_at__isnull', False), ('lapse', '')), _connector='OR'), name='satisfaction_planned_asked_or_lapsed')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='noticesetting',
            name='notice_setting_known',
        ),
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_what_known',
        ),
        migrations.AlterField(
            model_name='noticesetting',
            name='what',
            field=models.CharField(choices=[('new', 'Nieuw in mijn team'), ('urgent', 'Kritisch of Ernstig, of misschien geworden'), ('unclassified', 'Nog niet ingedeeld'), ('assigned', 'Aan mij toegewezen'), ('mentioned', 'Ik word genoemd in een notitie'), ('answered', 'De klant antwoordde'), ('warning_50', '50 % van de tijd is om'), ('warning_75', '75 % van de tijd is om'), ('warning_100', 'De tijd is om'), ('escalation', 'Escalatie'), ('chore', 'Leverancier nabellen, evaluatie schrijven, of een mail kwam niet aan'), ('rated', 'Een klant beoordeelde een melding'), ('call_back', 'Een klant is ontevreden: bel terug'), ('paged', 'Oproep van de Calamiteitendienst')], max_length=14),
        ),
        migrations.AlterField(
            model_name='notification',
            name='what',
            field=models.CharField(choices=[('new', 'Nieuw in mijn team'), ('urgent', 'Kritisch of Ernstig, of misschien geworden'), ('unclassified', 'Nog niet ingedeeld'), ('assigned', 'Aan mij toegewezen'), ('mentioned', 'Ik word genoemd in een notitie'), ('answered', 'De klant antwoordde'), ('warning_50', '50 % van de tijd is om'), ('warning_75', '75 % van de tijd is om'), ('warning_100', 'De tijd is om'), ('escalation', 'Escalatie'), ('chore', 'Leverancier nabellen, evaluatie schrijven, of een mail kwam niet aan'), ('rated', 'Een klant beoordeelde een melding'), ('call_back', 'Een klant is ontevreden: bel terug'), ('paged', 'Oproep van de Calamiteitendienst')], max_length=14),
        ),
        migrations.AddConstraint(
            model_name='noticesetting',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['new', 'urgent', 'unclassified', 'assigned', 'mentioned', 'answered', 'warning_50', 'warning_75', 'warning_100', 'escalation', 'chore', 'rated', 'call_back', 'paged']), models.Q(('what', 'paged'), _negated=True)), name='notice_setting_known'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['new', 'urgent', 'unclassified', 'assigned', 'mentioned', 'answered', 'warning_50', 'warning_75', 'warning_100', 'escalation', 'chore', 'rated', 'call_back', 'paged'])), name='notification_what_known'),
        ),
        migrations.AddField(
            model_name='callback',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='satisfactionrequest',
            name='answer',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.timelineentry'),
        ),
        migrations.AddField(
            model_name='satisfactionrequest',
            name='closing',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.timelineentry'),
        ),
        migrations.AddField(
            model_name='satisfactionrequest',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contact', verbose_name='aan'),
        ),
        migrations.AddField(
            model_name='satisfactionrequest',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='satisfaction_requests', to='tickets.ticket', verbose_name='melding'),
        ),
        migrations.AddField(
            model_name='callback',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='call_backs', to='tickets.satisfactionrequest'),
        ),
        migrations.AddIndex(
            model_name='satisfactionrequest',
            index=models.Index(condition=models.Q(('asked_at__isnull', False)), fields=['contact', '-asked_at'], name='satisfaction_of_contact'),
        ),
        migrations.AddConstraint(
            model_name='satisfactionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('answered_at__isnull', True), ('score__isnull', True)), models.Q(('answer__isnull', False), ('answered_at__isnull', False), ('asked_at__isnull', False), ('score__in', [1, 2, 3, 4, 5])), _connector='OR'), name='satisfaction_answer_whole'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('request',), name='call_back_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True), ('outcome', '')), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='call_back_done_whole'),
        ),
    ]
