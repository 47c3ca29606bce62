"""The mail that goes out, as the desk sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail.models import MailMessage, MailStatus
from mail.outbound.notices import webhook_given_up
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.marloes)


@pytest.fixture
def make_mail(open_ticket):
    ticket = open_ticket()
    entry = ticket.timeline.get()

    def make(n: int = 0, **fields):
        sent = fields.get("status", MailStatus.SENT) == MailStatus.SENT
        given = {
            "entry": entry,
            "message": "ticket_opened",
            "recipient": f"jan{n}@smit.example",
            "subject": f"[#{ticket.number}] Bericht {n}",
            "text": "Dag Jan",
            "html": "<p>Dag <b>Jan</b><script>alert(1)</script></p>",
            "message_id": f"<{n}@x>",
            "thread_id": "<t@x>",
            "status": MailStatus.SENT,
            "created_at": MONDAY + timedelta(minutes=n // 2),
            "sent_at": MONDAY if sent else None,
        } | fields
        return MailMessage.objects.create(**given)

    return make


def test_the_list_walks_over_all_and_narrows_down(coordinator, make_mail, monkeypatch):
    monkeypatch.setattr("desk.mail.sent.PAGE", 3)
    for n in range(4):
        make_mail(n)
    make_mail(9, status=MailStatus.FAILED, last_error="550 onbekend", created_at=MONDAY - timedelta(days=1))
    first = coordinator.get("/desk/mail/").content.decode()
    assert [n for n in range(4) if f"Bericht {n}<" in first] == [1, 2, 3]
    cursor = first.split("na=")[1].split('"')[0]
    second = coordinator.get(f"/desk/mail/?na={cursor}").content.decode()
    assert "Bericht 0<" in second
    assert "Bericht 9<" in second
    failed = coordinator.get("/desk/mail/?status=failed").content.decode()
    assert "Bericht 9<" in failed
    assert "Bericht 3<" not in failed
    assert coordinator.get("/desk/mail/?status=weg&melding=x&na=onzin").status_code == 200
    assert "Geen e-mail" in coordinator.get("/desk/mail/?melding=999999").content.decode()


def test_a_mail_that_was_given_up_says_why(coordinator, make_mail):
    mail = make_mail(status=MailStatus.FAILED, attempts=6, last_error="550 <onbekend>")
    page = coordinator.get(f"/desk/mail/{mail.pk}/").content.decode()
    assert "550 &lt;onbekend&gt;" in page
    assert "6 pogingen" in page
    assert 'sandbox title="' in page


def test_the_mail_itself_stands_in_a_sandbox(coordinator, make_mail):
    response = coordinator.get(f"/desk/mail/{make_mail().pk}/html/")
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(("who", "status"), [("els", 403), ("jan", 404)])
def test_others_read_no_mail(who, status, cast, sign_in, make_mail):
    mail, person = make_mail(), getattr(cast, who)
    client = sign_in(getattr(person, "user", person))
    for address in ("/desk/mail/", f"/desk/mail/{mail.pk}/", f"/desk/mail/{mail.pk}/html/"):
        assert client.get(address).status_code == status


def test_a_mail_about_the_installation_itself(cast, sign_in):
    about = {"name": "TOPdesk", "why": "Antwoordt met 500.", "path": "/desk/koppelingen/webhooks/1/"}
    webhook_given_up(cast.fred, **about, thread="webhook-1", now=MONDAY)
    mail = MailMessage.objects.get()
    page = sign_in(cast.fred).get(f"/desk/mail/{mail.pk}/")
    assert page.status_code == 200 and "Webhook uitgezet: TOPdesk" in page.content.decode()
    assert sign_in(cast.fred).get("/desk/mail/?status=pending").status_code == 200


def test_v19_a_mail_server_that_is_away_is_said_so(cast, sign_in, open_ticket):
    open_ticket()
    now = timezone.now()
    sweep_outbox(now - timedelta(minutes=20))
    words = "De mailserver is niet bereikbaar"
    assert words not in sign_in(cast.sanne).get("/desk/mail/").content.decode(), "it was not tried yet"
    MailMessage.objects.update(last_error="Connection refused")
    page = sign_in(cast.sanne).get("/desk/mail/").content.decode()
    assert words in page and "Connection refused" in page
    MailMessage.objects.update(attempts=1)
    assert words not in sign_in(cast.sanne).get("/desk/mail/").content.decode(), "that is about this mail alone"
    MailMessage.objects.update(status="failed", next_attempt_at=None, attempts=7)
    sign_in(cast.sanne).post(f"/desk/mail/{MailMessage.objects.first().pk}/opnieuw/")
    assert MailMessage.objects.first().status == "pending"
    assert words not in sign_in(cast.sanne).get("/desk/mail/").content.decode(), "it goes anew"
