"""Each verb of the desk can be reached: an address of its own, and a button or a place in a menu."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.urls import resolve

from desk.advice import verbs as advice_verbs
from desk.approvals import verbs as approvals_verbs
from desk.coverage import verbs as coverage_verbs
from desk.escalation import verbs as escalation_verbs
from desk.planned import verbs as planned_verbs
from desk.secrets import verbs as secret_verbs
from desk.suppliers import verbs as suppliers_verbs
from desk.tickets.verbs import VERBS
from tests.conftest import MONDAY
from tickets import actions

TEMPLATES = Path(__file__).parents[3] / "templates/desk"
OF_SUBJECTS = [
    *(advice_verbs, approvals_verbs, coverage_verbs, escalation_verbs),
    *(planned_verbs, secret_verbs, suppliers_verbs),
]


def test_each_verb_has_an_address_of_its_own() -> None:
    verbs = [verb for subject in OF_SUBJECTS for verb in subject.VERBS]
    counted = Counter(verb.slug for verb in verbs)
    lost = sorted({verb.slug for verb in verbs if VERBS.get(verb.slug) is not verb or counted[verb.slug] > 1})
    assert not lost, (
        f"Another verb has this slug too, or its subject is not in desk/tickets/verbs.py: {', '.join(lost)}"
    )
    taken = sorted(slug for slug in VERBS if resolve(f"/desk/meldingen/1/{slug}/").url_name != "act")
    assert not taken, f"Another page of a melding has this address (desk/*/urls.py): {', '.join(taken)}"


def test_each_verb_is_offered_somewhere() -> None:
    offered = {slug for page in TEMPLATES.rglob("*.html") for slug in re.findall(r'slug="([\w-]+)"', page.read_text())}
    hidden, unknown = sorted(VERBS.keys() - offered), sorted(offered - VERBS.keys())
    advice = "offer it in templates/desk/tickets/_ticket.html or its subject's _panel.html (tickets/_asks.html)"
    assert not hidden, f"Nobody can click {', '.join(hidden)}: {advice}"
    assert not unknown, f"No verb in desk/ has this slug: {', '.join(unknown)}"


@pytest.mark.parametrize("path", ["indeling/", "wijs-toe/", "annuleer/", "tijd/{entry}/"])
def test_a_verb_on_a_page_of_its_own_answers_there(path, cast, sign_in, open_ticket):
    """Opened in a tab of its own there is no dialog and no list: by htmx the answer had nowhere to go."""
    ticket = open_ticket()
    entry = actions.log_time(ticket, by=cast.sanne, now=MONDAY, minutes=15, text="Gebeld.").pk
    address = f"/desk/meldingen/{ticket.number}/{path.format(entry=entry)}"
    agent = sign_in(cast.marloes)
    page = agent.get(address).content.decode()
    assert 'class="page page--narrow"' in page
    assert "hx-post" not in page[page.index('class="page page--narrow"') : page.index("</main>")]
    part = agent.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-target="#action-body"' in part
