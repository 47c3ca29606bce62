"""The customer's own figures: for his fixed contacts, and never a melding of another customer behind one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.models import ServiceAgreement
from reviews.figures import counting
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory

URL, BEHIND = "/portaal/afspraken/cijfers/", "/portaal/afspraken/cijfers/meldingen/"
WEEK = {"van": "2026-11-23", "tot": "2026-11-29"}


@pytest.fixture
def counted(cast, open_ticket):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 6, 30))
    ServiceAgreementFactory(
        number="DVO-1001", version=2, customer=cast.smit, starts_on=date(2026, 7, 1), dap={"viewers": [cast.petra]}
    )
    open_ticket(subject="Kassa doet het niet")
    open_ticket(contact=cast.willem, subject="Kanarie van De Vries")
    counting.count_due(MONDAY + timedelta(days=1))


def test_the_fixed_contact_sees_his_organisation_and_no_other(cast, counted, sign_in):
    client = sign_in(cast.petra.user)
    page = client.get(URL, WEEK)
    assert page.context["overview"].balance.came == 1
    for key in ("in", "in/kind/incident", "open"):
        text = client.get(BEHIND, WEEK | {"cijfer": key}).content.decode()
        assert "Kassa doet het niet" in text and "Kanarie" not in text
    for url in (URL, BEHIND):
        assert b"Kanarie" not in client.get(url, WEEK | {"cijfer": "in", "als": "csv"}).content


def test_others_are_told_for_whom_it_is(cast, counted, sign_in):
    for person in (cast.jan, cast.willem):
        client = sign_in(person.user)
        page = client.get(URL, WEEK)
        assert page.status_code == 200 and "vaste contactpersoon" in page.content.decode()
        assert "overview" not in page.context
        assert client.get(BEHIND, WEEK | {"cijfer": "in"}).status_code == 404


def test_the_house_is_sent_to_the_desk(cast, sign_in):
    assert sign_in(cast.marloes).get(URL).status_code == 302


def test_a_period_backwards_is_said(cast, counted, sign_in):
    page = sign_in(cast.petra.user).get(URL, {"van": "2026-11-29", "tot": "2026-11-23"})
    assert "Draai de twee dagen om" in page.content.decode()
