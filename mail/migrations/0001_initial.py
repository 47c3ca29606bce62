import django.db.models.deletion
import mail.models.inbound
import mail.models.outbound
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
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='postvak')),
                ('last_fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='laatst opgehaald')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='niet bereikbaar sinds')),
                ('last_error', models.CharField(blank=True, max_length=300, verbose_name='laatste fout')),
                ('told_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'postvak',
                'verbose_name_plural': 'postvakken',
            },
        ),
        migrations.CreateModel(
            name='ReceivedBody',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='received_body', serialize=False, to='tickets.timelineentry')),
                ('quoted', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('images', models.JSONField(default=dict)),
                ('has_remote', models.BooleanField(default=False)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('message_id', models.CharField(blank=True, max_length=260)),
            ],
            options={
                'verbose_name': 'opmaak van een ontvangen e-mail',
                'verbose_name_plural': 'opmaak van ontvangen e-mail',
            },
        ),
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.CharField(max_length=80, verbose_name='postvak')),
                ('fingerprint', models.CharField(editable=False, max_length=64, unique=True)),
                ('raw', models.FileField(editable=False, max_length=120, upload_to=mail.models.inbound.raw_path)),
                ('size', models.PositiveBigIntegerField(verbose_name='grootte')),
                ('received_at', models.DateTimeField(verbose_name='ontvangen')),
                ('status', models.CharField(choices=[('received', 'te verwerken'), ('done', 'verwerkt'), ('unknown', 'onbekende afzender'), ('doubtful', 'twijfelachtig'), ('dead', 'onleesbaar'), ('shelved', 'opgeborgen')], default='received', max_length=8, verbose_name='status')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='pogingen')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=400, verbose_name='reden')),
                ('sender', models.CharField(blank=True, max_length=254, verbose_name='afzender')),
                ('sender_name', models.CharField(blank=True, max_length=300, verbose_name='naam')),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='onderwerp')),
                ('text', models.TextField(blank=True, verbose_name='tekst')),
                ('message_id', models.CharField(blank=True, max_length=260, verbose_name='Message-ID')),
                ('is_automatic', models.BooleanField(default=False, verbose_name='door een programma gestuurd')),
                ('failed_dmarc', models.BooleanField(default=False, verbose_name='DMARC niet in orde')),
                ('hint', models.BigIntegerField(blank=True, null=True, verbose_name='noemt melding')),
                ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='afgehandeld')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='contracts.contact', verbose_name='contactpersoon')),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inbound_mails', to='tickets.ticket')),
            ],
            options={
                'verbose_name': 'ontvangen e-mail',
                'verbose_name_plural': 'ontvangen e-mail',
                'indexes': [models.Index(condition=models.Q(('status', 'received')), fields=['next_attempt_at'], name='inbound_due'), models.Index(condition=models.Q(('status__in', ('unknown', 'doubtful', 'dead'))), fields=['-id'], name='inbound_held'), models.Index(fields=['sender', '-received_at'], name='inbound_of_sender')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['received', 'done', 'unknown', 'doubtful', 'dead', 'shelved'])), name='inbound_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('status', 'received')), models.Q(models.Q(('status', 'received'), _negated=True), ('next_attempt_at__isnull', True)), _connector='OR'), name='inbound_received_has_moment')],
            },
        ),
        migrations.CreateModel(
            name='MailMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(choices=mail.models.outbound.message_choices, max_length=28, verbose_name='bericht')),
                ('recipient', models.EmailField(max_length=254, verbose_name='aan')),
                ('recipient_name', models.CharField(blank=True, max_length=120, verbose_name='naam')),
                ('subject', models.CharField(max_length=255, verbose_name='onderwerp')),
                ('text', models.TextField(verbose_name='tekst')),
                ('html', models.TextField(verbose_name='opgemaakte tekst')),
                ('signed_link', models.CharField(blank=True, help_text='Wat de persoonlijke link mag; die wordt pas bij het versturen gemaakt, zodat niemand anders haar leest.', max_length=60)),
                ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                ('thread_id', models.CharField(max_length=200, verbose_name='draad')),
                ('status', models.CharField(choices=[('pending', 'wacht op verzending'), ('sending', 'wordt verstuurd'), ('sent', 'verstuurd'), ('failed', 'opgegeven')], default='pending', max_length=8, verbose_name='status')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='pogingen')),
                ('created_at', models.DateTimeField(verbose_name='gemaakt')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='volgende poging')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='verstuurd')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='laatste fout')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail_messages', to='tickets.timelineentry', verbose_name='regel van de tijdlijn')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail_messages', to='contracts.customerevent', verbose_name='gebeurtenis bij een klant')),
                ('recipient_user', models.ForeignKey(blank=True, help_text='Leeg bij een mail aan de klant.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='medewerker')),
            ],
            options={
                'verbose_name': 'uitgaande e-mail',
                'verbose_name_plural': 'uitgaande e-mail',
                'indexes': [models.Index(condition=models.Q(('status__in', ('pending', 'sending'))), fields=['next_attempt_at'], name='mail_to_send'), models.Index(condition=models.Q(('status', 'failed')), fields=['-created_at'], name='mail_failed'), models.Index(fields=['-created_at', '-id'], name='mail_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'sending', 'sent', 'failed'])), name='mail_status_known'), models.CheckConstraint(condition=models.Q(('recipient', ''), _negated=True), name='mail_has_recipient'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='mail_sent_whole'), models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('status__in', ('pending', 'sending'))), models.Q(models.Q(('status__in', ('pending', 'sending')), _negated=True), ('next_attempt_at__isnull', True)), _connector='OR'), name='mail_unsent_has_moment'), models.UniqueConstraint(fields=('entry', 'recipient', 'message'), name='mail_once'), models.UniqueConstraint(fields=('event', 'recipient', 'message'), name='mail_once_per_event'), models.CheckConstraint(condition=models.Q(('entry__isnull', True), ('event__isnull', True), _connector='OR'), name='mail_about_one_thing')],
            },
        ),
    ]
