"""A figure of advices opens into the advices, at the desk and in the portal, as a page and as a file (SLA 6.4, 11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import actions as agreed
from contracts.models import ServiceAgreement
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory

DESK, PORTAL = "/desk/resultaten/meldingen/", "/portaal/afspraken/cijfers/meldingen/"
WEEK = {"van": "2026-11-23", "tot": "2026-11-29", "cijfer": "advices"}


@pytest.fixture
def advised(cast):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 6, 30))
    ServiceAgreementFactory(
        number="DVO-1001", version=2, customer=cast.smit, starts_on=date(2026, 7, 1), dap={"viewers": [cast.petra]}
    )
    for contact, title in ((cast.jan, "Vervang de server"), (cast.willem, "Kanarie van De Vries")):
        given = {"title": title, "text": "Hij is oud.", "given_to": contact}
        agreed.give_advice(contact.customer, by=cast.sanne, now=MONDAY + timedelta(hours=1), **given)


def test_the_desk_reads_all_and_one_customer_only_his(cast, advised, sign_in):
    client = sign_in(cast.marloes)
    page = client.get("/desk/resultaten/", WEEK).content.decode()
    assert "Adviezen gegeven: 2" in page
    page = client.get(DESK, WEEK).content.decode()
    assert "2 adviezen." in page and "Vervang de server" in page and "Kanarie" in page
    assert "Kanarie" not in client.get(DESK, WEEK | {"wie": f"klant-{cast.smit.pk}"}).content.decode()
    assert "Er zijn geen adviezen" in client.get(DESK, WEEK | {"cijfer": "advices_declined"}).content.decode()
    text = client.get(DESK, WEEK | {"als": "csv"}).content.decode("utf-8-sig")
    assert "Vervang de server" in text and "Gegeven" in text


def test_the_fixed_contact_reads_those_of_his_organisation(cast, advised, sign_in):
    client = sign_in(cast.petra.user)
    page = client.get(PORTAL, WEEK).content.decode()
    assert "1 advies." in page and "Vervang de server" in page and "Kanarie" not in page
    assert b"Kanarie" not in client.get(PORTAL, WEEK | {"als": "csv"}).content
    assert sign_in(cast.jan.user).get(PORTAL, WEEK).status_code == 404
