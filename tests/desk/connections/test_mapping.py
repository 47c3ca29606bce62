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


# --- Pointing at a value in the body -----------------------------------------------------------------------
EMPTY = dict.fromkeys(("host", "name", "state", "severity", "number", "customer", "text", "url", "time"), "")
NOTHING = {**EMPTY, "is_on": "on", "recovered": "", "ignored": "", "zone": "UTC"}
FORM = ("toestel=srv01&wat=Vol&stand=STUK", "application/x-www-form-urlencoded")
XML = ("<a><toestel>srv01</toestel><wat>Vol</wat><stand>STUK</stand></a>", "text/xml")


@pytest.mark.parametrize(
    ("body", "content_type", "start"),
    [
        (json.dumps({"toestel": "srv01", "wat": "Vol", "stand": "STUK"}), "application/json", ""),
        (json.dumps([{"toestel": "srv01", "wat": "Vol", "stand": "STUK"}] * 3), "application/json", ""),
        (*FORM, ""),
        (*XML, "a."),
    ],
)
def test_one_points_at_values_and_sees_what_becomes_of_them(fred, token, url, host, body, content_type, start):
    """Without a script: each click is the form with one field more."""
    hand_in(token, body, content_type)
    page = fred.get(url).content.decode()
    given = NOTHING | {"role": "host"}
    for role, field in [("host", "toestel"), ("name", "wat"), ("state", "stand")]:
        assert f'name="pick" value="{start}{field}"' in page
        page = fred.post(url, given | {"pick": start + field}).content.decode()
        assert f'value="{start}{field}" selected' in page
        given |= {role: start + field, "role": "severity" if role == "state" else ["name", "state"][role == "name"]}
        assert f'value="{given["role"]}" form="mapping" checked' in page
    assert "“Vol” op srv01" in page and "Bakkerij Smit" in page and "<strong>Alert</strong>" in page
    page = fred.post(url, given | {"word": "recovered:STUK"}).content.decode()
    assert "<strong>Hersteld</strong>" in page and 'name="recovered" value="STUK"' in page
    assert not AlertMapping.objects.exists() and not Alert.objects.exists()
    assert fred.post(url, given | {"recovered": "STUK"}).status_code == 302
    assert AlertMapping.objects.get().paths == {
        "host": f"{start}toestel",
        "name": f"{start}wat",
        "state": f"{start}stand",
    }


def test_what_was_typed_beside_it_stays_and_a_second_click_takes_it_back(fred, token, url):
    hand_in(token, json.dumps(BODY))
    given = GIVEN | {"recovered": "Goed, weer op", "zone": "UTC", "role": "text"}
    page = fred.post(url, given | {"pick": "toestel.naam"}).content.decode()
    assert 'value="Goed, weer op"' in page and 'value="UTC" selected' in page
    assert page.count('value="toestel.naam" selected') == 2  # host and text
    page = fred.post(url, given | {"text": "toestel.naam", "pick": "toestel.naam"}).content.decode()
    assert page.count('value="toestel.naam" selected') == 1
    for word, left in [("ignored:Goed", 'name="recovered" value="weer op"'), ("recovered:goed", 'value="weer op"')]:
        assert left in fred.post(url, given | {"word": word}).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"pick": "bestaat.niet"}, {"pick": "x" * 5_000}, {"role": "verzonnen", "pick": "nr"}, {"word": "zomaar"},
        {"word": "recovered:a,b"}, {"word": "host:x"}, {"show": "9" * 40}, {"show": "x"}, {"body": "\0", "pick": "\0"},
    ],
)  # fmt: skip
def test_nonsense_that_is_pointed_at_breaks_nothing(fred, token, url, asked):
    hand_in(token, json.dumps(BODY))
    for headers in ({}, {"HX-Request": "true"}):
        answer = fred.post(url, NOTHING | asked, headers=headers)
        assert answer.status_code == 200 and ("Traceback" not in answer.content.decode())
    assert not AlertMapping.objects.exists()


