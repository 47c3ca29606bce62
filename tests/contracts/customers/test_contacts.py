"""Who changes the people of a customer, and what is written down of it: an address is a door (SLA 9, 10, 13)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions
from contracts.models import ClauseKind, Contact, CustomerEvent
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.tickets.versions import renew

NEW = "petra.nieuw@smit.example"


def change(contact, by, **fields) -> Contact:
    return actions.change_contact(contact, by=by, now=MONDAY, **fields)


@pytest.fixture
def named(cast):
    renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: [cast.petra]})
    return cast.petra


def test_a_change_is_written_down_with_what_it_was(cast):
    change(cast.petra, cast.sanne, phone="0201234567", email=NEW)
    event = CustomerEvent.objects.get(kind="contact_changed")
    assert (event.by, event.customer) == (cast.sanne, cast.smit)
    assert event.data == {
        "contact": cast.petra.pk,
        "name": "Petra Bakker",
        "email": ["petra@smit.example", NEW],
        "phone": [cast.petra.phone, "0201234567"],
    }
    change(cast.petra, cast.sanne, email=NEW)
    assert CustomerEvent.objects.filter(kind="contact_changed").count() == 1, "nothing changed"


def test_who_is_new_is_written_down_too(cast):
    actions.add_contact(cast.smit, by=cast.sanne, now=MONDAY, name="Piet", email="piet@smit.example")
    assert CustomerEvent.objects.get(kind="contact_added").data["email"] == "piet@smit.example"


def test_the_old_address_is_told_and_learns_nothing_else(cast):
    change(cast.petra, cast.sanne, phone="0201234567")
    change(cast.petra, cast.sanne, email=NEW)
    sweep_outbox(MONDAY)
    mail = MailMessage.objects.get()
    assert (mail.message, mail.recipient) == ("address_changed", "petra@smit.example")
    assert NEW not in mail.text + mail.html
    assert "Bel ons dan meteen" in mail.text


def test_an_agent_does_not_move_the_mail_of_whom_the_dap_names(cast, named):
    """Else he could send the question to himself and say yes for the customer (SLA 10)."""
    with pytest.raises(ValidationError) as refused:
        change(named, cast.sanne, email=NEW)
    assert "in het DAP aangewezen" in refused.value.message_dict["email"][0]
    named.refresh_from_db()
    assert named.email == "petra@smit.example"
    assert not CustomerEvent.objects.filter(kind="contact_changed").exists()
    change(named, cast.sanne, phone="0201234567")
    change(named, cast.daan, email=NEW)
    named.refresh_from_db()
    assert (named.phone, named.email) == ("0201234567", NEW)


@pytest.mark.parametrize("who", ["sanne", "daan"])
def test_no_customer_has_the_address_of_a_colleague(cast, who):
    for act in (
        lambda: change(cast.petra, getattr(cast, who), email="Sanne@1do.example"),
        lambda: actions.add_contact(
            cast.smit, by=getattr(cast, who), now=MONDAY, name="Piet", email="sanne@1do.example"
        ),
    ):
        with pytest.raises(ValidationError, match="medewerker van 1do"):
            act()


def test_a_customer_changes_nobody(cast):
    with pytest.raises(PermissionDenied):
        change(cast.petra, cast.jan.user, phone="0201234567")
