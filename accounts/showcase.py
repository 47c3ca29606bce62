"""What the page of components shows (/componenten/, only with DEBUG): every component with believable content."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import TextChoices

from infra import charts
from infra.charts import Chart

LONG_NAME = "Coöperatieve Vereniging Zorgcentrum De Vier Jaargetijden Noordoost-Twente U.A."


class ShowcaseParty(TextChoices):
    HOUSE = "1do", "1do"
    CUSTOMER = "customer", "klant"
    SUPPLIER = "supplier", "leverancier"


class SampleForm(forms.Form):
    subject = forms.CharField(label="Onderwerp", help_text="In een paar woorden.", max_length=160)
    description = forms.CharField(label="Wat is er aan de hand?", widget=forms.Textarea(attrs={"data-autosize": ""}))
    customer = forms.ChoiceField(label="Klant", choices=[("", "Kies een klant"), ("1", LONG_NAME)])
    who = forms.ChoiceField(
        label="Wie heeft er last van?",
        widget=forms.RadioSelect,
        choices=[("3", "Alleen ik"), ("2", "Onze afdeling"), ("1", "Meer afdelingen of iedereen")],
    )
    attachment = forms.FileField(label="Bijlagen", widget=forms.FileInput(attrs={"data-files": ""}), required=False)
    on_site = forms.BooleanField(label="Op locatie gewerkt", required=False)


def _timeleft(words: str, tone: str, percent: int | None, now: datetime, hours: float) -> SimpleNamespace:
    left = int(hours * 3600)
    running = tone in {"ok", "soon", "late"}
    return SimpleNamespace(
        words=words,
        tone=tone,
        percent=percent,
        due_at=now + timedelta(hours=hours),
        detail="Belofte: begin uiterlijk ma 23 nov 14:20.",
        nature="promise",
        left_seconds=left,
        budget_seconds=3600,
        runs_until=now + timedelta(hours=3) if running else None,
    )


def _steps(current: int, asks: bool = False) -> list[SimpleNamespace]:
    labels = ["Ontvangen", "Opgepakt", "Wacht op u", "Opgelost", "Gesloten"]
    states = ["done" if n < current else "current" if n == current else "todo" for n in range(5)]
    if current > 2:
        states[2] = "skipped"
    return [
        SimpleNamespace(label=label, state=state, asks=asks and state == "current", **{f"is_{state}": True})
        for label, state in zip(labels, states, strict=True)
    ]


def _rows(now: datetime) -> list[SimpleNamespace]:
    clocks = [
        _timeleft("nog 12 min", "soon", 40, now, 0.2),
        _timeleft("2 u 10 min te laat", "late", 0, now, -2.17),
        _timeleft("wacht op klant, nog 40 min", "paused", 66, now, 0.67),
        _timeleft("nog 7 u 5 min", "ok", 80, now, 7),
        _timeleft("geen afspraak", "none", None, now, 9),
    ]
    marks = [("kritisch", "incident"), ("ernstig", "incident"), ("standaard", "incident"), ("laag", "incident")]
    marks.append(("", "servicevraag"))
    subjects = [
        "Server onbereikbaar",
        "Geen mail op kantoor Zwolle",
        f"Printer bij {LONG_NAME} hapert",
        "Traag",
        "Licentie",
    ]
    return [
        SimpleNamespace(number=482 + n, priority=mark[0], kind=mark[1], subject=subject, timeleft=clock)
        for n, (mark, subject, clock) in enumerate(zip(marks, subjects, clocks, strict=True))
    ]


@dataclass(frozen=True)
class LedgerSample:
    """Drawn as sla.ledger.LedgerLine is; accounts knows no SLA."""

    text: str
    is_skipped: bool = False
    is_total: bool = False

    def __str__(self) -> str:
        return self.text


def _charts() -> list[Chart]:
    weeks = charts.weeks(date(2026, 9, 21) + timedelta(weeks=n) for n in range(13))
    months = charts.months(date(2025 + n // 12, n % 12 + 1, 1) for n in range(11, 23))
    people = ["Fatima el Amrani", "Sanne de Wit", "Jan-Willem van den Berg", "Mo Yilmaz", LONG_NAME]
    return [
        charts.inflow(
            weeks,
            [38, 44, 41, 52, 47, 39, 61, 58, 44, 40, 49, 51, 46],
            [35, 40, 45, 47, 50, 41, 48, 60, 55, 42, 45, 47, 50],
            [22, 26, 22, 27, 24, 22, 35, 33, 22, 20, 24, 28, 24],
        ),
        charts.promises(
            months, [17, 12, 9, 21, 14, 11, 8, 6, 15, 19, 13, 16], [1, 0, 0, 2, 0, 1, 0, 0, 0, 3, 1, 0], [0] * 11 + [2]
        ),
        charts.aims(months, [24, 31, 28, 22, 30, 27, 19, 17, 26, 33, 29, 21], [6, 4, 9, 8, 3, 5, 2, 1, 7, 9, 4, 3]),
        charts.hours(
            months,
            [14.5, 16, 19.25, 21.5, 17, 15.75, 9.5, 8, 18, 22.25, 24.5, 13],
            [None, 20, 20, 20, 20, 20, 20, 20, 16, 16, 16, 16],
            19.5,
        ),
        charts.whose_time(
            [("1do", 182.5), ("Klant", 240), ("KPN Zakelijk", 61.5), ("Dell Technologies", 18), ("Gesloten", 96)]
        ),
        charts.load(people, {"Te laat": [2, 0, 1, 0, 3], "Vandaag": [5, 3, 4, 1, 2], "Later": [8, 6, 11, 2, 4]}),
        charts.by_service(
            ["Werkplek", "Server", "Netwerk", "Microsoft 365", "Telefonie", "Nog niet ingedeeld"],
            [84, 31, 22, 61, 9, 4],
            [77, 40, 18, 44, 12, 0],
        ),
        charts.satisfaction(
            months,
            {
                "Goed": [12, 9, 14, 11, 16, 8, 7, 4, 13, 15, 12, 9],
                "Kon beter": [2, 1, 3, 0, 2, 1, 0, 1, 2, 4, 1, 1],
                "Niet goed": [0, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1, 0],
            },
        ),
        charts.promises((), (), (), name="nothing"),
    ]


def samples(now: datetime) -> dict[str, Any]:
    faulty = SampleForm({"subject": "", "who": "9"})
    faulty.is_valid()
    return {
        "now": now,
        "priorities": ["kritisch", "ernstig", "standaard", "laag"],
        "kinds": ["servicevraag", "aanpassing", "incident"],
        "statuses": [
            ("nieuw", "Nieuw"),
            ("in_behandeling", "In behandeling"),
            ("wacht_op_klant", "Wacht op klant"),
            ("wacht_op_leverancier", "Wacht op leverancier"),
            ("ingepland", "Ingepland"),
            ("opgelost", "Opgelost"),
            ("gesloten", "Gesloten"),
            ("geannuleerd", "Geannuleerd"),
        ],
        "rows": _rows(now),
        "met": _timeleft("op tijd begonnen", "met", None, now, -1),
        "missed": _timeleft("streven niet gehaald", "missed", 0, now, -1),
        "form": SampleForm(),
        "faulty": faulty,
        "progress": [_steps(0), _steps(1), _steps(2, asks=True), _steps(4)],
        "by_party": {
            ShowcaseParty.HOUSE: timedelta(hours=2, minutes=10),
            ShowcaseParty.CUSTOMER: timedelta(hours=5),
            ShowcaseParty.SUPPLIER: timedelta(minutes=50),
        },
        "ledger": [
            LedgerSample("ma 21-12 16:40-17:00: 20 min"),
            LedgerSample("ma 21-12 wacht op klant, telt niet mee", is_skipped=True),
            LedgerSample("di 22-12 08:00-08:10: 10 min"),
            LedgerSample("uiterlijk di 22-12 08:10", is_total=True),
        ],
        "attachment": SimpleNamespace(name="schermafdruk van de foutmelding.png", size=482133),
        "long_name": LONG_NAME,
        "charts": _charts(),
    }
