"""Monitoring at the desk: what fires, and whose a host is."""

from __future__ import annotations

import pytest

from integrations.models import Alert, MonitoredHost
from integrations.monitoring.signals import Signal
from integrations.monitoring.triage import receive_one
from tests.conftest import MONDAY
from tickets.models import Ticket

URL = "/desk/monitoring/"
NEW = URL + "host/nieuw/"


def send(host="srv01", name="Schijf vol"):
    return receive_one(Signal("zabbix", host, name, True, f"{host}-{name}"), now=MONDAY)


@pytest.fixture
def marloes(cast, sign_in):
    return sign_in(cast.marloes)


@pytest.fixture
def given(cast):
    fields = {"name": "SRV01", "contact": cast.jan.pk, "item_type": "server", "service": "support", "impact": ""}
    return fields | {"urgency": "", "is_active": "on"}


def test_who_sees_it_and_who_links_hosts(cast, sign_in, given):
    send()
    people = [(cast.sanne, 200, 403), (cast.marloes, 200, 200), (cast.els, 403, 403), (cast.jan.user, 404, 404)]
    for who, sees, links in people:
        client = sign_in(who)
        assert client.get(URL).status_code == sees
        assert client.get(f"{NEW}?klant={cast.smit.pk}").status_code == links
        if links != 200:
            assert client.post(f"{NEW}?klant={cast.smit.pk}", given).status_code == links
    assert not MonitoredHost.objects.exists()
    assert "Koppel aan een klant" not in sign_in(cast.sanne).get(URL).content.decode()


def test_a_host_of_nobody_is_linked_and_its_alert_becomes_a_ticket(cast, marloes, given):
    send()
    page = marloes.get(URL).content.decode()
    assert "Van geen klant" in page and f"{NEW}?naam=srv01" in page
    assert "Bakkerij Smit" in marloes.get(f"{NEW}?naam=srv01").content.decode()
    form = marloes.get(f"{NEW}?naam=srv01&klant={cast.smit.pk}").content.decode()
    assert 'value="srv01"' in form and "Jan Smit" in form and "Willem" not in form
    assert marloes.post(f"{NEW}?klant={cast.smit.pk}", given).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.customer == cast.smit and Alert.objects.get().ticket == ticket
    assert f"#{ticket.pk}" in marloes.get(URL).content.decode()
    assert "SRV01" in marloes.get(URL + "?lijst=hosts").content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Vul de naam"),
        ({"contact": "999999"}, "Selecteer een geldige keuze"),
        ({"impact": "1"}, "allebei"),
        ({"urgency": "A"}, "allebei"),
        ({"item_type": "x"}, "x"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(cast, marloes, given, change, words):
    page = marloes.post(f"{NEW}?klant={cast.smit.pk}", given | change).content.decode()
    assert words in page and 'aria-invalid="true"' in page
    assert not MonitoredHost.objects.exists()


def test_a_contact_of_another_customer_cannot_be_chosen(cast, marloes, given):
    page = marloes.post(f"{NEW}?klant={cast.smit.pk}", given | {"contact": cast.willem.pk})
    assert page.status_code == 200 and "Willem" not in page.content.decode()
    for address in ("?klant=999999", "?klant=99999999999999"):
        assert marloes.get(NEW + address).status_code in (200, 404)


def test_twice_is_once_and_a_host_is_changed(cast, marloes, given):
    for _time in range(2):
        answer = marloes.post(f"{NEW}?klant={cast.smit.pk}", given)
    assert "al een host met deze naam" in answer.content.decode()
    host = MonitoredHost.objects.get()
    given |= {"impact": "1", "urgency": "A"}
    del given["is_active"]
    assert marloes.post(f"{URL}host/{host.pk}/", given).status_code == 302
    host.refresh_from_db()
    assert (host.impact, host.urgency, host.is_active) == (1, "A", False)
    assert marloes.get(f"{URL}host/999999/").status_code == 404


def test_pages_and_empty_lists(marloes, cast, django_assert_max_num_queries):
    assert "Niets actief" in marloes.get(URL).content.decode()
    assert "Nog geen hosts" in marloes.get(URL + "?lijst=hosts").content.decode()
    for number in range(51):
        send(f"h{number:02}")
        MonitoredHost.objects.create(name=f"x{number:02}", customer=cast.smit, contact=cast.jan)
    for shown, first, last in (("", "h50", "h00"), ("?lijst=hosts", "x00", "x50")):
        with django_assert_max_num_queries(9):
            page = marloes.get(URL + shown).content.decode()
        assert first in page and f">{last}<" not in page
        following = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert last in marloes.get(URL + following).content.decode()
    assert marloes.get(URL + "?na=onzin").status_code == 200


def test_other_names_are_kept_in_the_form_of_the_host(cast, marloes, given):
    assert (
        marloes.post(
            f"{NEW}?klant={cast.smit.pk}", given | {"other_names": "srv01.smit.local\r\n10.0.0.5\n"}
        ).status_code
        == 302
    )
    host = MonitoredHost.objects.get()
    url = f"/desk/monitoring/host/{host.pk}/"
    assert "srv01.smit.local\n10.0.0.5" in marloes.get(url).content.decode()
    marloes.post(f"{NEW}?klant={cast.smit.pk}", given | {"name": "SRV02"})
    page = marloes.post(url, given | {"other_names": "srv02\n10.0.0.5"}).content.decode()
    assert "“srv02” is al een naam van SRV02." in page and "srv02\n10.0.0.5" in page
    assert host.other_names == "srv01.smit.local\n10.0.0.5"
    assert marloes.post(url, given | {"other_names": ""}).status_code == 302 and host.other_names == ""
