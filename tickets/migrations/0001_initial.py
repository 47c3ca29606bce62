import django.db.models.deletion
import secrets
import tickets.models.timeline
import uuid
from django.conf import settings
from django.db import migrations, models


SEARCHED = {"ticket_search": "search_text", "ticket_internal_search": "internal_search_text"}


def make_trigram_indexes(apps, schema_editor):
    """Under `search_text LIKE '%word%'`. Only PostgreSQL has them; elsewhere the same query scans."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, column in SEARCHED.items():
            schema_editor.execute(f"CREATE INDEX {name} ON tickets_ticket USING gin ({column} gin_trgm_ops)")


def drop_trigram_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in SEARCHED:
            schema_editor.execute(f"DROP INDEX {name}")



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('contracts', '0001_initial'),
        ('sla', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False, verbose_name='nummer')),
                ('kind', models.CharField(choices=[('incident', 'Incident'), ('servicevraag', 'Servicevraag'), ('aanpassing', 'Aanpassing')], max_length=20, verbose_name='meldingstype')),
                ('impact', models.PositiveSmallIntegerField(blank=True, choices=[(1, '1 – hele organisatie'), (2, '2 – één afdeling'), (3, '3 – één medewerker')], null=True, verbose_name='impact')),
                ('urgency', models.CharField(blank=True, choices=[('A', 'A – geen workaround, kan niet wachten'), ('B', 'B – workaround, kan niet wachten'), ('C', 'C – workaround, kan wachten')], max_length=1, null=True, verbose_name='urgentie')),
                ('priority', models.CharField(blank=True, choices=[('kritisch', 'Kritisch'), ('ernstig', 'Ernstig'), ('standaard', 'Standaard'), ('laag', 'Laag')], max_length=20, null=True, verbose_name='prioriteit')),
                ('status', models.CharField(choices=[('nieuw', 'Nieuw'), ('in_behandeling', 'In behandeling'), ('wacht_op_klant', 'Wacht op klant'), ('wacht_op_leverancier', 'Wacht op leverancier'), ('ingepland', 'Ingepland'), ('opgelost', 'Opgelost'), ('gesloten', 'Gesloten'), ('geannuleerd', 'Geannuleerd')], default='nieuw', max_length=24, verbose_name='status')),
                ('channel', models.CharField(choices=[('portal', 'Serviceportaal'), ('phone', 'Telefoon'), ('email', 'E-mail'), ('api', 'Koppeling'), ('import', 'Overgenomen'), ('alert', 'Monitoring'), ('schedule', 'Volgens schema')], max_length=12, verbose_name='kanaal')),
                ('off_channel', models.BooleanField(default=False, verbose_name='niet via afgesproken kanaal')),
                ('item_type', models.CharField(choices=[('server', 'Server'), ('werkplek', 'Werkplek'), ('netwerk', 'Netwerkapparatuur'), ('mobiel', 'Smartphone of tablet'), ('cloud', 'Microsoft-cloud')], default='werkplek', max_length=12, verbose_name='onderdeel')),
                ('service', models.CharField(default='support', max_length=40, verbose_name='SLA-onderdeel')),
                ('features', models.JSONField(blank=True, default=list, verbose_name='bijzonderheden')),
                ('small_change', models.BooleanField(default=False, verbose_name='kleine aanpassing')),
                ('user_accounts', models.BooleanField(default=False, verbose_name='basis gebruikersbeheer')),
                ('emergency_call', models.BooleanField(default=False, verbose_name='oproep Calamiteitendienst')),
                ('is_authorisation', models.BooleanField(default=False, verbose_name='autorisatieverzoek')),
                ('under_mandate', models.BooleanField(default=False, verbose_name='onder mandaat')),
                ('worked_minutes', models.PositiveIntegerField(default=0, editable=False, verbose_name='gewerkte minuten')),
                ('coverage_verdict', models.CharField(blank=True, choices=[('inbegrepen', 'Inbegrepen'), ('fair_use', 'Fair use'), ('meerwerk', 'Meerwerk'), ('optie', 'Optie'), ('niet_aangeboden', 'Niet aangeboden'), ('geen_sla', 'Geen SLA')], max_length=16, verbose_name='dekking')),
                ('coverage_clause', models.CharField(blank=True, max_length=8, verbose_name='paragraaf')),
                ('coverage_reason', models.JSONField(blank=True, default=dict, verbose_name='reden')),
                ('coverage_warning', models.JSONField(blank=True, default=list, verbose_name='let op')),
                ('coverage_overridden', models.BooleanField(default=False, verbose_name='dekking met de hand bepaald')),
                ('subject', models.CharField(max_length=160, verbose_name='onderwerp')),
                ('description', models.TextField(verbose_name='omschrijving')),
                ('steps_taken', models.TextField(blank=True, verbose_name='al geprobeerd')),
                ('impact_text', models.TextField(blank=True, verbose_name='gevolgen')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='telefoon voor deze melding')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail voor deze melding')),
                ('planned_for', models.DateTimeField(blank=True, null=True, verbose_name='ingepland voor')),
                ('supplier_reference', models.CharField(blank=True, max_length=80, verbose_name='kenmerk leverancier')),
                ('chase_on', models.DateField(blank=True, null=True, verbose_name='leverancier nabellen op')),
                ('opened_at', models.DateTimeField(verbose_name='gemeld')),
                ('updated_at', models.DateTimeField(verbose_name='bijgewerkt')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='opgelost')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='sluit vanzelf')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='gesloten')),
                ('remind_at', models.DateTimeField(blank=True, null=True, verbose_name='herinneren')),
                ('reopen_count', models.PositiveSmallIntegerField(default=0, verbose_name='keer heropend')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('form_token', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='bron')),
                ('external_id', models.CharField(blank=True, max_length=80, verbose_name='nummer in de bron')),
                ('search_text', models.TextField(default='', editable=False)),
                ('internal_search_text', models.TextField(default='', editable=False)),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='contracts.serviceagreement', verbose_name='overeenkomst')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_tickets', to=settings.AUTH_USER_MODEL, verbose_name='behandelaar')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='contracts.contact', verbose_name='contactpersoon')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='contracts.customer', verbose_name='klant')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='tickets.ticket', verbose_name='vervolg op')),
                ('ignored_advice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='contracts.advice', verbose_name='genegeerd advies')),
                ('supplier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='contracts.supplier', verbose_name='leverancier')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'melding',
                'verbose_name_plural': 'meldingen',
                'permissions': [('work_ticket', 'Meldingen behandelen'), ('assign_ticket', 'Meldingen aan anderen toewijzen'), ('see_workload', 'Werkvoorraad van alle medewerkers zien')],
                'indexes': [
                    models.Index(fields=['customer', '-number'], name='ticket_of_customer'),
                    models.Index(fields=['contact', '-number'], name='ticket_of_contact'),
                    models.Index(condition=models.Q(('status__in', ('nieuw', 'in_behandeling', 'wacht_op_klant', 'wacht_op_leverancier', 'ingepland'))), fields=['assignee', 'status'], name='ticket_of_assignee'),
                    models.Index(fields=['updated_at', 'number'], name='ticket_by_update'),
                    models.Index(condition=models.Q(('closes_at__isnull', False)), fields=['closes_at'], name='ticket_to_close'),
                    models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='ticket_to_remind'),
                    models.Index(condition=models.Q(('chase_on__isnull', False)), fields=['chase_on'], name='ticket_to_chase'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['incident', 'servicevraag', 'aanpassing'])), name='ticket_kind_known'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['nieuw', 'in_behandeling', 'wacht_op_klant', 'wacht_op_leverancier', 'ingepland', 'opgelost', 'gesloten', 'geannuleerd'])), name='ticket_status_known'),
                    models.CheckConstraint(condition=models.Q(('channel__in', ['portal', 'phone', 'email', 'api', 'import', 'alert', 'schedule'])), name='ticket_channel_known'),
                    models.CheckConstraint(condition=models.Q(('item_type__in', ['server', 'werkplek', 'netwerk', 'mobiel', 'cloud'])), name='ticket_item_type_known'),
                    models.CheckConstraint(condition=models.Q(('coverage_verdict', ''), ('coverage_verdict__in', ['inbegrepen', 'fair_use', 'meerwerk', 'optie', 'niet_aangeboden', 'geen_sla']), _connector='OR'), name='ticket_verdict_known'),
                    models.CheckConstraint(condition=models.Q(('impact__isnull', True), ('impact__in', [1, 2, 3]), _connector='OR'), name='ticket_impact_known'),
                    models.CheckConstraint(condition=models.Q(('urgency__isnull', True), ('urgency__in', ['A', 'B', 'C']), _connector='OR'), name='ticket_urgency_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'incident'), _negated=True), ('impact__isnull', True), ('priority__isnull', True), ('urgency__isnull', True)), models.Q(('kind', 'incident'), ('priority__isnull', True), models.Q(('impact__isnull', True), ('urgency__isnull', True), _connector='OR')), models.Q(('impact__isnull', False), ('kind', 'incident'), ('urgency__isnull', False), ('priority__in', ['kritisch', 'ernstig', 'standaard', 'laag']), ('priority__isnull', False)), _connector='OR'), name='ticket_priority_only_of_incident'),
                    models.UniqueConstraint(fields=('form_token',), name='ticket_one_per_form'),
                    models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('source', 'external_id', 'customer'), name='ticket_one_per_source'),
                    models.CheckConstraint(condition=models.Q(models.Q(('external_id', ''), ('source', '')), models.Q(models.Q(('source', ''), _negated=True), models.Q(('external_id', ''), _negated=True)), _connector='OR'), name='ticket_source_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RecurringRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='volgens het schema')),
                ('checks', models.JSONField(default=list, help_text='[[server, controle], …], zoals de lijst op die dag was.', verbose_name='controlelijst')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='contracts.recurringwork')),
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recurring_run', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'keer terugkerend werk',
                'verbose_name_plural': 'keren terugkerend werk',
                'ordering': ['-due_on'],
                'constraints': [
                    models.UniqueConstraint(fields=('work', 'due_on'), name='recurring_run_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RunningTimer',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='timer', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('started_at', models.DateTimeField(verbose_name='begonnen')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'lopende tijd',
                'verbose_name_plural': 'lopende tijd',
            },
        ),
        migrations.CreateModel(
            name='OneTimeSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('wachtwoord', 'wachtwoord'), ('code', 'pincode of toegangscode'), ('sleutel', 'sleutel of token'), ('gegeven', 'vertrouwelijk gegeven')], max_length=12, verbose_name='soort')),
                ('made_at', models.DateTimeField(verbose_name='doorgegeven')),
                ('expires_at', models.DateTimeField(verbose_name='te bekijken tot')),
                ('sealed', models.BinaryField(null=True)),
                ('end', models.CharField(blank=True, choices=[('opened', 'bekeken'), ('withdrawn', 'ingetrokken'), ('expired', 'verlopen')], max_length=10, verbose_name='afloop')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='gewist')),
                ('for_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contact', verbose_name='voor')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contact')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'eenmalig geheim',
                'verbose_name_plural': 'eenmalige geheimen',
                'ordering': ['made_at', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['expires_at'], name='secret_waits'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['wachtwoord', 'code', 'sleutel', 'gegeven'])), name='secret_kind_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('made_by__isnull', False), ('made_by_contact__isnull', True)), models.Q(('made_by__isnull', True), ('made_by_contact__isnull', False)), _connector='OR'), name='secret_made_by_one_person'),
                    models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at__isnull', True), ('sealed__isnull', False)), models.Q(('end__in', ['opened', 'withdrawn', 'expired']), ('ended_at__isnull', False), ('sealed__isnull', True)), _connector='OR'), name='secret_wiped_when_ended'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveSmallIntegerField(verbose_name='trede')),
                ('reason', models.TextField(verbose_name='reden')),
                ('citation', models.CharField(max_length=60, verbose_name='volgens')),
                ('house_people', models.JSONField(default=list, verbose_name='bij 1do')),
                ('customer_people', models.JSONField(default=list, verbose_name='bij de klant')),
                ('started_at', models.DateTimeField(verbose_name='begonnen')),
                ('acknowledge_by', models.DateTimeField(verbose_name='bevestigen uiterlijk')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='bevestigd')),
                ('late', models.BooleanField(blank=True, null=True, verbose_name='te laat bevestigd')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='afgerond')),
                ('outcome', models.TextField(blank=True, verbose_name='uitkomst')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'escalatie',
                'verbose_name_plural': 'escalaties',
                'ordering': ['started_at', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('ended_at__isnull', True), ('late__isnull', True)), fields=['acknowledge_by'], name='escalation_unacknowledged'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('step__gte', 1), ('step__lte', 9)), name='escalation_step_sane'),
                    models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('late__isnull', False)), _connector='OR'), name='escalation_acknowledged_whole'),
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('ticket', 'step'), name='escalation_one_open_per_step'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('estimate', 'akkoord op kosten'), ('authorisation', 'bevestiging van een autorisatieverzoek'), ('reporter', 'toestemming om te melden'), ('remote_viewing', 'toestemming om mee te kijken')], max_length=16, verbose_name='soort')),
                ('status', models.CharField(choices=[('asked', 'gevraagd'), ('granted', 'akkoord'), ('declined', 'afgewezen'), ('withdrawn', 'ingetrokken')], default='asked', max_length=10, verbose_name='status')),
                ('text', models.TextField(blank=True, verbose_name='waarvoor')),
                ('own_text', models.JSONField(blank=True, default=dict, verbose_name='waarvoor, van het huis')),
                ('citation', models.CharField(blank=True, max_length=60, verbose_name='volgens')),
                ('minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='geschatte minuten')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='geschat bedrag')),
                ('asked_at', models.DateTimeField(verbose_name='gevraagd')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='beslist')),
                ('decided_by_link', models.BooleanField(default=False, verbose_name='met een link uit de mail')),
                ('answer', models.TextField(blank=True, verbose_name='toelichting')),
                ('own_answer', models.JSONField(blank=True, default=dict, verbose_name='toelichting, van het huis')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_approvals', to='contracts.contact')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'vraag om akkoord',
                'verbose_name_plural': 'vragen om akkoord',
                'ordering': ['asked_at', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('status', 'asked')), fields=['ticket'], name='approval_asked'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['estimate', 'authorisation', 'reporter', 'remote_viewing'])), name='approval_kind_known'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['asked', 'granted', 'declined', 'withdrawn'])), name='approval_status_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('status__in', ['asked', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['granted', 'declined'])), _connector='OR'), name='approval_decision_whole'),
                    models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('ticket', 'kind'), name='approval_one_open_per_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TimeExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='vanaf')),
                ('ends_on', models.DateField(verbose_name='tot en met')),
                ('made_at', models.DateTimeField(verbose_name='gemaakt')),
                ('line_count', models.PositiveIntegerField(default=0, verbose_name='regels')),
                ('minutes', models.PositiveIntegerField(default=0, verbose_name='minuten')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='bedrag')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='time_exports', to='contracts.customer')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'urenexport',
                'verbose_name_plural': 'urenexports',
                'ordering': ['-made_at', '-pk'],
                'permissions': [('export_time', 'Uren exporteren')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='export_ends_after_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TimelineEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=tickets.models.timeline.entry_kinds, max_length=16)),
                ('at', models.DateTimeField()),
                ('is_public', models.BooleanField(default=True)),
                ('text', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('form_token', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ('act', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, help_text='Wie van de klant dit deed zonder zich aan te melden: per e-mail.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contact')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timeline', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'regel van de tijdlijn',
                'verbose_name_plural': 'tijdlijn',
                'ordering': ['at', 'pk'],
                'indexes': [
                    models.Index(fields=['ticket', 'at', 'id'], name='entry_of_ticket'),
                    models.Index(fields=['at', 'id'], name='entry_by_moment'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('ticket', 'form_token'), name='entry_one_per_form'),
                    models.CheckConstraint(condition=models.Q(('is_public', True), ('kind', 'note'), _negated=True), name='entry_note_is_internal'),
                    models.CheckConstraint(condition=models.Q(('by__isnull', True), ('contact__isnull', True), _connector='OR'), name='entry_by_one_person'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='begonnen')),
                ('minutes', models.PositiveIntegerField(verbose_name='minuten')),
                ('activity', models.CharField(choices=[('support', 'Ondersteuning'), ('administration', 'Beheer'), ('research', 'Onderzoek'), ('consultation', 'Overleg'), ('travel', 'Reistijd')], default='support', max_length=16, verbose_name='soort werk')),
                ('on_site', models.BooleanField(default=False, verbose_name='op locatie')),
                ('outside_hours', models.BooleanField(default=False, verbose_name='buiten kantoortijd')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='toelichting')),
                ('logged_at', models.DateTimeField(verbose_name='geschreven')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='versie')),
                ('corrected_reason', models.CharField(blank=True, max_length=300, verbose_name='reden van de correctie')),
                ('is_current', models.BooleanField(default=True)),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='vastgezet')),
                ('verdict', models.CharField(blank=True, choices=[('inbegrepen', 'Inbegrepen'), ('fair_use', 'Fair use'), ('meerwerk', 'Meerwerk'), ('optie', 'Optie'), ('niet_aangeboden', 'Niet aangeboden'), ('geen_sla', 'Geen SLA')], max_length=16, verbose_name='dekking')),
                ('clause', models.CharField(blank=True, max_length=8, verbose_name='paragraaf')),
                ('reason', models.JSONField(blank=True, default=dict, verbose_name='reden')),
                ('rate_kind', models.CharField(blank=True, max_length=16, verbose_name='soort tarief')),
                ('rate', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='uurtarief')),
                ('billed_minutes', models.PositiveIntegerField(default=0, verbose_name='te factureren minuten')),
                ('draws_hours', models.BooleanField(default=False, verbose_name='uit de uren van de All-in-1')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='tickets.timeentry')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to='tickets.ticket')),
                ('export', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='tickets.timeexport')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='time_entry', to='tickets.timelineentry')),
            ],
            options={
                'verbose_name': 'tijdregel',
                'verbose_name_plural': 'tijdregels',
                'ordering': ['started_at', 'pk'],
                'indexes': [
                    models.Index(fields=['started_at', 'id'], name='time_entry_by_start'),
                    models.Index(fields=['logged_at', 'id'], name='time_entry_by_logged'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), models.Q(('minutes', 0), ('version__gte', 2)), _connector='OR'), name='time_entry_minutes_sane'),
                    models.CheckConstraint(condition=models.Q(('activity__in', ['support', 'administration', 'research', 'consultation', 'travel'])), name='time_entry_activity_known'),
                    models.CheckConstraint(condition=models.Q(('verdict', ''), ('verdict__in', ['inbegrepen', 'fair_use', 'meerwerk', 'optie', 'niet_aangeboden', 'geen_sla']), _connector='OR'), name='time_entry_verdict_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('corrected_reason', ''), ('corrects__isnull', True), ('version', 1)), models.Q(('corrects__isnull', False), ('version__gte', 2), models.Q(('corrected_reason', ''), _negated=True)), _connector='OR'), name='time_entry_correction_whole'),
                    models.CheckConstraint(condition=models.Q(('export__isnull', True), ('locked_at__isnull', False), _connector='OR'), name='time_entry_exported_is_locked'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OutboxItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consumer', models.CharField(choices=[('mail', 'e-mail'), ('webhook', 'webhook')], max_length=12)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outbox_items', to='tickets.timelineentry')),
            ],
            options={
                'verbose_name': 'uitgaand item',
                'verbose_name_plural': 'uitgaande items',
                'indexes': [
                    models.Index(fields=['consumer', 'id'], name='outbox_of_consumer'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('entry', 'consumer'), name='outbox_once'),
                    models.CheckConstraint(condition=models.Q(('consumer__in', ['mail', 'webhook'])), name='outbox_consumer_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=secrets.token_urlsafe, editable=False, max_length=64, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='naam')),
                ('content_type', models.CharField(blank=True, max_length=120)),
                ('size', models.PositiveBigIntegerField(verbose_name='grootte')),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=120, upload_to=tickets.models.timeline.attachment_path)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='tickets.timelineentry')),
            ],
            options={
                'verbose_name': 'bijlage',
                'verbose_name_plural': 'bijlagen',
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_for', models.DateTimeField(verbose_name='gepland voor')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='afgerond')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='contracts.customer')),
                ('engineer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='contracts.site')),
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'bezoek',
                'verbose_name_plural': 'bezoeken',
                'ordering': ['-planned_for'],
                'indexes': [
                    models.Index(fields=['customer', '-planned_for'], name='visit_of_customer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='VisitItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='wat')),
                ('added_at', models.DateTimeField()),
                ('is_done', models.BooleanField(default=False, verbose_name='gedaan')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='uitkomst')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_items', to='contracts.customer')),
                ('ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit_items', to='tickets.ticket')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='tickets.visit')),
            ],
            options={
                'verbose_name': 'punt voor een bezoek',
                'verbose_name_plural': 'punten voor bezoeken',
                'ordering': ['added_at', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('visit__isnull', True)), fields=['customer'], name='visit_item_saved'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_done', False), ('ticket__isnull', False)), fields=('ticket',), name='visit_item_once_per_ticket'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HoursWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='maand')),
                ('threshold', models.PositiveSmallIntegerField(verbose_name='procent')),
                ('warned_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours_warnings', to='contracts.serviceagreement')),
            ],
            options={
                'verbose_name': 'waarschuwing over uren',
                'verbose_name_plural': 'waarschuwingen over uren',
                'constraints': [models.UniqueConstraint(fields=('agreement', 'month', 'threshold'), name='hours_warning_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=120, verbose_name='server of onderdeel')),
                ('check_text', models.CharField(max_length=200, verbose_name='controle')),
                ('outcome', models.CharField(choices=[('ok', 'In orde'), ('not_ok', 'Niet in orde'), ('not_applicable', 'Niet van toepassing')], max_length=16, verbose_name='uitkomst')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='bevinding')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='tickets.recurringrun')),
            ],
            options={
                'verbose_name': 'uitkomst van een controle',
                'verbose_name_plural': 'uitkomsten van controles',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('run', 'item', 'check_text'), name='check_result_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['ok', 'not_ok', 'not_applicable'])), name='check_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='TicketClock',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='clock', serialize=False, to='tickets.ticket')),
                ('nature', models.CharField(choices=[('promise', 'belofte'), ('aim', 'streven'), ('none', 'geen afspraak')], max_length=8)),
                ('state', models.CharField(choices=[('running', 'loopt'), ('paused', 'staat stil'), ('met', 'op tijd begonnen'), ('late', 'te laat'), ('stopped', 'vervallen'), ('none', 'geen afspraak')], max_length=8)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('work_started_at', models.DateTimeField(blank=True, null=True)),
                ('late', models.BooleanField(blank=True, null=True)),
                ('verdict_at', models.DateTimeField(blank=True, null=True)),
                ('budget_seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('used_seconds', models.PositiveIntegerField(default=0)),
                ('is_open', models.BooleanField(default=True)),
                ('queue_rank', models.PositiveSmallIntegerField(choices=[(0, 'Promise Running'), (1, 'Promise Waiting'), (2, 'Aim Running'), (3, 'Aim Waiting'), (4, 'No Target')])),
                ('queue_at', models.DateTimeField()),
                ('next_threshold', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('next_warning_at', models.DateTimeField(blank=True, null=True)),
                ('calendar_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sla.calendarversion')),
            ],
            options={
                'verbose_name': 'klok',
                'verbose_name_plural': 'klokken',
                'indexes': [
                    models.Index(condition=models.Q(('is_open', True)), fields=['queue_rank', 'queue_at', 'ticket'], name='clock_queue'),
                    models.Index(condition=models.Q(('is_open', True)), fields=['ticket'], name='clock_open'),
                    models.Index(condition=models.Q(('next_warning_at__isnull', False)), fields=['next_warning_at'], name='clock_to_warn'),
                    models.Index(condition=models.Q(('due_at__isnull', False), ('is_open', True)), fields=['due_at'], name='clock_due'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('nature__in', ['promise', 'aim', 'none'])), name='clock_nature_known'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['running', 'paused', 'met', 'late', 'stopped', 'none'])), name='clock_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('next_threshold__isnull', True), ('next_warning_at__isnull', True)), models.Q(('next_threshold__isnull', False), ('next_warning_at__isnull', False)), _connector='OR'), name='clock_warning_whole'),
                    models.CheckConstraint(condition=models.Q(models.Q(('late__isnull', True), ('verdict_at__isnull', True)), models.Q(('late__isnull', False), ('verdict_at__isnull', False)), _connector='OR'), name='clock_verdict_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BreachWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.CharField(choices=[('kritisch', 'Kritisch'), ('ernstig', 'Ernstig'), ('standaard', 'Standaard'), ('laag', 'Laag')], max_length=20)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('due_at', models.DateTimeField()),
                ('warned_at', models.DateTimeField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='warning', to='tickets.timelineentry')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warnings', to='tickets.ticketclock')),
            ],
            options={
                'verbose_name': 'waarschuwing',
                'verbose_name_plural': 'waarschuwingen',
                'constraints': [
                    models.UniqueConstraint(fields=('clock', 'priority', 'threshold'), name='warning_once'),
                ],
            },
        ),
        migrations.RunPython(make_trigram_indexes, drop_trigram_indexes),
    ]
