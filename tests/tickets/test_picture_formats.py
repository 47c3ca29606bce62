"""A picture is what is in it: shown in its place to who may see its line, and never as anything else."""

import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.conftest import MONDAY
from tickets import actions
from tickets.models import Attachment
from tickets.picture_formats import MOST_PIXELS, picture_format


def png(width: int = 2, height: int = 2) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + size
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + chunk + zlib.crc32(chunk).to_bytes(4, "big")


JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x10\x00\x20\x03" + b"\x00" * 20
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x0f\x00\x00\x0f\x00\x00"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (png(), "png"),
        (JPEG, "jpeg"),
        (WEBP, "webp"),
        (b"GIF89a\x02\x00\x02\x00", "gif"),
        (png(MOST_PIXELS, 2), ""),
        (png(0, 0), ""),
        (b"<svg onload=alert(1)>", ""),
        (b"%!PS-Adobe", ""),
        (b"\xff\xd8\xff", ""),
        (b"\xff\xd8\xff\xe0\x00\x00\xff\xe0", ""),
        (b"\x89PNG\r\n\x1a\n", ""),
        (b"", ""),
    ],
)
def test_what_a_file_is(head, found):
    assert picture_format(head) == found


@pytest.fixture
def shown(open_ticket, cast):
    """A screenshot of Jan's, and what only says that it is one."""
    ticket = open_ticket()
    files = [
        SimpleUploadedFile("schermafbeelding-1.png", png(), content_type="text/html"),
        SimpleUploadedFile("nep.png", b"<script>alert(1)</script>", content_type="image/png"),
    ]
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="Zie de afbeelding.", files=files)
    return ticket


def test_it_is_served_as_what_it_is_and_to_who_may_see_it(shown, cast, sign_in):
    real, fake = Attachment.objects.order_by("pk")
    for person in (cast.jan.user, cast.sanne):
        client = sign_in(person)
        response = client.get(reverse("tickets:picture", args=[real.key]))
        assert response["Content-Type"] == "image/png" and response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert client.get(reverse("tickets:picture", args=[fake.key])).status_code == 404
        assert client.get(reverse("tickets:download", args=[fake.key]))["Content-Type"] == "application/octet-stream"
    assert sign_in(cast.willem.user).get(reverse("tickets:picture", args=[real.key])).status_code == 404


def test_it_stands_in_the_message_on_both_sides(shown, cast, sign_in):
    real, fake = Attachment.objects.order_by("pk")
    for person, page in ((cast.sanne, "desk:ticket"), (cast.jan.user, "portal:ticket")):
        html = sign_in(person).get(reverse(page, args=[shown.pk])).content.decode()
        assert f'<img src="/bijlagen/{real.key}/beeld/" alt="schermafbeelding-1.png"' in html
        assert f"{fake.key}/beeld/" not in html
