"""Beside an open melding: what looks like it and was solved, and how."""

from tests.conftest import MONDAY
from tickets import actions


def test_the_same_customers_first_with_what_solved_them(cast, sign_in, open_ticket):
    elsewhere = open_ticket(subject="Kassaprinter print scheef", contact=cast.willem)
    own = open_ticket(subject="Scheef: de kassaprinter")
    still_open = open_ticket(subject="Kassaprinter piept")
    for ticket, text in ((elsewhere, "Rol omgedraaid."), (own, "Lade vastgezet.")):
        actions.resolve(ticket, by=cast.sanne, now=MONDAY, text=text)
    asked = open_ticket(subject="Kassaprinters scheef")
    path = f"/desk/meldingen/{asked.number}/lijkt-op/"
    page = sign_in(cast.sanne).get(path, HTTP_HX_REQUEST="true").content.decode()
    assert page.index("Lade vastgezet.") < page.index("Rol omgedraaid.")
    assert f"#{still_open.number} " not in page
    assert "<html" in sign_in(cast.sanne).get(path).content.decode()
    assert sign_in(cast.jan.user).get(path).status_code == 404


def test_nothing_looks_like_it(cast, sign_in, open_ticket):
    number = open_ticket(subject="?!").number
    page = sign_in(cast.sanne).get(f"/desk/meldingen/{number}/lijkt-op/").content.decode()
    assert "Niets wat erop lijkt" in page
