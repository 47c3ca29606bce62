from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contracts.models import ServiceAgreement
from tests.conftest import at
from tests.portal.conftest import ANSWERS, TOKEN, answer, fill_in, only_ticket, page
from tickets.models import Attachment, Channel, Ticket

FORECAST = "/portaal/nieuw/vooruitblik/"


def picture(name: str = "scherm.png", content: bytes = b"plaatje") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def staged(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).glob("drafts/**/*") if path.is_file()]


# --- From the first question to a ticket ------------------------------------------------------------------
def test_the_whole_way_makes_a_ticket(jan: Client, cast: SimpleNamespace) -> None:
    address = fill_in(jan)
    assert Ticket.objects.count() == 0
    response = jan.post(address)
    ticket = only_ticket()
    assert response.url == reverse("portal:filed", args=[ticket.number])
    assert (ticket.contact, ticket.channel, ticket.priority) == (cast.jan, Channel.PORTAL, "kritisch")
    assert (ticket.subject, ticket.steps_taken) == ("Alles ligt plat", "Niets.")
    assert (ticket.contact_phone, ticket.contact_email) == ("0612345678", "jan@smit.example")


@pytest.mark.parametrize("kind", ["servicevraag", "aanpassing"])
def test_a_question_or_a_change_skips_how_bad_it_is(jan: Client, kind: str) -> None:
    jan.post(fill_in(jan, soort={"kind": kind}, omschrijving={"steps_taken": ""}))
    ticket = only_ticket()
    assert (ticket.kind, ticket.impact, ticket.urgency, ticket.priority) == (kind, None, None, None)


def test_the_page_to_check_shows_every_answer_in_the_customers_words(jan: Client) -> None:
    text = page(jan.get(fill_in(jan)))
    for words in ("Er werkt iets niet", "Meer afdelingen, of iedereen", "Nee, en het kan niet wachten", "0612345678"):
        assert words in text
    assert "Wij beginnen uiterlijk vandaag om 10:30." in text


def test_fifty_equal_posts_make_one_ticket(jan: Client) -> None:
    address = fill_in(jan)
    answers = {jan.post(address).url for _click in range(50)}
    assert answers == {reverse("portal:filed", args=[only_ticket().number])}


def test_so_do_two_that_read_the_draft_at_once(jan: Client) -> None:
    """The second of a double click has the draft still; the form token makes both one."""
    address = fill_in(jan, omschrijving={"files": [picture()]})
    drafts = jan.session["intake_drafts"]
    first = jan.post(address).url
    session = jan.session
    session["intake_drafts"] = drafts
    del session["intake_filed"]
    session.save()
    assert jan.post(address).url == first
    assert Ticket.objects.count() == Attachment.objects.count() == 1


def test_two_meldingen_are_two(jan: Client) -> None:
    jan.post(fill_in(jan))
    jan.post(fill_in(jan, token="een-ander-token-van-een-formulier"))
    assert Ticket.objects.count() == 2


def test_back_to_a_form_that_was_sent_leads_to_its_ticket(jan: Client) -> None:
    jan.post(fill_in(jan))
    filed = reverse("portal:filed", args=[only_ticket().number])
    assert answer(jan, "soort").url == filed
    assert jan.get(reverse("portal:step", args=[TOKEN, "ernst"])).url == filed
    assert jan.get(reverse("portal:check", args=[TOKEN])).url == filed


def test_a_draft_is_of_who_began_it(jan: Client, willem: Client) -> None:
    address = fill_in(jan)
    assert willem.get(address).url == reverse("portal:new")
    assert willem.post(address).url == reverse("portal:new")
    assert Ticket.objects.count() == 0


def test_thrown_away_is_away(jan: Client, settings: Any) -> None:
    address = fill_in(jan, omschrijving={"files": [picture()]})
    assert jan.post(address, {"weg": "ja"}).url == reverse("portal:home")
    assert (Ticket.objects.count(), staged(settings)) == (0, [])
    assert jan.get(address).url == reverse("portal:new")


