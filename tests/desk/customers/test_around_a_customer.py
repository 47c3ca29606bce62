"""Sites, suppliers, hosts, and what people may by the DAP, on the page of a customer."""

import pytest

from contracts.models import CustomerEvent, CustomerSupplier, Site, Supplier


@pytest.fixture
def page(cast):
    return f"/desk/klanten/{cast.smit.pk}/"


def test_what_people_may_stands_beside_them(page, cast, sign_in):
    shown = sign_in(cast.sanne).get(page).content.decode()
    assert "belt Calamiteitendienst" in shown
    assert "Er wordt niets bewaakt." in shown


def test_a_site_is_made_and_changed(page, cast, sign_in):
    manager = sign_in(cast.daan)
    assert manager.post(f"{page}vestiging/", {"name": "Winkel", "address": "Markt 1"}).status_code == 302
    site = Site.objects.get(customer=cast.smit)
    manager.post(f"{page}vestiging/{site.pk}/", {"name": "Winkel", "address": "Markt 2"})
    assert "Markt 2" in manager.get(page).content.decode()
    assert CustomerEvent.objects.filter(customer=cast.smit, data__has_key="site").count() == 2
    again = manager.post(f"{page}vestiging/", {"name": "Winkel", "address": ""})
    assert again.status_code == 200
    assert "Vul" in manager.post(f"{page}vestiging/", {"name": ""}).content.decode() or again.context["form"].errors


def test_a_supplier_with_a_reference(page, cast, sign_in):
    manager = sign_in(cast.daan)
    given = {"name": "KPN", "product": "Glasvezel", "reference": "KL-7788", "phone": "0800 0403", "email": ""}
    nobody = manager.post(f"{page}leverancier/", given | {"phone": ""})
    assert "wie bellen wij anders na?" in nobody.content.decode()
    assert manager.post(f"{page}leverancier/", given).status_code == 302
    link = CustomerSupplier.objects.get(customer=cast.smit)
    assert (link.supplier.phone, link.reference) == ("0800 0403", "KL-7788")
    manager.post(f"{page}leverancier/{link.pk}/", given | {"reference": "KL-9"})
    manager.post(f"/desk/klanten/{cast.vries.pk}/leverancier/", {"name": "kpn"})
    assert Supplier.objects.count() == 1
    shown = manager.get(page).content.decode()
    assert "KL-9" in shown
    assert "KL-7788" not in shown


def test_who_may_not(page, cast, sign_in):
    site = Site.objects.create(customer=cast.vries, name="Elders")
    for path in ("vestiging/", "leverancier/"):
        assert sign_in(cast.sanne).get(f"{page}{path}").status_code == 403
        assert sign_in(cast.jan.user).get(f"{page}{path}").status_code == 404
    assert sign_in(cast.daan).get(f"{page}vestiging/{site.pk}/").status_code == 404
