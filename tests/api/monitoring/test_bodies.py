"""What tools hand in and how: each body is kept before it is read, and what is not read is said and seen."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
import time_machine

from integrations.models import Alert, AlertBody, AlertMapping, MonitoredHost, ReadBy
from integrations.monitoring import handing_in, triage
from integrations.monitoring.handing_in import sweep_received
from tests.conftest import MONDAY

PLAIN = {"host": "srv01", "name": "Schijf vol", "status": "firing"}
TEXT = json.dumps(PLAIN)
FORM = "application/x-www-form-urlencoded"
MULTIPART = (
    '--grens\r\nContent-Disposition: form-data; name="data"\r\n\r\n' + TEXT + "\r\n--grens--\r\n",
    "multipart/form-data; boundary=grens",
)
BROKEN = '{"host": "srv01", "name": "Schijf "D:" vol", "status": "firing",\n "text": "regel 1\nregel 2"}'
XML = "<alert a='b'><host>srv01</host><name>Schijf vol</name><status>firing</status></alert>"


@pytest.fixture
def host(cast):
    return MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, item_type="server")


@pytest.fixture
def tool(cast, api):
    return api(cast.sanne, scopes=["alerts:write"])


def send(tool, body, content_type="application/json", path="alerts/", **headers):
    return tool.generic("POST", path, body, content_type=content_type, **headers)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT, "application/json"),
        (TEXT, "text/plain; charset=UTF-8"),
        (TEXT, "application/json; charset=nonsense"),
        (TEXT, ""),
        (TEXT, "image/png"),
        (TEXT.encode("utf-16"), "application/json"),
        (TEXT.encode("utf-16-le"), "application/json"),
        (TEXT.encode("utf-16-be"), "application/json; charset=utf-16be"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "application/json"),
        (urlencode(PLAIN), FORM),
        (quote(TEXT), FORM),
        (TEXT + "=", FORM),
        (urlencode({"payload": TEXT}), FORM),
        (urlencode({"data": TEXT, "x": "y"}), FORM),
        MULTIPART,
        (TEXT + "\n" + TEXT, "application/x-ndjson"),
        (BROKEN, "application/json"),
    ],
)
def test_however_it_is_sent_it_is_read_and_kept(tool, host, body, content_type):
    answer = send(tool, body, content_type)
    assert answer.status_code == 200, answer.content
    assert Alert.objects.get().host_name == "srv01"
    kept = AlertBody.objects.get()
    assert (kept.read_by, kept.refused, kept.is_valid) == (ReadBy.ADAPTER, 0, body != BROKEN)
    assert "srv01" in kept.text and kept.results[0]["outcome"] == "opened"


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("", "application/json", "niets in"),
        ("zomaar tekst", "text/plain", "geen JSON"),
        ("[" * 100_000, "application/json", "genest"),
        ("<a>" * 5_000 + "</a>" * 5_000, "application/xml", "genest"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml", "DTD"),
        ("<a><b></a>", "text/xml", "XML"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", "geen JSON"),
        ('{"a": 1}', "application/json", "herkennen"),
        ("--x--", "multipart/form-data", "niets in"),
        (json.dumps(PLAIN | {"host": "{HOST.NAME}"}), "application/json", "niet ingevuld"),
    ],
)
def test_of_what_nothing_is_read_it_says_so_and_is_kept(tool, body, content_type, words):
    answer = send(tool, body, content_type)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"] and "bericht" in answer.json()["title"]
    kept = AlertBody.objects.get()
    assert (kept.read_by, kept.refused) == (ReadBy.NOTHING, 1) and words in kept.why
    assert not Alert.objects.exists()


@pytest.mark.parametrize("text", ['{"host": "a\\u0000b", "name": "\\ud800", "status": "firing", "x": 1e999}'])
def test_what_no_database_can_hold_is_left_out(tool, text):
    assert send(tool, text).status_code == 200
    assert Alert.objects.get().host_name == "ab"


def test_partly_read_is_read(tool, host):
    answer = tool.post("alerts/", [PLAIN, {"x": 1}])
    assert [row["outcome"] for row in answer.json()["results"]] == ["opened", "refused"]
    kept = AlertBody.objects.get()
    assert (kept.read_by, kept.refused) == (ReadBy.ADAPTER, 1)


def test_a_password_in_it_is_neither_read_in_the_row_nor_in_its_text(tool, host):
    said = {"text": "login mislukt, wachtwoord: Zomer2026!x", "password": "hunter2secret"}
    send(tool, json.dumps(PLAIN | said))
    kept = AlertBody.objects.get()
    assert "Zomer2026" not in kept.text and "hunter2" not in kept.text and "verborgen" in kept.text
    assert b"srv01" not in bytes(kept.sealed)


def test_what_is_longer_than_is_kept_is_read_all_the_same(tool, host):
    assert tool.post("alerts/", PLAIN | {"zz": "y" * 300_000}).status_code == 200
    kept = AlertBody.objects.get()
    assert kept.is_cut and len(kept.text) == AlertBody.KEPT_BYTES


def test_a_refused_key_is_not_kept_and_its_body_is(tool, host):
    headers = {"HTTP_IDEMPOTENCY_KEY": "a1"}
    for _time in range(2):
        assert send(tool, '{"a": 1}', **headers).status_code == 422
    assert send(tool, TEXT, **headers).status_code == 200
    assert send(tool, TEXT, **headers)["Idempotent-Replayed"] == "true"
    assert list(AlertBody.objects.order_by("pk").values_list("refused", flat=True)[:3]) == [1, 1, 0]
    assert Alert.objects.get().count == 1


def test_when_we_fail_the_body_is_still_there(tool, host, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("stuk")

    monkeypatch.setattr(triage, "receive_one", fail)
    tool.raise_request_exception = False
    assert tool.post("alerts/", PLAIN).status_code == 500
    kept = AlertBody.objects.get()
    assert "srv01" in kept.text and "bij ons" in kept.why


def test_who_may_not_hand_in_is_not_kept(cast, api):
    for caller in (api(cast.jan.user), api(cast.sanne, scopes=["tickets:read"])):
        assert caller.post("alerts/", PLAIN).status_code == 403
    assert not AlertBody.objects.exists()


# --- A mapping of the token's own -------------------------------------------------------------------------
OWN = {"toestel": {"naam": "srv01"}, "wat": "Schijf vol", "stand": "STUK", "nr": 7, "voor": ""}
PATHS = {"host": "toestel.naam", "name": "wat", "state": "stand", "number": "nr", "customer": "voor"}


def mapped(token, **given):
    return AlertMapping.objects.create(token=token, paths=PATHS, recovered=["Goed"], ignored=["test"], **given)


def test_a_mapping_goes_before_the_adapters_while_it_is_on(tool, host):
    assert tool.post("alerts/", OWN).status_code == 422
    mapping = mapped(AlertBody.objects.get().token)
    assert tool.post("alerts/", OWN).json()["results"][0]["outcome"] == "opened"
    assert AlertBody.objects.latest("pk").read_by == ReadBy.MAPPING
    assert tool.post("alerts/", OWN | {"stand": "test"}).json()["results"][0]["outcome"] == "ignored"
    assert tool.post("alerts/", OWN | {"stand": "onbekend", "wat": "x"}).json()["results"][0]["outcome"] == "counted"
    assert tool.post("alerts/", OWN | {"stand": "GOED"}).json()["results"][0]["outcome"] == "recovered"
    assert tool.post("alerts/", PLAIN).status_code == 422
    mapping.is_on = False
    mapping.save()
    assert tool.post("alerts/", PLAIN).status_code == 200
    assert tool.post("alerts/", OWN).status_code == 422


def test_a_mapping_is_of_one_token(cast, api, tool, host):
    tool.post("alerts/", OWN)
    mapped(AlertBody.objects.get().token)
    assert api(cast.sanne, scopes=["alerts:write"]).post("alerts/", OWN).status_code == 422


def test_what_is_kept_is_swept(tool, host, monkeypatch):
    monkeypatch.setattr(handing_in, "LAST_OF_A_TOKEN", 3)
    monkeypatch.setattr(handing_in, "MOST_REFUSED_OF_A_TOKEN", 4)
    with time_machine.travel(MONDAY, tick=False):
        for number in range(5):
            tool.post("alerts/", PLAIN | {"name": f"n{number}"})
            tool.post("alerts/", {"x": number})
    assert sweep_received(MONDAY) == 3
    assert AlertBody.objects.filter(refused=0).count() == 3
    assert "n4" in AlertBody.objects.filter(refused=0).latest("pk").text
    assert sweep_received(MONDAY + timedelta(days=29)) == 0
    assert sweep_received(MONDAY + timedelta(days=31)) == 4
    assert AlertBody.objects.count() == 3


NESTED = b"".join(
    b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (each, each + 1) for each in range(800)
)
CROWD = b"--x\r\nContent-Disposition: form-data; name=a" + b";a=b" * 200_000 + b"\r\n\r\nq\r\n--x--"
MANY = "\n".join(json.dumps({"host": f"srv{each}", "name": "x", "status": "firing"}) for each in range(1_001))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (NESTED, "multipart/form-data; boundary=b0"),
        (CROWD, "multipart/form-data; boundary=x"),
        (TEXT, "multipart/form-data"),
        ("<a>" + "<b/>" * 300_000 + "</a>", "text/xml"),
        (MANY, "application/json"),
    ],
)
def test_what_is_made_to_hurt_is_refused_like_any_other(tool, body, content_type):
    """Never a fault of ours, nor the first of a crowd as if it were all."""
    answer = send(tool, body, content_type)
    assert answer.status_code == 422 and not Alert.objects.exists() and AlertBody.objects.get().refused


NOTIFICATION = (
    "<?xml version='1.0'?><notification><DeviceName>srv01</DeviceName><AffectedService>Disk</AffectedService>"
    "<QualitativeNewState>Failed</QualitativeNewState></notification>"
)
CUT_XML = f"{NOTIFICATION}\n{NOTIFICATION[:60]}"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT + TEXT.replace("srv01", "srv02")[:-8], "application/json"),
        (f"[{TEXT}, {TEXT.replace('srv01', 'srv02')[:-8]}", "application/json"),
        (f"[\n {TEXT},\n {{", "application/json"),
        (
            '{"host": "srv01", "name": "Schijf vol", "status": "firing", "meer": [{"host": "srv02", "na',
            "application/json",
        ),
        (CUT_XML, "text/xml"),
    ],
)
def test_what_breaks_off_in_another_message_is_told_and_what_came_before_is_done(tool, host, body, content_type):
    answer = send(tool, body, content_type)
    assert answer.status_code == 422 and answer["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert [one["outcome"] for one in problem["results"]] == ["opened", "refused"]
    assert "nog eens, in zijn geheel" in problem["detail"] and "breekt af" in problem["results"][1]["why"]
    kept = AlertBody.objects.get()
    assert (kept.refused, kept.is_valid, Alert.objects.get().count) == (1, False, 1)
    whole = send(tool, f"{TEXT}\n{TEXT.replace('srv01', 'srv02')}")
    assert [one["outcome"] for one in whole.json()["results"]][1] == "unknown_host"


def test_what_breaks_off_under_a_key_may_be_sent_whole_with_it(tool, host):
    cut, whole = TEXT + TEXT[:20], f"{TEXT}{TEXT.replace('Schijf', 'Proces')}"
    assert send(tool, cut, HTTP_IDEMPOTENCY_KEY="k1").status_code == 422
    again = send(tool, cut, HTTP_IDEMPOTENCY_KEY="k1")
    assert again.status_code == 422 and Alert.objects.get().count == 1
    answer = send(tool, whole, HTTP_IDEMPOTENCY_KEY="k1")
    assert (answer.status_code, Alert.objects.count()) == (200, 2)


@pytest.mark.parametrize("body", [TEXT[:-1], TEXT[:-5], BROKEN])
def test_one_message_that_is_broken_is_still_read_as_far_as_it_goes(tool, host, body):
    assert send(tool, body).status_code == 200


def test_of_what_breaks_off_the_answer_is_the_same_when_it_is_sent_again_with_its_key(host, tool):
    key = {"HTTP_IDEMPOTENCY_KEY": "alert-1"}
    first, again = (send(tool, f"{TEXT}\n{TEXT[:9]}", **key) for _time in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (422, 422, "true")
    assert first["Content-Type"] == again["Content-Type"] == "application/problem+json"
    assert first.json() == again.json() and Alert.objects.get().count == 1
