import django.db.models.deletion
import reviews.models.reviews
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('contracts', '0006_service_reviews'),
        ('reviews', '0002_evaluations'),
        ('tickets', '0013_satisfaction'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('planned', 'Gepland'), ('preparing', 'In voorbereiding'), ('held', 'Gehouden'), ('published', 'Gepubliceerd'), ('cancelled', 'Afgezegd')], default='planned', max_length=10, verbose_name='stand')),
                ('first_day', models.DateField(verbose_name='eerste dag van de periode')),
                ('last_day', models.DateField(verbose_name='laatste dag van de periode')),
                ('planned_for', models.DateTimeField(verbose_name='wanneer')),
                ('minutes', models.PositiveSmallIntegerField(default=60, verbose_name='duur in minuten')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='waar')),
                ('link', models.URLField(blank=True, max_length=300, verbose_name='link')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('fit', models.CharField(blank=True, choices=[('te_laag', 'Te laag'), ('toereikend', 'Toereikend'), ('te_hoog', 'Te hoog')], max_length=12, verbose_name='de SLA is')),
                ('made_at', models.DateTimeField(verbose_name='gemaakt')),
                ('shared_at', models.DateTimeField(blank=True, null=True, verbose_name='stukken gedeeld')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='gehouden')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='afgezegd')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reden')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='contracts.serviceagreement', verbose_name='overeenkomst')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='contracts.customer', verbose_name='klant')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gepland door')),
            ],
            options={
                'verbose_name': 'Service Review',
                'verbose_name_plural': 'Service Reviews',
                'ordering': ['-planned_for', '-pk'],
                'permissions': [('prepare_review', 'Service Reviews plannen, voorbereiden en publiceren')],
                'indexes': [models.Index(fields=['customer', '-planned_for'], name='review_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'preparing', 'held', 'published', 'cancelled'])), name='review_state_known'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='review_period_forwards'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled')), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='review_cancelled_whole'), models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', False), ('state__in', ['held', 'published'])), models.Q(models.Q(('state__in', ['held', 'published']), _negated=True), ('held_at__isnull', True)), _connector='OR'), name='review_held_whole')],
            },
        ),
        migrations.CreateModel(
            name='PublishedReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='versie')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reden van de correctie')),
                ('document', models.JSONField(verbose_name='inhoud')),
                ('pdf', models.FileField(max_length=120, upload_to=reviews.models.reviews.published_path, verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='controlegetal')),
                ('is_plain', models.BooleanField(default=False)),
                ('published_at', models.DateTimeField(verbose_name='gepubliceerd')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published', to='reviews.review')),
            ],
            options={
                'verbose_name': 'gepubliceerde Service Review',
                'verbose_name_plural': 'gepubliceerde Service Reviews',
                'ordering': ['-version'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('review', 'version'), name='published_version_once'), models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='published_correction_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='ImprovementPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('house', '1do'), ('customer', 'Opdrachtgever')], max_length=8, verbose_name='wie')),
                ('text', models.CharField(max_length=300, verbose_name='verbeterpunt')),
                ('due_on', models.DateField(verbose_name='klaar op')),
                ('status', models.CharField(choices=[('open', 'open'), ('done', 'gedaan'), ('dropped', 'vervallen')], default='open', max_length=8, verbose_name='stand')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='wat er van kwam')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='klaar')),
                ('made_at', models.DateTimeField(verbose_name='gemaakt')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvements', to='contracts.customer')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='improvements', to='contracts.contact')),
                ('owner_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='improvements', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='improvement', to='tickets.ticket', verbose_name='melding')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvements', to='reviews.review')),
            ],
            options={
                'verbose_name': 'verbeterpunt',
                'verbose_name_plural': 'verbeterpunten',
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('status', 'open'), ('told_at__isnull', True)), fields=['due_on'], name='improvement_to_tell'), models.Index(fields=['customer', 'due_on'], name='improvement_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('owner_contact__isnull', True), ('owner_user__isnull', False), ('side', 'house')), models.Q(('owner_contact__isnull', False), ('owner_user__isnull', True), ('side', 'customer'), ('ticket__isnull', True)), _connector='OR'), name='improvement_of_one_side'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('status', 'open')), models.Q(('ended_at__isnull', False), ('status__in', ['done', 'dropped'])), _connector='OR'), name='improvement_ended_whole')],
            },
        ),
        migrations.CreateModel(
            name='AgendaPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('code', models.CharField(blank=True, max_length=16)),
                ('title', models.CharField(max_length=200, verbose_name='agendapunt')),
                ('citation', models.CharField(blank=True, max_length=60, verbose_name='volgens')),
                ('origin', models.CharField(choices=[('sla', 'SLA 11'), ('dap', 'DAP'), ('house', '1do'), ('customer', 'klant')], max_length=8, verbose_name='van')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='reviews.review')),
            ],
            options={
                'verbose_name': 'agendapunt',
                'verbose_name_plural': 'agendapunten',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('origin__in', ['sla', 'dap', 'house', 'customer'])), name='point_origin_known'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('review', 'code'), name='point_code_once')],
            },
        ),
        migrations.CreateModel(
            name='ReviewAttendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_fixed', models.BooleanField(default=False, verbose_name='altijd erbij')),
                ('invited_at', models.DateTimeField(verbose_name='uitgenodigd')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='niet meer uitgenodigd')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('answer', models.CharField(blank=True, choices=[('', 'nog geen antwoord'), ('yes', 'komt'), ('maybe', 'onder voorbehoud'), ('no', 'komt niet')], max_length=5, verbose_name='antwoord')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='geantwoord')),
                ('came', models.BooleanField(blank=True, null=True, verbose_name='was erbij')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_places', to='contracts.contact')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='reviews.review')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_places', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'genodigde',
                'verbose_name_plural': 'genodigden',
                'ordering': ['-is_fixed', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', True), ('user__isnull', False)), models.Q(('contact__isnull', False), ('user__isnull', True)), _connector='OR'), name='attendee_is_one'), models.CheckConstraint(condition=models.Q(('answer__in', ['', 'yes', 'maybe', 'no'])), name='attendee_answer_known'), models.UniqueConstraint(fields=('review', 'contact'), name='attendee_contact_once'), models.UniqueConstraint(fields=('review', 'user'), name='attendee_user_once')],
            },
        ),
        migrations.CreateModel(
            name='ReviewResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('side', models.CharField(choices=[('house', '1do'), ('customer', 'Opdrachtgever')], max_length=8, verbose_name='namens')),
                ('agrees', models.BooleanField(verbose_name='gezien en akkoord')),
                ('remark', models.TextField(blank=True, verbose_name='opmerking')),
                ('at', models.DateTimeField(verbose_name='op')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='reviews.publishedreview')),
            ],
            options={
                'verbose_name': 'reactie op een Service Review',
                'verbose_name_plural': 'reacties op Service Reviews',
                'ordering': ['at', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('agrees', True)), fields=('published', 'by'), name='response_agreed_once'), models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('remark', ''), _negated=True), _connector='OR'), name='response_says_something'), models.CheckConstraint(condition=models.Q(('side__in', ['house', 'customer'])), name='response_side_known')],
            },
        ),
        migrations.CreateModel(
            name='ReviewText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32)),
                ('body', models.TextField(blank=True, verbose_name='tekst')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='reviews.review')),
            ],
            options={
                'verbose_name': 'tekst van een Service Review',
                'verbose_name_plural': 'teksten van Service Reviews',
                'constraints': [models.UniqueConstraint(fields=('review', 'key'), name='review_text_once')],
            },
        ),
    ]
