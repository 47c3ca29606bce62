"""The command: what it takes over, refuses and says, and that it can be stopped and started at any moment."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import IntegrityError

from contracts.models import Contact
from integrations.importing.actions import Importer
from integrations.importing.errors import MappingError
from integrations.importing.mapping import load_mapping
from tests.integrations.conftest import HEADER, SERVICENOW, as_csv, count, row, solved, ticket, told
from tickets.models import Ticket, TicketClock, TimelineEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_after")]
STRIPPED = Path(__file__).parent / "stripped_labels.toml"


def everything() -> list[Any]:
    """All that an import writes, without the keys that the database gives."""
    entries = TimelineEntry.objects.order_by("ticket__external_id", "at", "pk")
    return [
        *entries.values_list("ticket__external_id", "kind", "at", "is_public", "text", "data"),
        *Ticket.objects.order_by("external_id").values_list(
            "external_id", "status", "priority", "subject", "description", "contact__email", "opened_at", "search_text"
        ),
        *TicketClock.objects.order_by("ticket__external_id").values_list("state", "due_at", "late", "used_seconds"),
        *Contact.objects.order_by("email").values_list("email", "name"),
    ]


def rejections(path: Path) -> list[tuple[int, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(int(r["regel"]), r["melding"], r["reden"]) for r in csv.DictReader(file) if r["gevolg"] == "afgewezen"]


def many(how_many: int) -> list[list[str]]:
    return [
        cells for number in range(how_many) for cells in solved(f"INC{number:03}", caller_id=f"Caller {number % 4}")
    ]


def test_it_says_what_it_did(export: Any, take_over: Any) -> None:
    reopened = row("INC2", "Active", "30 16:00", assignment_group="Group 1", impact="1 - High", priority="1 - Critical")
    output = take_over(export(*solved("INC1"), *solved("INC2"), reopened))
    words = ["regels gelezen", "meldingen overgenomen", "al aanwezig, ongewijzigd", "afgewezen meldingen", "heropend"]
    assert [count(output, said) for said in words] == [9, 2, 0, 0, 1]
    assert [count(output, f"prioriteit {said}") for said in ("Kritisch", "Ernstig")] == [1, 1]
    assert [count(output, f"wijzigingen van {said}") for said in ("status", "prioriteit", "groep")] == [7, 1, 1]
    assert "bij 1 meldingen" in output


def test_a_broken_promise_and_a_missed_aim_are_told_apart(export: Any, take_over: Any) -> None:
    """By the target that was not met, whatever the melding became afterwards."""
    late, low = {"opened_at": "20/11/2026 10:00"}, {"impact": "3 - Low", "urgency": "3 - Low", "priority": "4 - Low"}
    middle = {"urgency": "2 - Medium", "priority": "3 - Moderate"}
    rows = [
        *solved("INC1", **late),
        *solved("INC2", **late, **middle)[:2],
        row("INC2", "Closed", "30 15:00", **late, **low),
        *solved("INC3", **late, **low),
        *solved("INC4"),
    ]
    output = take_over(export(*rows))
    assert (count(output, "belofte niet nagekomen"), count(output, "streven niet gehaald")) == (1, 1)


def test_a_second_run_changes_nothing_and_says_so(export: Any, take_over: Any) -> None:
    path = export(*many(5))
    take_over(path)
    before = everything()
    output = take_over(path)
    assert everything() == before
    assert count(output, "al aanwezig, ongewijzigd") == 5
    assert "Er is niets gewijzigd." in output


def test_stopped_halfway_it_goes_on_where_it_was(export: Any, take_over: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(*many(7))
    whole = Importer.take_over
    batches: list[int] = []

    def dies_in_the_third(self: Importer, stories: Any) -> Any:
        batches.append(len(stories))
        if len(batches) == 3:
            monkeypatch.setattr("tickets.timeline.write_history", _power_cut)
        return whole(self, stories)

    with monkeypatch.context() as patched:
        patched.setattr(Importer, "take_over", dies_in_the_third)
        with pytest.raises(PowerCut):
            take_over(path, batch=2)
    monkeypatch.undo()
    assert Ticket.objects.count() == 4
    assert TicketClock.objects.count() == 4
    output = take_over(path, batch=2)
    assert (count(output, "meldingen overgenomen"), count(output, "al aanwezig, ongewijzigd")) == (3, 4)
    resumed = everything()
    TimelineEntry.objects.all()._raw_delete("default")
    Ticket.objects.all().delete()
    Contact.objects.filter(email__endswith=".invalid").delete()
    take_over(path)
    assert everything() == resumed


class PowerCut(BaseException):
    pass


def _power_cut(*args: Any, **kwargs: Any) -> None:
    raise PowerCut


def test_interrupted_by_the_keyboard(export: Any, take_over: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Importer, "take_over", interrupt)
    with pytest.raises(CommandError, match="Geef hetzelfde commando nog eens") as stopped:
        take_over(export(*solved("INC1")))
    assert stopped.value.returncode == 130


def test_another_import_that_is_quicker(export: Any, take_over: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It writes between our looking and our writing: the database refuses ours, and then they are known."""
    path, look = export(*many(3)), Importer._take_over
    seen: list[int] = []

    def late(self: Importer, stories: Any) -> Any:
        seen.append(len(stories))
        if len(seen) == 1:
            look(self, stories)
            raise IntegrityError
        return look(self, stories)

    monkeypatch.setattr(Importer, "_take_over", late)
    output = take_over(path)
    assert (Ticket.objects.count(), count(output, "al aanwezig, ongewijzigd")) == (3, 3)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"incident_state": "Vaag"}, "'Vaag' in incident_state staat niet in de mapping"),
        ({"incident_state": "?"}, "incident_state is leeg"),
        ({"impact": "4 - None"}, "'4 - None' in impact staat niet in de mapping"),
        ({"urgency": "high"}, "'high' in urgency staat niet in de mapping"),
        ({"contact_type": "Fax"}, "'Fax' in contact_type staat niet in de mapping"),
        (
            {"sys_updated_at": "31/11/2026 10:00"},
            "'31/11/2026 10:00' in sys_updated_at is geen moment als %d/%m/%Y %H:%M",
        ),
        ({"sys_updated_at": "2026-11-23 10:00"}, "'2026-11-23 10:00' in sys_updated_at is geen moment"),
        ({"sys_updated_at": "?"}, "'' in sys_updated_at is geen moment"),
        ({"opened_at": "gisteren"}, "'gisteren' in opened_at is geen moment"),
    ],
)
def test_a_melding_with_a_bad_row_is_refused_whole(
    export: Any, take_over: Any, tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    bad = solved("INC2")
    place = 0 if "opened_at" in changed or "contact_type" in changed else 2
    for name, value in changed.items():
        bad[place][HEADER.index(name)] = value
    output = take_over(export(*solved("INC1"), *bad, *solved("INC3")), report=tmp_path / "rejected.csv")
    assert set(Ticket.objects.values_list("external_id", flat=True)) == {"INC1", "INC3"}
    assert not TimelineEntry.objects.exclude(ticket__external_id__in=["INC1", "INC3"]).exists()
    (rejected,) = rejections(tmp_path / "rejected.csv")
    assert rejected[:2] == (6 + place, "INC2")
    assert rejected[2].startswith(reason)
    assert count(output, "afgewezen meldingen") == 1
    assert "4 regels" in output


def test_all_reasons_are_given_at_once(export: Any, take_over: Any, tmp_path: Path) -> None:
    rows = [row("INC1", "Vaag", "23 10:00"), row("INC1", "Active", "23 11:00", impact="9"), ["INC2", "New"]]
    rows += [[*solved("INC3")[0], "te veel"], row("?", "New", "23 12:00"), ["?"]]
    take_over(export(*rows), report=tmp_path / "rejected.csv")
    assert not Ticket.objects.exists()
    assert rejections(tmp_path / "rejected.csv") == [
        (2, "INC1", "'Vaag' in incident_state staat niet in de mapping"),
        (3, "INC1", "'9' in impact staat niet in de mapping"),
        (4, "INC2", "2 kolommen in plaats van 36"),
        (5, "INC3", "37 kolommen in plaats van 36"),
        (6, "", "geen nummer in number"),
        (7, "", "geen nummer in number"),
    ]


def test_a_reason_is_given_once(export: Any, take_over: Any, mapping: Any, tmp_path: Path) -> None:
    by_moment = mapping(replace={'order = "file"': 'order = "moment"'})
    rows = [row("INC1", "New", "23 10:00"), row("INC1", "Active", "23 25:00")]
    take_over(export(*rows), mapping=by_moment, report=tmp_path / "rejected.csv")
    assert [line for line, _melding, _reason in rejections(tmp_path / "rejected.csv")] == [3]


def test_mended_what_was_refused_comes_over_with_the_next_run(export: Any, take_over: Any) -> None:
    take_over(export(*solved("INC1"), *solved("INC2", contact_type="Fax")))
    output = take_over(export(*solved("INC1"), *solved("INC2")))
    assert (count(output, "meldingen overgenomen"), count(output, "al aanwezig, ongewijzigd")) == (1, 1)
    assert ticket("INC2").channel == "phone"


def test_rows_of_a_melding_may_be_scattered(export: Any, take_over: Any) -> None:
    mixed = [cells for pair in zip(solved("INC1"), solved("INC2"), strict=True) for cells in pair]
    take_over(export(*mixed), batch=1)
    assert told("INC1") == told("INC2")
    assert [kind for kind, _moment in told("INC1")] == ["opened", "work_started", "resolved", "closed"]


def test_the_line_counts_as_an_editor_does(export: Any, take_over: Any, tmp_path: Path) -> None:
    rows = [row("INC1", "New", "23 10:00", location="Hal 1,\nachter"), row("INC2", "Vaag", "23 10:00")]
    take_over(export(*rows), report=tmp_path / "rejected.csv")
    assert rejections(tmp_path / "rejected.csv")[0][:2] == (4, "INC2")


def test_the_report_is_harmless_in_a_spreadsheet(export: Any, take_over: Any, tmp_path: Path) -> None:
    take_over(export(row('=HYPERLINK("x")', "Vaag", "23 10:00")), report=tmp_path / "rejected.csv")
    assert rejections(tmp_path / "rejected.csv")[0][1] == '\'=HYPERLINK("x")'


def test_only_the_first_so_many(export: Any, take_over: Any) -> None:
    path = export(*many(5))
    take_over(path, limit=2)
    assert sorted(Ticket.objects.values_list("external_id", flat=True)) == ["INC000", "INC001"]
    assert "Er is niets gewijzigd." in take_over(path, limit=2)
    assert count(take_over(path), "meldingen overgenomen") == 3


def test_a_dry_run_counts_the_same_and_writes_nothing(export: Any, take_over: Any, tmp_path: Path) -> None:
    path, before = export(*many(3), *solved("INC9", contact_type="Fax")), everything()
    said = take_over(path, dry_run=True, report=tmp_path / "dry.csv")
    assert everything() == before
    assert rejections(tmp_path / "dry.csv")
    done = take_over(path, report=tmp_path / "wet.csv")
    figures = [line.split("  ", 1)[1] for line in said.splitlines()[3:-1]]
    assert figures == [line.split("  ", 1)[1] for line in done.splitlines()[3:-1]]
    assert count(said, "meldingen zou worden overgenomen") == 3


@pytest.mark.parametrize(("customer", "message"), [("K9999", "geen klant met nummer K9999"), ("", "Noem de klant")])
def test_which_customer(export: Any, take_over: Any, customer: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        take_over(export(*solved("INC1")), customer=customer)
    assert not Ticket.objects.exists()


def test_the_mapping_may_name_the_customer(export: Any, take_over: Any, mapping: Any, cast: SimpleNamespace) -> None:
    named = mapping(replace={'# customer = "K1001"': 'customer = "K1002"'})
    take_over(export(*solved("INC1")), mapping=named, customer="")
    assert ticket("INC1").customer == cast.vries
    take_over(export(*solved("INC2")), mapping=named, customer="K1001")
    assert ticket("INC2").customer == cast.smit


def test_a_team_that_is_not_there(export: Any, take_over: Any, mapping: Any) -> None:
    with pytest.raises(CommandError, match="group.teams.Group 70: team 'Nachtploeg' bestaat niet"):
        take_over(export(*solved("INC1")), mapping=mapping(add='[group.teams]\n"Group 70" = "Nachtploeg"\n'))


# --- The file -----------------------------------------------------------------------------------------
def _gzipped(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode()))


def _zipped(path: Path, text: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("log/lees_mij.txt", "hallo")
        archive.writestr("log/incidents.csv", text)


def _with_mark(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8-sig"))


@pytest.mark.parametrize("write", [_gzipped, _zipped, _with_mark])
def test_every_wrapping_reads_the_same(take_over: Any, tmp_path: Path, write: Callable[[Path, str], None]) -> None:
    write(tmp_path / "export.dat", as_csv(solved("INC1")))
    take_over(tmp_path / "export.dat")
    assert [kind for kind, _moment in told("INC1")] == ["opened", "work_started", "resolved", "closed"]


def _two_in_one(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")


def _cut_off(path: Path) -> None:
    path.write_bytes(gzip.compress(as_csv(many(50)).encode())[:-400])


def _latin(path: Path) -> None:
    path.write_bytes(as_csv([row("INC1", "New", "23 10:00", location="Café")]).encode("latin-1"))


def _open_quote(path: Path) -> None:
    lines = as_csv(many(3)).splitlines()
    lines[2] = lines[2].replace("Category 55", '"Category 55')
    path.write_text("\r\n".join(lines), newline="")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.write_text(""), "het bestand is leeg"),
        (_two_in_one, "zet in file.member .* a.csv, b.csv"),
        (_cut_off, r"niet \(tot het einde\) te lezen"),
        (_latin, "niet te lezen als utf-8; zet de juiste tekenset in file.encoding"),
        (_open_quote, "regel 3: een aanhalingsteken wordt niet gesloten"),
        (lambda path: path.write_bytes(b"PK\x03\x04rommel"), "niet .* te lezen"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_taken_over(
    take_over: Any, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(tmp_path / "export.csv")
    with pytest.raises(CommandError, match=message):
        take_over(tmp_path / "export.csv", batch=1)
    assert not Ticket.objects.exists()


def test_another_tongue(take_over: Any, mapping: Any, tmp_path: Path) -> None:
    text = as_csv([row("INC1", "New", "23 10:00", location="Café")]).replace(",", ";")
    (tmp_path / "export.csv").write_bytes(text.encode("cp1252"))
    spelled = mapping(replace={'encoding = "utf-8"': 'encoding = "cp1252"', 'delimiter = ","': 'delimiter = ";"'})
    take_over(tmp_path / "export.csv", mapping=spelled)
    assert "Locatie: Café" in ticket("INC1").description


# --- The second spelling of the same log ----------------------------------------------------------------
DAMAGED = [
    "ident_state" if name == "incident_state" else "category" if name == "subcategory" else name for name in HEADER
]


def _stripped(cells: list[str]) -> list[str]:
    """As in that spelling: "56" for "Group 56", "2" for "2 - Medium"."""
    labels = ("Caller ", "Updated by ", "Location ", "Category ", "Subcategory ", "Group ", "Resolver ", "code ", "INC")
    bare = []
    for value in cells:
        for label in labels:
            value = value.removeprefix(label)
        bare.append(value.split(" - ")[0].strip())
    return bare


def test_a_damaged_header_is_told_column_by_column(export: Any, take_over: Any) -> None:
    with pytest.raises(CommandError) as refused:
        take_over(export(*map(_stripped, solved("INC1")), header=DAMAGED))
    message = str(refused.value)
    assert "export.csv: " in message
    assert "status.column: kolom 'incident_state' ontbreekt in de kopregel; wat erop lijkt is 'ident_state'" in message
    assert (
        "melding.subject.0: kolom 'category' staat 2 keer in de kopregel (kolom 17 en 18); "
        "schrijf welke: 'category#1' of 'category#2'" in message
    )
    assert "melding.subject.1: kolom 'subcategory' ontbreekt in de kopregel; wat erop lijkt is 'category'" in message
    assert "impact" not in message


def test_both_spellings_give_the_same_tickets(export: Any, take_over: Any) -> None:
    rows = [
        *many(3),
        row("INC7", "New", "23 10:00", assigned_to="Resolver 4"),
        row("INC7", "-100", "23 11:00", vendor="Vendor 1"),
        row("INC8", "New", "23 10:00", vendor="code 8s"),
    ]
    take_over(export(*rows))
    first = everything()
    again = take_over(export(*map(_stripped, rows), header=DAMAGED), mapping=STRIPPED)
    assert count(again, "al aanwezig, ongewijzigd") == 5
    TimelineEntry.objects.all()._raw_delete("default")
    Ticket.objects.all().delete()
    Contact.objects.filter(email__endswith=".invalid").delete()
    take_over(export(*map(_stripped, rows), header=DAMAGED), mapping=STRIPPED)
    assert everything() == first


@pytest.mark.parametrize("name", ["category#0", "category#3", "category#", "#1"])
def test_a_place_that_is_not_there(export: Any, take_over: Any, mapping: Any, name: str) -> None:
    with pytest.raises(CommandError, match=f"kolom '{name}' ontbreekt"):
        take_over(
            export(*solved("INC1"), header=DAMAGED),
            mapping=mapping(
                replace={
                    '"incident_state"': '"ident_state"',
                    '"subcategory"': '"category#2"',
                    '"category"': f'"{name}"',
                }
            ),
        )


# --- The mapping --------------------------------------------------------------------------------------
def test_the_mappings_that_are_there() -> None:
    assert load_mapping(SERVICENOW).source == load_mapping(STRIPPED).source == "servicenow"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('source = "servicenow"\n', "", "source: ontbreekt"),
        ('source = "servicenow"', 'source = ""', "source: mag niet leeg zijn"),
        ('source = "servicenow"', f'source = "{"x" * 41}"', "source: mag niet langer zijn dan 40 tekens"),
        ('source = "servicenow"', 'source = "servicenow"\nbron = "x"', "bron: onbekende sleutel"),
        ('moment = "sys_updated_at"\n', "", "rows.moment: ontbreekt"),
        ('moment = "sys_updated_at"', "moment = 3", "rows.moment: moet tekst zijn, niet 3"),
        ('melding = "number"', 'melding = { kolom = "number" }', "rows.melding.column: ontbreekt"),
        ('melding = "number"', 'melding = { column = "number", x = 1 }', "rows.melding.x: onbekende sleutel"),
        (
            '"Active" = "in_behandeling"',
            '"Active" = "bezig"',
            "status.values.Active: moet een van nieuw, in_behandeling",
        ),
        ('"Active" = "in_behandeling"', '"Active" = "ingepland"', "status.values.Active: ingepland kan niet"),
        ('"3 - Low" = 3', '"3 - Low" = 4', "impact.values.3 - Low: moet 1, 2 of 3 zijn, niet 4"),
        ('"3 - Low" = 3', '"3 - Low" = "C"', "impact.values.3 - Low: moet een geheel getal zijn, niet 'C'"),
        ('"3 - Low" = "C"', '"3 - Low" = "D"', "urgency.values.3 - Low: moet een van A, B, C zijn, niet 'D'"),
        ('"Email" = "email"', '"Email" = "post"', "channel.values.Email: moet een van portal"),
        ('otherwise = "incident"', 'otherwise = "klacht"', "kind.otherwise: moet een van incident"),
        (
            'zone = "Europe/Amsterdam"',
            'zone = "Europa/Amsterdam"',
            "moments.zone: onbekende tijdzone 'Europa/Amsterdam'",
        ),
        ('"%d/%m/%Y %H:%M"', '"%d/%m/%Y"', "moments.format: '%d/%m/%Y' bevat geen volledige datum"),
        ('"%d/%m/%Y %H:%M"', '"%d/%m/%Y %H:%Q"', "moments.format: '%d/%m/%Y %H:%Q' is geen datumnotatie"),
        ('encoding = "utf-8"', 'encoding = "utf-88"', "file.encoding: onbekende tekenset 'utf-88'"),
        ('delimiter = ","', 'delimiter = ", "', "file.delimiter: moet één teken zijn"),
        ('subject = ["category"', "subject = [3", "melding.subject.0: moet tekst zijn, niet 3"),
        ("[impact.values]", "[impact.value]", "impact.values: ontbreekt"),
        ("[file]", "[file", "niet te lezen: "),
    ],
)
def test_a_mistake_in_the_mapping_is_named_by_its_key(mapping: Any, old: str, new: str, message: str) -> None:
    with pytest.raises(MappingError) as refused:
        load_mapping(mapping(replace={old: new}))
    assert str(refused.value).startswith(message)


def test_a_moment_that_the_clocks_skip_or_pass_twice() -> None:
    moments = load_mapping(SERVICENOW).moments
    read = {text: moments.parse(text).strftime("%H:%M") for text in ("29/3/2026 02:30", "25/10/2026 02:30")}
    assert read == {"29/3/2026 02:30": "01:30", "25/10/2026 02:30": "00:30"}
