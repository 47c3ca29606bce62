"""Views that are kept, how the queue looks for somebody, and what comes next."""

from __future__ import annotations

import re

import pytest
import time_machine

from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import QueueView
from tickets.reading.actions import see

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def numbers(response) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', response.content.decode())]


def tabs(response) -> dict[str, str]:
    found = re.findall(r'id="tab-\d+"[^>]*>([^<]+) (?:<span class="count">(\d+)<)?', response.content.decode())
    return dict(found)


def keep(client, query: str, **given) -> QueueView:
    response = client.post(f"/desk/weergaven/?{query}", {"name": "Mijn drukte", **given})
    assert response.status_code == 302, response.content.decode()
    return QueueView.objects.latest("pk")


def test_a_view_is_kept_with_its_count_and_shows_what_it_holds(agent, cast, open_ticket):
    mine, _other = open_ticket(impact=3, urgency="C"), open_ticket()
    actions.take(mine, by=cast.sanne, now=NOW)
    view = keep(agent, "behandelaar=ik&prioriteit=laag&sorteer=-leeftijd")
    assert view.words == {"behandelaar": "ik", "prioriteit": "laag", "sorteer": "-leeftijd"}
    page = agent.get(f"/desk/?weergave=v{view.pk}")
    assert numbers(page) == [mine.number]
    assert tabs(page)["Mijn drukte"] == "1"
    assert "Behandelaar: ik" in page.content.decode()


def test_in_a_shared_view_ik_is_who_reads_it(cast, sign_in, open_ticket):
    of_sanne, of_marloes = open_ticket(), open_ticket()
    actions.take(of_sanne, by=cast.sanne, now=NOW)
    actions.take(of_marloes, by=cast.marloes, now=NOW)
    view = keep(sign_in(cast.marloes), "behandelaar=ik", is_shared="on")
    assert numbers(sign_in(cast.marloes).get(f"/desk/?weergave=v{view.pk}")) == [of_marloes.number]
    page = sign_in(cast.sanne).get(f"/desk/?weergave=v{view.pk}")
    assert numbers(page) == [of_sanne.number]
    assert tabs(page)["Mijn drukte"] == "1"
    assert "Gedeeld door Marloes Kuiper" in page.content.decode()


def test_who_may_share_and_who_may_change(cast, sign_in, agent):
    view = keep(agent, "prioriteit=laag", is_shared="on")  # the box was not offered to her
    assert not view.is_shared
    marloes = sign_in(cast.marloes)
    assert marloes.get(f"/desk/weergaven/{view.pk}/").status_code == 404
    assert marloes.post(f"/desk/weergaven/{view.pk}/weg/").status_code == 404
    shared = keep(marloes, "prioriteit=laag", name="Laag", is_shared="on")
    assert agent.get(f"/desk/weergaven/{shared.pk}/").status_code == 404
    assert agent.post(f"/desk/weergaven/{shared.pk}/weg/").status_code == 403
    assert sign_in(cast.jan.user).get("/desk/weergaven/").status_code == 404
    agent.post(f"/desk/weergaven/{view.pk}/", {"name": "Rustig werk"})
    view.refresh_from_db()
    assert view.name == "Rustig werk"
    agent.post(f"/desk/weergaven/{view.pk}/weg/")
    assert list(QueueView.objects.all()) == [shared]


@pytest.mark.parametrize("words", [{"behandelaar": "999999"}, {"weergave": "weg"}, {"kleur": "rood"}])
def test_a_view_of_which_a_condition_is_gone_shows_nothing_and_says_so(words, agent, cast, open_ticket):
    open_ticket()
    view = QueueView.objects.create(owner=cast.sanne, name="Van Wim", words=words, made_at=NOW)
    page = agent.get(f"/desk/?weergave=v{view.pk}")
    assert numbers(page) == []
    assert "De weergave “Van Wim” is te herstellen" in page.content.decode()
    assert "te herstellen" in agent.get("/desk/weergaven/").content.decode()
    assert agent.get(f"/desk/?weergave=v{view.pk}&prioriteit=ernstig").content.decode().count('id="row-') == 0


def test_a_view_of_nobody_is_said(agent):
    for word in ("v999999", "v", "vx", "v" + "9" * 30):
        assert "is geen bekende weergave" in agent.get(f"/desk/?weergave={word}").content.decode()


