"""Verbs about what the customer is asked before the work (SLA 4.2, 7.2, 10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.approvals.forms import EstimateForm, SpokenYesForm, WithdrawQuestionForm
from desk.tickets.verb import Passing, Verb, plain, text
from infra.forms import RefusableForm
from tickets import actions
from tickets.models import Ticket


def _withdraw(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.withdraw_approval(given["approval"], by=by, now=now, text=given["text"])


VERBS = (
    Verb(
        "raming",
        _("Akkoord vragen op kosten"),
        _("Stuur de begroting"),
        _("De begroting is verstuurd."),
        EstimateForm,
        Passing(actions.ask_estimate),
    ),
    Verb(
        "mondeling",
        _("Mondeling akkoord vastleggen"),
        _("Leg het akkoord vast"),
        _("Het akkoord is vastgelegd; de klant krijgt het per mail bevestigd."),
        SpokenYesForm,
        Passing(actions.record_spoken_yes),
    ),
    Verb(
        "mandaat",
        _("Onder mandaat uitvoeren"),
        _("Werk onder mandaat"),
        _("Dit werk gaat voor, onder het mandaat; de klant krijgt bericht."),
        text(_("Waarom kan dit niet wachten?"), _("De klant leest dit (SLA 4.2).")),
        Passing(actions.use_mandate),
    ),
    Verb(
        "autorisatie",
        _("Dit is een autorisatieverzoek"),
        _("Vraag om bevestiging"),
        _("Dit wacht nu op bevestiging van de klant."),
        text(
            _("Om welke rechten gaat het?"),
            _("Leeg: het onderwerp van de melding. Wie mag bevestigen leest dit (SLA 10)."),
        ),
        Passing(actions.mark_authorisation),
    ),
    Verb(
        "meekijken",
        _("Meekijken op afstand"),
        _("Vraag toestemming"),
        _("De toestemming is gevraagd."),
        text(_("Waarom wil je meekijken?"), _("De melder leest dit en zegt ja of nee (SLA 7.2).")),
        Passing(actions.ask_remote_viewing),
    ),
    Verb(
        "meekijken-begin",
        _("Beginnen met meekijken"),
        _("Begin met meekijken"),
        _("Vastgelegd: je kijkt nu mee."),
        plain(RefusableForm),
        Passing(actions.begin_viewing),
        asks=False,
    ),
    Verb(
        "meekijken-stop",
        _("Stoppen met meekijken"),
        _("Stop met meekijken"),
        _("Vastgelegd: je kijkt niet meer mee."),
        plain(RefusableForm),
        Passing(actions.end_viewing),
        asks=False,
    ),
    Verb(
        "intrekken",
        _("Vraag intrekken"),
        _("Trek de vraag in"),
        _("De vraag is ingetrokken; de klant leest waarom."),
        WithdrawQuestionForm,
        _withdraw,
        is_danger=True,
    ),
)
