"""A melding by telephone."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from contracts.models import Contact
from tests.conftest import at
from tickets.models import Channel, Ticket

NOW = at("2026-11-23 16:40")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def call(**changes: str) -> dict:
    return {
        "kind": "incident",
        "impact": "1",
        "urgency": "A",
        "subject": "Alles ligt eruit",
        "description": "Niemand kan werken.",
        "steps_taken": "Niets.",
        "contact_phone": "06 13 46 79 00",
        "form_token": "call-1",
    } | changes


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jan", {"Jan Smit"}),
        ("smit bakkerij", {"Jan Smit", "Petra Bakker"}),
        ("K1002", {"Willem de Vries"}),
        ("petra@smit", {"Petra Bakker"}),
        ("0620000000", {"Jan Smit"}),
        ("+31 6 2000 0000", {"Jan Smit"}),
        ("0031620000000", {"Jan Smit"}),
        ("zzz", set()),
        ("%", set()),
        ("\x00jan", {"Jan Smit"}),
        ("", set()),
    ],
)
def test_who_calls(query, found, agent, cast):
    Contact.objects.filter(pk=cast.jan.pk).update(phone="06-2000 0000")
    page = agent.get("/desk/nieuw/", {"wie": query}, headers={"HX-Request": "true"}).content.decode()
    people = {"Jan Smit", "Petra Bakker", "Willem de Vries"}
    assert {name for name in people if f"<strong>{name}</strong>" in page} == found


def test_who_has_left_is_not_found_and_cannot_report(agent, cast):
    Contact.objects.filter(pk=cast.jan.pk).update(is_active=False)
    assert "<strong>Jan" not in agent.get("/desk/nieuw/?wie=jan").content.decode()
    assert agent.get(f"/desk/nieuw/?contact={cast.jan.pk}").status_code == 404


def test_from_call_to_number(agent, cast):
    for _ in range(3):
        response = agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(), follow=True)
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.priority, ticket.off_channel) == (Channel.PHONE, "kritisch", False)
    assert (ticket.contact, ticket.contact_phone) == (cast.jan, "06 13 46 79 00")
    page = response.content.decode()
    assert f'id="filed-number">#{ticket.number}<' in page
    assert "ma 23 nov 17:10" in page, "by the hours of the Calamiteitendienst"


def test_files_are_kept(agent, cast):
    agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call() | {"files": SimpleUploadedFile("fout.png", b"x")})
    assert Ticket.objects.get().timeline.get().attachments.get().name == "fout.png"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": ""}, "Geef de melding een onderwerp"),
        ({"description": ""}, "Omschrijf wat er gebeurt"),
        ({"impact": ""}, "Kies wie er last van heeft"),
        ({"urgency": ""}, "Kies of er nog gewerkt kan worden"),
        ({"steps_taken": ""}, "Schrijf op wat er al is geprobeerd"),
        ({"contact_phone": "", "contact_email": ""}, "Vul een telefoonnummer of een e-mailadres in"),
        ({"contact_email": "jan"}, "Dit is geen volledig e-mailadres"),
    ],
)
def test_what_is_missing_is_asked_and_nothing_is_lost(changes, words, agent, cast):
    page = agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(**changes)).content.decode()
    assert words in page
    assert changes.keys() & {"description"} or "Niemand kan werken." in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("who", ["els", "jan"])
def test_others_take_no_calls(who, cast, sign_in):
    person = getattr(cast, who)
    response = sign_in(getattr(person, "user", person)).post(f"/desk/nieuw/?contact={cast.jan.pk}", call())
    assert response.status_code == (404 if who == "jan" else 403)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("who", "answers", "words"),
    [
        ("willem", {"kind": "incident", "impact": "1", "urgency": "A"}, ["Kritisch", "di 24 nov 08:10", "Belofte"]),
        ("willem", {"kind": "incident", "impact": "2", "urgency": "A"}, ["Ernstig", "di 24 nov 08:40"]),
        ("willem", {"kind": "incident", "impact": "3", "urgency": "A"}, ["Standaard", "Streven, geen belofte"]),
        (
            "willem",
            {"kind": "incident", "impact": "3", "urgency": "C"},
            ["Laag", "Voor deze prioriteit is geen begintijd afgesproken."],
        ),
        ("willem", {"kind": "servicevraag"}, ["Servicevraag", "Wij pakken dit in overleg met u op."]),
        ("willem", {"kind": "incident", "impact": "2"}, ["Kies wie er last van heeft"]),
        ("willem", {"kind": "weg", "impact": "9", "urgency": "Z"}, ["Kies wie er last van heeft"]),
    ],
)
def test_what_the_agent_can_say_while_the_caller_talks(who, answers, words, agent, cast):
    contact = getattr(cast, who)
    page = agent.get("/desk/nieuw/voorbeeld/", {"contact": contact.pk} | answers).content.decode()
    for word in words:
        assert word in page
    assert not Ticket.objects.exists()


def test_what_was_foretold_is_what_is_kept(agent, cast):
    answers = {"kind": "incident", "impact": "2", "urgency": "A"}
    said = agent.get("/desk/nieuw/voorbeeld/", {"contact": cast.willem.pk} | answers).content.decode()
    agent.post(f"/desk/nieuw/?contact={cast.willem.pk}", call(**answers))
    assert f'datetime="{Ticket.objects.get().clock.due_at.astimezone(NOW.tzinfo).isoformat()}"' in said


def test_a_customer_without_agreement(agent, cast):
    cast.vries.agreements.all().delete()
    assert "Geen SLA van toepassing" in agent.get(f"/desk/nieuw/?contact={cast.willem.pk}").content.decode()


def test_a_caller_nobody_knows_yet_is_added_on_the_way(agent, cast):
    address = f"/desk/contacten/nieuw/?klant={cast.smit.pk}&melding=1"
    response = agent.post(address, {"name": "Ilse Nieuw", "phone": "0611111111"})
    ilse = Contact.objects.get(name="Ilse Nieuw")
    assert ilse.customer == cast.smit
    assert response["Location"] == f"/desk/nieuw/?contact={ilse.pk}"


# --- What the work is on, and so whether it is covered ----------------------------------------------------
@pytest.mark.parametrize(
    ("who", "answers", "words"),
    [
        ("jan", {"kind": "incident", "item_type": "werkplek"}, ["Inbegrepen", "(6.3)"]),
        ("jan", {"kind": "incident", "item_type": "mobiel"}, ["Meerwerk", "(5.2)"]),
        ("jan", {"kind": "aanpassing", "item_type": "server", "small_change": "on"}, ["Fair use", "(7.7)"]),
        ("jan", {"kind": "incident", "item_type": "server", "small_change": "on"}, ["Inbegrepen", "(6.3)"]),
        ("jan", {"kind": "incident", "item_type": "server", "features": ["cybercrime", "x"]}, ["Meerwerk", "(6.4)"]),
        ("willem", {"kind": "servicevraag", "item_type": "netwerk"}, ["Geen SLA", "(5.1)"]),
        ("willem", {"kind": "servicevraag", "item_type": "koffie"}, ["Meerwerk", "(5.2)"]),
    ],
)
def test_the_agent_can_say_whether_it_is_covered(who, answers, words, agent, cast):
    query = {"contact": getattr(cast, who).pk} | answers
    page = agent.get("/desk/nieuw/voorbeeld/", query).content.decode()
    for word in words:
        assert word in page, word


def test_what_was_said_of_coverage_is_what_is_kept(agent, cast):
    more = {"item_type": "server", "features": ["disaster_recovery"]}
    agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(**more))
    ticket = Ticket.objects.get()
    assert (ticket.item_type, ticket.features) == ("server", ["disaster_recovery"])
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "6.4")


def test_a_change_by_telephone_may_ask_for_rights(agent, cast):
    more = {"kind": "aanpassing", "small_change": "on", "user_accounts": "on", "is_authorisation": "on"}
    filed = agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(**more), follow=True)
    ticket = Ticket.objects.get()
    assert (ticket.small_change, ticket.user_accounts, ticket.is_authorisation) == (True, True, True)
    assert "Start werk" not in filed.content.decode().split('id="shortcuts"')[0]
    assert ticket.approvals.get().kind == "authorisation"


def test_an_incident_takes_nothing_of_what_only_a_change_is_asked(agent, cast):
    agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(small_change="on", is_authorisation="on"))
    ticket = Ticket.objects.get()
    assert (ticket.small_change, ticket.is_authorisation, ticket.approvals.count()) == (False, False, 0)


@pytest.mark.parametrize("field", ["item_type", "features"])
def test_what_is_no_choice_is_said(field, agent, cast):
    page = agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(**{field: "zwemmen"})).content.decode()
    assert "Selecteer een geldige keuze" in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("jan", "Oproep voor de Calamiteitendienst (DAP 3.2, versie 1)"),
        ("petra", "Petra Bakker is niet aangewezen voor de Calamiteitendienst (DAP 3.2, versie 1)"),
        ("willem", "heeft de Calamiteitendienst niet afgenomen (SLA 3.2)"),
    ],
)
def test_at_half_past_nine_the_agent_hears_what_the_emergency_line_does(cast, sign_in, who, words):
    """SLA 3.2, before it is saved."""
    with time_machine.travel(at("2026-11-23 21:30"), tick=False):
        query = {"contact": getattr(cast, who).pk, "kind": "incident", "impact": "1", "urgency": "A"}
        seen = sign_in(cast.sanne).get("/desk/nieuw/voorbeeld/", query).content.decode()
    assert words in seen


def test_a_telephone_system_opens_the_caller(agent, cast):
    Contact.objects.filter(pk=cast.jan.pk).update(phone="06 - 2000 0000")
    for rings in ("+31620000000", "0620000000", " 31620000000", "06-2000 0000"):
        answer = agent.get("/desk/nieuw/", {"bel": rings})
        assert answer.status_code == 302, rings
        assert f"contact={cast.jan.pk}" in answer["Location"]
    page = agent.get("/desk/nieuw/", {"contact": cast.jan.pk, "bel": "+31620000000"}).content.decode()
    assert 'value="+31620000000"' in page


def test_a_number_that_nobody_has_is_carried_over(agent, cast):
    page = agent.get("/desk/nieuw/", {"bel": "+31612345678"}).content.decode()
    assert "+31612345678 kennen wij niet" in page
    assert '<input type="hidden" name="bel" value="+31612345678">' in page
    page = agent.get("/desk/contacten/nieuw/", {"klant": cast.smit.pk, "melding": "1", "bel": "+31612345678"})
    assert 'value="+31612345678"' in page.content.decode()


@pytest.mark.parametrize("rings", ["", "anoniem", "\x00", "+" * 40, "9" * 400, "112", "<b>"])
def test_what_is_no_number_asks_who_it_is(rings, agent):
    page = agent.get("/desk/nieuw/", {"bel": rings})
    assert page.status_code == 200
    assert "Wie belt er?" in page.content.decode()


def test_a_caller_of_an_unknown_customer_is_no_dead_end(agent, cast):
    path = "/desk/contacten/nieuw/?klant=onbekend&melding=1&bel=0612345678"
    assert agent.get(path).status_code == 200
    assert not Contact.objects.filter(customer__number="ONBEKEND").exists()
    answer = agent.post(path, {"name": "Onbekende man", "phone": "0612345678", "email": "", "department": ""})
    contact = Contact.objects.get(customer__number="ONBEKEND")
    assert answer["Location"] == f"/desk/nieuw/?contact={contact.pk}"
    agent.post(answer["Location"], call())
    assert Ticket.objects.get(contact=contact).agreement is None
    agent.post(path, {"name": "Nog een", "phone": "0687654321", "email": "", "department": ""})
    assert Contact.objects.filter(customer__number="ONBEKEND").count() == 2
