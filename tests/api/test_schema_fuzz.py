"""schemathesis on every address, as the house and as a customer: no 5xx, and no answer that is not described."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from contracts import actions as contracts
from onedo_itsm.wsgi import application
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tickets import actions
from tickets.models import Attachment

pytestmark = pytest.mark.fuzz

# What fits the description may still be refused (a cursor is ours to make, rules run over several fields), and what
# does not fit it is let in where this test itself put back an address that exists.
NOT_OURS = [positive_data_acceptance, negative_data_rejection]

# Each address in each mode; more of them (FUZZ_EXAMPLES=100) where there is a night for it.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
quick = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def known(cast, open_ticket, settings) -> dict[str, list[Any]]:
    """What is there, so that not every call ends at 404."""
    rates = {"token": "100000/min", "anonymous": "100000/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    settings.ALLOWED_HOSTS = ["*"]
    tickets = [open_ticket() for _ in range(3)]
    actions.reply(tickets[0], by=cast.jan.user, now=MONDAY, text="x", files=[SimpleUploadedFile("a.txt", b"x")])
    asked = [actions.ask_remote_viewing(ticket, by=cast.sanne, now=MONDAY, text="x") for ticket in tickets]
    started = [actions.escalate(ticket, by=cast.jan.user, now=MONDAY, reason="x") for ticket in tickets[:2]]
    actions.log_time(tickets[0], by=cast.sanne, now=MONDAY, minutes=5)
    contracts.give_advice(cast.smit, by=cast.sanne, now=MONDAY, title="x", text="x", given_to=cast.jan)
    concept = ServiceAgreementFactory(number="DVO-9", customer=cast.smit, starts_on=date(2027, 1, 1), signed=False)
    return {
        "customer": [cast.smit.pk, cast.vries.pk],
        "number": [ticket.pk for ticket in tickets],
        "key": [Attachment.objects.get().key],
        "slug": ["supportcenter", "calamiteitendienst"],
        "id": [concept.pk, cast.smit.pk, cast.jan.pk, *(each.pk for each in (*asked, *started))],
    }


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("whose", ["house", "keeper", "customer"])
def test_nothing_that_is_sent_breaks_it(cast, token_of, known, whose, mode):
    secret = token_of(cast.daan if whose == "keeper" else cast.sanne if whose == "house" else cast.jan.user)
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 84
    for operation in operations:

        @quick
        @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
        def call(case: Any, data: Any) -> None:
            for name in known.keys() & case.path_parameters.keys():
                if data.draw(st.integers(0, 3)):
                    case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, excluded_checks=NOT_OURS)

        call()
