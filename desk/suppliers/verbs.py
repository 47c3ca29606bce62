"""Verbs about the supplier that a melding depends on (SLA 7.10)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.suppliers.forms import ChaseForm, ExtraCostsForm, SupplierMailForm
from desk.tickets.verb import Passing, Verb, plain
from tickets import actions

VERBS = (
    Verb(
        "kosten-leverancier",
        _("Kosten van een leverancier"),
        _("Bewaar de kosten"),
        _("De kosten staan bij de melding; de klant krijgt bericht."),
        ExtraCostsForm,
        Passing(actions.add_extra_costs),
    ),
    Verb(
        "mail-leverancier",
        _("Leverancier mailen"),
        _("Verstuur"),
        _("Het bericht gaat naar de leverancier; de klant leest het niet."),
        SupplierMailForm,
        Passing(actions.mail_supplier),
        undoable=True,
    ),
    Verb(
        "nabellen",
        _("Leverancier nagebeld"),
        _("Bewaar"),
        _("Bewaard."),
        plain(ChaseForm),
        Passing(actions.chase_supplier),
    ),
)
