"""Meldingen that belong together: merged, split, linked, under an outage, moved, and ended without a word."""

from __future__ import annotations

from contracts.models import Supplier
from demo.features import MARLOES, RAVI, SANNE, Stage
from demo.walk import Life
from tickets import actions
from tickets.kinds import SupplierAsked
from tickets.models import EntryKind
from tickets.values import LinkKind, QuietReason

URGENT = {"kind": "incident", "impact": 2, "urgency": "B"}


def known_outage(stage: Stage) -> Life:
    """Of a provider, that two customers have; all are told at once."""
    by = stage.staff(SANNE)
    yield (at := stage.ago(150))
    parent = stage.filed(
        "K1001", "Jan", at, "Internet valt steeds weg", "De kassa's verliezen de verbinding.", **URGENT
    )
    actions.take(parent, by=by, now=at)
    yield (at := stage.ago(140))
    neighbour = stage.contact("K1002", "Ingrid")
    text = "De provider werkt aan een kapotte kabel. Wij melden hier wanneer het is opgelost."
    about = {"title": "Storing bij de internetprovider", "text": text}
    actions.declare_outage(parent, by=by, now=at, **about, customers=[parent.customer, neighbour.customer])
    yield (at := stage.ago(120))
    other = stage.filed("K1002", "Ingrid", at, "Geen internet op kantoor", "Niemand kan bij de dossiers.", **URGENT)
    actions.link(other, parent, by=by, now=at, kind=LinkKind.CHILD)
    yield (at := stage.ago(110))
    provider, _made = Supplier.objects.get_or_create(name="Glasnet Zakelijk", defaults={"email": "noc@glasnet.example"})
    text = "Op twee adressen valt de lijn weg sinds vanochtend. Is er een storing, en hoe lang duurt die?"
    line = actions.mail_supplier(parent, by=by, now=at, supplier=provider, subject="Storing op twee lijnen?", text=text)
    yield (at := stage.ago(105))
    said = "Ja, een kapotte kabel. Hersteld rond 17:00."
    asked = line.read(SupplierAsked)
    actions.supplier_answered(parent, asked, sender="noc@glasnet.example", now=at, text=said)
    yield (at := stage.ago(100))
    said = "De provider verwacht dat het aan het eind van de middag is opgelost."
    form = "demo-outage"
    actions.tell_all(parent, by=by, now=at, text=said, to=[other.pk], form_token=form)


def two_about_one_thing(stage: Stage) -> Life:
    """Merged this morning, so that it can still be undone; a third had been merged by mistake."""
    by = stage.staff(RAVI)
    yield (at := stage.ago(95))
    first = stage.filed("K1001", "Jan", at, "Etiketten komen leeg uit de printer", "Sinds de levering van vanochtend.")
    yield (at := stage.ago(90))
    text = "De etikettenprinter in de winkel drukt niets af."
    second = stage.filed("K1001", "Petra", at, "Etikettenprinter doet niets", text)
    third = stage.filed("K1001", "Petra", at, "Bonnenrol wisselen", "Hoe gaat dat bij de nieuwe kassa?")
    yield (at := stage.ago(80))
    for each in (second, third):
        actions.merge(each, first, by=by, now=at, sight_confirmed=True)
    yield (at := stage.ago(78))
    actions.unmerge(third, by=by, now=at)
    actions.link(third, first, by=by, now=at, kind=LinkKind.RELATED)


def a_second_question(stage: Stage) -> Life:
    """In an answer, which became a melding of its own."""
    yield (at := stage.ago(300))
    ticket = stage.filed("K1001", "Jan", at, "Agenda delen met de winkel", "Graag met iedereen van de winkel.")
    yield (at := stage.ago(280))
    writer = ticket.contact.user
    text = "En mijn telefoon haalt sinds gisteren geen mail meer op."
    entry = actions.reply(ticket, by=writer, contact=None, now=at, text=text) if writer else None
    yield (at := stage.ago(270))
    if entry is not None and entry.kind == EntryKind.REPLY:
        actions.split(entry, by=stage.staff(SANNE), now=at, subject="Geen mail op de telefoon")


def wrong_customer_and_no_spam(stage: Stage) -> Life:
    by = stage.staff(MARLOES)
    yield (at := stage.ago(260))
    ticket = stage.filed(
        "K1002", "Ingrid", at, "Kassa van de bakker start niet", "Jan belde met de telefoon van Ingrid."
    )
    yield (at := stage.ago(255))
    actions.move_to_customer(ticket, stage.contact("K1001", "Jan"), by=by, now=at, confirmed=True)
    yield (at := stage.ago(250))
    mail = stage.filed("K1001", "Jan", at, "Offerte glasvezel", "Is dit iets voor ons?")
    actions.cancel_quietly(mail, by=by, now=at, reason=QuietReason.SPAM)
    yield (at := stage.ago(245))
    actions.revive(mail, by=by, now=at)


BELONGING = (known_outage, two_about_one_thing, a_second_question, wrong_customer_and_no_spam)
