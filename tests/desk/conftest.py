"""Who works at the desk, and for whom work is not covered."""

from __future__ import annotations

import pytest

from contracts.models import ClauseKind
from tests.factories import ContactFactory
from tests.tickets.versions import renew


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


@pytest.fixture
def billable(cast, open_ticket):
    """De Vries has Werkplek Basic: support is meerwerk."""
    return lambda **fields: open_ticket(contact=cast.willem, **fields)


@pytest.fixture
def anke(cast):
    """Whom the DAP of De Vries names for rights, beside Willem himself."""
    anke = ContactFactory(customer=cast.vries, name="Anke Postma", email="anke@vries.example", with_user=True)
    dap = {ClauseKind.APPROVERS: [anke, cast.willem]}
    cast.vries_agreement = renew(cast.vries_agreement, dap=dap, mandate="Kritieke lekken dichten.")
    return anke
