"""Files up and down over REST: by the same verb, with the same limits (security F1, SLA 10)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Scope
from tickets.models import Attachment


def send(program, ticket, *files, **fields):
    extra = {"HTTP_IDEMPOTENCY_KEY": key} if (key := fields.pop("key", "")) else {}
    return program.post(f"tickets/{ticket.pk}/attachments/", {"files": files, **fields}, format="multipart", **extra)


def text_file(name: str = "logboek.txt", content: bytes = b"regel 1") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_go_up_and_come_down(cast, api, open_ticket):
    ticket, jan = open_ticket(), api(cast.jan.user)
    sent = send(jan, ticket, text_file(), text_file("b.txt", b"twee"), text="Zie bijlage")
    assert sent.status_code == 201, sent.json()
    assert sent.json()["ticket"] == ticket.pk
    assert [row["name"] for row in sent.json()["attachments"]] == ["logboek.txt", "b.txt"]
    assert jan.get(f"tickets/{ticket.pk}/attachments/").json()["results"] == sent.json()["attachments"]
    down = jan.get(f"attachments/{sent.json()['attachments'][0]['key']}/download/")
    assert b"".join(down.streaming_content) == b"regel 1"
    assert down["Content-Disposition"].startswith("attachment") and down["X-Content-Type-Options"] == "nosniff"
    assert ticket.timeline.get(kind="reply").text == "Zie bijlage"


def test_a_note_with_a_file_stays_inside(cast, api, open_ticket):
    ticket, sanne, jan = open_ticket(), api(cast.sanne), api(cast.jan.user)
    key = send(sanne, ticket, text_file(), internal="true").json()["attachments"][0]["key"]
    assert sanne.get(f"attachments/{key}/download/").status_code == 200
    assert jan.get(f"attachments/{key}/").status_code == jan.get(f"attachments/{key}/download/").status_code == 404
    assert jan.get(f"tickets/{ticket.pk}/attachments/").json()["results"] == []
    assert send(jan, ticket, text_file(), internal="true").status_code == 403


def test_who_may_not(cast, api, open_ticket):
    ticket = open_ticket()
    assert send(api(cast.willem.user), ticket, text_file()).status_code == 404
    assert send(api(cast.els), ticket, text_file()).status_code == 403
    assert send(api(cast.jan.user, [Scope.TICKETS_READ]), ticket, text_file()).status_code == 403
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("files", "fields", "field"),
    [
        ([], {}, "files"),
        ([text_file(content=b"")], {}, "files"),
        ([text_file(f"{n}.txt") for n in range(11)], {}, "files"),
        ([text_file(content=b"wachtwoord: Geheim123!")], {}, "files"),
        ([text_file()], {"tekst": "x"}, "tekst"),
    ],
)
def test_what_is_refused_says_so_beside_the_field(cast, api, open_ticket, files, fields, field):
    for file in files:
        file.seek(0)
    refused = send(api(cast.jan.user), open_ticket(), *files, **fields)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert not Attachment.objects.exists()


def test_a_form_that_is_none_or_too_large(cast, api, open_ticket, settings):
    ticket, jan = open_ticket(), api(cast.jan.user)
    url = f"tickets/{ticket.pk}/attachments/"
    assert jan.post(url, {"files": []}).status_code == 415
    assert jan.post(url, b"x", content_type="multipart/form-data").status_code == 400
    assert send(jan, ticket, *[text_file(f"{n}") for n in range(101)]).status_code == 400
    settings.ATTACHMENT_MAX_COUNT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 0
    assert send(jan, ticket, text_file()).status_code == 413


def test_sent_again_it_is_there_once(cast, api, open_ticket):
    ticket, jan = open_ticket(), api(cast.jan.user)
    first = send(jan, ticket, text_file(), key="foto-1")
    again = send(jan, ticket, text_file(), key="foto-1")
    assert first.json() == again.json() and again["Idempotent-Replayed"] == "true"
    assert send(jan, ticket, text_file(content=b"een andere"), key="foto-1").status_code == 422
    assert Attachment.objects.count() == 1
