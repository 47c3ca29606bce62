"""What is compiled once answers as the ORM does, with what it brings along."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contact, Customer
from infra.prepared import PreparedQuery

OF_CUSTOMER = PreparedQuery(
    lambda key: Contact.objects.select_related("user", "customer").filter(customer=key, is_active=True).order_by("name")
)
BY_KEY = PreparedQuery(lambda key: Contact.objects.filter(pk=key))


def columns(thing):
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def test_the_same_objects_as_the_orm_with_the_same_neighbours(cast):
    Contact.objects.filter(pk=cast.petra.pk).update(user=None)
    for customer in (cast.smit, cast.vries, cast.smit):
        wanted = OF_CUSTOMER.make(customer.pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = OF_CUSTOMER.all(customer.pk)
            neighbours = [(columns(contact.customer), contact.user and columns(contact.user)) for contact in found]
        assert len(asked) == 1
        assert [columns(contact) for contact in found] == [columns(contact) for contact in wanted]
        assert neighbours == [(columns(each.customer), each.user and columns(each.user)) for each in wanted]
    assert not found[0]._state.adding and found[0]._state.db == "default"


def test_it_sees_what_has_changed_since(cast):
    assert BY_KEY.get(cast.jan.pk).name == "Jan Smit"
    Contact.objects.filter(pk=cast.jan.pk).update(name="Johannes Smit")
    assert BY_KEY.get(cast.jan.pk).name == "Johannes Smit"


def test_who_is_not_there(cast):
    assert OF_CUSTOMER.all(0) == []
    with pytest.raises(Contact.DoesNotExist):
        BY_KEY.get(0)


@pytest.mark.parametrize(
    "make",
    [lambda key: Customer.objects.all(), lambda key: Contact.objects.filter(pk=key, customer=key)],
)
def test_a_query_that_does_not_ask_for_its_key_once_is_a_mistake(db, make):
    with pytest.raises(ValueError, match="once"):
        PreparedQuery(make).all(1)