# --- Step by step -----------------------------------------------------------------------------------------
MISSING = [
    ("soort", {}, "Kies wat er aan de hand is."),
    ("onderdeel", {}, "Kies waar het over gaat."),
    ("onderdeel", {"item_type": "koffie"}, "Selecteer een geldige keuze"),
    ("ernst", {"urgency": "A"}, "Kies wie er last van heeft"),
    ("ernst", {"impact": "1"}, "Kies of u nog kunt werken"),
    ("omschrijving", {"description": "Het hapert", "steps_taken": "x"}, "Geef uw melding een onderwerp"),
    ("omschrijving", {"subject": "Getypt", "steps_taken": "x"}, "Omschrijf zo precies mogelijk"),
    ("omschrijving", {"subject": "Getypt", "description": "Het hapert"}, "Schrijf op wat u al hebt geprobeerd"),
    ("omschrijving", {"subject": "x" * 161, "description": "y", "steps_taken": "z"}, "Het onderwerp is te lang"),
    ("bereikbaar", {"contact_phone": "", "contact_email": ""}, "Vul een telefoonnummer of een e-mailadres in"),
    ("bereikbaar", {"contact_phone": "", "contact_email": "jan@"}, "Dit is geen volledig e-mailadres"),
]


@pytest.mark.parametrize(("step", "answers", "message"), MISSING)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    jan: Client, step: str, answers: dict[str, str], message: str
) -> None:
    for earlier in list(ANSWERS)[: list(ANSWERS).index(step)]:
        answer(jan, earlier)
    response = answer(jan, step, answers)
    assert response.status_code == 200
    assert message in page(response)
    assert {name: response.context["form"][name].value() for name in answers} == answers
    assert answer(jan, step).status_code == 302


def test_a_step_says_nothing_of_what_is_still_to_come(jan: Client) -> None:
    answer(jan, "soort")
    answer(jan, "onderdeel")
    response = answer(jan, "ernst", {"impact": "1"})
    assert set(response.context["form"].errors) == {"urgency"}


@pytest.mark.parametrize("step", ["omschrijving", "bereikbaar"])
def test_a_step_cannot_be_jumped_over(jan: Client, step: str) -> None:
    answer(jan, "soort")
    answer(jan, "onderdeel")
    answer(jan, step)
    assert jan.get(reverse("portal:check", args=[TOKEN])).url == reverse("portal:step", args=[TOKEN, "ernst"])
    assert jan.post(reverse("portal:check", args=[TOKEN])).url == reverse("portal:step", args=[TOKEN, "ernst"])


def test_a_change_leads_back_to_the_page_to_check(jan: Client) -> None:
    address = fill_in(jan)
    assert answer(jan, "omschrijving", ANSWERS["omschrijving"] | {"subject": "Anders"}).url == address
    jan.post(address)
    assert only_ticket().subject == "Anders"


def test_another_kind_asks_what_was_not_asked(jan: Client) -> None:
    address = fill_in(jan, soort={"kind": "servicevraag"})
    again = jan.post(reverse("portal:step", args=[TOKEN, "soort"]), {"kind": "incident"})
    assert again.url == reverse("portal:step", args=[TOKEN, "ernst"])
    assert answer(jan, "ernst").url == address


def test_the_contact_is_known_already(jan: Client, cast: SimpleNamespace) -> None:
    for step in ("soort", "ernst", "omschrijving"):
        answer(jan, step)
    response = jan.get(reverse("portal:step", args=[TOKEN, "bereikbaar"]))
    assert response.context["form"]["contact_phone"].value() == cast.jan.phone
    assert response.context["form"]["contact_email"].value() == "jan@smit.example"


@pytest.mark.parametrize("token", ["", "kort", "x" * 200, "<script>een-token-van-een-ander"])
def test_a_token_that_is_none_gets_a_new_one(jan: Client, token: str) -> None:
    response = answer(jan, "soort", token=token)
    assert response.status_code == 302
    assert "/onderdeel/" in response.url


def test_text_is_escaped_on_every_page(jan: Client) -> None:
    address = fill_in(jan, omschrijving={"subject": "<b>vet</b>", "description": "<i>schuin</i>"})
    filed = jan.post(address)
    for text in (page(jan.get(filed.url)), page(jan.get(reverse("portal:ticket", args=[only_ticket().number])))):
        assert "<b>vet</b>" not in text
        assert "<i>schuin</i>" not in text
        assert "&lt;b&gt;vet&lt;/b&gt;" in text


