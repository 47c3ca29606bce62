"""What letters about an agreement, an advice or the hours of a month are built of; see ticket_blocks.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import Package
from contracts.models import Signature
from mail.outbound.addressees import Addressee, can_sign_in
from mail.outbound.header_text import one_line
from mail.outbound.letters import FactLines, Link
from mail.outbound.occasions import EventOccasion
from mail.outbound.ticket_blocks import Words, address_of, minutes_words
from sla.business_hours import AMSTERDAM
from sla.wording import long_day_words, time_words


# --- Words ------------------------------------------------------------------------------------------------
def event_words(occasion: EventOccasion) -> Words:
    """What every body about a customer may use."""
    event = occasion.event
    return {
        "customer": one_line(event.customer.name),
        "agreement": event.agreement,
        "number": occasion.data.get("ticket"),
        "is_later": occasion.data.get("release", 1) > 1,
        "advice": occasion.advice,
        "by": one_line(event.by.name) if event.by else "",
    }


def no_more_words(occasion: EventOccasion) -> Words:
    return {}


def hours_words(occasion: EventOccasion) -> Words:
    """Of the hours of a month (SLA 6.2)."""
    used, agreed = occasion.data["used"], occasion.data["agreed"]
    minutes = {"used": used, "agreed": agreed, "left": max(0, agreed - used)}
    return {name: minutes_words(value) for name, value in minutes.items()}


def quantity_words(occasion: EventOccasion) -> Words:
    """Of what is watched beside what was agreed (SLA 5.1)."""
    data = occasion.data
    words = {"found": data["found"], "package": Package(data["package"]).label, "agreed": data["agreed"]}
    said = _("%(found)s × %(package)s in de monitoring, terwijl er %(agreed)s zijn afgesproken (SLA 5.1)") % words
    return {"host": one_line(data["host"]), "excess": said}


def behind_words(occasion: EventOccasion) -> Words:
    """Of a customer whose next review was due (SLA 11)."""
    data = occasion.data
    last = date.fromisoformat(data["last"]) if data["last"] else None
    return {"per_year": data["per_year"], "due": date.fromisoformat(data["due_on"]), "last": last}


def renewal_words(occasion: EventOccasion) -> Words:
    """Of a product that renews (SLA 11); its licence numbers are not mailed."""
    data = occasion.data
    days = {name: data[name] and date.fromisoformat(data[name]) for name in ("renews_on", "notice_on", "stops_before")}
    notice = days["notice_on"]
    return {
        "product": one_line(data["product"]),
        "quantity": data["quantity"],
        "days_left": (days["renews_on"] - occasion.now.astimezone(AMSTERDAM).date()).days,
        "is_too_late": bool(notice and notice < occasion.now.astimezone(AMSTERDAM).date()),
        **days,
    }


def evaluation_words(occasion: EventOccasion) -> Words:
    """Of a project that ended (SLA 8.3)."""
    return {"number": occasion.data["ticket"], "subject": one_line(occasion.data["subject"])}


# --- What is quoted ---------------------------------------------------------------------------------------
def written(occasion: EventOccasion) -> list[str]:
    return _said(occasion.event.text)


def advised(occasion: EventOccasion) -> list[str]:
    return _said(occasion.advice.text) if occasion.advice else []


def answered(occasion: EventOccasion) -> list[str]:
    return _said(occasion.advice.decision_text) if occasion.advice else []


def _said(text: str) -> list[str]:
    return [text.strip()] if text.strip() else []


# --- Facts ------------------------------------------------------------------------------------------------
def agreement_facts(occasion: EventOccasion) -> FactLines:
    agreement = occasion.event.agreement
    if agreement is None:
        return _customer(occasion)
    words = {"number": agreement.number, "version": agreement.version}
    return [*_customer(occasion), (_("Overeenkomst"), _("%(number)s, versie %(version)s") % words)]


def version_facts(occasion: EventOccasion) -> FactLines:
    """Of what is to be signed (SLA 13)."""
    return agreement_facts(occasion) + _version(occasion) + _document(occasion)


def signed_facts(occasion: EventOccasion) -> FactLines:
    """Also who signed it, as what and when (SLA 13)."""
    signed = [_signature(signature) for signature in occasion.signatures if signature.signed_at]
    return agreement_facts(occasion) + _version(occasion) + signed + _document(occasion)


def advice_facts(occasion: EventOccasion) -> FactLines:
    advice = occasion.advice
    return _customer(occasion) + ([(_("Advies"), f"A{advice.pk} {one_line(advice.title)}")] if advice else [])


def incident_facts(occasion: EventOccasion) -> FactLines:
    """Of the melding that it is about."""
    melding = f"#{occasion.data['ticket']} {one_line(occasion.data['subject'])}"
    return [*_customer(occasion), (_("Melding"), melding)]


def review_facts(occasion: EventOccasion) -> FactLines:
    """What the event says of a Service Review (SLA 11); what it leaves out is not in the letter."""
    data = occasion.data
    facts = [
        (_("Periode"), data.get("period", "")),
        (_("Wanneer"), data.get("when", "")),
        (_("Duur"), minutes_words(data["minutes"]) if "minutes" in data else ""),
        (_("Waar"), one_line(data.get("place", ""))),
        (_("Deelnemen"), one_line(data.get("link", ""))),
        (_("Wat"), one_line(data.get("what", ""))),
        (_("Klaar op"), data.get("due", "")),
        (_("Controlegetal van het document"), data.get("sha256", "")),
    ]
    return _customer(occasion) + [(label, value) for label, value in facts if value]


def customer_facts(occasion: EventOccasion) -> FactLines:
    return _customer(occasion)


def _customer(occasion: EventOccasion) -> FactLines:
    return [(_("Klant"), one_line(occasion.event.customer.name))]


def _version(occasion: EventOccasion) -> FactLines:
    agreement = occasion.event.agreement
    if agreement is None:
        return []
    facts = [(_("Gaat in op"), long_day_words(agreement.starts_on))]
    if agreement.change_summary:
        facts.append((_("Wat er verandert"), one_line(agreement.change_summary)))
    return facts


def _signature(signature: Signature) -> tuple[str, str]:
    assert signature.signed_at is not None
    signed = _("%(name)s, %(function)s, op %(moment)s") % {
        "name": one_line(signature.signed_name),
        "function": one_line(signature.signed_function),
        "moment": _signed_moment(signature.signed_at),
    }
    return _("Namens %s") % signature.get_party_display(), signed


def _signed_moment(at: datetime) -> str:
    return f"{long_day_words(at.astimezone(AMSTERDAM).date())} {time_words(at)}"


def _document(occasion: EventOccasion) -> FactLines:
    """The hash by which either party can show what was signed (SLA 13)."""
    digest = occasion.event.agreement.document_sha256 if occasion.event.agreement else ""
    return [(_("Controlegetal van het document"), digest)] if digest else []


# --- The link ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class EventPage:
    """Where the page about it is: at the desk of the customer, in the Serviceportaal of his own organisation."""

    desk: str
    desk_button: Promise
    portal: str
    portal_button: Promise

    def link(self, occasion: EventOccasion, person: Addressee) -> Link:
        if person.user:
            return Link(address_of(self.desk, occasion.event.customer_id), str(self.desk_button))
        return Link(address_of(self.portal) if can_sign_in(person.contact) else "", str(self.portal_button))


AGREEMENT_PAGE = EventPage(
    "desk:agreement",
    gettext_lazy("Overeenkomst openen"),
    "portal:agreement",
    gettext_lazy("Overeenkomst bekijken"),
)
CUSTOMER_REVIEWS_PAGE = EventPage(
    "desk:customer_reviews",
    gettext_lazy("Service Reviews openen"),
    "portal:reviews",
    gettext_lazy("Service Reviews openen"),
)
ADVICE_PAGE = EventPage(
    "desk:advices", gettext_lazy("Advies openen"), "portal:advices", gettext_lazy("Advies bekijken")
)
HOURS_PAGE = EventPage("desk:customer_hours", gettext_lazy("Uren openen"), "portal:hours", gettext_lazy("Uren openen"))


class IncidentPage(EventPage):
    """Of one melding."""

    def link(self, occasion: EventOccasion, person: Addressee) -> Link:
        number = occasion.data["ticket"]
        if person.user:
            return Link(address_of(self.desk, number), str(self.desk_button))
        return Link(address_of(self.portal, number) if can_sign_in(person.contact) else "", str(self.portal_button))


EVALUATION_PAGE = IncidentPage(
    "desk:evaluation", gettext_lazy("Evaluatie openen"), "portal:evaluation", gettext_lazy("Evaluatie bekijken")
)


class ReviewPage(EventPage):
    """Of one Service Review."""

    def link(self, occasion: EventOccasion, person: Addressee) -> Link:
        review = occasion.data["review"]
        if person.user:
            return Link(address_of(self.desk, review), str(self.desk_button))
        url = address_of(self.portal, review) if can_sign_in(person.contact) else ""
        return Link(url, str(self.portal_button))


REVIEW_PAGE = ReviewPage(
    "desk:review", gettext_lazy("Service Review openen"), "portal:review", gettext_lazy("Service Review openen")
)


class LetInPage(EventPage):
    """He has only just been let in, and signs in from here."""

    def link(self, occasion: EventOccasion, person: Addressee) -> Link:
        return Link(address_of(self.portal), str(self.portal_button))


PORTAL_PAGE = LetInPage(
    "desk:customer", gettext_lazy("Klant openen"), "portal:home", gettext_lazy("Serviceportaal openen")
)
