"""What you may not see does not exist: tickets, lines of the timeline, files, for everybody of the cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from infra.errors import Refused
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import Attachment, Ticket, TimelineEntry

LATER = MONDAY + timedelta(minutes=5)


def file(name: str = "scherm.png", content: bytes = b"PNG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.fixture
def ticket(open_ticket, cast):
    """Jan's, with a public file, and a note with a file that is for 1do only."""
    ticket = open_ticket(files=[file()])
    actions.note(ticket, by=cast.sanne, now=LATER, text="Wachtwoord zat fout.", files=[file("intern.txt")])
    return ticket


SEES = {"jan": True, "petra": False, "willem": False, "sanne": True, "daan": True, "els": True}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_a_ticket(ticket, cast, who):
    person = getattr(cast, who)
    user = getattr(person, "user", person)
    assert Ticket.objects.visible_to(user).exists() is SEES[who]


def test_strangers_see_nothing(ticket, cast):
    assert not Ticket.objects.visible_to(AnonymousUser()).exists()
    cast.sanne.is_active = False
    assert not Ticket.objects.visible_to(cast.sanne).exists()


def test_who_left_the_customer_sees_nothing_any_more(ticket, cast):
    cast.jan.is_active = False
    cast.jan.save()
    assert not Ticket.objects.visible_to(cast.jan.user).exists()


def test_who_moved_to_another_customer_takes_nothing_along(ticket, cast):
    cast.jan.customer = cast.vries
    cast.jan.save()
    assert not Ticket.objects.visible_to(cast.jan.user).exists()
    assert not TimelineEntry.objects.visible_to(cast.jan.user).exists()


def test_notes_and_their_files_stay_inside(ticket, cast):
    assert TimelineEntry.objects.visible_to(cast.sanne).count() == 2
    assert [entry.is_public for entry in TimelineEntry.objects.visible_to(cast.jan.user)] == [True]
    assert [a.name for a in Attachment.objects.visible_to(cast.jan.user)] == ["scherm.png"]


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("jan", "scherm.png", 200),
        ("jan", "intern.txt", 404),
        ("willem", "scherm.png", 404),
        ("petra", "scherm.png", 404),
        ("sanne", "intern.txt", 200),
    ],
)
def test_download(ticket, cast, sign_in, who, name, status):
    person = getattr(cast, who)
    key = Attachment.objects.get(name=name).key
    response = sign_in(getattr(person, "user", person)).get(reverse("tickets:download", args=[key]))
    assert response.status_code == status


def test_a_download_is_never_shown_in_the_browser(ticket, cast, sign_in):
    key = Attachment.objects.get(name="scherm.png").key
    response = sign_in(cast.jan.user).get(reverse("tickets:download", args=[key]))
    assert response["Content-Disposition"] == 'attachment; filename="scherm.png"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_a_stranger_signs_in_first(ticket, client):
    key = Attachment.objects.get(name="scherm.png").key
    response = client.get(reverse("tickets:download", args=[key]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_file_lies_under_a_random_name(ticket):
    attachment = Attachment.objects.get(name="scherm.png")
    assert "scherm" not in attachment.file.name
    assert len(attachment.key) >= 40  # 256 bits


HOSTILE = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    (".htaccess", "htaccess"),
    ("\u200b.htaccess", "htaccess"),
    ("a\r\nSet-Cookie: x.html", "aSet-Cookie: x.html"),
    ("factuur\u202excod.exe", "factuurxcod.exe"),
    ("...", "bestand"),
    ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
]


@pytest.mark.parametrize(("given", "shown"), HOSTILE)
def test_f1_a_hostile_name_is_only_a_label(given, shown):
    from tickets.attachments import display_name

    assert display_name(given) == shown


def test_too_many_and_too_large_are_refused_in_words(open_ticket, settings):
    settings.ATTACHMENT_MAX_COUNT, settings.ATTACHMENT_MAX_BYTES = 2, 10
    with pytest.raises(Refused, match="hoogstens 2 bestanden"):
        open_ticket(files=[file(), file(), file()])
    with pytest.raises(Refused, match="te groot"):
        open_ticket(files=[file(content=b"x" * 11)])
