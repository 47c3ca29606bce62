"""Who asks, and what there is for him."""

from __future__ import annotations

import pytest

from accounts.models import Scope
from api.me.views import LISTS
from api.urls import router

HOUSE = {"alerts", "suppliers", "grants", "time-exports", "satisfaction", "users", "teams", "duties"}


def test_who_am_i(cast, api, django_assert_num_queries):
    jan = api(cast.jan.user, [Scope.TICKETS_READ]).get("me/").json()
    assert (jan["name"], jan["is_house"], jan["roles"]) == ("Jan Smit", False, [])
    assert (jan["contact"]["id"], jan["customer"]["number"]) == (cast.jan.pk, "K1001")
    assert jan["token"]["scopes"] == ["tickets:read"]
    assert jan["token"]["rate"] == {"requests": 600, "seconds": 60} and jan["token"]["expires_at"] is None
    sanne = api(cast.sanne)
    said = sanne.get("me/").json()
    assert (said["is_house"], said["roles"], said["customer"]) == (True, ["supportmedewerker"], None)
    with django_assert_num_queries(2):
        sanne.get("me/")


def test_the_index_names_what_this_token_may_read(cast, api, client):
    everything = api(cast.sanne).get("").json()
    assert everything.keys() == {"me", *LISTS}
    assert all(api(cast.sanne).get(address).status_code == 200 for address in everything.values())
    own = api(cast.jan.user).get("").json()
    assert own.keys() == everything.keys() - HOUSE
    assert all(api(cast.jan.user).get(address).status_code == 200 for address in own.values())
    assert api(cast.sanne, [Scope.HOUSE_READ]).get("").json().keys() == {"me", "users", "teams", "duties"}
    for address in ("/api/v1/", "/api/v1", "/api/v1/me/"):
        assert client.get(address).status_code == 401


def test_the_index_knows_every_list():
    lists = {prefix for prefix, view, _name in router.registry if "(" not in prefix and hasattr(view, "list")}
    assert lists == LISTS.keys()


@pytest.mark.parametrize("name", sorted(LISTS))
def test_each_list_asks_the_scope_that_the_index_says(cast, api, name):
    others = [scope for scope in Scope.values if scope != LISTS[name]]
    assert api(cast.daan, others).get(f"{name}/").status_code == 403
    assert api(cast.daan, [LISTS[name]]).get(f"{name}/").status_code == 200
