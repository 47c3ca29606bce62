import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(error_messages={'unique': 'Dit adres is al in gebruik.'}, max_length=254, unique=True, verbose_name='e-mailadres')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('is_house', models.BooleanField(default=False, help_text='Ziet het Supportcenter en alle klanten.', verbose_name='werkt bij 1do')),
                ('is_service', models.BooleanField(default=False, help_text='Een programma; meldt zich alleen aan met een token.', verbose_name='koppeling')),
                ('is_active', models.BooleanField(default=True, verbose_name='actief')),
                ('is_staff', models.BooleanField(default=False, verbose_name='mag in het beheer')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='aangemaakt')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'gebruiker',
                'verbose_name_plural': 'gebruikers',
                'constraints': [
                    models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='Dit adres is al in gebruik.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='naam')),
                ('start', models.CharField(help_text='Om het token terug te vinden; niet genoeg om het te gebruiken.', max_length=16, verbose_name='begint met')),
                ('hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list, verbose_name='bevoegdheden')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gemaakt')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='verloopt')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='ingetrokken')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='laatst gebruikt')),
                ('rate_per_minute', models.PositiveIntegerField(blank=True, help_text='Leeg: zoals voor alle tokens.', null=True, verbose_name='aanvragen per minuut')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gemaakt door')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ingetrokken door')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='gebruiker')),
            ],
            options={
                'verbose_name': 'API-token',
                'verbose_name_plural': 'API-tokens',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('rate_per_minute__isnull', True), ('rate_per_minute__gte', 1), _connector='OR'), name='token_rate_sane'),
                ],
            },
        ),
        migrations.CreateModel(
            name='IdempotentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('body', models.TextField(blank=True)),
                ('location', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'herhaalbare aanvraag',
                'verbose_name_plural': 'herhaalbare aanvragen',
                'indexes': [
                    models.Index(fields=['started_at'], name='request_by_start'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'key'), name='request_once_per_key'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='naam')),
                ('members', models.ManyToManyField(blank=True, limit_choices_to={'is_house': True}, related_name='teams', to=settings.AUTH_USER_MODEL, verbose_name='leden')),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'ordering': ['name'],
            },
        ),
    ]
