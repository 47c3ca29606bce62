"""Which field is what: proposed, tried on what came last without anything being opened, saved with who and when."""

from __future__ import annotations

import json

import pytest

from accounts.models import ApiToken
from infra.errors import Refused
from integrations.models import Alert, AlertBody, AlertMapping, AlertMappingChange, MonitoredHost
from integrations.monitoring import own_mapping
from tests.conftest import MONDAY
from tests.desk.monitoring.test_received import hand_in
from tests.factories import ContactFactory, HouseUserFactory, UserFactory
from tickets.models import Ticket

BODY = {"toestel": {"naam": "srv01"}, "wat": ["Schijf vol"], "stand": "STUK", "klant": "", "nr": 7}
GIVEN = {
    "is_on": "on", "host": "toestel.naam", "name": "wat.0", "state": "stand", "severity": "", "number": "nr",
    "customer": "klant", "text": "", "url": "", "time": "", "recovered": "Goed, ok", "ignored": "test",
    "zone": "Europe/Amsterdam",
}  # fmt: skip


@pytest.fixture
def token(cast):
    user = HouseUserFactory.create(email="rmm@1do.example", name="RMM van 1do", is_service=True)
    return ApiToken.issue(user, name="RMM", scopes=["alerts:write"], now=MONDAY)[0]


@pytest.fixture
def url(token):
    return f"/desk/koppelingen/{token.pk}/veldindeling/"


@pytest.fixture
def fred(cast, sign_in):
    return sign_in(cast.fred)


@pytest.fixture
def host(cast):
    return MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan)


def test_who_may(cast, sign_in, token, url):
    hand_in(token, json.dumps(BODY))
    for who, code in [(cast.fred, 200), (cast.sanne, 403), (cast.els, 403), (cast.jan.user, 404)]:
        assert sign_in(who).get(url).status_code == code
        if code != 200:
            assert sign_in(who).post(url, GIVEN).status_code == code
    assert not AlertMapping.objects.exists()
    ApiToken.objects.filter(pk=token.pk).update(scopes=["tickets:read"])
    assert sign_in(cast.fred).get(url).status_code == 404


def test_nothing_came_yet(fred, url):
    page = fred.get(url).content.decode()
    assert "Nog geen bericht ontvangen" in page and "<form id=" not in page