# --- Files ------------------------------------------------------------------------------------------------
def test_files_wait_with_the_draft_and_come_with_the_ticket(jan: Client) -> None:
    address = fill_in(jan, omschrijving={"files": [picture(), picture("log.txt", b"regels")]})
    assert "scherm.png" in page(jan.get(address))
    jan.post(address)
    kept = {attachment.name: attachment.file.read() for attachment in Attachment.objects.all()}
    assert kept == {"scherm.png": b"plaatje", "log.txt": b"regels"}


def test_files_are_kept_when_another_answer_is_wrong(jan: Client) -> None:
    answer(jan, "soort")
    answer(jan, "onderdeel")
    answer(jan, "ernst")
    response = answer(jan, "omschrijving", {"subject": "", "files": [picture()]})
    assert "scherm.png" in page(response)
    answer(jan, "omschrijving")
    jan.post(answer(jan, "bereikbaar").url)
    assert Attachment.objects.get().name == "scherm.png"


def test_a_file_can_be_taken_out_again_and_the_words_stay(jan: Client, settings: Any) -> None:
    answer(jan, "soort")
    answer(jan, "onderdeel")
    answer(jan, "ernst")
    answer(jan, "omschrijving", {"subject": "Half", "files": [picture()]})
    (file,) = staged(settings)
    response = answer(jan, "omschrijving", {"subject": "Half getypt", "bestand_weg": file.name})
    assert staged(settings) == []
    again = jan.get(response.url)
    assert "scherm.png" not in page(again)
    assert again.context["form"]["subject"].value() == "Half getypt"


def test_too_large_and_too_many_are_refused_beside_the_field(jan: Client, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES, settings.ATTACHMENT_MAX_COUNT = 10, 2
    answer(jan, "soort")
    answer(jan, "onderdeel")
    answer(jan, "ernst")
    large = answer(jan, "omschrijving", ANSWERS["omschrijving"] | {"files": [picture(content=b"x" * 11)]})
    assert "is te groot" in page(large)
    two = ANSWERS["omschrijving"] | {"files": [picture("een"), picture("twee")]}
    assert answer(jan, "omschrijving", two).status_code == 302
    third = answer(jan, "omschrijving", ANSWERS["omschrijving"] | {"files": [picture("drie")]})
    assert "hoogstens 2 bestanden" in page(third)
    assert len(staged(settings)) == 2


def test_files_that_were_never_sent_go_after_a_day(
    jan: Client, cast: SimpleNamespace, sign_in: Any, settings: Any, on_monday: time_machine.Traveller
) -> None:
    fill_in(jan, omschrijving={"files": [picture()]})
    on_monday.move_to(at("2026-11-25 10:00"))
    fill_in(sign_in(cast.willem.user), omschrijving={"files": [picture("nieuw")]})
    assert [path.parent.name for path in staged(settings)] == ["2026-11-25"]


def test_files_that_are_gone_are_asked_for_again(jan: Client, settings: Any) -> None:
    address = fill_in(jan, omschrijving={"files": [picture()]})
    for path in staged(settings):
        path.unlink()
    response = jan.post(address)
    assert "kies ze opnieuw" in page(response)
    assert Ticket.objects.count() == 0
    jan.post(address)
    assert only_ticket().subject == "Alles ligt plat"


def test_the_session_keeps_a_few_drafts_only(jan: Client, settings: Any) -> None:
    for number in range(8):
        fill_in(jan, token=f"een-token-met-nummer-{number}", omschrijving={"files": [picture()]})
    assert len(jan.session["intake_drafts"]) == len(staged(settings)) == 5


# --- What it says along -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Kies wat er aan de hand is"),
        ({"kind": "incident"}, "hoe erg het is"),
        ({"kind": "incident", "impact": "2"}, "Beantwoord beide vragen"),
        ({"kind": "incident", "impact": "1", "urgency": "A"}, "Wij beginnen uiterlijk vandaag om 10:30."),
        ({"kind": "incident", "impact": "2", "urgency": "A"}, "Wij beginnen uiterlijk vandaag om 11:00."),
        ({"kind": "incident", "impact": "3", "urgency": "A"}, "Wij streven ernaar uiterlijk morgen om 10:00 te begin"),
        ({"kind": "incident", "impact": "3", "urgency": "C"}, "Voor deze prioriteit is geen begintijd afgesproken."),
        ({"kind": "servicevraag"}, "Bij een servicevraag wordt in principe geen vaste prioriteit toegekend."),
        ({"kind": "aanpassing", "impact": "1", "urgency": "A"}, "Bij een aanpassing wordt in principe geen vaste"),
        ({"kind": "iets", "impact": "9", "urgency": "Z"}, "Kies wat er aan de hand is"),
        ({"kind": "incident", "impact": "²", "urgency": "A"}, "Beantwoord beide vragen"),
    ],
)
def test_the_forecast_writes_along(jan: Client, answers: dict[str, str], words: str) -> None:
    assert words in page(jan.get(FORECAST, answers))


