"""A table from upload to undo: what each step says and does, who may, and what bad input comes to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contracts import actions
from contracts.models import Contact, Customer, CustomerEvent, ServiceAgreement, Site, Supplier
from contracts.products.actions import ProductTerms
from integrations.importing import steps
from integrations.importing.uploads import forget_imports
from integrations.models import ImportRow, ImportRun, MonitoredHost
from integrations.monitoring.signals import Signal
from integrations.monitoring.triage import receive_one
from tests.desk.importing.conftest import URL, counts, reasons, work, workbook

CONTACTS = "Klantnummer;Naam;E-mail;Telefoon;Actief\r\n"
MIXED = (
    CONTACTS
    + "K1001;Nieuwe Noor;noor@smit.example;010-1;ja\r\n"
    + "K1001;Jan Smit;jan@smit.example;010-2;\r\n"
    + "K1001;Petra Bakker;petra@smit.example;;ja\r\n"
    + "K9999;Wie;wie@x.example;1;ja\r\n"
    + "K1001;Dubbel;noor@smit.example;010-9;ja\r\n"
    + "K1001;Fout;geen-adres;1;misschien\r\n"
)


# --- Who may ------------------------------------------------------------------------------------------------
def test_who_may(cast, sign_in, fred):
    run = fred.uploaded("customers", "Klantnummer;Naam\r\nK7;Zeven\r\n")
    people = [(cast.fred, 200, 200), (cast.daan, 200, 404), (cast.sanne, 403, 403), (cast.els, 403, 403)]
    for who, sees, opens in [*people, (cast.marloes, 403, 403), (cast.jan.user, 404, 404)]:
        client = sign_in(who)
        assert client.get(URL).status_code == sees
        assert client.get(f"{URL}{run.pk}/").status_code == opens
        assert client.get(f"{URL}{run.pk}/geweigerd.csv").status_code == opens
        if opens != 200:
            for act in ("", "uitvoeren/", "ongedaan/", "weg/"):
                assert client.post(f"{URL}{run.pk}/{act}", {"kolom-0": "number"}).status_code == opens
    assert ImportRun.objects.get().state == "mapping"
    assert ("Import" in sign_in(cast.sanne).get("/desk/").content.decode()) is False


def test_each_imports_what_he_may_write(fred, daan):
    """An accountmanager keeps agreements, a functioneel beheerder customers and hosts."""
    assert "Kies wat er in het bestand staat" in daan.send("customers", "Klantnummer\r\nK7\r\n").content.decode()
    assert "Kies wat er in het bestand staat" in fred.send("lines", "Overeenkomst\r\nX\r\n").content.decode()
    assert not ImportRun.objects.exists()


def test_an_import_of_a_colleague_is_seen_and_left_to_him(fred, daan):
    run = fred.previewed("contacts", MIXED)
    assert "Deze import is van Fred Bos" in daan.page(run) and "Voer uit" not in daan.page(run)
    for act in ("uitvoeren", "weg"):
        assert "Deze import is van Fred Bos" in daan.act(run, act).content.decode()
    answer = daan.client.post(f"{URL}{run.pk}/", {"kolom-0": "customer", "kolom-2": "email"})
    assert "Deze import is van Fred Bos" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == "ready" and not Contact.objects.filter(email="noor@smit.example").exists()


# --- The whole way ------------------------------------------------------------------------------------------
def test_the_preview_says_what_will_happen_and_changes_nothing(cast, fred):
    run = fred.previewed("contacts", MIXED)
    assert run.state == "ready" and counts(run) == {"new": 1, "changed": 1, "unchanged": 1, "refused": 3}
    assert reasons(run) == {
        5: "Klantnummer: er is geen klant K9999; importeer eerst de klanten",
        6: ": dit staat al op regel 2",
        7: "E-mailadres: “geen-adres” is geen volledig e-mailadres; Actief: “misschien” is geen ja of nee",
    }
    assert "Uitvoeren raakt 2 rijen" in fred.page(run)
    assert "noor@smit.example Naam Nieuwe Noor Telefoon 010-1 Actief ja" in fred.page(run, "?lijst=new")
    old = Contact.objects.get(pk=cast.jan.pk).phone
    assert f"Telefoon {old} wordt 010-2" in fred.page(run, "?lijst=changed")
    assert "er is geen klant K9999" in fred.page(run, "?lijst=refused")
    assert not Contact.objects.filter(email="noor@smit.example").exists()
    assert not CustomerEvent.objects.filter(data__source="import").exists()


def test_it_is_carried_out_by_the_verbs_with_their_events(cast, fred):
    run = fred.imported("contacts", MIXED)
    noor = Contact.objects.get(email="noor@smit.example")
    assert (noor.name, noor.phone, noor.customer) == ("Nieuwe Noor", "010-1", cast.smit)
    cast.jan.refresh_from_db()
    assert cast.jan.phone == "010-2"
    events = CustomerEvent.objects.filter(data__source="import").order_by("pk")
    assert [(event.kind, event.by) for event in events] == [
        ("contact_added", cast.fred),
        ("contact_changed", cast.fred),
    ]
    assert run.state == "done" and "Uitgevoerd op" in fred.page(run)


def test_the_same_file_again_changes_nothing(fred):
    fred.imported("contacts", MIXED)
    before = list(Contact.objects.order_by("pk").values())
    again = fred.imported("contacts", MIXED)
    assert counts(again) == {"unchanged": 3, "refused": 3}
    assert list(Contact.objects.order_by("pk").values()) == before
    assert "Er valt niets uit te voeren" in fred.page(fred.previewed("contacts", MIXED))


def test_a_second_click_changes_nothing(fred):
    run = fred.previewed("contacts", MIXED)
    for _click in range(2):
        fred.act(run, "uitvoeren")
    work()
    fred.act(run, "uitvoeren")
    work()
    assert Contact.objects.filter(email="noor@smit.example").count() == 1
    run.refresh_from_db()
    assert run.state == "done"


def test_the_choice_of_columns_is_remembered(cast, fred, daan):
    table = "Wie;Mail;Bij\r\nNoor;noor@smit.example;K1001\r\n"
    run = fred.uploaded("contacts", table)
    assert run.columns == {"email": 1}
    fred.client.post(f"{URL}{run.pk}/", {"kolom-0": "name", "kolom-1": "email", "kolom-2": "customer"})
    assert daan.uploaded("contacts", table).columns == {"name": 0, "email": 1, "customer": 2}
    assert daan.uploaded("sites", table).columns == {}


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"kolom-0": "customer"}, "Kies de kolom van E-mailadres"),
        ({"kolom-0": "customer", "kolom-1": "customer", "kolom-2": "email"}, "is hierboven al gekozen"),
        ({"kolom-0": "geen-veld"}, "Kies een veld uit de lijst"),
        ({"kolom-0": "\x00"}, "Dit is nog niet goed"),
        ({}, "Kies de kolom van Klantnummer"),
    ],
)
def test_columns_that_cannot_be_are_said(fred, chosen, says):
    run = fred.uploaded("contacts", MIXED)
    answer = fred.client.post(f"{URL}{run.pk}/", chosen)
    assert answer.status_code == 200 and says in answer.content.decode()


def test_other_columns_give_another_preview(fred):
    run = fred.previewed("contacts", MIXED)
    assert "Laat zien wat er gebeurt" in fred.page(run, "?kolommen=1")
    fred.client.post(f"{URL}{run.pk}/", {"kolom-0": "customer", "kolom-2": "email"})
    work()
    assert counts(run) == {"unchanged": 2, "refused": 4}
    assert "Naam: is leeg, en is nodig" in reasons(run)[2]


def test_thrown_away(fred):
    run = fred.previewed("contacts", MIXED)
    assert "is weggegooid" in fred.act(run, "weg").content.decode()
    assert not ImportRun.objects.exists()
    done = fred.imported("contacts", MIXED)
    assert "maak haar ongedaan" in fred.act(done, "weg").content.decode()
    assert ImportRun.objects.get().state == "done"


def test_the_refused_rows_as_a_file(fred):
    run = fred.previewed("contacts", MIXED)
    answer = fred.client.get(f"{URL}{run.pk}/geweigerd.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Regel in het bestand;Waarom geweigerd;Klantnummer;Naam;E-mail;Telefoon;Actief"
    assert lines[2] == "6;dit staat al op regel 2;K1001;Dubbel;noor@smit.example;010-9;ja"
    # Mended, that very file can be imported.
    mended = "\r\n".join([lines[0], lines[2].replace("noor@", "nora@")]).encode()
    assert counts(fred.imported("contacts", mended)) == {"new": 1}


# --- What has changed since, and two at once ----------------------------------------------------------------
def test_what_was_changed_after_the_preview_is_not_overwritten(cast, fred):
    run = fred.previewed("contacts", MIXED)
    actions.change_contact(cast.jan, by=cast.daan, now=timezone.now(), phone="0800-1")
    fred.act(run, "uitvoeren")
    work()
    cast.jan.refresh_from_db()
    assert cast.jan.phone == "0800-1" and "Intussen gewijzigd" in reasons(run)[3]


def test_two_who_import_the_same_make_it_once(cast, fred, daan):
    first, second = fred.previewed("contacts", MIXED), daan.previewed("contacts", MIXED)
    fred.act(first, "uitvoeren")
    daan.act(second, "uitvoeren")
    work()
    assert counts(first)["new"] == 1
    assert counts(second) == {"unchanged": 3, "refused": 3}
    assert Contact.objects.filter(email="noor@smit.example").count() == 1


def many(how_many: int) -> str:
    return CONTACTS + "".join(f"K1001;Naam {n};n{n}@smit.example;010-{n};ja\r\n" for n in range(how_many))


def test_killed_in_the_middle_it_goes_on(cast, fred, monkeypatch):
    monkeypatch.setattr(steps, "BATCH", 10)
    run = fred.previewed("contacts", many(35))
    fred.act(run, "uitvoeren")
    assert steps.step(run.pk, timezone.now())
    add, done = actions.add_contact, []

    def killed(*args, **fields):
        done.append(add(*args, **fields))
        if len(done) == 5:
            raise KeyboardInterrupt
        return done[-1]

    with monkeypatch.context() as patch:
        patch.setattr(actions, "add_contact", killed)
        with pytest.raises(KeyboardInterrupt):
            steps.step(run.pk, timezone.now())
    assert Contact.objects.filter(name__startswith="Naam").count() == 10
    assert "10 van 35 rijen" in fred.page(run)
    work()
    assert Contact.objects.filter(name__startswith="Naam").count() == 35
    assert CustomerEvent.objects.filter(kind="contact_added", data__source="import").count() == 35


def test_a_row_that_nobody_foresaw_stops_no_other(fred, monkeypatch):
    add = actions.add_contact

    def broken(customer, **fields):
        if fields["name"] == "Naam 1":
            raise ZeroDivisionError
        return add(customer, **fields)

    monkeypatch.setattr(actions, "add_contact", broken)
    run = fred.imported("contacts", many(3))
    assert counts(run) == {"new": 2, "refused": 1} and "door een fout in het systeem" in reasons(run)[3]


def test_the_page_says_how_far_it_is_without_javascript_too(fred):
    run = fred.uploaded("contacts", many(3))
    fred.client.post(f"{URL}{run.pk}/", {f"kolom-{place}": key for key, place in run.columns.items()})
    page = fred.client.get(f"{URL}{run.pk}/").content.decode()
    assert "0 van 3 rijen" in " ".join(page.split()) and 'http-equiv="refresh"' in page and "every 1s" in page


def test_lists_have_a_pinned_query_count(fred, django_assert_num_queries):
    run, longer = fred.previewed("contacts", many(2)), fred.previewed("contacts", many(40))
    fred.page(run)
    with django_assert_num_queries(10):
        fred.page(run)
    with django_assert_num_queries(10):
        fred.page(longer)


# --- Undo ---------------------------------------------------------------------------------------------------
def test_undo_removes_what_it_made_and_restores_what_it_changed(cast, fred):
    before = list(Contact.objects.order_by("pk").values())
    run = fred.imported("contacts", MIXED)
    assert "Ongedaan gemaakt op" in fred.undone(run)
    assert list(Contact.objects.order_by("pk").values()) == before
    assert not run.rows.filter(stage="kept").exists()


def test_undo_says_what_it_could_not_take_back(cast, fred, open_ticket):
    run = fred.imported("contacts", many(3))
    used, touched = (Contact.objects.get(name=f"Naam {n}") for n in (0, 1))
    open_ticket(contact=used)
    actions.change_contact(touched, by=cast.daan, now=timezone.now(), phone="0800-1")
    page = fred.undone(run)
    assert "Niet teruggenomen 2" in page
    assert "Naam 0 is al in gebruik" in page and "Na de import gewijzigd: Telefoon" in page
    assert set(Contact.objects.filter(name__startswith="Naam")) == {used, touched}


def test_undo_for_a_day_and_twice_is_once(cast, fred):
    run = fred.imported("contacts", many(2))
    late = timezone.now() + timedelta(days=1, minutes=1)
    run.refresh_from_db()
    with time_machine.travel(late, tick=False):
        fred.client.force_login(cast.fred, backend="django.contrib.auth.backends.ModelBackend")
        assert "een dag lang" in fred.act(run, "ongedaan").content.decode()
        assert "Maak ongedaan" not in fred.page(run)
    fred.client.force_login(cast.fred, backend="django.contrib.auth.backends.ModelBackend")
    fred.undone(run)
    fred.undone(run)
    assert not Contact.objects.filter(name__startswith="Naam").exists()


def test_while_it_is_carried_out_it_cannot_be_taken_back_nor_thrown_away(fred, daan, monkeypatch):
    monkeypatch.setattr(steps, "BATCH", 10)
    run = fred.previewed("contacts", many(25))
    fred.act(run, "uitvoeren")
    assert steps.step(run.pk, timezone.now())
    for who in (fred, daan):
        assert "nog niet uitgevoerd" in who.act(run, "ongedaan").content.decode()
        assert "weggegooid" not in who.act(run, "weg").content.decode()
    work()
    assert Contact.objects.filter(name__startswith="Naam").count() == 25
    fred.act(run, "ongedaan")
    assert steps.step(run.pk, timezone.now())
    fred.act(run, "uitvoeren")  # half of it is taken back: it goes on that way
    work()
    assert not Contact.objects.filter(name__startswith="Naam").exists()


def test_a_colleague_may_take_it_back(cast, fred, daan):
    run = fred.imported("contacts", many(2))
    daan.undone(run)
    assert not Contact.objects.filter(name__startswith="Naam").exists()


# --- Every kind ---------------------------------------------------------------------------------------------
def test_customers(cast, fred):
    run = fred.imported("customers", "Nummer;Bedrijfsnaam;Actief\r\nK2001;Nieuw BV;\r\nK1002;De Vries;nee\r\n")
    assert counts(run) == {"new": 1, "changed": 1}
    cast.vries.refresh_from_db()
    assert (cast.vries.name, cast.vries.is_active) == ("De Vries", False)
    assert Customer.objects.get(number="K2001").name == "Nieuw BV"
    fred.undone(run)
    cast.vries.refresh_from_db()
    assert cast.vries.name == "Notariskantoor De Vries" and not Customer.objects.filter(number="K2001").exists()


def test_a_customer_who_is_in_use_stays(cast, fred):
    run = fred.imported("customers", "Nummer;Naam\r\nK2001;Nieuw BV\r\n")
    fred.imported("contacts", "Klantnummer;Naam;E-mail\r\nK2001;Noor;noor@nieuw.example\r\n")
    assert "Nieuw BV is al in gebruik (contactpersoon)" in fred.undone(run)
    assert Customer.objects.filter(number="K2001").exists()


def test_sites_and_suppliers(cast, fred):
    sites = fred.imported("sites", "Klantnummer;Vestiging;Adres\r\nK1001;Zuid;Laan 1\r\n")
    suppliers = fred.imported("suppliers", "Leverancier;Telefoon;E-mail\r\nKabel NV;088-1;storing@kabel.example\r\n")
    site, supplier = Site.objects.get(name="Zuid"), Supplier.objects.get(name="Kabel NV")
    assert (site.customer, site.address, supplier.phone) == (cast.smit, "Laan 1", "088-1")
    changed = fred.imported("sites", "Klantnummer;Vestiging;Adres\r\nk1001;ZUID;Laan 2\r\n")
    assert counts(changed) == {"changed": 1} and Site.objects.get(name="Zuid").address == "Laan 2"
    fred.undone(changed)
    assert Site.objects.get(name="Zuid").address == "Laan 1"
    fred.undone(sites)
    fred.undone(suppliers)
    assert not Site.objects.exists() and not Supplier.objects.filter(name="Kabel NV").exists()


HOSTS = "Klantnummer;Hostname;E-mail;Type;Impact;Urgentie\r\n"


def test_hosts(cast, fred):
    run = fred.imported("hosts", HOSTS + "K1001;DC01;jan@smit.example;Server;1;A\r\nK1001;SW1;x@y.example;;;\r\n")
    host = MonitoredHost.objects.get()
    assert (host.name, host.contact, host.item_type, host.impact, host.urgency) == ("DC01", cast.jan, "server", 1, "A")
    assert "K1001 heeft geen contactpersoon met x@y.example" in reasons(run)[3]
    changed = fred.imported("hosts", HOSTS + "K1001;dc01;petra@smit.example;;;\r\n")
    host.refresh_from_db()
    assert counts(changed) == {"changed": 1} and host.contact == cast.petra and host.impact == 1
    fred.undone(changed)
    host.refresh_from_db()
    assert host.contact == cast.jan
    fred.undone(run)
    assert not MonitoredHost.objects.exists()


def test_a_host_that_said_something_stays(cast, fred):
    run = fred.imported("hosts", HOSTS + "K1001;DC01;jan@smit.example;;;\r\n")
    receive_one(Signal("zabbix", "dc01", "Schijf vol", True, "a"), now=timezone.now())
    assert "kwam al een bericht van de monitoring" in fred.undone(run)
    assert MonitoredHost.objects.exists()


LINES = "Overeenkomst;Pakket;SLA-type;Aantal;Prijs;Klantnummer;Ingangsdatum\r\n"


def lines_of(agreement):
    return {line.package: (line.tier, line.quantity) for line in agreement.lines.all()}


def test_lines_go_into_a_concept_and_never_into_what_was_signed(cast, daan):
    before = lines_of(cast.smit_agreement)
    run = daan.previewed("lines", LINES + "DVO-1001;Server;Plus;12;99,50;;\r\nDVO-1001;werkplek;basic;40;;;\r\n")
    assert counts(run) == {"changed": 2}
    assert "maakt een volgende versie van DVO-1001 als concept" in daan.page(run)
    assert ServiceAgreement.objects.filter(number="DVO-1001").count() == 1
    daan.act(run, "uitvoeren")
    work()
    concept = ServiceAgreement.objects.get(number="DVO-1001", status="concept")
    assert lines_of(concept) == before | {"server": ("plus", 12), "werkplek": ("basic", 40)}
    assert lines_of(cast.smit_agreement) == before
    daan.undone(run)
    assert not run.rows.filter(stage="kept").exists()
    assert ServiceAgreement.objects.filter(number="DVO-1001").count() == 1


def test_lines_of_an_agreement_that_is_not_there_yet(cast, daan, fred):
    fred.imported("customers", "Nummer;Naam\r\nK2001;Nieuw BV\r\n")
    table = LINES + "DVO-9;Server;Basic;2;;K2001;01-01-2027\r\nDVO-9;Werkplek;Plus;8;12,5;K2001;01-01-2027\r\n"
    run = daan.imported("lines", table)
    agreement = ServiceAgreement.objects.get(number="DVO-9")
    assert (agreement.status, str(agreement.starts_on)) == ("concept", "2027-01-01")
    assert lines_of(agreement) == {"server": ("basic", 2), "werkplek": ("plus", 8)}
    assert counts(daan.imported("lines", table)) == {"unchanged": 2}
    daan.undone(run)
    assert not ServiceAgreement.objects.filter(number="DVO-9").exists()


def test_a_concept_that_was_worked_on_stays(cast, daan):
    run = daan.imported("lines", LINES + "DVO-1001;Server;Plus;12;;;\r\n")
    concept = ServiceAgreement.objects.get(number="DVO-1001", status="concept")
    actions.change_agreement(concept, by=cast.daan, now=timezone.now(), scope="Alles")
    assert "is verder bewerkt" in daan.undone(run)
    assert ServiceAgreement.objects.filter(pk=concept.pk).exists()


def test_a_concept_with_a_product_that_was_added_stays(cast, daan):
    run = daan.imported("lines", LINES + "DVO-1001;Server;Plus;12;;;\r\n")
    concept = ServiceAgreement.objects.get(number="DVO-1001", status="concept")
    actions.add_product(concept, by=cast.daan, now=timezone.now(), terms=ProductTerms("Zoom"))
    assert "is verder bewerkt" in daan.undone(run)
    assert concept.products.count() == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("DVO-1001;Server;Premium;1;;;", "bestaat niet voor dit pakket"),
        ("DVO-1001;Printer;Plus;1;;;", "Pakket: “Printer” kan niet; kies uit Server, Werkplek"),
        ("DVO-1001;Server;Plus;nul;;;", "Aantal: “nul” is geen heel getal"),
        ("DVO-1001;Server;Plus;1;duur;;", "is geen bedrag zoals 12,50"),
        ("DVO-1001;Server;Plus;1;;K1002;", "is van een andere klant"),
        ("DVO-9;Server;Plus;1;;;", "deze overeenkomst is er nog niet"),
        ("DVO-9;Server;Plus;1;;K1001;12/25/2026", "dag en maand te verwarren"),
        ("DVO-9;Server;Plus;1;;K1001;31-02-2026", "is geen datum als dd-mm-jjjj"),
    ],
)
def test_lines_that_are_refused(cast, daan, row, says):
    run = daan.previewed("lines", LINES + row + "\r\n")
    assert says in next(iter(reasons(run).values()))


# --- Bad input ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Dit bestand is leeg"),
        (b"\xef\xbb\xbf \r\n", "het bestand is leeg"),
        (CONTACTS.encode(), "geen enkele rij"),
        (b"Naam;naam\r\na;b\r\n", "meer dan één keer"),
        ((CONTACTS + "K1001;RenÃ©e;r@smit.example;1;ja\r\n").encode(), "windows-1252"),
        (b"x" * (21 * 1024 * 1024), "21 MB; het mag tot 20 MB"),
        (b"PK\x03\x04zip", "beschadigd"),
        (CONTACTS.encode() + b"K1001;x;y@z.example;1;ja\r\n" * 50_001, "meer dan 50.000 rijen"),
    ],
)
def test_a_file_that_cannot_be_is_said_beside_it(fred, data, says):
    answer = fred.send("contacts", data)
    assert answer.status_code == 200 and says in " ".join(answer.content.decode().split())
    assert not ImportRun.objects.exists()


def test_no_file_and_nothing_chosen(fred):
    page = fred.client.post(URL, {}).content.decode()
    assert "Kies een bestand" in page and "Kies wat er in het bestand staat" in page
    page = fred.client.post(URL, {"kind": "tickets"}).content.decode()
    assert "Kies uit welk systeem" in page and "Vul het klantnummer in" in page


@pytest.mark.parametrize("name", ["../../x.csv", "x\x00.csv", "a" * 150 + ".csv", "…é.csv", "<b>.csv"])
def test_names_of_files(fred, name):
    answer = fred.send("contacts", MIXED, name=name)
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        assert "/" not in ImportRun.objects.get().file_name


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("K1001;=HYPERLINK(1);a@smit.example;1;ja", "Naam: is een formule"),
        ("K1001;Noor;=A1;1;ja", "E-mailadres: is een formule"),
        ("K1001;" + "x" * 121 + ";a@smit.example;1;ja", "langer dan 120 tekens"),
        (";Noor;a@smit.example;1;ja", "Klantnummer: is leeg"),
        ("K1001;Noor;a@smit.example;1;ja;nog;meer", "meer cellen"),
        ("K1001;Noor;a@1do.example@x;1;ja", "geen volledig e-mailadres"),
        ("K1001;Sanne;sanne@1do.example;1;ja", "adres van een medewerker"),
        ("K1001;;nieuw@smit.example;1;ja", "Naam: is leeg, en is nodig"),
    ],
)
def test_rows_that_are_refused(fred, row, says):
    run = fred.previewed("contacts", f"{CONTACTS}{row}\r\n")
    assert says in reasons(run)[2]


def test_nul_and_short_rows_are_read(fred):
    run = fred.imported("contacts", CONTACTS + "K1001;No\x00or;noor@smit.example\r\n")
    assert counts(run) == {"new": 1} and Contact.objects.get(email="noor@smit.example").name == "Noor"


def test_an_excel_workbook_with_numbers_and_a_formula(cast, fred):
    rows = [["Klantnummer", "Naam", "E-mail", "Telefoon"], ["K1001", "Noor", "noor@smit.example", 10123.0]]
    run = fred.imported("contacts", workbook(*rows, ["K1001", "=A1&B1", "x@smit.example", 1]))
    assert Contact.objects.get(email="noor@smit.example").phone == "10123"
    assert "Naam: is een formule" in reasons(run)[3]


def test_a_password_in_a_cell_is_not_kept(fred):
    fred.uploaded("contacts", "Klantnummer;Opmerking\r\nK1001;wachtwoord: Zomer.2026!\r\n")
    assert "Zomer" not in str(ImportRow.objects.get().cells)


def test_what_is_typed_is_text_on_the_page(fred):
    run = fred.previewed("contacts", CONTACTS + "K1001;<script>alert(1)</script>;noor@smit.example;1;ja\r\n")
    assert "<script>alert" not in fred.client.get(f"{URL}{run.pk}/").content.decode()


def test_rows_go_after_their_days_and_a_run_of_nothing_with_them(fred):
    done, left = fred.imported("contacts", MIXED), fred.previewed("contacts", MIXED)
    forget_imports(timezone.now() + timedelta(days=29), days=30)
    assert ImportRow.objects.filter(run=done).exists()
    forget_imports(timezone.now() + timedelta(days=31), days=30)
    assert not ImportRow.objects.exists()
    assert list(ImportRun.objects.all()) == [done] and left.pk != done.pk
    assert "Geen rijen" in fred.page(done)


@pytest.mark.parametrize("asked", ["?lijst=x", "?na=x", "?lijst=new&na=\x00", "?kolommen=1&lijst=kept"])
def test_made_up_addresses(fred, asked):
    run = fred.previewed("contacts", MIXED)
    fred.page(run, asked)
    assert fred.client.get(f"{URL}999999/").status_code == 404
    assert fred.client.get(f"{URL}{run.pk}/uitvoeren/").status_code == 405


def test_a_file_of_another_form_is_no_upload(fred):
    file = SimpleUploadedFile("x.csv", b"x")
    assert fred.client.post(URL, {"kind": "contacts", "bestand": file}).status_code == 200


def test_a_row_of_a_crowd_of_columns_is_refused_with_its_line(fred):
    page = fred.send("customers", "Klantnummer;Naam\r\nK7;Zeven\r\n" + ";" * 300 + "x\r\n").content.decode()
    assert "regel 3: meer dan 200 kolommen" in page and not ImportRun.objects.exists()
