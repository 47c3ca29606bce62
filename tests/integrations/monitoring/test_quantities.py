"""The 11th server of 10 is said aloud to agent and account manager, and refused to nobody (SLA 5.1)."""

from __future__ import annotations

import pytest

from contracts.models import CustomerEvent
from integrations.models import MonitoredHost
from integrations.monitoring.hosts import save_host
from integrations.monitoring.quantities import excesses
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY

SAID = "11 × Server in de monitoring, afgesproken zijn er 10 (5.1)"


@pytest.fixture
def ten(cast):
    """Ten servers are watched, as many as were agreed."""
    return [
        MonitoredHost.objects.create(name=f"SRV{n:02}", customer=cast.smit, contact=cast.jan, item_type="server")
        for n in range(1, 11)
    ]


def add(cast, name="SRV11", **fields):
    given = {"customer": cast.smit, "contact": cast.jan, "item_type": "server", "service": "support"} | fields
    return save_host(None, by=cast.marloes, now=MONDAY, name=name, **given)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_t26_the_11th_of_10_is_told_to_the_account_manager_once(cast, ten):
    assert not excesses(cast.smit.pk, cast.smit_agreement.lines.all())
    host = add(cast)
    assert [each.words for each in excesses(cast.smit.pk, cast.smit_agreement.lines.all())] == [SAID]
    (event,) = CustomerEvent.objects.filter(kind="quantity_passed")
    assert (event.agreement, event.data["found"], event.data["agreed"]) == (cast.smit_agreement, 11, 10)
    sweep_outbox(MONDAY)
    mail = MailMessage.objects.get(message="quantity_passed")
    assert mail.recipient == cast.daan.email
    for words in ("SRV11", "11 × Server in de monitoring, terwijl er 10 zijn afgesproken (SLA 5.1)"):
        assert words in mail.text
    fields = {"customer": cast.smit, "contact": cast.petra, "item_type": "server", "service": "support"}
    save_host(host, by=cast.marloes, now=MONDAY, name=host.name, **fields)
    assert CustomerEvent.objects.filter(kind="quantity_passed").count() == 1, "it was told"


@pytest.mark.parametrize(
    "fields",
    [{"is_active": False}, {"item_type": "werkplek"}, {"item_type": "mobiel"}],
)
def test_t26_what_does_not_count_is_not_said(cast, ten, fields):
    add(cast, **fields)
    assert not CustomerEvent.objects.filter(kind="quantity_passed").exists()


def test_t26_nor_of_a_customer_without_such_a_package(cast, ten):
    for n in range(11):
        add(cast, f"SW{n}", customer=cast.vries, contact=cast.willem, item_type="netwerk")
    assert not CustomerEvent.objects.filter(kind="quantity_passed").exists()


def test_t26_agent_and_account_manager_read_it(cast, ten, sign_in, open_ticket):
    server, place = open_ticket(item_type="server"), open_ticket()
    agent, manager = sign_in(cast.sanne), sign_in(cast.daan)
    pages = [f"/desk/klanten/{cast.smit.pk}/", f"/desk/klanten/{cast.smit.pk}/overeenkomst/"]
    assert all(SAID not in text(manager.get(page)) for page in pages)
    add(cast)
    assert f"{SAID}." in text(agent.get(f"/desk/meldingen/{server.pk}/"))
    assert SAID not in text(agent.get(f"/desk/meldingen/{place.pk}/"))
    for page in pages:
        response = manager.get(page)
        assert response.status_code == 200 and SAID in text(response), page


def test_t26_who_adds_it_hears_it_at_once(cast, ten, sign_in):
    given = {"name": "SRV11", "contact": cast.jan.pk, "item_type": "server", "service": "support", "is_active": "on"}
    path = f"/desk/monitoring/host/nieuw/?klant={cast.smit.pk}"
    page = text(sign_in(cast.marloes).post(path, given, follow=True))
    assert f"Let op: {SAID}. De accountmanager hoort dit." in page
    assert MonitoredHost.objects.count() == 11
