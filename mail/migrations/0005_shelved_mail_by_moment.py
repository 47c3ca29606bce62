from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("mail", "0004_faces_of_received_mail")]

    operations = [AddIndexConcurrently("inboundmail", models.Index(condition=models.Q(('status', 'shelved')), fields=['-id'], name='inbound_shelved'))]
