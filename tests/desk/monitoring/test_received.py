"""What was not read: seen at Monitoring, with how much of it nobody has taken note of."""

from __future__ import annotations

import pytest

from accounts.models import ApiToken
from integrations.models import AlertBody
from integrations.monitoring import handing_in
from tests.conftest import MONDAY
from tests.factories import HouseUserFactory

URL = "/desk/monitoring/niet-gelezen/"


@pytest.fixture
def token(cast):
    user = HouseUserFactory.create(email="rmm@1do.example", name="RMM van 1do", is_service=True)
    return ApiToken.issue(user, name="RMM", scopes=["alerts:write"], now=MONDAY)[0]


def hand_in(token, body, content_type="application/json"):
    kept = handing_in.keep(body.encode(), content_type, token=token, now=MONDAY)
    try:
        handing_in.hand_in(kept, token=token, now=MONDAY, bound=None)
    except handing_in.NothingRead as problem:
        wrapped = RuntimeError()
        wrapped.__cause__ = problem
        handing_in.settle_refused(kept, wrapped)
    return AlertBody.objects.get(pk=kept.row.pk)


def test_who_sees_it(cast, sign_in, token):
    row = hand_in(token, '{"a": 1}')
    for who, sees in [(cast.sanne, 200), (cast.els, 403), (cast.jan.user, 404)]:
        client = sign_in(who)
        for url in (URL, f"/desk/monitoring/ontvangen/{row.pk}/"):
            assert client.get(url).status_code == sees
        assert client.post(URL + "gezien/", {"tot": row.pk}).status_code == (302 if sees == 200 else sees)


def test_what_was_not_read_is_counted_until_it_is_seen(cast, sign_in, token):
    sanne = sign_in(cast.sanne)
    assert "Alles is gelezen" in sanne.get(URL).content.decode()
    hand_in(token, '{"host": "srv01", "name": "x", "status": "firing"}')
    assert "Alles is gelezen" in sanne.get(URL).content.decode()
    first, second = hand_in(token, "zomaar"), hand_in(token, '{"a": 1}')
    page = sanne.get("/desk/monitoring/").content.decode()
    assert '<span class="count">2</span>' in page
    page = sanne.get(URL).content.decode()
    assert "Dit is geen JSON" in page and f'value="{second.pk}"' in page and "RMM van 1do" in page
    third = hand_in(token, '{"b": 1}')
    sanne.post(URL + "gezien/", {"tot": second.pk})
    first.refresh_from_db()
    third.refresh_from_db()
    assert (first.seen_by, third.seen_by) == (cast.sanne, None)
    assert '<span class="count">1</span>' in sanne.get(URL).content.decode()
    sign_in(cast.marloes).post(URL + "gezien/", {"tot": second.pk})
    first.refresh_from_db()
    assert first.seen_by == cast.sanne
    for nonsense in ("", "x", "9" * 30):
        assert sanne.post(URL + "gezien/", {"tot": nonsense}).status_code == 302
    assert sanne.get(URL + "gezien/").status_code == 405


def test_the_body_itself_without_passwords_and_what_became_of_it(cast, sign_in, token):
    row = hand_in(
        token, '[{"host": "srv01", "name": "<b>x</b>", "status": "firing", "text": "wachtwoord: Zomer2026!"}, {"a": 1}]'
    )
    page = sign_in(cast.sanne).get(f"/desk/monitoring/ontvangen/{row.pk}/").content.decode()
    assert "Zomer2026" not in page and "&lt;b&gt;x" in page and "<b>x" not in page
    assert "de host is van geen klant" in page and "niet verwerkt" in page
    assert "Een functioneel beheerder" in page and "veldindeling/" not in page
    assert sign_in(cast.sanne).get("/desk/monitoring/ontvangen/999999/").status_code == 404


@pytest.mark.parametrize("number", [1, 51])
def test_the_list_in_pages(cast, sign_in, token, number, django_assert_max_num_queries):
    for each in range(number):
        hand_in(token, f'{{"a": {each}}}')
    sanne = sign_in(cast.sanne)
    with django_assert_max_num_queries(9):
        page = sanne.get(URL).content.decode()
    assert ('rel="next"' in page) is (number == 51)
    assert sanne.get(URL + "?na=onzin").status_code == 200
