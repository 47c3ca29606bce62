"""The text of version 2.4 for where that was loaded before an edition kept its text."""

import hashlib
from pathlib import Path
from typing import Any

from django.db import migrations

FILE = Path(__file__).parents[1] / "editions" / "2.4-text.toml"


def fill(apps: Any, schema_editor: Any) -> None:
    text = FILE.read_text(encoding="utf-8")
    editions = apps.get_model("sla", "Edition").objects.using(schema_editor.connection.alias)
    editions.filter(version="2.4", document_text="").update(
        document_text=text, document_checksum=hashlib.sha256(text.encode()).hexdigest()
    )


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_edition_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