def test_it_gives_the_reason_with_the_sum(jan: Client) -> None:
    text = page(jan.get(FORECAST, {"kind": "incident", "impact": "2", "urgency": "A"}))
    assert "Prioriteit Ernstig volgt uit impact 2 (één afdeling kan niet werken" in text
    assert '<li class="ledger__line--total"> uiterlijk ma 23-11 11:00 </li>' in text
    assert "SLA 7.9, aanvang werkzaamheden: binnen 1 uur" in text


def test_kritisch_shows_the_number_to_call_and_nothing_else_does(jan: Client) -> None:
    kritisch = page(jan.get(FORECAST, {"kind": "incident", "impact": "1", "urgency": "A"}))
    assert 'href="tel:+31884445050"' in kritisch
    assert "Bel ons nu. Meld een kritische storing altijd telefonisch." in kritisch
    assert "call--closed" not in kritisch
    assert "tel:" not in page(jan.get(FORECAST, {"kind": "incident", "impact": "2", "urgency": "A"}))


def test_kritisch_names_its_number_once_filed(jan: Client) -> None:
    filed = jan.post(fill_in(jan))
    text = page(jan.get(filed.url))
    assert f"Bel nu en noem melding #{only_ticket().number}" in text
    assert 'href="tel:+31884445050"' in text


@pytest.mark.parametrize(
    ("moment", "headline", "emergency"),
    [
        ("2026-11-23 19:30", "Wij beginnen uiterlijk morgen om 08:30.", "is nu bereikbaar, tot 23:00"),
        ("2026-11-27 23:30", "Wij beginnen uiterlijk ma 30 nov 08:30.", "is bereikbaar vanaf ma 07:00"),
    ],
)
def test_kritisch_outside_the_hours_is_told_when_work_starts(
    cast: SimpleNamespace,
    sign_in: Any,
    on_monday: time_machine.Traveller,
    moment: str,
    headline: str,
    emergency: str,
) -> None:
    on_monday.move_to(at(moment))
    answers = {"kind": "incident", "impact": "1", "urgency": "A"}
    text = page(sign_in(cast.jan.user).get(FORECAST, answers))
    assert headline in text
    assert "Bel ons nu" not in text
    assert "Het Supportcenter is nu gesloten. Bel ons vanaf" in text
    assert text.index(emergency) < text.index("Het Supportcenter is nu gesloten. Bel ons vanaf")
    assert "call--closed" in text
    assert "088 444 50 99" in text  # the DAP designates Jan, and nobody else (SLA 3.2)
    assert "088 444 50 99" not in page(sign_in(cast.petra.user).get(FORECAST, answers))
    willems = page(sign_in(cast.willem.user).get(FORECAST, answers))
    assert "de Calamiteitendienst niet afgenomen (SLA 3.2)" in willems
    assert "088 444 50 99" not in willems


def test_without_an_agreement_no_sla_applies(jan: Client) -> None:
    ServiceAgreement.objects.all().delete()
    text = page(jan.get(FORECAST, {"kind": "incident", "impact": "2", "urgency": "A"}))
    assert "geen SLA van toepassing" in text
    assert "SLA 5.1" in text