def test_older_bodies_can_be_shown_and_those_of_another_token_cannot(fred, token, url):
    other = ApiToken.issue(token.user, name="Ander", scopes=["alerts:write"], now=MONDAY)[0]
    theirs = hand_in(other, '{"geheim_veld": "x"}')
    first = hand_in(token, '{"oud_veld": "x"}')
    hand_in(token, "zomaar tekst")
    hand_in(token, '{"nieuw_veld": "x"}')
    page = fred.get(url).content.decode()
    assert 'value="nieuw_veld"' in page and "Bericht 1 van 3" in page and 'name="pick" value="oud_veld"' not in page
    page = fred.post(url, NOTHING | {"show": first.pk}).content.decode()
    assert 'name="pick" value="oud_veld"' in page and "Bericht 3 van 3" in page
    assert 'name="pick" value="geheim_veld"' not in fred.post(url, NOTHING | {"show": theirs.pk}).content.decode()


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({f"veld{number}": "x" * 50 for number in range(10_000)})[: 250 * 1024],
        json.dumps({f"veld{number}": number for number in range(10_000)}),
        "{" + '"a":{' * 900 + '"b": 1' + "}" * 901,
        "[" * 900 + '{"a": 1}' + "]" * 900,
        "<a>" * 900 + "x" + "</a>" * 900,
        "<a>" + "<b>x</b>" * 9_000 + "</a>",
        json.dumps({"a": [[[{"b": [1, 2, {"c": {}}]}]]], "d": {}, "e": [], "": 1, "C:\\": {"f.g": "x"}}),
        json.dumps({"x" * 100_000: "y"}),
    ],
)
def test_a_body_without_end_stays_a_page(fred, token, url, body):
    for number in range(3):
        hand_in(token, body.replace("veld", f"v{number}_"))
    answer = fred.get(url)
    assert answer.status_code == 200 and len(answer.content) < 1_500_000
    assert answer.content.decode().count('name="pick"') <= 300


def test_a_key_with_a_dot_or_a_backslash_can_be_pointed_at(fred, token, url, host):
    hand_in(token, json.dumps({"C:\\": {"host.name": "srv01"}, "wat": "Vol"}))
    path = "C:\\\\.host\\.name"
    page = fred.post(url, NOTHING | {"role": "host", "pick": path, "name": "wat"}).content.decode()
    assert "“Vol” op srv01" in page


def test_a_new_token_takes_the_fields_of_the_one_before_it(cast, fred, token, url, host, sign_in):
    """Of its own user first, also of one that was revoked; from then on each token is on its own."""
    assert "Neem de velden over" not in fred.get(url).content.decode(), "no token has any"
    hand_in(token, json.dumps(BODY))
    fred.post(url, GIVEN)
    other = ApiToken.issue(HouseUserFactory.create(is_service=True), name="Ander", scopes=["alerts:write"], now=MONDAY)[
        0
    ]
    AlertMapping.objects.create(token=other, paths={"host": "h", "name": "n"})
    new = ApiToken.issue(token.user, name="RMM 2", scopes=["alerts:write"], now=MONDAY)[0]
    fred.post(f"/desk/koppelingen/{token.pk}/intrekken/")
    of_new = f"/desk/koppelingen/{new.pk}/veldindeling/"
    page = fred.get(of_new).content.decode()
    assert page.index("RMM, RMM van 1do") < page.index("Ander, ")
    given = {"take": "1", "mapping": AlertMapping.objects.get(token=token).pk}
    assert sign_in(cast.sanne).post(of_new, given).status_code == 403
    for wrong, words in (("", "Kies een token"), ("0", "uit de lijst"), ("x", "uit de lijst")):
        assert words in fred.post(of_new, given | {"mapping": wrong}).content.decode()
    assert not AlertMapping.objects.filter(token=new).exists()

    page = fred.post(of_new, given, follow=True).content.decode()
    assert "De velden van “RMM” zijn overgenomen." in page and "hersteld: Goed, ok" in page and "Fred Bos" in page
    assert "Neem de velden over" not in page
    hand_in(new, json.dumps(BODY))
    assert Ticket.objects.get().customer == cast.smit
    fred.post(of_new, given | {"mapping": AlertMapping.objects.get(token=other).pk})
    assert AlertMapping.objects.get(token=new).paths["host"] == "toestel.naam", "what it has, it keeps"
    fred.post(of_new, GIVEN | {"host": "klant"})
    assert AlertMapping.objects.get(token=token).paths["host"] == "toestel.naam"


def test_who_was_faster_keeps_his_mapping(cast, token):
    own_mapping.save_mapping(token, by=cast.fred, now=MONDAY, is_on=True, paths={"host": "h", "name": "n"})
    other = ApiToken.issue(token.user, name="2", scopes=["alerts:write"], now=MONDAY)[0]
    theirs = AlertMapping.objects.create(token=other, paths={"host": "x", "name": "y"})
    with pytest.raises(Refused, match="intussen een eigen"):
        own_mapping.take_over_mapping(token, by=cast.fred, now=MONDAY, mapping=theirs)
