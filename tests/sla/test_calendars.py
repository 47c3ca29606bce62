"""Editions and calendars in the database: loading them, dated exceptions, and that nothing is rewritten."""

import re
import threading
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from infra.append_only import AppendOnlyError
from sla.actions import (
    NEWEST_EDITION,
    CalendarError,
    add_exception,
    install_calendars,
    install_edition,
    remove_exception,
    text_beside,
)
from sla.edition import EditionError
from sla.models import Calendar, CalendarVersion, Edition
from tests.sla.hours import EMERGENCY, STANDARD, at

NOW = at("2026-02-02 10:00")
DAY = date(2026, 2, 4)
HOUR = timedelta(hours=1)


@pytest.fixture
def coordinator(db: None) -> User:
    user = User.objects.create(email="coordinator@1do.example", name="Marloes Kuiper")
    user.user_permissions.add(Permission.objects.get(codename="change_calendar", content_type__app_label="sla"))
    return user


@pytest.fixture
def agent(db: None) -> User:
    return User.objects.create(email="agent@1do.example", name="Sanne de Wit")


@pytest.fixture
def supportcenter(sla: None) -> Calendar:
    return Calendar.objects.get(slug=Calendar.SUPPORTCENTER)


def changed_edition(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = NEWEST_EDITION.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    version = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
    assert version
    path = tmp_path / "edition.toml"
    path.write_text(text)
    text_beside(path).write_text(text_beside(NEWEST_EDITION).read_text().replace('"2.4"', f'"{version[1]}"', 1))
    return path


def test_loading_gives_the_edition_and_both_calendars(db: None) -> None:
    call_command("load_edition", stdout=None)
    edition = Edition.objects.get()
    assert (edition.version, edition.rules.version) == ("2.4", "2.4")
    calendars = {calendar.slug: calendar for calendar in Calendar.objects.all()}
    start = at("2026-12-24 15:30")
    for slug, hours in (("supportcenter", STANDARD), ("calamiteitendienst", EMERGENCY)):
        version = calendars[slug].current_version
        assert (version.number, version.reason, version.made_by) == (1, "SLA 2.4", None)
        assert version.business_hours.add(start, HOUR) == hours.add(start, HOUR)


def test_loading_twice_changes_nothing(sla: None) -> None:
    before = list(Edition.objects.values()), list(Calendar.objects.values()), list(CalendarVersion.objects.values())
    install_calendars(install_edition(now=NOW), now=NOW)
    after = list(Edition.objects.values()), list(Calendar.objects.values()), list(CalendarVersion.objects.values())
    assert after == before


def test_a_version_cannot_be_loaded_with_another_text(sla: None, tmp_path: Path) -> None:
    changed = changed_edition(tmp_path, ("minutes = 30", "minutes = 45"))
    with pytest.raises(EditionError, match="al geladen met een andere tekst"):
        install_edition(changed)
    assert Edition.objects.get().rules.priorities["kritisch"].target.budget == HOUR / 2


def test_the_text_of_a_version_cannot_change_either(sla: None, tmp_path: Path) -> None:
    changed = changed_edition(tmp_path)
    text_beside(changed).write_text(text_beside(changed).read_text().replace("Geldigheidsduur", "Looptijd"))
    with pytest.raises(EditionError, match="al geladen met een andere tekst"):
        install_edition(changed)
    edition = Edition.objects.get()
    assert edition.document.paragraphs["2.3"].heading == "Geldigheidsduur"
    with pytest.raises(AppendOnlyError):
        edition.save()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('version = "2.4"', 'version = "2.5"', "version: de tekst is van versie 2.5, de tabellen van 2.4"),
        (
            'number = "7.8"',
            'number = "7.9"',
            "paragraphs.28.number: 7.9 staat niet op zijn plaats",
        ),
    ],
)
def test_the_command_says_what_is_wrong_with_the_text(
    db: None, tmp_path: Path, old: str, new: str, message: str
) -> None:
    before = list(Edition.objects.values_list())
    changed = changed_edition(tmp_path)
    text_beside(changed).write_text(text_beside(changed).read_text().replace(old, new, 1))
    with pytest.raises(CommandError, match=re.escape(message)):
        call_command("load_edition", str(changed))
    assert list(Edition.objects.values_list()) == before


