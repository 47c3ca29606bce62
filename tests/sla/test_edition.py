"""Edition 2.4 beside the document it was taken from (sla_2_4.txt), and editions that are wrong."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from sla.actions import NEWEST_EDITION
from sla.edition import EditionError, load_edition
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from tests.sla.hours import RULES

DOCUMENT = (Path(__file__).parent / "sla_2_4.txt").read_text()
TOML = NEWEST_EDITION.read_text()


def section(number: str) -> list[str]:
    """The lines between the heading with that number and the next one."""
    heading = re.search(rf"^{re.escape(number)} .+$", DOCUMENT, re.MULTILINE)
    assert heading
    rest = DOCUMENT[heading.end() :]
    end = re.search(r"^\d+\.(\d+)? \S", rest, re.MULTILINE)
    return [line for line in rest[: end.start() if end else None].splitlines() if line.strip()]


def rows(number: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("\t")] for line in section(number) if "\t" in line]


def bullets(number: str) -> list[str]:
    return [line[2:].rstrip(";.") for line in section(number) if line.startswith("- ")]


def test_version_and_date() -> None:
    assert f"{RULES.version}\t{RULES.date.day}-{RULES.date.month}-{RULES.date.year}\t" in DOCUMENT
    assert (RULES.version, RULES.date) == ("2.4", date(2024, 5, 1))


def test_contact_data() -> None:
    table = [row[-4:] for row in rows("3.1")[1:]]
    when = ""
    for stated, point in zip(table, RULES.contacts.values(), strict=True):
        when = stated[0] or when
        assert [when, *stated[1:]] == [point.when, point.name, point.email, point.phone or point.note]


def test_opening_hours() -> None:
    hours = RULES.supportcenter
    assert "van maandag tot en met vrijdag van 8.00 uur tot 17.00 uur." in DOCUMENT
    assert {day: list(windows) for day, windows in hours.weekly.items()} == {
        day: [("08:00", "17:00")] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    }
    assert "vanaf 16.00 uur gesloten. Dit zijn Goede Vrijdag en daarnaast ook 5, 24 en 31 december" in DOCUMENT
    assert {str(day.label): closes for day, closes in hours.policy.early_closings.items()} == dict.fromkeys(
        ("Goede Vrijdag", "5 december", "24 december", "31 december"), "16:00"
    )


def test_emergency_service() -> None:
    text = "\n".join(section("3.2"))
    assert "beschikbaarheid op werkdagen van 7.00 tot 23.00 uur" in text
    assert set(RULES.calamiteitendienst.weekly.values()) == {(("07:00", "23:00"),)}
    assert not RULES.calamiteitendienst.policy.early_closings
    assert RULES.calamiteitendienst.policy.holidays == RULES.supportcenter.policy.holidays
    assert "met een minimum van één uur" in text
    assert RULES.emergency.minimum == timedelta(hours=1)
    assert RULES.emergency.priorities == (Priority.KRITISCH,)


def test_coverage() -> None:
    headings, tiers, *table = rows("5.2")
    assert [column.tier for column in RULES.coverage_columns] == [tier.lower() for tier in tiers if tier]
    assert list(dict.fromkeys(column.heading for column in RULES.coverage_columns)) == [
        heading for heading in headings[1:] if heading
    ]
    assert [[service.text, *service.cells] for service in RULES.services.values()] == table
    assert len(table) == 8


@pytest.mark.parametrize(("number", "ours"), [("6.3", RULES.work_inside), ("6.4", RULES.work_outside)])
def test_work_inside_and_outside(number: str, ours: dict) -> None:
    assert [clause.text for clause in ours.values()] == bullets(number)
    assert len(ours) == {"6.3": 6, "6.4": 9}[number]


@pytest.mark.parametrize("kind", [TicketKind.AANPASSING, TicketKind.SERVICEVRAAG])
def test_no_priority_for_the_other_kinds(kind: TicketKind) -> None:
    target = RULES.target(kind, None)
    assert (target.nature, target.budget, target.priority) == (Nature.NONE, None, None)
    assert target.wording in "\n".join(section(target.clause))
    assert str(kind.label) in re.search(rf"^{target.clause} (.+)$", DOCUMENT, re.MULTILINE)[1]


def test_impact_and_urgency() -> None:
    table = {row[0]: row[2] for row in rows("7.9") if re.fullmatch("[123ABC]", row[0])}
    ours = {str(impact.value): answer.text for impact, answer in RULES.impacts.items()}
    ours |= {urgency.value: answer.text for urgency, answer in RULES.urgencies.items()}
    assert ours == table
    assert len(ours) == 6


def test_matrix() -> None:
    table = [row[1:] for row in rows("7.9") if len(row) == 5 and row[1] in ("A", "B", "C")]
    assert {row[0]: row[1:] for row in table} == {
        urgency.value: [str(RULES.matrix[urgency, impact].label) for impact in Impact] for urgency in Urgency
    }
    assert len(table) == 3


def test_channels_and_targets() -> None:
    text = rows("7.9")
    table = text[next(i for i, row in enumerate(text) if row[1] == "Aanmelding via") + 1 :]
    for stated, (priority, row) in zip(table, RULES.priorities.items(), strict=True):
        name, channels, work_start = stated
        assert (row.name, row.target.wording) == (name, work_start)
        assert str(priority.label) in name
        assert list(row.channels) == re.split(r", | of ", channels.lower())


@pytest.mark.parametrize(
    ("priority", "nature", "budget"),
    [
        (Priority.KRITISCH, Nature.PROMISE, timedelta(hours=0.5)),
        (Priority.ERNSTIG, Nature.PROMISE, timedelta(hours=1)),
        (Priority.STANDAARD, Nature.AIM, timedelta(hours=9)),
        (Priority.LAAG, Nature.NONE, None),
    ],
)
def test_what_is_promised_and_what_is_aimed_at(priority: Priority, nature: Nature, budget: timedelta | None) -> None:
    target = RULES.target(TicketKind.INCIDENT, priority)
    assert (target.priority, target.nature, target.budget, target.clause) == (priority, nature, budget, "7.9")
    stated = re.match(r"Binnen ([\d,]+) uur", target.wording)
    if nature == Nature.PROMISE:
        assert stated and budget == timedelta(hours=float(stated[1].replace(",", ".")))
    else:
        assert not stated


def test_t16_an_incident_without_priority_is_classified_within_the_strictest_promise_of_a_mail() -> None:
    target, serious = RULES.target(TicketKind.INCIDENT, None), RULES.target(TicketKind.INCIDENT, Priority.ERNSTIG)
    assert (target.nature, target.budget, target.priority) == (Nature.TRIAGE, serious.budget, None)
    assert not target.is_judged


def test_an_edition_cannot_agree_on_triage() -> None:
    with pytest.raises(EditionError, match="moet een van promise, aim, none zijn, niet 'triage'"):
        load_edition(TOML.replace('nature = "aim"', 'nature = "triage"'))


def test_minimum_information() -> None:
    listed = [line.strip()[4:].rstrip(";.") for line in section("9.") if line.strip().startswith("- o ")]
    assert [item.text for item in RULES.minimum_information] == listed
    assert len(listed) == 6
    assert [item.key for item in RULES.needed_information(TicketKind.SERVICEVRAAG)] == [
        "customer",
        "contact",
        "reachable",
        "description",
        "steps_taken",
    ]
    assert RULES.needed_information(TicketKind.INCIDENT)[-1].key == "impact"


def test_escalation_steps() -> None:
    table = rows("12.")[1:]
    assert [[str(step.step), step.level, step.customer, " ".join(step.house)] for step in RULES.escalation] == table
    assert len(table) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'A = { 1 = "kritisch", 2 = "ernstig"',
            'A = { 1 = "kritisch", 2 = "hoog"',
            "priority.matrix.A.2: moet een van",
        ),
        ('A = { 1 = "kritisch", 2 = "ernstig",', 'A = { 1 = "kritisch",', "priority.matrix.A.2: ontbreekt"),
        ('A = { 1 = "kritisch"', 'A = { 4 = "laag", 1 = "kritisch"', "priority.matrix.A.4: onbekende sleutel"),
        ("minutes = 30", "minutes = 0", "priority.targets.kritisch.minutes: moet een geheel getal van 1"),
        ("minutes = 30", 'minutes = "30"', "priority.targets.kritisch.minutes: moet een geheel getal zijn"),
        ("minutes = 30", "minutes = true", "priority.targets.kritisch.minutes: moet een geheel getal"),
        ("minutes = 30", "", "priority.targets.kritisch.minutes: ontbreekt"),
        ('nature = "none"', 'nature = "none"\nminutes = 60', "priority.targets.laag.minutes: past niet"),
        ('nature = "promise"', 'nature = "eed"', "priority.targets.kritisch.nature: moet een van promise, aim, none"),
        ('channels = ["telefoon"]', 'channels = ["fax"]', "priority.targets.kritisch.channels.0: moet een van"),
        ('version = "2.4"', "version = 2.4", "version: moet tekst zijn, niet 2.4"),
        ('version = "2.4"', 'version = " "', "version: mag niet leeg zijn"),
        ('version = "2.4"', 'version = "2.4"\nversie = "2.4"', "versie: onbekende sleutel"),
        ("date = 2024-05-01", 'date = "1 mei"', "date: moet een datum zijn"),
        ('[["08:00", "17:00"]]', '[["17:00", "08:00"]]', "supportcenter.weekly.monday: moet een lijst van tijden"),
        ('[["08:00", "17:00"]]', '[["08:00"]]', "supportcenter.weekly.monday: moet een lijst van tijden"),
        ('[["08:00", "17:00"]]', "[[8, 17]]", "supportcenter.weekly.monday: moet een lijst van tijden"),
        ('good_friday = "16:00"', 'good_friday = "4 uur"', "supportcenter.early_closings.good_friday: moet een tijd"),
        ('good_friday = "16:00"', 'black_friday = "16:00"', "supportcenter.early_closings.black_friday: onbekende dag"),
        ('"new_year", "easter_sunday"', '"new_year", "pasen"', "supportcenter.holidays.days.1: moet een van"),
        ('liberation_day = "lustrum"', 'liberation_day = "soms"', "supportcenter.holidays.liberation_day: moet een"),
        ('cells = ["✓", "✓"', 'cells = ["ja", "✓"', "coverage.services.0.cells.0: moet ✓, €, Optie of leeg"),
        ('cells = ["✓", "✓", ', 'cells = ["✓", ', "coverage.services.0.cells: heeft 5 vakken, de tabel 6 kolommen"),
        ('key = "updates"', 'key = "monitoring"', "coverage.services.2.key: monitoring staat er twee keer in"),
        ("step = 1", "step = 2", "escalation.1.step: moet 1 zijn"),
        ('[no_priority.aanpassing]\nclause = "7.7"', "[no_priority.aanpassing]", "no_priority.aanpassing.clause: ontb"),
        ('version = "2.4"', 'version = "2.4', "geen geldige TOML"),
    ],
)
def test_a_wrong_edition_says_which_key_and_why(old: str, new: str, message: str) -> None:
    assert old in TOML
    with pytest.raises(EditionError) as error:
        load_edition(TOML.replace(old, new, 1))
    assert str(error.value).startswith(message)
    assert ":" not in error.value.path


def test_every_value_is_needed() -> None:
    """Whatever line with a value is taken out, the edition is refused, but for what may be left out."""
    lines = TOML.splitlines()
    optional = ("phone = ", "note = ", "kinds = ")
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "good_friday", "5_december", "24_", "31_")
    for index, line in enumerate(lines):
        if re.match(r"\w+ = .*[^\[{,]$", line) and not line.startswith((*optional, *weekdays)):
            with pytest.raises(EditionError):
                load_edition("\n".join([*lines[:index], *lines[index + 1 :]]))
