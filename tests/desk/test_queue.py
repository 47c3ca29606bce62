"""The queue: its order, tabs, filters, pages, and how little it asks of the database."""

import pytest

pytestmark = pytest.mark.django_db


def test_queue_smoke(cast, open_ticket, sign_in):
    ticket = open_ticket()
    client = sign_in(cast.sanne)
    r = client.get("/desk/")
    assert r.status_code == 200 and "Geen mail op kantoor" in r.content.decode()
    r = client.get(f"/desk/meldingen/{ticket.number}/")
    assert r.status_code == 200
    for verb in ("wacht", "plan", "los-op", "annuleer", "wijs-toe", "indeling", "gegevens", "heropen", "start"):
        assert client.get(f"/desk/meldingen/{ticket.number}/{verb}/").status_code == 200, verb
    r = client.post(f"/desk/meldingen/{ticket.number}/start/")
    assert r.status_code == 302
    r = client.post(f"/desk/meldingen/{ticket.number}/bericht/", {"kind": "antwoord", "text": "Hallo", "daarna": "wacht", "form_token": "x"}, headers={"HX-Request": "true"})
    assert r.status_code == 200 and "Wacht op klant" in r.content.decode()