def test_without_its_text_an_edition_is_not_loaded(db: None, tmp_path: Path) -> None:
    changed = changed_edition(tmp_path)
    text_beside(changed).unlink()
    with pytest.raises(CommandError, match=r"edition-text\.toml"):
        call_command("load_edition", str(changed))


def test_a_new_version_stands_beside_the_old_and_keeps_the_exceptions(
    supportcenter: Calendar, coordinator: User, tmp_path: Path
) -> None:
    add_exception(supportcenter, by=coordinator, now=NOW, date=DAY, windows=[], reason="personeelsdag")
    later = changed_edition(tmp_path, ('version = "2.4"', 'version = "2.5"'), ('"17:00"', '"18:00"'))
    install_calendars(install_edition(later))
    assert sorted(Edition.objects.values_list("version", flat=True)) == ["2.4", "2.5"]
    version = supportcenter.current_version
    assert (version.number, version.reason) == (3, "SLA 2.5")
    assert version.business_hours.closes_at(at("2026-02-03 10:00")) == at("2026-02-03 18:00")
    assert version.business_hours.day_reason(DAY) == "personeelsdag"


@pytest.mark.parametrize(
    ("text", "message"),
    [("minutes = 0", "priority.targets.kritisch.minutes"), ("minutes =", "geen geldige TOML")],
)
def test_the_command_says_what_is_wrong_and_loads_nothing(db: None, tmp_path: Path, text: str, message: str) -> None:
    before = list(Edition.objects.values_list()), list(Calendar.objects.values_list())
    with pytest.raises(CommandError, match=message):
        call_command("load_edition", str(changed_edition(tmp_path, ("minutes = 30", text))))
    assert (list(Edition.objects.values_list()), list(Calendar.objects.values_list())) == before


def test_the_command_says_that_a_file_is_missing(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"geen\.toml"):
        call_command("load_edition", str(tmp_path / "geen.toml"))


def test_the_same_hours_are_worked_out_once(supportcenter: Calendar) -> None:
    assert supportcenter.current_version.business_hours is supportcenter.current_version.business_hours


@pytest.mark.parametrize(
    ("windows", "due"),
    [([], "2026-02-05 08:30"), ([("10:00", "12:00")], "2026-02-04 10:30")],
    ids=["closed", "other hours"],
)
def test_an_exception_is_a_new_version(
    supportcenter: Calendar, coordinator: User, windows: list[tuple[str, str]], due: str
) -> None:
    before = supportcenter.current_version
    version = add_exception(supportcenter, by=coordinator, now=NOW, date=DAY, windows=windows, reason=" personeelsdag ")
    assert (version.number, version.made_by, version.made_at) == (before.number + 1, coordinator, NOW)
    assert version.reason == "4 februari 2026: personeelsdag"
    assert supportcenter.current_version.business_hours.add(at("2026-02-03 16:30"), HOUR) == at(due)
    before.refresh_from_db()
    assert before.business_hours.add(at("2026-02-03 16:30"), HOUR) == at("2026-02-04 08:30")


def test_an_exception_replaces_the_one_of_that_date_and_can_be_taken_back(
    supportcenter: Calendar, coordinator: User
) -> None:
    who = SimpleNamespace(by=coordinator, now=NOW)
    add_exception(supportcenter, **vars(who), date=DAY, windows=[], reason="personeelsdag")
    add_exception(supportcenter, **vars(who), date=date(2026, 1, 5), windows=[], reason="verhuizing")
    version = add_exception(supportcenter, **vars(who), date=DAY, windows=[("08:00", "12:00")], reason="halve dag")
    assert [(row["date"], row["reason"]) for row in version.exceptions] == [
        ("2026-01-05", "verhuizing"),
        ("2026-02-04", "halve dag"),
    ]
    version = remove_exception(supportcenter, **vars(who), date=DAY)
    assert [row["date"] for row in version.exceptions] == ["2026-01-05"]
    assert version.reason == "4 februari 2026: uitzondering vervallen"
    assert supportcenter.current_version.business_hours.day_reason(DAY) == ""


