"""An alert of a name that two customers share: the desk says between whom, and what happens for each (ruling 16)."""

from __future__ import annotations

import pytest

from integrations.models import Alert, MonitoredHost
from integrations.monitoring.signals import Signal
from integrations.monitoring.triage import receive_one
from tests.conftest import MONDAY
from tickets.models import Ticket

URL = "/desk/monitoring/"


@pytest.fixture
def alert(cast):
    MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    MonitoredHost.objects.create(name="DC01", customer=cast.vries, contact=cast.willem)
    receive_one(Signal("zabbix", "dc01", "Schijf vol", True, "a", severity="critical"), now=MONDAY)
    return Alert.objects.get()


def test_t28_the_list_says_between_whom(cast, alert, sign_in):
    page = sign_in(cast.sanne).get(URL).content.decode()
    assert "Wacht: van Bakkerij Smit of Notariskantoor De Vries?" in " ".join(page.split())
    assert f"{URL}bericht/{alert.pk}/" in page


def test_t28_an_agent_sees_what_will_happen_and_gives_it(cast, alert, sign_in):
    sanne, address = sign_in(cast.sanne), f"{URL}bericht/{alert.pk}/"
    page = " ".join(sanne.get(address).content.decode().split())
    assert "nieuwe melding op naam van Jan Smit" in page and "nieuwe melding op naam van Willem de Vries" in page
    receive_one(Signal("zabbix", "dc01", "CPU", True, "b", customer="K1001"), now=MONDAY)
    MonitoredHost.objects.filter(customer=cast.vries).update(is_active=False)
    page = " ".join(sanne.get(address).content.decode().split())
    assert f"#{Ticket.objects.get().pk} " in page and "zijn meldingen uitgezet" in page
    answer = sanne.post(address, {"customer": cast.smit.pk})
    alert.refresh_from_db()
    assert answer.url == f"/desk/meldingen/{alert.ticket_id}/"
    assert alert.ticket == Ticket.objects.get() and alert.ticket.customer == cast.smit
    assert "is al beslist" in sanne.get(address).content.decode()
    assert "is al beslist" in sanne.post(address, {"customer": cast.vries.pk}).content.decode()


@pytest.mark.parametrize("customer", ["", "0", "999999", "x", "1" * 40, "\x00"])
def test_t28_bad_input_is_said(cast, alert, sign_in, customer):
    answer = sign_in(cast.sanne).post(f"{URL}bericht/{alert.pk}/", {"customer": customer})
    assert answer.status_code == 200 and "Kies" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_t28_who_sees_it(cast, alert, sign_in):
    for who, status in ((cast.sanne, 200), (cast.els, 403), (cast.fred, 403), (cast.jan.user, 404)):
        client = sign_in(who)
        assert client.get(f"{URL}bericht/{alert.pk}/").status_code == status
        if status != 200:
            assert client.post(f"{URL}bericht/{alert.pk}/", {"customer": cast.smit.pk}).status_code == status
    assert sign_in(cast.sanne).get(f"{URL}bericht/999999/").status_code == 404
    assert not Ticket.objects.exists()


def test_t28_a_second_host_of_a_name_is_warned_about(cast, sign_in):
    MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    given = {"name": "dc01", "contact": cast.willem.pk, "item_type": "server", "service": "support", "is_active": "on"}
    marloes = sign_in(cast.marloes)
    answer = marloes.post(f"{URL}host/nieuw/?klant={cast.vries.pk}", given, follow=True)
    assert "Bakkerij Smit heeft ook een host dc01" in answer.content.decode()
    assert MonitoredHost.objects.count() == 2
