"""The Django administration is no way past the verbs (faults P1): each repeat, as functioneel beheerder."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import add_colleague, change_user, issue_token, save_team
from accounts.models import ApiToken, Team, User
from accounts.roles import Role
from contracts.models import Contact, Customer, CustomerEvent, Supplier
from infra.errors import Refused
from infra.verb_admin import ByVerb, ShownInAdmin
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.factories import PASSWORD, ContactFactory, HouseUserFactory

ADMIN = "/beheer/"
USERS, CONTACTS, TOKENS = f"{ADMIN}accounts/user/", f"{ADMIN}contracts/contact/", f"{ADMIN}accounts/apitoken/"


@pytest.fixture
def fred(cast, sign_in) -> Client:
    return sign_in(cast.fred)


@pytest.fixture
def root(cast, sign_in) -> Client:
    return sign_in(User.objects.create_superuser("root@1do.example", PASSWORD))


def row_of(thing: Any) -> list[Any]:
    return list(type(thing).objects.filter(pk=thing.pk).values_list())


def fields_of(user: User, **other: Any) -> dict[str, Any]:
    """All that its form ever asked, so that only what is refused can be missing."""
    return {"email": user.email, "name": user.name, "is_active": "on", "is_house": "on"} | other


# --- Each repeat --------------------------------------------------------------------------------------------
def test_p1_nobody_sets_the_password_of_another(cast, fred, root):
    password = User.objects.get(pk=cast.daan.pk).password
    given = {"password1": "mag-ik-erin-2026", "password2": "mag-ik-erin-2026", "usable_password": "true"}
    for client in (fred, root):
        for address in (f"{USERS}{cast.daan.pk}/password/", f"{USERS}{cast.daan.pk}/change/"):
            client.post(address, fields_of(cast.daan, **given, password="x"), follow=True)
        assert User.objects.get(pk=cast.daan.pk).password == password
        assert 'name="password' not in client.get(f"{USERS}{cast.daan.pk}/change/").content.decode()


def test_p1_nobody_changes_the_address_of_directie(cast, fred, root):
    for client in (fred, root):
        client.post(f"{USERS}{cast.els.pk}/change/", fields_of(cast.els, email="fred2@1do.example"))
        assert User.objects.get(pk=cast.els.pk).email == "els@1do.example"
        assert 'name="email"' not in client.get(f"{USERS}{cast.els.pk}/change/").content.decode()
    assert not admin.site.is_registered(EmailAddress)  # a second address resets a password as well


def test_p1_no_token_in_the_name_of_a_colleague(cast, fred):
    """What he is, a person or a tool, is said when the account is made and never again."""
    fred.post(f"{USERS}{cast.daan.pk}/change/", fields_of(cast.daan, is_service="on"))
    assert not User.objects.get(pk=cast.daan.pk).is_service
    given = {"email": cast.daan.email, "name": "x", "scopes": ["tickets:read"], "days": "30"}
    assert fred.post("/desk/koppelingen/nieuw/", given).status_code == 200
    assert not ApiToken.objects.exists()


def test_p1_the_address_of_an_approver_stays(cast, fred):
    before = row_of(cast.petra)
    given = {"customer": cast.smit.pk, "name": "Petra", "email": "fred@prive.example", "phone": "", "is_active": "on"}
    assert fred.post(f"{CONTACTS}{cast.petra.pk}/change/", given).status_code == 403
    fred.post(f"{USERS}{cast.petra.user.pk}/change/", fields_of(cast.petra.user, email="fred@prive.example"))
    assert row_of(cast.petra) == before
    assert User.objects.get(pk=cast.petra.user.pk).email == "petra@smit.example"


def test_p1_a_revoked_token_stays_revoked(cast, fred, root):
    token, _secret = issue_token(cast.fred, by=cast.fred, now=MONDAY, name="x", scopes=["tickets:read"])
    ApiToken.objects.update(revoked_at=MONDAY, revoked_by=cast.fred)
    before = row_of(token)
    for client in (fred, root):
        given = {"name": "x", "revoked_at_0": "", "revoked_at_1": "", "expires_at_0": "", "rate_per_minute": ""}
        assert client.post(f"{TOKENS}{token.pk}/change/", given).status_code == 403
        assert client.post(f"{TOKENS}{token.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{TOKENS}{token.pk}/change/").status_code == 200
    assert row_of(token) == before


def test_p1_nobody_of_1do_becomes_a_customers_contact(cast, fred, root):
    for client in (fred, root):
        given = {"name": "Jan", "email": cast.jan.email, "user": cast.fred.pk, "customer": cast.smit.pk}
        assert client.post(f"{CONTACTS}{cast.jan.pk}/change/", given).status_code == 403
        assert client.post(f"{CONTACTS}add/", given | {"email": "nieuw@smit.example"}).status_code == 403
    assert not Contact.objects.filter(user=cast.fred).exists()
    contact = ContactFactory(customer=cast.smit, name="Fred", email=cast.fred.email)
    let_in(fred, contact)
    contact.refresh_from_db()
    assert contact.user is None


def test_p1_nobody_raises_himself(cast, fred):
    groups = Group.objects.values_list("pk", flat=True)
    given = {"is_superuser": "on", "is_staff": "on", "is_house": "on", "groups": list(groups)}
    fred.post(f"{USERS}{cast.fred.pk}/change/", fields_of(cast.fred, **given))
    user = User.objects.get(pk=cast.fred.pk)
    assert not user.is_superuser and [group.name for group in user.groups.all()] == [Role.FUNCTIONEEL_BEHEERDER]
    assert fred.get(f"{USERS}add/").status_code == 403
    assert fred.post(f"{ADMIN}auth/group/1/change/", {"name": "x", "permissions": []}).status_code == 403


# --- The kind -----------------------------------------------------------------------------------------------
def test_p1_every_page_of_the_administration_shows_or_asks_a_verb():
    strange = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, ByVerb | ShownInAdmin) and page.__class__.__name__ != "MailMessageAdmin"
    ]
    assert not strange, f"{strange}: use ShownInAdmin, or ByVerb with a verb (infra/verb_admin.py)."


def test_p1_what_only_shows_shows_and_says_where_it_is_changed(cast, fred):
    token, _secret = issue_token(cast.fred, by=cast.fred, now=MONDAY, name="x", scopes=["tickets:read"])
    for address, door in ((CONTACTS, "/desk/klanten/"), (TOKENS, "/desk/koppelingen/")):
        page = fred.get(address).content.decode()
        assert f'href="{door}"' in page and f"{address}add/" not in page
    for address in (
        f"{CONTACTS}{cast.jan.pk}/change/",
        f"{TOKENS}{token.pk}/change/",
        f"{USERS}{cast.jan.user.pk}/change/",
    ):
        page = fred.get(address)
        assert page.status_code == 200 and 'name="_save"' not in page.content.decode()
        assert fred.post(address, {"name": "x"}).status_code == 403


def test_p1_own_password_has_one_door(fred):
    answer = fred.get(f"{ADMIN}password_change/")
    assert answer.status_code == 302 and answer.url == "/account/password/change/"


# --- What a functioneel beheerder does every day ------------------------------------------------------------
def let_in(client: Client, *contacts: Contact, action: str = "let_in") -> str:
    given = {"action": action, "_selected_action": [contact.pk for contact in contacts]}
    return client.post(CONTACTS, given, follow=True).content.decode()


def test_a_contact_is_let_in_by_mail_and_chooses_his_own_password(cast, fred, mailoutbox):
    contact = ContactFactory(customer=cast.smit, name="Noor", email="noor@smit.example")
    assert "Noor heeft toegang" in let_in(fred, contact)
    contact.refresh_from_db()
    user = contact.user
    assert (user.email, user.is_house, user.is_staff, user.has_usable_password()) == (
        contact.email,
        False,
        False,
        False,
    )
    event = CustomerEvent.objects.get(kind="access_given")
    assert (event.customer, event.by, event.data["contact"]) == (cast.smit, cast.fred, contact.pk)
    sweep_outbox(MONDAY)
    mail = MailMessage.objects.get(message="access_given")
    assert mail.recipient == "noor@smit.example" and "Wachtwoord vergeten" in mail.text
    Client().post("/account/password/reset/", {"email": contact.email})
    assert re.search(r"/account/password/reset/key/", mailoutbox[-1].body)
    let_in(fred, contact)
    assert CustomerEvent.objects.filter(kind="access_given").count() == 1


def test_an_address_that_was_changed_with_its_checks_is_taken_over(cast, fred):
    EmailAddress.objects.create(user=cast.petra.user, email="petra@smit.example", verified=True)
    Contact.objects.filter(pk=cast.petra.pk).update(email="petra.nieuw@smit.example")
    let_in(fred, cast.petra)
    assert User.objects.get(pk=cast.petra.user.pk).email == "petra.nieuw@smit.example"
    assert not EmailAddress.objects.exists()


def test_who_is_not_let_in_is_said(cast, fred, sign_in):
    gone = ContactFactory(customer=cast.smit, name="Weg", email="weg@smit.example", is_active=False)
    deaf = ContactFactory(customer=cast.smit, name="Doof", email="")
    twice = ContactFactory(customer=cast.vries, name="Dubbel", email=cast.jan.email)
    page = let_in(fred, gone, deaf, twice)
    for words in ("niet actief", "geen e-mailadres", "al iemand anders"):
        assert words in page
    assert not User.objects.filter(email="weg@smit.example").exists()
    assert not CustomerEvent.objects.filter(kind="access_given").exists()


def test_a_tool_of_a_customer_is_made_and_nobody_is_mailed(cast, fred):
    tool = ContactFactory(customer=cast.smit, name="TOPdesk", email="topdesk@smit.example")
    let_in(fred, tool, action="let_tool_in")
    tool.refresh_from_db()
    assert tool.user.is_service and not tool.user.is_house
    sweep_outbox(MONDAY)
    assert not MailMessage.objects.exists()


def test_a_colleague_is_shut_out_and_told(cast, fred):
    assert fred.post(f"{USERS}{cast.sanne.pk}/change/", {"name": "Sanne de Wit"}).status_code == 302
    assert not User.objects.get(pk=cast.sanne.pk).is_active
    mail = MailMessage.objects.get(message="account_changed")
    assert mail.recipient == "sanne@1do.example" and "niet meer aanmelden" in mail.text and "Fred Bos" in mail.text
    page = fred.post(f"{USERS}{cast.fred.pk}/change/", {"name": "Fred Bos"}).content.decode()
    assert "Jezelf uitsluiten" in page and User.objects.get(pk=cast.fred.pk).is_active


def test_a_superuser_makes_a_colleague_with_a_role(cast, root, mailoutbox):
    role = Group.objects.get(name=Role.FUNCTIONEEL_BEHEERDER)
    given = {"email": "Nina@1do.example", "name": "Nina", "groups": [role.pk]}
    assert root.post(f"{USERS}add/", given).status_code == 302
    nina = User.objects.get(email="nina@1do.example")
    assert (nina.is_house, nina.is_staff, nina.is_superuser, nina.has_usable_password()) == (True, True, False, False)
    mail = MailMessage.objects.get(message="account_changed")
    assert mail.recipient == nina.email and "functioneel beheerder" in mail.text
    page = root.post(f"{USERS}add/", given | {"name": "Nog een"})
    assert page.status_code == 200 and "Dit adres is al in gebruik" in page.content.decode()
    assert 'value="Nog een"' in page.content.decode()
    assert root.post(f"{USERS}{nina.pk}/change/", fields_of(nina, groups=[])).status_code == 302
    assert not User.objects.get(pk=nina.pk).is_staff
    assert "rollen zijn gewijzigd" in MailMessage.objects.latest("pk").text


def test_the_verbs_themselves_refuse(cast):
    """Whatever door calls them."""
    chief = User.objects.create_superuser("root@1do.example", PASSWORD)
    verbs = [
        lambda: add_colleague(by=cast.fred, now=MONDAY, email="x@1do.example", name="X"),
        lambda: change_user(chief, by=cast.fred, now=MONDAY, name="X", is_active=False),
        lambda: change_user(cast.fred, by=cast.fred, now=MONDAY, name="X", is_active=True, groups=[]),
        lambda: change_user(cast.els, by=cast.sanne, now=MONDAY, name="X", is_active=True),
        lambda: save_team(None, by=cast.sanne, now=MONDAY, name="X", members=[]),
    ]
    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb()
    with pytest.raises(Refused, match="iemand van een klant"):
        change_user(cast.jan.user, by=chief, now=MONDAY, name="X", is_active=True)
    assert not User.objects.filter(name="X").exists() and not Team.objects.filter(name="X").exists()


def test_teams_customers_mail_domains_and_suppliers_by_their_verbs(cast, fred):
    given = {"name": "Netwerk", "members": [cast.sanne.pk]}
    assert fred.post(f"{ADMIN}accounts/team/add/", given).status_code == 302
    assert Team.objects.get(name="Netwerk").members.get() == cast.sanne
    page = fred.post(f"{ADMIN}accounts/team/add/", given).content.decode()
    assert "bestaat al" in page

    domains = {"mail_domains-TOTAL_FORMS": 1, "mail_domains-INITIAL_FORMS": 0, "mail_domains-0-domain": "nieuw.example"}
    given = {"number": "K2001", "name": "Nieuw BV", "is_active": "on", **domains}
    assert fred.post(f"{ADMIN}contracts/customer/add/", given).status_code == 302
    customer = Customer.objects.get(number="K2001")
    assert customer.mail_domains.get().domain == "nieuw.example"
    kinds = list(customer.events.order_by("pk").values_list("kind", "by"))
    assert kinds == [("customer_added", cast.fred.pk), ("customer_changed", cast.fred.pk)]
    page = fred.post(f"{ADMIN}contracts/customer/add/", given | {"number": "K2002"})
    assert page.status_code == 200 and Customer.objects.filter(number="K2002").count() == 0
    row = customer.mail_domains.get()
    gone = {"mail_domains-INITIAL_FORMS": 1, "mail_domains-0-id": row.pk, "mail_domains-0-DELETE": "on"}
    gone |= {"mail_domains-0-customer": customer.pk}
    assert fred.post(f"{ADMIN}contracts/customer/{customer.pk}/change/", given | gone).status_code == 302
    assert not customer.mail_domains.exists() and customer.events.count() == 3

    links = {
        "customer_links-TOTAL_FORMS": 1,
        "customer_links-INITIAL_FORMS": 0,
        "customer_links-0-customer": customer.pk,
    }
    links |= {"customer_links-0-reference": "KL-1", "customer_links-0-product": "Kassa"}
    given = {"name": "Kassa BV", "phone": "010 555 10 10", "email": "", **links}
    assert fred.post(f"{ADMIN}contracts/supplier/add/", given).status_code == 302
    link = Supplier.objects.get().customer_links.get()
    assert link.reference == "KL-1" and customer.events.latest("pk").data["supplier"] == "Kassa BV"
    old = {
        "customer_links-INITIAL_FORMS": 1,
        "customer_links-0-id": link.pk,
        "customer_links-0-supplier": link.supplier_id,
    }
    other = given | old | {"customer_links-0-customer": cast.smit.pk}
    page = fred.post(f"{ADMIN}contracts/supplier/{link.supplier_id}/change/", other)
    assert page.status_code == 200 and "De klant van een regel verandert niet" in page.content.decode()


def test_who_is_no_functioneel_beheerder_is_not_let_in(cast, sign_in):
    for who in (cast.sanne, cast.daan, cast.els, HouseUserFactory(is_staff=True)):
        for address in (USERS, TOKENS):
            assert sign_in(who).get(address).status_code in (302, 403)
    staff = HouseUserFactory(is_staff=True)  # sees contacts, as at the desk, and lets nobody in
    contact = ContactFactory(customer=cast.smit, email="noor@smit.example")
    given = {"action": "let_in", "_selected_action": [contact.pk]}
    assert sign_in(staff).post(CONTACTS, given).status_code == 403
    assert not User.objects.filter(email="noor@smit.example").exists()