def test_every_count_is_the_length_of_its_list(cast, sign_in, open_ticket):
    mine, waits, planned, free = (open_ticket() for _ in range(4))
    team = open_ticket(team=cast.supportcenter)
    for ticket in (mine, waits, planned):
        actions.take(ticket, by=cast.sanne, now=MONDAY)
    actions.wait(waits, by=cast.sanne, now=MONDAY, party="customer", text="Welk nummer?")
    actions.reply(waits, by=cast.jan.user, now=NOW, text="Nummer 7.")
    actions.plan(planned, by=cast.sanne, now=MONDAY, planned_for=at("2026-11-24 14:00"), text="Morgen.")
    actions.reply(free, by=cast.jan.user, now=NOW, text="Nog iets.")
    actions.wait(team, by=cast.sanne, now=NOW, party="supplier", text="Onderdeel")
    actions.escalate(mine, by=cast.sanne, now=NOW, reason="Het duurt te lang.")
    from desk.queue.asked import TABS

    for person in (cast.sanne, cast.ravi):
        client = sign_in(person)
        counts = tabs(client.get("/desk/"))
        for word, (label, _where) in TABS.items():
            assert int(counts[str(label)]) == len(numbers(client.get(f"/desk/?weergave={word}"))), label
    assert tabs(sign_in(cast.sanne).get("/desk/"))["Klant antwoordde"] == "2"


def test_what_is_escalated_stands_on_top_with_its_sign(agent, cast, open_ticket):
    _first, last = open_ticket(impact=1), open_ticket(kind="servicevraag")
    actions.escalate(last, by=cast.sanne, now=NOW, reason="Het duurt te lang.")
    page = agent.get("/desk/")
    assert numbers(page)[0] == last.number
    assert len(numbers(page)) == len(set(numbers(page))) == 2
    assert "geëscaleerd" in page.content.decode().split(f'id="row-{last.number}"')[1].split("</li>")[0]


def row(response, ticket) -> str:
    return response.content.decode().split(f'id="row-{ticket.number}"')[1].split("</li>")[0]


def test_an_answer_of_the_customer_is_unread_until_it_is_read_and_unanswered_until_it_is_answered(
    agent, cast, sign_in, open_ticket
):
    ticket = open_ticket()
    see(ticket, by=cast.sanne, until=ticket.timeline.latest("pk").pk)
    assert "Ongelezen" not in row(agent.get("/desk/"), ticket)
    actions.reply(ticket, by=cast.jan.user, now=NOW, text="Het is nu overal.")
    shown = row(agent.get("/desk/"), ticket)
    assert "Ongelezen" in shown
    assert "klant antwoordde" in shown
    see(ticket, by=cast.sanne, until=ticket.timeline.latest("pk").pk)
    shown = row(agent.get("/desk/"), ticket)
    assert "Ongelezen" not in shown
    assert "klant antwoordde" in shown  # reading is no answer
    assert "Ongelezen" in row(sign_in(cast.ravi).get("/desk/"), ticket)
    actions.reply(ticket, by=cast.sanne, now=NOW, text="Wij kijken.")
    shown = row(agent.get("/desk/"), ticket)
    assert "klant antwoordde" not in shown
    assert "jij 10:20" in shown


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (None, "11:00</span> <span data-timeleft-words>nog 40 min"),
        ("start", "bezig sinds 10:20"),
        ("wait", "wacht op klant, nog 50 min"),
        ("supplier", "nabellen di 24 nov"),
        ("plan", "gepland di 14:00"),
        ("resolve", "sluit 30 nov"),
    ],
)
def test_the_time_says_what_comes_next(act, words, agent, cast, open_ticket):
    ticket, by = open_ticket(), {"by": cast.sanne, "now": NOW}
    if act in ("start", "supplier", "plan"):
        actions.start_work(ticket, **by)
    if act == "wait":
        actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 10:10"), party="customer", text="Welk nummer?")
    if act == "supplier":
        actions.wait(ticket, **by, party="supplier", text="Onderdeel")
    if act == "plan":
        actions.plan(ticket, **by, planned_for=at("2026-11-24 14:00"), text="Morgen.")
    if act == "resolve":
        actions.resolve(ticket, **by, text="Klaar.")
    shown = re.sub(r"<svg.*?</svg> ?", "", row(agent.get("/desk/?q=mail"), ticket), flags=re.S)
    assert words in shown


