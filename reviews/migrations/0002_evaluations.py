import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('contracts', '0004_evaluations'),
        ('reviews', '0001_figures'),
        ('tickets', '0010_notices_of_what_may_be_urgent'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('kritisch', 'Kritisch'), ('late', 'Ernstig, te laat begonnen'), ('ernstig', 'Ernstig'), ('chosen', 'Gekozen door een coördinator')], max_length=10, verbose_name='waarom')),
                ('state', models.CharField(choices=[('owed', 'Nog te schrijven'), ('writing', 'Wordt geschreven'), ('submitted', 'Wacht op goedkeuring'), ('approved', 'Goedgekeurd'), ('released', 'Gedeeld'), ('set_aside', 'Opzijgezet')], default='owed', max_length=10, verbose_name='stand')),
                ('resolved_at', models.DateTimeField(verbose_name='opgelost')),
                ('owed_at', models.DateTimeField(verbose_name='te schrijven sinds')),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='herinnerd')),
                ('happened', models.TextField(blank=True, verbose_name='wat er gebeurde')),
                ('affected', models.TextField(blank=True, verbose_name='wie het trof en hoe lang')),
                ('cause', models.TextField(blank=True, verbose_name='oorzaak')),
                ('approach', models.TextField(blank=True, verbose_name='aanpak')),
                ('solution', models.TextField(blank=True, verbose_name='oplossing')),
                ('lessons', models.TextField(blank=True, verbose_name='wat wij ervan leren')),
                ('follow_up', models.TextField(blank=True, verbose_name='wat wij gaan doen')),
                ('numbers', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True, verbose_name='reden')),
                ('releases', models.PositiveSmallIntegerField(default=0, verbose_name='keer gedeeld')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='gedeeld')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='contracts.customer', verbose_name='klant')),
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation', to='tickets.ticket', verbose_name='melding')),
            ],
            options={
                'verbose_name': 'evaluatie',
                'verbose_name_plural': 'evaluaties',
                'permissions': [('evaluate', 'Evaluaties schrijven'), ('approve_evaluation', 'Evaluaties goedkeuren en delen, oorzaak en maatregel invullen')],
                'indexes': [models.Index(fields=['customer', '-resolved_at', '-id'], name='evaluation_of_customer'), models.Index(fields=['-resolved_at', '-id'], name='evaluation_newest'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='evaluation_to_remind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['owed', 'writing', 'submitted', 'approved', 'released', 'set_aside'])), name='evaluation_state_known'), models.CheckConstraint(condition=models.Q(('why__in', ['kritisch', 'late', 'ernstig', 'chosen'])), name='evaluation_why_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'set_aside'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='evaluation_set_aside_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('release', models.PositiveSmallIntegerField()),
                ('approved_at', models.DateTimeField()),
                ('document', models.JSONField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='reviews.evaluation')),
            ],
            options={
                'verbose_name': 'versie van een evaluatie',
                'verbose_name_plural': 'versies van evaluaties',
                'ordering': ['approved_at', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='evaluation',
            name='shown',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.evaluationversion', verbose_name='gedeelde versie'),
        ),
        migrations.CreateModel(
            name='BreachCause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('cause', models.TextField(verbose_name='oorzaak')),
                ('measure', models.TextField(blank=True, verbose_name='maatregel')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='breach_causes', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'oorzaak van een gebroken belofte',
                'verbose_name_plural': 'oorzaken van gebroken beloften',
                'ordering': ['ticket', 'number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('ticket', 'number'), name='breach_cause_once'), models.CheckConstraint(condition=models.Q(('cause', ''), _negated=True), name='breach_cause_said')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('owed', 'te schrijven'), ('owed_again', 'opnieuw te schrijven: de melding was heropend of werd dringender'), ('written', 'geschreven'), ('submitted', 'ter goedkeuring aangeboden'), ('sent_back', 'teruggestuurd'), ('approved', 'goedgekeurd'), ('released', 'gedeeld met de klant'), ('set_aside', 'opzijgezet'), ('reminded', 'herinnering gestuurd')], max_length=10)),
                ('at', models.DateTimeField()),
                ('part', models.CharField(blank=True, choices=[('happened', 'Wat er gebeurde'), ('affected', 'Wie het trof en hoe lang'), ('cause', 'Oorzaak'), ('approach', 'Aanpak'), ('solution', 'Oplossing'), ('lessons', 'Wat wij ervan leren'), ('follow_up', 'Wat wij gaan doen')], max_length=10)),
                ('number', models.PositiveIntegerField(default=0)),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reviews.evaluation')),
            ],
            options={
                'verbose_name': 'stap van een evaluatie',
                'verbose_name_plural': 'stappen van evaluaties',
                'ordering': ['at', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['evaluation', 'at', 'id'], name='evaluation_step_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['owed', 'owed_again', 'written', 'submitted', 'sent_back', 'approved', 'released', 'set_aside', 'reminded'])), name='evaluation_act_known'), models.UniqueConstraint(condition=models.Q(('part', ''), _negated=True), fields=('evaluation', 'part', 'number'), name='evaluation_text_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('releases', 0), ('shown__isnull', True)), models.Q(('released_at__isnull', False), ('releases__gt', 0), ('shown__isnull', False)), _connector='OR'), name='evaluation_release_whole'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), ('shown__isnull', False), _connector='OR'), name='evaluation_released_shown'),
        ),
    ]