def test_the_promise_before_is_the_promise_after(jan: Client) -> None:
    address = fill_in(jan)
    before = jan.get(address).context["promise"].due_at
    jan.post(address)
    assert only_ticket().clock.due_at == before


# --- What it is about, and so what it costs ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "kept"), [("server", "server"), ("mobiel", "mobiel"), ("cloud", "cloud"), ("onbekend", "werkplek")]
)
def test_what_it_is_about_is_kept(jan: Client, said: str, kept: str) -> None:
    jan.post(fill_in(jan, onderdeel={"item_type": said}))
    assert only_ticket().item_type == kept


def test_a_change_may_be_about_rights_or_about_who_comes_and_goes(jan: Client) -> None:
    more = {"item_type": "werkplek", "is_authorisation": "on", "user_accounts": "on"}
    address = fill_in(jan, soort={"kind": "aanpassing"}, onderdeel=more, omschrijving={"steps_taken": ""})
    text = page(jan.get(address))
    assert text.count(">Ja<") == 2
    filed = jan.post(address)
    ticket = only_ticket()
    assert (ticket.is_authorisation, ticket.user_accounts) == (True, True)
    assert "Eerst moet iemand bij u dit bevestigen (SLA 10)" in page(jan.get(filed.url))


def test_of_an_incident_that_is_not_asked_and_not_taken(jan: Client) -> None:
    answer(jan, "soort", {"kind": "aanpassing"})
    assert "Het gaat om rechten of toegang" in page(jan.get(reverse("portal:step", args=[TOKEN, "onderdeel"])))
    answer(jan, "onderdeel", {"item_type": "werkplek", "is_authorisation": "on", "user_accounts": "on"})
    address = fill_in(jan)
    assert "Het gaat om rechten" not in page(jan.get(reverse("portal:step", args=[TOKEN, "onderdeel"])))
    jan.post(address)
    ticket = only_ticket()
    assert (ticket.is_authorisation, ticket.user_accounts, ticket.approvals.count()) == (False, False, 0)


@pytest.mark.parametrize(
    ("who", "answers", "words"),
    [
        ("jan", {"kind": "incident", "item_type": "werkplek"}, "Dit valt binnen uw afspraken (SLA 6.3)."),
        ("jan", {"kind": "servicevraag", "item_type": "netwerk"}, "Dit valt buiten uw abonnement (SLA 5.2)."),
        ("jan", {"kind": "aanpassing", "item_type": "werkplek"}, "Dit valt buiten uw abonnement (SLA 7.7)."),
        ("jan", {"kind": "aanpassing", "item_type": "werkplek", "user_accounts": "on"}, "afspraken (SLA 6.3)."),
        ("willem", {"kind": "servicevraag", "item_type": "onbekend"}, "Dit valt buiten uw abonnement (SLA 5.2)."),
        ("willem", {"kind": "servicevraag", "item_type": "netwerk"}, "Hiervoor is geen SLA afgesproken (SLA 5.1)."),
    ],
)
def test_what_it_would_cost_stands_beside_the_promise(
    cast: SimpleNamespace, sign_in: Any, who: str, answers: dict[str, str], words: str
) -> None:
    assert words in page(sign_in(getattr(cast, who).user).get(FORECAST, answers))


@pytest.mark.parametrize(
    "answers", [{}, {"kind": "incident"}, {"item_type": "server"}, {"kind": "zwemmen", "item_type": "server"}]
)
def test_until_it_is_known_nothing_is_said_of_costs(jan: Client, answers: dict[str, str]) -> None:
    assert "cover" not in page(jan.get(FORECAST, answers))


def test_what_was_foretold_is_what_stands_on_the_ticket(jan: Client) -> None:
    address = fill_in(jan, onderdeel={"item_type": "netwerk"})
    foretold = jan.get(address).context["cover"]
    jan.post(address)
    ticket = only_ticket()
    assert (foretold.verdict, foretold.clause) == (ticket.coverage_verdict, f"SLA {ticket.coverage_clause}")
