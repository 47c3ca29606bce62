"""Subjects that depend on what happened. Those of a ticket get %(subject)s, the ticket's own; its number stands before
it. A subject that is always the same stands in its row (messages.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import AdviceStatus
from mail.outbound.occasions import EventOccasion, Occasion
from sla.wording import moment_words
from tickets.clock import clocks
from tickets.kinds import Asked, ChaseDue, Decided, EvaluationMoved, Paged, Rated, Warned
from tickets.models import ApprovalKind

Subject = str | Promise | Callable[[Occasion], str]
SAME = gettext_lazy("%(subject)s")  # one subject for the customer, or his mail program splits the conversation


# --- Of a ticket ------------------------------------------------------------------------------------------
def opened(occasion: Occasion) -> str:
    call_now = occasion.ticket.off_channel and occasion.hours.is_open(occasion.now)
    return _("Bel ons nu: %(subject)s") if call_now else str(SAME)


def warning(occasion: Occasion) -> str:
    facts = occasion.read(Warned)
    if facts.is_triage:
        late, soon = _("Niet ingedeeld vóór %(moment)s: %%(subject)s"), _("Indelen vóór %(moment)s: %%(subject)s")
        return (late if facts.is_late else soon) % {"moment": moment_words(facts.due_at)}
    words = {"part": facts.threshold, "moment": moment_words(facts.due_at)}
    if facts.is_late and facts.is_aim:
        return _("Streven niet gehaald (%(moment)s): %%(subject)s") % words
    if facts.is_late:
        return _("Te laat (uiterlijk %(moment)s): %%(subject)s") % words
    return _("%(part)s %%%% van de tijd om, begin uiterlijk %(moment)s: %%(subject)s") % words


def new_to_house(occasion: Occasion) -> str:
    ticket = occasion.ticket
    if clocks.is_unclassified(ticket):
        return _("Indelen: %(subject)s")
    return f"{ticket.get_priority_display()}: %(subject)s" if ticket.is_priority_one else _("Nieuw: %(subject)s")


def became_urgent(occasion: Occasion) -> str:
    return _("Nu %(priority)s: %%(subject)s") % {"priority": occasion.ticket.get_priority_display()}


def paged(occasion: Occasion) -> str:
    return _("Oproep: bevestig uiterlijk %(moment)s: %%(subject)s") % {
        "moment": moment_words(occasion.read(Paged).acknowledge_by or occasion.now)
    }


def asked(occasion: Occasion) -> str:
    return {
        ApprovalKind.ESTIMATE: _("Akkoord gevraagd: %(subject)s"),
        ApprovalKind.AUTHORISATION: _("Bevestiging gevraagd: %(subject)s"),
        ApprovalKind.REPORTER: _("Toestemming gevraagd: %(subject)s"),
        ApprovalKind.REMOTE_VIEWING: _("Toestemming om mee te kijken: %(subject)s"),
    }[ApprovalKind(occasion.read(Asked).question)]


def rated(occasion: Occasion) -> str:
    facts = occasion.read(Rated)
    return _("Bel terug: %(subject)s") if facts.is_bad else _("Beoordeeld: %(subject)s")


def decided(occasion: Occasion) -> str:
    return _("Akkoord: %(subject)s") if occasion.read(Decided).granted else _("Geen akkoord: %(subject)s")


def chase(occasion: Occasion) -> str:
    supplier = occasion.read(ChaseDue).supplier or _("leverancier")
    return _("Bel %(supplier)s na: %%(subject)s") % {"supplier": supplier.replace("%", "%%")}


def evaluation(occasion: Occasion) -> str:
    facts = occasion.read(EvaluationMoved)
    if facts.is_owed:
        return _("Evaluatie nog niet geschreven: %(subject)s")
    return _("Evaluatie teruggestuurd: %(subject)s") if facts.is_sent_back else _("Evaluatie goedkeuren: %(subject)s")


# --- Of a customer ----------------------------------------------------------------------------------------
def to_sign(occasion: EventOccasion) -> str:
    return _("Ter ondertekening: %(agreement)s") % _agreement_words(occasion)


def signed(occasion: EventOccasion) -> str:
    return _("Ondertekend: %(agreement)s") % _agreement_words(occasion)


def withdrawn(occasion: EventOccasion) -> str:
    return _("Ingetrokken: %(agreement)s") % _agreement_words(occasion)


def _agreement_words(occasion: EventOccasion) -> dict[str, str]:
    data = occasion.data
    return {
        "agreement": _("overeenkomst %(number)s, versie %(version)s")
        % {"number": data.get("number", ""), "version": data.get("version", "")}
    }


def advice(occasion: EventOccasion) -> str:
    assert occasion.advice is not None
    return _("Advies: %(title)s") % {"title": occasion.advice.title}


def advice_decided(occasion: EventOccasion) -> str:
    assert occasion.advice is not None
    accepted = occasion.advice.status == AdviceStatus.ACCEPTED
    pattern = _("Advies overgenomen: %(title)s") if accepted else _("Advies afgewezen: %(title)s")
    return pattern % {"title": occasion.advice.title}


def hours(occasion: EventOccasion) -> str:
    words = {"customer": occasion.event.customer.name, "percent": occasion.data.get("threshold", "")}
    return _("%(customer)s: %(percent)s %% van de uren gebruikt") % words


def quantity(occasion: EventOccasion) -> str:
    return _("%(customer)s: meer in de monitoring dan afgesproken") % {"customer": occasion.event.customer.name}


def evaluation_released(occasion: EventOccasion) -> str:
    words = {"number": occasion.data["ticket"], "subject": occasion.data["subject"]}
    if occasion.data["release"] > 1:
        return _("[#%(number)s] Nieuwe versie van de evaluatie: %(subject)s") % words
    return _("[#%(number)s] Evaluatie: %(subject)s") % words


def review_behind(occasion: EventOccasion) -> str:
    return _("%(customer)s: plan een Service Review") % {"customer": occasion.event.customer.name}


def renewal(occasion: EventOccasion) -> str:
    data = occasion.data
    words = {
        "customer": occasion.event.customer.name,
        "product": data["product"],
        "day": f"{date.fromisoformat(data['renews_on']):%d-%m-%Y}",
    }
    return _("%(customer)s: %(product)s verlengt op %(day)s") % words


def project_ended(occasion: EventOccasion) -> str:
    return _("%(customer)s: project afgelopen, evalueer de overeenkomst") % {"customer": occasion.event.customer.name}


def address_changed(occasion: EventOccasion) -> str:
    return _("Uw e-mailadres bij 1do is gewijzigd")


def access_given(occasion: EventOccasion) -> str:
    return _("U kunt zich aanmelden in het Serviceportaal van 1do")


def review_invited(occasion: EventOccasion) -> str:
    pattern = _("Verzet: Service Review op %(when)s") if occasion.data["is_moved"] else _("Service Review op %(when)s")
    return pattern % {"when": occasion.data["when"]}


def review_cancelled(occasion: EventOccasion) -> str:
    return _("Gaat niet door: Service Review op %(when)s") % {"when": occasion.data["when"]}


def review_answered(occasion: EventOccasion) -> str:
    return _("%(name)s: %(answer)s") % {"name": occasion.data["name"], "answer": occasion.data["answer"]}


def review_shared(occasion: EventOccasion) -> str:
    return _("De stukken voor de Service Review van %(when)s") % {"when": occasion.data["when"]}


def review_published(occasion: EventOccasion) -> str:
    return _("Service Review: het verslag van %(period)s") % {"period": occasion.data["period"]}


def review_responded(occasion: EventOccasion) -> str:
    return _("Reactie van %(name)s op de Service Review") % {"name": occasion.data["name"]}


def review_action_due(occasion: EventOccasion) -> str:
    return _("Vandaag klaar? %(what)s") % {"what": occasion.data["what"]}
