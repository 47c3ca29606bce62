"""Who gets into the desk: the house only; and within it, only who holds the permission."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from desk.tickets.verbs import VERBS

PAGES = [
    "/desk/",
    "/desk/meldingen/{number}/",
    "/desk/nieuw/",
    "/desk/nieuw/?contact={contact}",
    "/desk/nieuw/voorbeeld/?contact={contact}",
    "/desk/nieuw/{number}/",
    "/desk/klanten/",
    "/desk/klanten/{customer}/",
    "/desk/klanten/{customer}/overeenkomst/",
    "/desk/klanten/{customer}/overeenkomst/{version}/",
    "/desk/klanten/{customer}/overeenkomst/{version}/vergelijk/",
    "/desk/klanten/{customer}/overeenkomst/{version}/document/",
    "/desk/klanten/{customer}/wat-als/",
    "/desk/klanten/{customer}/reviews/",
    "/desk/klanten/{customer}/reviews/nieuw/",
    "/desk/reviews/",
    "/desk/reviews/?mijn",
    "/desk/contacten/nieuw/?klant={customer}",
    "/desk/contacten/{contact}/",
    "/desk/werkvoorraad/",
    "/desk/escalaties/",
    "/desk/evaluaties/",
    "/desk/meldingen/{number}/oorzaak/",
    "/desk/tevredenheid/",
    "/desk/rooster/",
    "/desk/klanten/{customer}/uren/",
    "/desk/uren/",
    "/desk/openingstijden/",
    "/desk/openingstijden/calamiteitendienst/",
    "/desk/mail/",
    "/desk/ik/",
    "/desk/ik/notificaties/",
    "/desk/notificaties/",
    "/desk/notificaties/bel/",
    "/desk/notificaties/lijst/",
    *(f"/desk/meldingen/{{number}}/{verb}/" for verb in VERBS),
]


@pytest.fixture
def address(cast, open_ticket):
    ticket = open_ticket()
    return lambda path: path.format(
        number=ticket.number, contact=cast.jan.pk, customer=cast.smit.pk, version=cast.smit_agreement.pk
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_customer_finds_no_desk(path, address, cast, sign_in):
    """His own melding neither: the desk is not for him."""
    assert sign_in(cast.jan.user).get(address(path)).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_signs_in_first(path, address, client):
    response = client.get(address(path))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


MADE_UP = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}


def addresses(resolver: URLResolver, before: str) -> Iterator[str]:
    """All of them, with something in each place that has to be filled in."""
    for each in resolver.url_patterns:
        whole = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield re.sub(r"<(\w+):\w+>", lambda kind: MADE_UP.get(kind[1], "x"), whole)
        else:
            yield from addresses(each, whole)


ADDRESSES = sorted(each for each in addresses(get_resolver("desk.urls"), "/desk/") if "/oproep/" not in each)
"""But the personal link of who is called: whoever has it need not sign in (tests/tickets/paging)."""


def test_a_customer_is_refused_at_every_address_before_anything_is_read(
    cast, sign_in, client, django_assert_max_num_queries
):
    """Also where only something is done; what he names need not be there."""
    jan = sign_in(cast.jan.user)
    assert len(ADDRESSES) > 80
    for path in ADDRESSES:
        method = "post" if jan.get(path).status_code == 405 else "get"
        with django_assert_max_num_queries(2, info=f"{path}: put @house() on its view (desk/access.py)"):  # who he is
            assert getattr(jan, method)(path).status_code == 404, path
        answer = getattr(client, method)(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/"), path


@pytest.mark.parametrize("path", PAGES)
def test_the_coordinator_may_see_every_page(path, address, cast, sign_in):
    assert sign_in(cast.marloes).get(address(path)).status_code == 200


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/desk/klanten/{customer}/overeenkomst/nieuw/", "daan", 200),
        ("/desk/klanten/{customer}/overeenkomst/nieuw/", "sanne", 403),
        ("/desk/klanten/{customer}/overeenkomst/{version}/einde/", "daan", 200),
        ("/desk/klanten/{customer}/overeenkomst/{version}/einde/", "marloes", 403),
        ("/desk/klanten/{customer}/overeenkomst/{version}/aanbieden/", "els", 403),
        ("/desk/werkvoorraad/", "els", 200),
        ("/desk/werkvoorraad/", "sanne", 403),
        ("/desk/openingstijden/", "fred", 200),
        ("/desk/openingstijden/", "sanne", 403),
        ("/desk/uren/", "els", 200),
        ("/desk/uren/", "sanne", 403),
        ("/desk/klanten/{customer}/uren/", "sanne", 200),
        ("/desk/mail/", "fred", 200),
        ("/desk/mail/", "sanne", 200),
        ("/desk/mail/", "els", 403),
        ("/desk/nieuw/", "sanne", 200),
        ("/desk/nieuw/", "els", 403),
        ("/desk/contacten/nieuw/?klant={customer}", "sanne", 200),
        ("/desk/contacten/nieuw/?klant={customer}", "els", 403),
        ("/desk/contacten/{contact}/", "daan", 200),
        ("/desk/contacten/{contact}/", "els", 403),
        ("/desk/meldingen/{number}/", "els", 200),
        ("/desk/meldingen/{number}/wacht/", "els", 403),
    ],
)
def test_within_the_house_the_role_decides(path, who, status, address, cast, sign_in):
    assert sign_in(getattr(cast, who)).get(address(path)).status_code == status


def test_the_rail_offers_only_what_opens(cast, sign_in):
    agent, coordinator = (sign_in(who).get("/desk/").content.decode() for who in (cast.sanne, cast.marloes))
    for address in ("/desk/werkvoorraad/", "/desk/openingstijden/", "/desk/uren/"):
        assert f'href="{address}"' not in agent
        assert f'href="{address}"' in coordinator


@pytest.mark.parametrize("path", ["/desk/meldingen/999999/", "/desk/meldingen/999999/wacht/", "/desk/klanten/999999/"])
def test_what_is_not_there(path, cast, sign_in):
    assert sign_in(cast.sanne).get(path).status_code == 404


@pytest.mark.parametrize("word", ["999999", "0", "-1", "x", "9" * 40, "1' OR '1'='1"])
def test_no_such_caller(word, cast, sign_in):
    assert sign_in(cast.sanne).get("/desk/nieuw/", {"contact": word}).status_code == 404
    assert sign_in(cast.sanne).get("/desk/contacten/nieuw/", {"klant": word}).status_code == 404
