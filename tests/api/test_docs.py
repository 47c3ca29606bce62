"""What docs/api.md says to type works, against a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import get_commands
from django.urls import reverse

from accounts.models import Scope
from tickets.models import Ticket

GUIDE = (Path(project.BASE_DIR) / "docs" / "api.md").read_text()


def commands() -> list[str]:
    blocks = re.findall(r"^```bash\n(.*?)^```", GUIDE, flags=re.M | re.S)
    return [f"curl {rest.strip()}" for block in blocks for rest in re.split(r"^curl ", block, flags=re.M)[1:]]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_every_command_of_the_guide_works(transactional_db, live_server, cast, token_of, open_ticket):
    ticket = open_ticket()
    environment = os.environ | {
        "ONEDO": live_server.url,
        "TOKEN": token_of(cast.sanne),
        "NUMBER": str(ticket.pk),
        "CONTACT": str(cast.jan.pk),
    }
    assert len(commands()) >= 14
    for command in commands():
        run = ["bash", "-c", f"{command} -w '\\n%{{http_code}}'"]
        out = subprocess.run(run, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout
        body, _newline, status = out.rpartition("\n")
        assert status in ("200", "201"), (command, out)
        assert json.loads(body)
    ticket.refresh_from_db()
    assert ticket.status == "opgelost"
    assert Ticket.objects.count() == 2


def test_the_guide_knows_all_scopes_acts_and_commands():
    for scope in Scope.values:
        assert f"| `{scope}` |" in GUIDE
    from onedo_itsm.api.urls import router

    acts = {pattern.name.removeprefix("ticket-") for pattern in router.urls if pattern.name.startswith("ticket-")}
    acts -= {"list", "detail", "timeline-list", "attachment-list"}
    assert len(acts) == 14
    for act in acts:
        assert f"`{act}`" in GUIDE
    for command in re.findall(r"^manage.py (\w+)", GUIDE, flags=re.M):
        assert command in get_commands()
    assert "`/api/docs/`" in GUIDE
    assert reverse("api-docs") == "/api/docs/"


def test_the_description_and_its_page_need_no_internet(client, db):
    schema = client.get("/api/schema/?format=json")
    assert schema.status_code == 200
    assert schema.json()["openapi"].startswith("3.")
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert not re.findall(rb'(?:src|href)="https?://(?!testserver)', page.content)
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]
