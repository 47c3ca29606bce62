"""What the page of components shows (/componenten/, only with DEBUG): every component with believable content."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import TextChoices

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
    }