def test_tried_and_nothing_happens_then_saved_and_it_does(cast, fred, token, url, host):
    hand_in(token, json.dumps(BODY))
    hand_in(token, json.dumps(BODY | {"stand": "goed"}))
    hand_in(token, json.dumps(BODY | {"stand": "Test"}))
    hand_in(token, json.dumps(BODY | {"toestel": {"naam": "vreemd"}}))
    hand_in(token, "zomaar tekst")
    page = fred.post(url, GIVEN | {"try": "1"}).content.decode()
    for words in ("srv01", "Bakkerij Smit", "hersteld", "wordt overgeslagen", "staat niet in de tabel", "geen JSON"):
        assert words in page, words
    part = fred.post(url, GIVEN | {"try": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Bakkerij Smit" in part and "<html" not in part
    assert not AlertMapping.objects.exists() and not Alert.objects.exists() and not Ticket.objects.exists()

    assert fred.post(url, GIVEN).status_code == 302
    mapping = AlertMapping.objects.get()
    assert mapping.paths["host"] == "toestel.naam" and mapping.recovered == ["Goed", "ok"]
    hand_in(token, json.dumps(BODY))
    assert Ticket.objects.get().customer == cast.smit
    page = fred.get(url).content.decode()
    assert "Fred Bos" in page and "hersteld: Goed, ok" in page and 'value="toestel.naam" selected' in page


def test_a_second_time_changes_nothing_and_each_change_stays(cast, fred, token, url):
    hand_in(token, json.dumps(BODY))
    for given in (GIVEN, GIVEN, GIVEN | {"ignored": ""}, {**GIVEN, "is_on": ""}):
        assert fred.post(url, given).status_code == 302
    changes = AlertMappingChange.objects.filter(token=token, by=cast.fred)
    assert changes.count() == 3 and changes.first().data["is_on"] is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"host": ""}, "Kies in welk veld"),
        ({"name": ""}, "Kies in welk veld"),
        ({"host": "bestaat.niet"}, "geldige keuze"),
        ({"ignored": "ok"}, "ook bij de woorden voor hersteld"),
        ({"recovered": "x" * 61}, "Hoogstens 50 woorden"),
        ({"recovered": ",".join(map(str, range(51)))}, "Hoogstens 50 woorden"),
        ({"zone": "Mars/Base"}, "geldige keuze"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(fred, token, url, change, words):
    hand_in(token, json.dumps(BODY))
    page = fred.post(url, GIVEN | change).content.decode()
    assert words in page and 'aria-invalid="true"' in page and 'value="nr" selected' in page
    assert not AlertMapping.objects.exists()
    if "host" in change or "name" in change:
        assert fred.post(url, GIVEN | change | {"try": "1"}).status_code == 200


def test_a_field_that_the_last_bodies_do_not_have_stays_chosen(fred, token, url):
    hand_in(token, json.dumps(BODY))
    fred.post(url, GIVEN)
    AlertBody.objects.all().delete()
    hand_in(token, '{"heel": "anders"}')
    page = fred.get(url).content.decode()
    assert 'value="toestel.naam" selected' in page and "heel · anders" in page


def test_it_is_proposed_by_what_fields_are_usually_called(fred, token, url, host):
    hand_in(token, json.dumps({"device": {"name": "srv01"}, "hostname": "srv01", "alert": "Vol", "status": "FAIL"}))
    page = fred.get(url).content.decode()
    assert "Dit is een voorstel" in page and "Bakkerij Smit" in page
    assert 'value="hostname" selected' in page and 'value="status" selected' in page


def test_a_token_of_a_customer_stays_his_whatever_a_field_says(cast, fred, host):
    user = UserFactory(email="rmm@vries.example", name="RMM", is_service=True)
    ContactFactory(customer=cast.vries, name="RMM", email="rmm@vries.example", user=user)
    token = ApiToken.issue(user, name="RMM Vries", scopes=["alerts:write"], now=MONDAY)[0]
    hand_in(token, json.dumps(BODY | {"klant": "K1001"}))
    url = f"/desk/koppelingen/{token.pk}/veldindeling/"
    page = fred.post(url, GIVEN | {"try": "1"}).content.decode()
    assert "het token is van een andere klant" in page and "Bakkerij Smit" not in page
    assert "Notariskantoor De Vries" in page and "wacht op een medewerker" in page


def test_bodies_of_one_token_are_not_shown_with_another(cast, fred, token, url):
    other = ApiToken.issue(token.user, name="Ander", scopes=["alerts:write"], now=MONDAY)[0]
    hand_in(other, '{"geheim_veld": "van een ander"}')
    hand_in(token, json.dumps(BODY))
    assert "geheim_veld" not in fred.get(url).content.decode()


def test_what_is_written_in_a_body_is_text_on_the_page(fred, token, url):
    hand_in(token, json.dumps({"<script>x": "<img src=x>", "wachtwoord": "Zomer2026!x", "host": "<i>h", "name": "n"}))
    page = fred.get(url).content.decode()
    assert "<script>x" not in page and "<img src" not in page and "<i>h" not in page and "Zomer2026" not in page


def test_the_verb_asks_for_itself(cast, token):
    given = {"is_on": True, "paths": {"host": "a", "name": "b"}, "now": MONDAY}
    with pytest.raises(Exception, match="^$"):
        own_mapping.save_mapping(token, by=cast.sanne, **given)
    for change in ({"zone": "Mars/Base"}, {"paths": {"host": "a" * 301, "name": "b"}}):
        with pytest.raises(Refused):
            own_mapping.save_mapping(token, by=cast.fred, **given | change)
    token.scopes = ["tickets:read"]
    with pytest.raises(Refused, match="geen berichten"):
        own_mapping.save_mapping(token, by=cast.fred, **given)


def test_a_token_for_an_address_shows_it_once(cast, fred):
    HouseUserFactory.create(email="kuma@1do.example", name="Kuma", is_service=True)
    given = {"email": "kuma@1do.example", "name": "Kuma", "scopes": ["alerts:write"], "days": "", "in_address": "on"}
    answer = fred.post("/desk/koppelingen/nieuw/", given)
    page = answer.content.decode()
    assert "/api/v1/alerts/t/onedo_" in page and "no-store" in answer["Cache-Control"]
    secret = page.partition("/api/v1/alerts/t/")[2].partition("/")[0]
    listed = fred.get("/desk/koppelingen/").content.decode()
    assert "in het adres" in listed and secret not in listed and "120 aanvragen per minuut" in listed
    assert ApiToken.objects.get(name="Kuma").in_address
    page = fred.post("/desk/koppelingen/nieuw/", given | {"scopes": ["tickets:read"]}).content.decode()
    assert "levert alleen berichten van monitoring in" in page