def test_columns_and_rows_are_of_each_person(agent, cast, sign_in, open_ticket):
    ticket = open_ticket()
    places = {"plaats-melder": "2", "plaats-kanaal": "1", "roomy": "1"}
    assert agent.post("/desk/regels/", places).status_code == 302
    page = agent.get("/desk/")
    assert re.findall(r"<li.*?</li>", page.content.decode(), re.S)
    assert re.findall(r"queue-cell--(\w+)", row(page, ticket)) == ["kanaal", "melder"]
    assert "Jan Smit" in row(page, ticket)
    assert "queue-rows--roomy" in page.content.decode()
    other = sign_in(cast.ravi).get("/desk/")
    assert re.findall(r"queue-cell--(\w+)", row(other, ticket))[0] == "klant"
    bad = agent.post("/desk/regels/", {"plaats-melder": "99", "roomy": "2"})
    assert bad.status_code == 200
    cast.sanne.desk_choices = {"columns": ["weg", 7], "roomy": "x"}  # of a house of before
    cast.sanne.save()
    assert agent.get("/desk/").status_code == 200


@pytest.mark.parametrize("sort", ["nummer", "-nummer", "klant", "-klant", "laatste", "leeftijd", "-leeftijd"])
def test_sorted_by_a_column_page_by_page(sort, agent, cast, open_ticket, monkeypatch):
    monkeypatch.setattr("desk.queue.queue_rows.PAGE", 2)
    made = [open_ticket(), open_ticket(contact=cast.willem), open_ticket(now=at("2026-11-20 09:00"))]
    first = agent.get(f"/desk/?sorteer={sort}")
    following = re.search(r'rel="next"\s+href="([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    walked = numbers(first) + numbers(agent.get(f"/desk/{following}"))
    keys = {
        "nummer": lambda ticket: (ticket.number,),
        "klant": lambda ticket: (ticket.customer.name, ticket.number),
        "laatste": lambda ticket: (ticket.opened_at, ticket.number),
        "leeftijd": lambda ticket: (ticket.opened_at, ticket.number),
    }
    wanted = sorted(made, key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
    assert walked == [ticket.number for ticket in wanted]


def test_filters_are_drawn_when_somebody_opens_them(agent, cast):
    assert "Notariskantoor De Vries" not in agent.get("/desk/").content.decode()
    part = agent.get("/desk/filters/?weergave=mijn&team=mijn", headers={"HX-Request": "true"}).content.decode()
    assert "Notariskantoor De Vries" in part
    assert '<option value="mijn" selected' in part
    assert 'name="weergave" value="mijn"' in part
    assert "<html" not in part
    assert "<html" in agent.get("/desk/filters/").content.decode()  # without a script


def test_what_comes_next_is_what_needs_me(agent, cast, open_ticket):
    free, mine, answered, waits = (open_ticket() for _ in range(4))
    for ticket in (mine, answered, waits):
        actions.take(ticket, by=cast.sanne, now=MONDAY)
    actions.reply(answered, by=cast.jan.user, now=NOW, text="En nu?")
    actions.wait(waits, by=cast.sanne, now=NOW, party="customer", text="Welk nummer?")
    walked, here = [], "/desk/"
    for _ in range(4):
        here = agent.get("/desk/volgende/", headers={"Referer": f"http://testserver{here}"})["Location"]
        walked.append(int(re.search(r"(\d+)", here)[1]))
    assert walked == [answered.number, mine.number, free.number, answered.number]
    assert agent.get("/desk/volgende/", headers={"Referer": "http://[/meldingen/"}).status_code == 302
    for ticket in (free, mine, answered):
        actions.cancel(ticket, by=cast.sanne, now=NOW, text="Klaar.")
    assert agent.get("/desk/volgende/")["Location"] == "/desk/?weergave=aan-mij"


def test_a_refresh_of_what_is_still_true_asks_three_questions(agent, open_ticket, django_assert_num_queries):
    open_ticket()
    page = agent.get("/desk/").content.decode()
    url = re.search(r'id="queue-live" hx-get="([^"]+)"', page).group(1).replace("&amp;", "&")
    with django_assert_num_queries(3):  # the session, the person, the newest line
        assert agent.get(url, headers={"HX-Request": "true", "HX-Target": "queue-live"}).status_code == 204


def test_a_refresh_after_something_elsewhere_learns_the_new_version(agent, cast, open_ticket):
    mine, other = open_ticket(), open_ticket(contact=cast.willem)
    actions.take(mine, by=cast.sanne, now=MONDAY)
    page = agent.get("/desk/?weergave=mijn").content.decode()
    url = re.search(r'id="queue-live" hx-get="([^"]+)"', page).group(1).replace("&amp;", "&")
    actions.note(other, by=cast.ravi, now=NOW, text="Gebeld.")
    still = agent.get(url, headers={"HX-Request": "true", "HX-Target": "queue-live"})
    assert still.status_code == 204
    assert "queue-still" in still["HX-Trigger"]
