"""For the machine that watches: alive without anybody, ready with all migrations."""

from django.db.migrations.recorder import MigrationRecorder


def test_alive_needs_no_database(client):
    assert client.get("/livez").json() == {"alive": True}


def test_ready(client, db):
    assert client.get("/readyz").json() == {"ready": True}


def test_not_ready_with_a_migration_to_do(client, db):
    MigrationRecorder.Migration.objects.filter(app="tickets").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "reason": "migrations"})
