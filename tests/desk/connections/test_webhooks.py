"""Webhooks at the desk: who sees them, how one is made, what the log says, and what is done about it by hand."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.models import User
from integrations.models import DeliveryStatus, Webhook
from integrations.webhooks import actions
from integrations.webhooks.announcing import NAMES
from tests.conftest import MONDAY

URL = "/desk/koppelingen/webhooks/"
NEW = URL + "nieuw/"
ADDRESS = "https://192.0.43.7/in?sleutel=geheim"
GIVEN = {"name": "TOPdesk van Smit", "url": ADDRESS, "events": ["ticket.opened", "ticket.resolved"]}


@pytest.fixture
def fred(cast, sign_in):
    return sign_in(cast.fred)


@pytest.fixture
def tool(db):
    return User.objects.create_user("koppeling@1do.example", name="Koppeling", is_house=True, is_service=True)


@pytest.fixture
def webhook(cast, tool):
    return actions.make_webhook(by=cast.fred, now=MONDAY, user=tool, **GIVEN)[0]


def delivery(webhook, **given):
    number = webhook.deliveries.count()
    fields = {"event": "ticket.opened", "message_id": f"msg_{webhook.pk}_{number}", "body": '{"type":"x"}'}
    fields |= {"created_at": MONDAY, "next_attempt_at": MONDAY} | given
    return webhook.deliveries.create(**fields)


def test_who_gets_there(cast, sign_in, fred, webhook):
    message = delivery(webhook)
    pages = [URL, NEW, f"{URL}{webhook.pk}/", f"{URL}{webhook.pk}/wijzig/"]
    acts = [
        f"{URL}{webhook.pk}/{act}/" for act in ("geheim", "aan", "uit", "proef", "opnieuw", f"opnieuw/{message.pk}")
    ]
    for page in pages:
        assert fred.get(page).status_code == 200, page
    for act in acts:
        assert fred.get(act).status_code == 405, act
    for who, status in ((cast.sanne, 403), (cast.marloes, 403), (cast.jan.user, 404)):
        client = sign_in(who)
        assert [client.get(page).status_code for page in pages] == [status] * len(pages)
        assert [client.post(act).status_code for act in acts] == [status] * len(acts)
        assert client.post(NEW, GIVEN | {"email": who.email}).status_code == status
    assert Webhook.objects.count() == 1
    assert "webhooks" not in sign_in(cast.sanne).get("/desk/").content.decode()


def test_made_and_the_secret_is_shown_once(cast, fred):
    made = fred.post(NEW, GIVEN | {"email": "Jan@Smit.example"})
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    secret = re.search(r"whsec_[\w+/=]{40,}", made.content.decode())[0]
    webhook = Webhook.objects.get()
    assert (webhook.user, webhook.customer, webhook.made_by) == (cast.jan.user, cast.smit, cast.fred)
    listed, page = fred.get(URL).content.decode(), fred.get(f"{URL}{webhook.pk}/").content.decode()
    assert secret not in listed + page
    assert "192.0.43.7" in listed and "sleutel=geheim" not in listed
    assert "Bakkerij Smit" in listed and "Nieuwe melding; opgelost" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Vul in waarvoor"),
        ({"url": ""}, "Vul het adres in"),
        ({"url": "http://127.0.0.1:8000/"}, "eigen netwerk"),
        ({"url": "javascript:alert(1)"}, "begint met https://"),
        ({"url": "https://" + "a" * 600}, "500"),
        ({"events": []}, "minstens één gebeurtenis"),
        ({"events": ["ticket.exploded"]}, "ticket.exploded"),
        ({"email": "niemand@x.example"}, "Maak de koppeling eerst aan"),
        ({"email": "sanne@1do.example"}, "collega"),
        ({"name": "x\x00"}, "tekens"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(cast, fred, change, words):
    page = fred.post(NEW, GIVEN | {"email": "jan@smit.example"} | change)
    assert page.status_code == 200 and words in page.content.decode()
    if "name" not in change:
        assert "TOPdesk van Smit" in page.content.decode()
    assert not Webhook.objects.exists()


def test_changed(fred, webhook):
    fields = {"name": "Anders", "url": "https://192.0.43.8/", "events": sorted(NAMES)}
    assert fred.post(f"{URL}{webhook.pk}/wijzig/", fields).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.name, webhook.url, webhook.events) == ("Anders", "https://192.0.43.8/", sorted(NAMES))
    assert "10.0.0.1" in fred.post(f"{URL}{webhook.pk}/wijzig/", fields | {"url": "https://10.0.0.1"}).content.decode()


def test_a_new_secret(fred, webhook):
    page = fred.post(f"{URL}{webhook.pk}/geheim/")
    assert page.status_code == 200 and "whsec_" in page.content.decode() and "24 uur" in page.content.decode()
    old = bytes(webhook.secret)
    webhook.refresh_from_db()
    assert bytes(webhook.old_secret) == old


def test_the_log_says_how_each_went_and_can_be_narrowed(fred, webhook, open_ticket):
    entry = open_ticket().timeline.first()
    delivery(webhook, status="delivered", next_attempt_at=None, attempts=1, entry=entry)
    delivery(webhook, status="failed", next_attempt_at=None, attempts=10, last_error="Antwoordt met 500")
    delivery(webhook, attempts=2, last_error="Niet bereikbaar.")
    page = fred.get(f"{URL}{webhook.pk}/").content.decode()
    for words in ("Bezorgd", "Opgegeven", "Wordt opnieuw geprobeerd", "Antwoordt met 500", f"#{entry.ticket_id}"):
        assert words in page
    failed = fred.get(f"{URL}{webhook.pk}/?status=failed").content.decode()
    assert "Antwoordt met 500" in failed and "Niet bereikbaar" not in failed
    assert fred.get(f"{URL}{webhook.pk}/?status=%00&na=onzin").status_code == 200


def test_pages_of_the_log(fred, webhook):
    made = [delivery(webhook).pk for _number in range(53)]
    first = fred.get(f"{URL}{webhook.pk}/").content.decode()
    following = re.search(r'rel="next"\s+href="([^"]+)"', first)[1]
    second = fred.get(f"{URL}{webhook.pk}/{following}").content.decode()
    ids = [int(pk) for page in (first, second) for pk in re.findall(r'id="delivery-(\d+)"', page)]
    assert ids == sorted(made, reverse=True)


def test_a_page_costs_the_same_with_one_message_and_with_fifty(fred, webhook, open_ticket, django_assert_num_queries):
    entry = open_ticket().timeline.first()
    delivery(webhook, entry=entry)
    with django_assert_num_queries(10):
        fred.get(f"{URL}{webhook.pk}/")
    for _number in range(49):
        delivery(webhook)
    with django_assert_num_queries(10):
        fred.get(f"{URL}{webhook.pk}/")


def test_sent_again_by_hand_one_or_all(fred, webhook):
    one = delivery(webhook, status="delivered", next_attempt_at=None)
    two = delivery(webhook, status="failed", next_attempt_at=None)
    fred.post(f"{URL}{webhook.pk}/opnieuw/{one.pk}/")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, two.status) == (DeliveryStatus.WAITING, DeliveryStatus.FAILED)
    said = fred.post(f"{URL}{webhook.pk}/opnieuw/", follow=True).content.decode()
    two.refresh_from_db()
    assert two.status == DeliveryStatus.WAITING and "1 bericht gaat opnieuw weg." in said


def test_a_message_of_another_webhook_is_not_found(cast, fred, webhook, tool):
    other = actions.make_webhook(by=cast.fred, now=MONDAY, user=tool, **GIVEN)[0]
    assert fred.post(f"{URL}{other.pk}/opnieuw/{delivery(webhook).pk}/").status_code == 404


def test_off_and_on(cast, fred, webhook):
    waiting = delivery(webhook, next_attempt_at=MONDAY + timedelta(days=900))
    fred.post(f"{URL}{webhook.pk}/uit/")
    webhook.refresh_from_db()
    assert not webhook.is_active and webhook.disabled_by == cast.fred
    for act in ("proef", "opnieuw", f"opnieuw/{waiting.pk}"):
        assert "staat uit" in fred.post(f"{URL}{webhook.pk}/{act}/", follow=True).content.decode()
    assert webhook.deliveries.count() == 1
    fred.post(f"{URL}{webhook.pk}/aan/")
    webhook.refresh_from_db()
    waiting.refresh_from_db()
    assert webhook.is_active and webhook.disabled_at is None
    assert waiting.next_attempt_at < MONDAY + timedelta(days=800)


def test_v13_who_manages_them_is_told_on_every_page_that_one_was_given_up(cast, fred, sign_in, webhook):
    words = "uitgezet omdat er niets aankwam"
    assert words not in fred.get("/desk/").content.decode()
    Webhook.objects.update(is_active=False, disabled_at=MONDAY, disabled_why="Antwoordt met 500.")
    assert words in fred.get("/desk/").content.decode()
    assert words not in sign_in(cast.sanne).get("/desk/").content.decode()
    assert "Antwoordt met 500." in fred.get(f"{URL}{webhook.pk}/").content.decode()
    Webhook.objects.update(disabled_by=cast.fred)
    assert words not in fred.get("/desk/").content.decode()
