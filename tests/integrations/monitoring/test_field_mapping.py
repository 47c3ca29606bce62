"""Bodies into fields, and fields into signals: pure."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.monitoring.alert_bodies import read_text, text_of
from integrations.monitoring.field_mapping import FieldMapping, Ignored, fields_of, moment_of, value_at
from integrations.monitoring.signals import NotAnAlert, Signal

XML = """<?xml version="1.0" encoding="utf-8"?>
<notification id="7">
<DeviceName>srv01</DeviceName><Task><Name>Disk</Name><Name>CPU</Name></Task><Leeg/></notification>"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (XML, {"notification": {"DeviceName": "srv01", "Task": {"Name": ["Disk", "CPU"]}, "Leeg": ""}}),
        (XML + "\n" + XML, [read_text(XML).value] * 2),
        ('<a xmlns="urn:x"><b>1 &gt; 0</b></a>', {"a": {"b": "1 > 0"}}),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
    ],
)
def test_what_is_in_it(text, value):
    assert read_text(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "x "y" z", "b": 3}', {"a": 'x "y" z', "b": 3}),
        ('{"a": "een\ntwee"}', {"a": "een\ntwee"}),
        ('{"a": "x" y", "b": {"c": "d", "e": true}}', {"a": 'x" y', "c": "d", "e": True}),
        ('{"a": "C:\\dir", "b": "half', {"a": "C:\\dir", "b": "half"}),
    ],
)
def test_what_a_template_broke_is_read_as_far_as_it_goes(text, value):
    parsed = read_text(text)
    assert parsed.value == value and not parsed.is_valid


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(str.encode), kind=st.sampled_from(
    ["application/json", "text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x;;="]
))  # fmt: skip
def test_whatever_comes_nothing_breaks(raw, kind):
    try:
        value = read_text(text_of(raw, kind)).value
    except NotAnAlert:
        return
    json.dumps(value).encode()
    fields = FieldMapping(dict.fromkeys(("host", "name", "state", "time"), next(iter(fields_of(value)), "a")))
    fields.read(value, "x")


def test_where_a_field_stands():
    body = {"a": {"b.c": [{"d": 1}, {"d": True}]}, "e": [], "f": None, "g": {"h": 1}}
    found = {r"a.b\.c.0.d": "1", r"a.b\.c.1.d": "true", r"a.b\.c.d": "1", r"a.b\.c.9.d": "", "e": "", "f": "", "g": ""}
    assert {path: value_at(body, path) for path in found} == found
    assert fields_of(body) == {r"a.b\.c.0.d": "1", r"a.b\.c.1.d": "true", "g.h": "1"}
    assert len(fields_of({str(number): 1 for number in range(999)})) == 300


PATHS = {"host": "h", "name": "n", "state": "s", "number": "i", "time": "t"}
BODY = {"h": "srv01", "n": "Vol", "s": "STUK", "i": 7}


@pytest.mark.parametrize(
    ("state", "expected"),
    [("STUK", True), ("goed", False), (" Goed ", False), ("niet goed", True), ("", True), ("test", None)],
)
def test_it_fires_unless_a_word_says_otherwise(state, expected):
    fields = FieldMapping(PATHS, ("GOED",), ("test",))
    (one,) = fields.read(BODY | {"s": state}, "x")
    assert isinstance(one, Ignored) if expected is None else isinstance(one, Signal) and one.is_firing is expected


def test_by_its_own_number_an_alert_and_its_recovery_are_one():
    fields = FieldMapping(PATHS, ("goed",))
    found = fields.read([BODY, BODY | {"s": "goed", "n": "Weer leeg"}, BODY | {"i": 8}, {"n": "x"}], "x")
    assert found[0].fingerprint == found[1].fingerprint != found[2].fingerprint
    assert isinstance(found[3], NotAnAlert)
    with pytest.raises(NotAnAlert, match="Hoogstens"):
        fields.read([BODY] * 1001, "x")


@pytest.mark.parametrize(
    ("said", "zone", "utc"),
    [
        ("2026-11-28 16:00:00", "Europe/Amsterdam", "2026-11-28T15:00:00+00:00"),
        ("28-11-2026 16:00", "UTC", "2026-11-28T16:00:00+00:00"),
        ("2026-11-28T16:00:00Z", "Europe/Amsterdam", "2026-11-28T16:00:00+00:00"),
        ("1795881600", "UTC", "2026-11-28T16:00:00+00:00"),
        ("1795881600000", "UTC", "2026-11-28T16:00:00+00:00"),
        ("gisteren", "UTC", None),
        ("9" * 14, "UTC", "5138-11-16T09:46:39.990000+00:00"),
    ],
)
def test_a_time_without_a_zone_is_of_the_tokens_zone(said, zone, utc):
    moment = moment_of(said, ZoneInfo(zone))
    assert (moment and moment.isoformat()[:16]) == (utc and utc[:16])
    (one,) = FieldMapping(PATHS, zone=zone).read(BODY | {"t": said}, "x")
    assert one.text.startswith("Tijd volgens de monitoring: ")
