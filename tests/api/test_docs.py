"""What docs/api.md says to type works, against a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import get_commands
from django.urls import reverse
from django.utils import timezone

from accounts.models import Scope
from integrations.webhooks import signatures
from integrations.webhooks.announcing import NAMES
from tests.conftest import MONDAY
from tests.yes import agreed
from tickets import actions
from tickets.models import Attachment, Ticket

GUIDE = (Path(project.BASE_DIR) / "docs" / "api.md").read_text()


def commands() -> list[str]:
    """Each with the variables that are set on the lines before it."""
    found = []
    for block in re.findall(r"^```bash\n(.*?)^```", GUIDE, flags=re.M | re.S):
        before, *rest = re.split(r"^curl ", block, flags=re.M)
        found += [f"{before}curl {command.strip()}" for command in rest]
    return found


def environment_of(cast, live_server, token_of) -> dict[str, str]:
    return os.environ | {
        "ONEDO": live_server.url,
        "TOKEN": token_of(cast.sanne),
        "CONTACT": str(cast.jan.pk),
        "CUSTOMER": cast.smit.number,
        "AGREEMENT": str(cast.smit_agreement.pk),
        "CUSTOMER_TOKEN": token_of(cast.jan.user),
        "EXPORT_TOKEN": token_of(cast.daan),
        "KEEPER_TOKEN": token_of(cast.fred),
    }


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_every_command_of_the_guide_works(transactional_db, live_server, cast, token_of, open_ticket):
    ticket = open_ticket()
    other = open_ticket(subject="Nog open")
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=MONDAY, minutes=30)
    asked = actions.ask_remote_viewing(other, by=cast.sanne, now=MONDAY, text="Meekijken")
    environment = environment_of(cast, live_server, token_of) | {
        "NUMBER": str(ticket.pk),
        "OPEN": str(other.pk),
        "APPROVAL": str(asked.pk),
    }
    assert len(commands()) >= 30
    for command in commands():
        run = ["bash", "-c", f"{command} -w '\\n%{{http_code}}'"]
        out = subprocess.run(run, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout
        body, _newline, status = out.rpartition("\n")
        assert status in ("200", "201", "207"), (command, out)
        assert json.loads(body)
    ticket.refresh_from_db()
    assert ticket.status == "opgelost"
    assert Ticket.objects.count() == 4


def test_the_client_of_the_guide_works_and_reports_once(transactional_db, live_server, cast, token_of):
    client, more, _receiver = re.findall(r"^```python\n(.*?)^```", GUIDE, flags=re.M | re.S)
    environment = environment_of(cast, live_server, token_of)
    for _time in range(2):
        run = [sys.executable, "-c", client]
        done = subprocess.run(run, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
    ticket = Ticket.objects.get()
    assert [line.kind for line in ticket.timeline.all()] == ["opened", "reply", "reply"]
    for _time in range(2):
        run = [sys.executable, "-c", client + more]
        done = subprocess.run(run, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        said = [line.split(" ", 3) for line in done.stdout.splitlines()[-3:]]
        assert [line[:2] for line in said] == [["0", "201"], ["1", "200"], ["2", "404"]]
    assert Ticket.objects.count() == 2
    assert [attachment.name for attachment in Attachment.objects.all()] == ["certificaat.txt"]
    assert [line.text for line in ticket.timeline.filter(kind="note")] == ["Zie ook de andere licentie."]


def test_the_receiver_of_the_guide_believes_us_and_nobody_else():
    _client, _more, receiver = re.findall(r"^```python\n(.*?)^```", GUIDE, flags=re.M | re.S)
    found: dict = {}
    exec(receiver, found)  # noqa: S102
    ours, other, old = signatures.new_secret(), signatures.new_secret(), timezone.now() - timedelta(minutes=6)
    body = '{"type":"webhook.test","data":{"text":"é"}}'.encode()
    headers = signatures.headers("msg_1_2", body, [other, ours], timezone.now())
    assert found["is_ours"](headers, body, ours) and found["is_ours"](headers, body, other)
    assert not found["is_ours"](headers, body + b" ", ours)
    assert not found["is_ours"](headers, body, signatures.new_secret())
    assert not found["is_ours"](signatures.headers("msg_1_2", body, [ours], old), body, ours)


def test_the_guide_knows_all_events():
    told = set(re.findall(r"^\| `((?:ticket|review)\.\w+)` \|", GUIDE, flags=re.M))
    assert not NAMES - told, f"Give each a row in the table of events of docs/api.md: {sorted(NAMES - told)}"
    assert not told - NAMES, (
        f"In docs/api.md, but no kind of line is told so (tickets/kinds.py): {sorted(told - NAMES)}"
    )


def test_the_guide_knows_all_scopes_acts_and_commands():
    for scope in Scope.values:
        assert f"| `{scope}` |" in GUIDE
    from api.urls import router

    acts = {pattern.name.removeprefix("ticket-") for pattern in router.urls if pattern.name.startswith("ticket-")}
    acts -= {"list", "detail", "timeline-list", "attachment-list"}
    assert len(acts) >= 30  # the search itself finds them
    unsaid = sorted(act for act in acts if f"`{act}`" not in GUIDE)
    assert not unsaid, f"Name these acts on a melding in docs/api.md: {', '.join(unsaid)}"
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