def test_the_same_click_twice_makes_one_version(supportcenter: Calendar, coordinator: User) -> None:
    first, second = (
        add_exception(supportcenter, by=coordinator, now=NOW, date=DAY, windows=[], reason="personeelsdag")
        for _click in range(2)
    )
    assert first == second
    first, second = (remove_exception(supportcenter, by=coordinator, now=NOW, date=DAY) for _click in range(2))
    assert first == second
    assert supportcenter.versions.count() == 3


@pytest.mark.parametrize(
    ("windows", "reason"),
    [
        ([], ""),
        ([], "  "),
        ([("12:00", "08:00")], "halve dag"),
        ([("08:00", "12:00"), ("11:00", "13:00")], "halve dag"),
        ([("8 uur", "12 uur")], "halve dag"),
        ([("08:00",)], "halve dag"),
    ],
)
def test_an_exception_that_cannot_be_is_refused(
    supportcenter: Calendar, coordinator: User, windows: list, reason: str
) -> None:
    with pytest.raises(CalendarError):
        add_exception(supportcenter, by=coordinator, now=NOW, date=DAY, windows=windows, reason=reason)
    assert supportcenter.versions.count() == 1


def test_only_who_may_change_calendars_does(supportcenter: Calendar, coordinator: User, agent: User) -> None:
    with pytest.raises(PermissionDenied):
        add_exception(supportcenter, by=agent, now=NOW, date=DAY, windows=[], reason="vrije dag")
    add_exception(supportcenter, by=coordinator, now=NOW, date=DAY, windows=[], reason="vrije dag")
    with pytest.raises(PermissionDenied):
        remove_exception(supportcenter, by=agent, now=NOW, date=DAY)
    assert supportcenter.versions.count() == 2


def test_the_other_calendar_is_left_alone(supportcenter: Calendar, coordinator: User) -> None:
    add_exception(supportcenter, by=coordinator, now=NOW, date=DAY, windows=[], reason="personeelsdag")
    emergency = Calendar.objects.get(slug=Calendar.CALAMITEITENDIENST)
    assert emergency.current_version.business_hours.windows(DAY)


@pytest.mark.parametrize("model", [Edition, CalendarVersion])
def test_nothing_is_rewritten_or_deleted(sla: None, model: type[Edition | CalendarVersion]) -> None:
    row = model.objects.all()[0]
    rows = model.objects.filter(pk=row.pk)
    before = rows.values().get()
    field = "text" if model is Edition else "reason"
    setattr(row, field, "anders")
    attempts = (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(**{field: "anders"}),
        lambda: model.objects.bulk_update([row], [field]),
        lambda: model._base_manager.filter(pk=row.pk).update(**{field: "anders"}),
        lambda: model._base_manager.filter(pk=row.pk).delete(),
    )
    for attempt in attempts:
        with pytest.raises(AppendOnlyError):
            attempt()
    assert rows.values().get() == before


@pytest.mark.parametrize("wrong", [{"number": 1}, {"number": 0}, {"liberation_day": "soms"}, {"reason": ""}])
def test_the_database_refuses_what_cannot_be(supportcenter: Calendar, wrong: dict[str, object]) -> None:
    good = {"calendar": supportcenter, "number": 2, "weekly": {"monday": [["08:00", "17:00"]]}, "reason": "proef"}
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarVersion.objects.create(**{**good, **wrong})
    CalendarVersion.objects.create(**good)


@pytest.mark.django_db(transaction=True)
def test_edits_at_the_same_moment_all_count() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the SQLite of the tests is one connection")
    install_calendars(install_edition())
    calendar = Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    coordinator = User.objects.create(email="coordinator@1do.example", name="Marloes Kuiper", is_superuser=True)
    together = threading.Barrier(8)

    def edit(day: int) -> None:
        together.wait()
        add_exception(calendar, by=coordinator, now=NOW, date=date(2026, 3, day), windows=[], reason="dicht")
        connection.close()

    editors = [threading.Thread(target=edit, args=(day,)) for day in range(1, 9)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert calendar.current_version.number == 9
    assert len(calendar.current_version.exceptions) == 8
