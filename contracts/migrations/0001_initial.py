import contracts.models.agreements
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


OVERLAP = "agreement_no_overlap"
SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {act} ON contracts_serviceagreement
WHEN NEW.status = 'in_force' AND EXISTS (
    SELECT 1 FROM contracts_serviceagreement AS other
    WHERE other.customer_id = NEW.customer_id AND other.status = 'in_force' AND other.id IS NOT NEW.id
      AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
      AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: agreement_no_overlap'); END
"""


def refuse_overlap(apps, schema_editor):
    """One signed agreement per customer at a time (SLA 2.3); concepts may lie beside it. PostgreSQL refuses an overlap
    itself, on SQLite two triggers do."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(
            f"ALTER TABLE contracts_serviceagreement ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist "
            "(customer_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&) WHERE (status = 'in_force')"
        )
    else:
        for act in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE_TRIGGER.format(name=f"{OVERLAP}_{act.lower()}", act=act))


def allow_overlap(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE contracts_serviceagreement DROP CONSTRAINT {OVERLAP}")
    else:
        for act in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {OVERLAP}_{act}")



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('sla', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='klantnummer')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='naam')),
                ('is_active', models.BooleanField(default=True, verbose_name='actief')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='aangemaakt')),
            ],
            options={
                'verbose_name': 'klant',
                'verbose_name_plural': 'klanten',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='DapClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, verbose_name='nummer')),
                ('kind', models.CharField(choices=[('text', 'Tekst'), ('reporters', 'Wie mag melden'), ('emergency_callers', 'Wie mag de Calamiteitendienst bellen'), ('roles', 'Rolverdeling en leveranciers'), ('monitoring', 'Monitoringtemplate'), ('test_restore', 'Periodieke test-restore'), ('server_apk', 'Server-APK'), ('remote_viewing', 'Meekijken op afstand'), ('viewers', 'Wie alle meldingen ziet'), ('status_mail', 'Wie statusmails krijgt'), ('maintenance', 'Vaste onderhoudstijden'), ('cost_approvers', 'Wie akkoord geeft op kosten'), ('approvers', 'Wie autorisatieverzoeken bevestigt'), ('escalation', 'Escalatiepersonen')], default='text', max_length=20, verbose_name='soort')),
                ('title', models.CharField(max_length=120, verbose_name='titel')),
                ('text', models.TextField(blank=True, verbose_name='tekst')),
                ('settings', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'DAP-bepaling',
                'verbose_name_plural': 'DAP-bepalingen',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Supplier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='naam')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telefoon')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mailadres')),
            ],
            options={
                'verbose_name': 'leverancier',
                'verbose_name_plural': 'leveranciers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mailadres')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telefoon')),
                ('department', models.CharField(blank=True, max_length=80, verbose_name='afdeling')),
                ('is_active', models.BooleanField(default=True, verbose_name='actief')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact', to=settings.AUTH_USER_MODEL, verbose_name='gebruiker')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='contracts.customer', verbose_name='klant')),
            ],
            options={
                'verbose_name': 'contactpersoon',
                'verbose_name_plural': 'contactpersonen',
                'ordering': ['name'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('customer', 'email'), name='contact_email_once_per_customer', violation_error_message='Deze klant heeft al een contactpersoon met dit e-mailadres.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('phone', ''), _negated=True), _connector='OR'), name='contact_can_be_reached', violation_error_message='Vul een telefoonnummer of een e-mailadres in, zodat wij deze persoon kunnen bereiken.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Advice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='advies')),
                ('text', models.TextField(verbose_name='toelichting')),
                ('given_at', models.DateTimeField(verbose_name='gegeven')),
                ('status', models.CharField(choices=[('given', 'Gegeven'), ('accepted', 'Overgenomen'), ('declined', 'Afgewezen')], default='given', max_length=10, verbose_name='status')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='beslist')),
                ('decision_text', models.TextField(blank=True, verbose_name='reden of bewijs')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_advices', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, help_text='Wie van 1do de beslissing opschreef; leeg als de klant haar zelf gaf.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_advices', to='contracts.contact', verbose_name='door')),
                ('given_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received_advices', to='contracts.contact', verbose_name='aan')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advices', to='contracts.customer', verbose_name='klant')),
            ],
            options={
                'verbose_name': 'advies',
                'verbose_name_plural': 'adviezen',
                'ordering': ['-given_at', '-pk'],
                'permissions': [('give_advice', 'Adviezen geven en vastleggen')],
                'indexes': [
                    models.Index(fields=['customer', '-given_at'], name='advice_of_customer'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['given', 'accepted', 'declined'])), name='advice_status_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('status', 'given')), models.Q(models.Q(('status', 'given'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='advice_decision_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DapPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='trede')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='vanaf')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='tot en met')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='ingetrokken')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='contracts.dapclause')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dap_roles', to='contracts.contact', verbose_name='contactpersoon')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dap_roles', to=settings.AUTH_USER_MODEL, verbose_name='medewerker')),
            ],
            options={
                'verbose_name': 'persoon in het DAP',
                'verbose_name_plural': 'personen in het DAP',
                'ordering': ['step', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('revoked_at', None)), fields=['contact', 'clause'], name='dap_person_of_contact'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', True), ('user__isnull', False)), models.Q(('contact__isnull', False), ('user__isnull', True)), _connector='OR'), name='dap_person_is_one'),
                    models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='dap_person_ends_after_start', violation_error_message='De einddatum ligt voor de begindatum.'),
                    models.UniqueConstraint(fields=('clause', 'contact', 'step'), name='dap_contact_once_per_step'),
                    models.UniqueConstraint(fields=('clause', 'user', 'step'), name='dap_user_once_per_step'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MailDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(error_messages={'unique': 'Dit domein is al van een klant.'}, help_text='Wat achter de @ staat, precies zo: een subdomein telt apart. Wie vanaf dit domein mailt en nog niet bekend is, wordt contactpersoon van deze klant.', max_length=190, unique=True, verbose_name='maildomein')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_domains', to='contracts.customer', verbose_name='klant')),
            ],
            options={
                'verbose_name': 'maildomein',
                'verbose_name_plural': 'maildomeinen',
                'ordering': ['domain'],
            },
        ),
        migrations.CreateModel(
            name='RecurringWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('maintenance', 'Gepland onderhoud'), ('test_restore', 'Test-restore'), ('server_apk', 'Server-APK')], max_length=16, verbose_name='soort')),
                ('title', models.CharField(max_length=120, verbose_name='titel')),
                ('rrule', models.CharField(help_text='iCalendar-regel, zoals FREQ=MONTHLY;BYDAY=1TU.', max_length=200, verbose_name='herhaling')),
                ('starts_on', models.DateField(verbose_name='vanaf')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='tot en met')),
                ('checklist', models.JSONField(default=list, verbose_name='controlelijst')),
                ('items', models.JSONField(default=list, verbose_name='servers of onderdelen')),
                ('is_active', models.BooleanField(default=True, verbose_name='actief')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='eerstvolgende')),
                ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recurring_work', to='contracts.dapclause', verbose_name='DAP-bepaling')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recurring_work', to='contracts.contact', verbose_name='wie de uitkomst krijgt')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recurring_work', to='contracts.customer', verbose_name='klant')),
            ],
            options={
                'verbose_name': 'terugkerend werk',
                'verbose_name_plural': 'terugkerend werk',
                'ordering': ['customer', 'title'],
                'indexes': [
                    models.Index(condition=models.Q(('is_active', True), ('next_on__isnull', False)), fields=['next_on'], name='recurring_due'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['maintenance', 'test_restore', 'server_apk'])), name='recurring_kind_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, verbose_name='nummer')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='versie')),
                ('status', models.CharField(choices=[('concept', 'Concept'), ('offered', 'Ter ondertekening'), ('in_force', 'Ondertekend'), ('withdrawn', 'Ingetrokken')], default='concept', max_length=12, verbose_name='status')),
                ('change_summary', models.CharField(blank=True, max_length=300, verbose_name='samenvatting wijziging')),
                ('starts_on', models.DateField(verbose_name='ingangsdatum')),
                ('ends_on', models.DateField(blank=True, help_text='Laatste dag; leeg is tot wederopzegging.', null=True, verbose_name='einddatum')),
                ('scope', models.TextField(blank=True, help_text='Wie waarvoor verantwoordelijk is (SLA 4.1).', verbose_name='scope')),
                ('mandate', models.TextField(blank=True, help_text='Wat 1do zonder overleg vooraf mag doen (SLA 4.2); leeg: geen mandaat.', verbose_name='mandaat')),
                ('emergency_phone', models.CharField(blank=True, help_text='Alleen zichtbaar voor wie het DAP aanwijst (SLA 3.2).', max_length=30, verbose_name='nummer Calamiteitendienst')),
                ('emergency_serious', models.BooleanField(default=False, verbose_name='Calamiteitendienst ook voor Ernstig')),
                ('microsoft_cloud', models.BooleanField(default=False, verbose_name='optie Microsoft Cloudbeheer')),
                ('categories', models.JSONField(blank=True, default=list, verbose_name='hoofdcategorieën All-in-1')),
                ('hours_per_month', models.DecimalField(blank=True, decimal_places=2, help_text='Binnen het All-in-1 pakket beschikbare tijd (SLA 6.2).', max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='uren per maand')),
                ('fair_use_changes', models.PositiveSmallIntegerField(blank=True, help_text='Norm voor fair use (SLA 7.7).', null=True, verbose_name='kleine aanpassingen per maand')),
                ('fair_use_minutes', models.PositiveSmallIntegerField(blank=True, help_text='Norm voor fair use (SLA 7.7).', null=True, verbose_name='minuten per kleine aanpassing')),
                ('visits_per_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bezoeken per jaar')),
                ('visit_purpose', models.CharField(blank=True, max_length=200, verbose_name='aard van de bezoeken')),
                ('visit_location', models.CharField(blank=True, max_length=200, verbose_name='locatie van de bezoeken')),
                ('tariff_normal', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='uurtarief')),
                ('tariff_outside_hours', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='uurtarief buiten kantoortijd')),
                ('tariff_emergency', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='uurtarief Calamiteitendienst')),
                ('monthly_fee', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='maandbedrag')),
                ('emergency_monthly_fee', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='maandelijkse toeslag Calamiteitendienst')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gemaakt')),
                ('offered_at', models.DateTimeField(blank=True, null=True, verbose_name='aangeboden')),
                ('in_force_at', models.DateTimeField(blank=True, null=True, verbose_name='ondertekend')),
                ('document', models.FileField(blank=True, editable=False, max_length=120, upload_to=contracts.models.agreements.document_path, verbose_name='document')),
                ('document_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='controlegetal')),
                ('account_manager', models.ForeignKey(blank=True, limit_choices_to={'is_house': True}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='managed_agreements', to=settings.AUTH_USER_MODEL, verbose_name='accountmanager')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='sla.calendar', verbose_name='openingstijden')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='contracts.customer', verbose_name='klant')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='sla.edition', verbose_name='SLA-versie')),
                ('emergency_calendar', models.ForeignKey(blank=True, help_text='Leeg: de Calamiteitendienst is niet afgenomen (SLA 3.2).', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='emergency_agreements', to='sla.calendar', verbose_name='tijden Calamiteitendienst')),
                ('fixed_engineer', models.ForeignKey(blank=True, help_text='SLA 7.1.', limit_choices_to={'is_house': True}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engineered_agreements', to=settings.AUTH_USER_MODEL, verbose_name='vaste engineer')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gemaakt door')),
            ],
            options={
                'verbose_name': 'overeenkomst',
                'verbose_name_plural': 'overeenkomsten',
                'ordering': ['-starts_on', '-version'],
                'permissions': [('sign_serviceagreement', 'Overeenkomsten namens 1do ondertekenen')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['concept', 'offered', 'in_force', 'withdrawn'])), name='agreement_status_known'),
                    models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='agreement_version_from_1'),
                    models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='agreement_ends_after_start', violation_error_message='De einddatum ligt voor de ingangsdatum.'),
                    models.UniqueConstraint(fields=('number', 'version'), name='agreement_version_once', violation_error_message='Deze versie van deze overeenkomst bestaat al.'),
                    models.UniqueConstraint(condition=models.Q(('status__in', ['concept', 'offered'])), fields=('customer',), name='agreement_one_in_the_making', violation_error_message='Voor deze klant is al een versie in voorbereiding.'),
                    models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('status', 'in_force')), fields=('customer',), name='agreement_one_open_ended', violation_error_message='Deze klant heeft al een overeenkomst zonder einddatum.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='dapclause',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='contracts.serviceagreement'),
        ),
        migrations.CreateModel(
            name='CustomerEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('agreement_made', 'versie gemaakt'), ('agreement_offered', 'ter ondertekening aangeboden'), ('agreement_withdrawn', 'aanbod ingetrokken'), ('agreement_signed', 'ondertekend door een partij'), ('agreement_in_force', 'door beide partijen ondertekend'), ('agreement_ended', 'beëindigd'), ('grant_revoked', 'recht uit het DAP ingetrokken'), ('advice_given', 'advies gegeven'), ('advice_decided', 'over een advies beslist'), ('hours_reached', 'uren van de bundel bereikt'), ('time_exported', 'uren geëxporteerd'), ('recurring_changed', 'terugkerend werk gewijzigd'), ('contact_added', 'contactpersoon toegevoegd'), ('contact_changed', 'contactpersoon gewijzigd')], max_length=20)),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('to_mail', models.BooleanField(default=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='contracts.customer')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='contracts.serviceagreement')),
            ],
            options={
                'verbose_name': 'gebeurtenis bij een klant',
                'verbose_name_plural': 'gebeurtenissen bij klanten',
                'ordering': ['-at', '-pk'],
                'indexes': [
                    models.Index(fields=['customer', '-at'], name='customer_event_newest'),
                    models.Index(condition=models.Q(('to_mail', True)), fields=['id'], name='customer_event_to_mail'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgreementLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('package', models.CharField(choices=[('server', 'Server'), ('werkplek', 'Werkplek'), ('netwerk', 'Netwerkapparatuur'), ('all-in-1', 'All-in-1')], max_length=12, verbose_name='pakket')),
                ('tier', models.CharField(choices=[('basic', 'Basic'), ('standard', 'Standard'), ('plus', 'Plus'), ('premium', 'Premium')], max_length=12, verbose_name='SLA-type')),
                ('quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='aantal')),
                ('monthly_price', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='bedrag per stuk per maand')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='contracts.serviceagreement')),
            ],
            options={
                'verbose_name': 'pakket van een overeenkomst',
                'verbose_name_plural': 'pakketten van overeenkomsten',
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('agreement', 'package'), name='line_once_per_package', violation_error_message='Dit pakket staat er al in.'),
                    models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='line_quantity_from_1'),
                    models.CheckConstraint(condition=models.Q(models.Q(('package', 'server'), ('tier__in', ('basic', 'standard', 'plus'))), models.Q(('package', 'werkplek'), ('tier__in', ('basic', 'standard', 'plus'))), models.Q(('package', 'netwerk'), ('tier__in', ('standard', 'plus'))), models.Q(('package', 'all-in-1'), ('tier__in', ('premium',))), _connector='OR'), name='line_tier_of_package', violation_error_message='Dit SLA-type bestaat niet voor dit pakket (SLA 5.2).'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('house', '1do'), ('customer', 'Opdrachtgever')], max_length=8, verbose_name='partij')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mailadres')),
                ('code_hash', models.CharField(blank=True, editable=False, max_length=128)),
                ('code_sent_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('code_attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='ondertekend')),
                ('signed_name', models.CharField(blank=True, max_length=120, verbose_name='ondertekend als')),
                ('signed_function', models.CharField(blank=True, max_length=120, verbose_name='functie')),
                ('document_sha256', models.CharField(blank=True, max_length=64, verbose_name='controlegetal')),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='internetadres')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='contracts.serviceagreement')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='contracts.contact')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreement_signatures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ondertekening',
                'verbose_name_plural': 'ondertekeningen',
                'ordering': ['party'],
                'constraints': [
                    models.UniqueConstraint(fields=('agreement', 'party'), name='signature_once_per_party'),
                    models.CheckConstraint(condition=models.Q(('party__in', ['house', 'customer'])), name='signature_party_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('party', 'customer'), ('user__isnull', True)), models.Q(('contact__isnull', True), ('party', 'house'), ('user__isnull', False)), _connector='OR'), name='signature_of_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('document_sha256', ''), ('signed_at__isnull', True)), models.Q(('signed_at__isnull', False), models.Q(('document_sha256', ''), _negated=True), models.Q(('signed_name', ''), _negated=True), models.Q(('signed_function', ''), _negated=True)), _connector='OR'), name='signature_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='naam')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adres')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='contracts.customer', verbose_name='klant')),
            ],
            options={
                'verbose_name': 'vestiging',
                'verbose_name_plural': 'vestigingen',
                'ordering': ['name'],
                'constraints': [
                    models.UniqueConstraint(fields=('customer', 'name'), name='site_once_per_customer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CustomerSupplier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='klant- of contractnummer')),
                ('product', models.CharField(blank=True, max_length=120, verbose_name='waarvoor')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplier_links', to='contracts.customer', verbose_name='klant')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customer_links', to='contracts.supplier', verbose_name='leverancier')),
            ],
            options={
                'verbose_name': 'leverancier van een klant',
                'verbose_name_plural': 'leveranciers van klanten',
                'ordering': ['supplier__name'],
                'constraints': [
                    models.UniqueConstraint(fields=('customer', 'supplier'), name='supplier_once_per_customer'),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name='dapclause',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='clause_number_once', violation_error_message='Dit nummer staat er al in.'),
        ),
        migrations.AddConstraint(
            model_name='dapclause',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'text'), _negated=True), fields=('agreement', 'kind'), name='clause_kind_once', violation_error_message='Deze afspraak staat er al in.'),
        ),
        migrations.RunPython(refuse_overlap, allow_overlap),
    ]
