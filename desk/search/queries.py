"""What is found, by kind of thing; everything through `.visible_to(user)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Contact, Customer, CustomerSupplier, ServiceAgreement, Supplier
from desk.intake.callers import dialled, find_contacts, is_telephone
from desk.search.find_asked import SearchAsked, read_asked
from desk.search.marking import Marker
from infra import keyset
from infra.folding import Digits, Folded
from infra.words import fold
from integrations.models import MonitoredHost
from sla.business_hours import AMSTERDAM
from tickets.models import Ticket
from tickets.search import read_question, search

FEW, MANY = 6, 25
LONGEST = 400

# Pages and acts, by what a person would type for them; with the permission that they ask.
PLACES: tuple[tuple[Any, str, str, str, str], ...] = (
    (
        gettext_lazy("Nieuwe melding"),
        "desk:intake",
        "phone-incoming",
        "tickets.work_ticket",
        "bellen telefoon beller intake",
    ),
    (gettext_lazy("Wachtrij"), "desk:queue", "list-todo", "", "meldingen queue open"),
    (gettext_lazy("Postvak: mail die wacht"), "desk:inbox", "inbox", "tickets.work_ticket", "mail inbox"),
    (gettext_lazy("Werkvoorraad van collega's"), "desk:workload", "gauge", "tickets.see_workload", "werk verdeling"),
    (gettext_lazy("Toewijzing: regels"), "desk:routing", "split", "tickets.change_routingrule", "routering verdelen"),
    (gettext_lazy("Klanten"), "desk:customers", "building-2", "", "opdrachtgevers"),
    (gettext_lazy("SLA"), "desk:editions", "scroll-text", "", "document paragraaf editie"),
    (gettext_lazy("Rooster"), "desk:roster", "calendar-clock", "", "dienst calamiteitendienst wacht"),
    (
        gettext_lazy("Openingstijden"),
        "desk:calendars",
        "calendar-days",
        "sla.change_calendar",
        "tijden kalender feestdagen",
    ),
    (gettext_lazy("Monitoring"), "desk:monitoring", "radio-tower", "tickets.work_ticket", "alerts hosts bewaking"),
    (gettext_lazy("Service Reviews"), "desk:reviews", "messages-square", "reviews.prepare_review", "reviews"),
    (gettext_lazy("Evaluaties"), "desk:evaluations", "file-pen-line", "tickets.see_workload", "kritisch storing"),
    (
        gettext_lazy("Verlengen"),
        "desk:renewals",
        "calendar-sync",
        "contracts.change_serviceagreement",
        "licenties producten",
    ),
    (gettext_lazy("Uren exporteren"), "desk:exports", "receipt-euro", "tickets.export_time", "factuur uren"),
    (gettext_lazy("Cijfers"), "desk:results", "chart-column", "reviews.see_results", "resultaten"),
    (gettext_lazy("Verstuurde mail"), "desk:mails", "mail", "mail.view_mailmessage", "bezorgd"),
    (gettext_lazy("Importeren"), "desk:imports", "file-up", "integrations.import_data", "csv overnemen"),
    (gettext_lazy("Webhooks"), "desk:webhooks", "plug", "integrations.manage_webhooks", "koppelingen"),
    (
        gettext_lazy("Mijn profiel en instellingen"),
        "desk:me",
        "circle-user-round",
        "",
        "wachtwoord thema toetsen afmelden",
    ),
)


@dataclass(frozen=True)
class Hit:
    """One thing that was found: where it is, and what is said of it. `aside` stands at the end of its line."""

    url: str
    title: SafeString | str
    icon: str
    facts: Sequence[SafeString | str] = ()
    piece: SafeString | str = ""
    aside: str = ""
    status: str = ""


@dataclass(frozen=True)
class HitSection:
    key: str
    title: Any
    hits: Sequence[Hit]
    next: str = ""  # the place at which older meldingen begin


@dataclass(frozen=True)
class Results:
    asked: SearchAsked
    sections: Sequence[HitSection] = field(default_factory=tuple)
    only: str = ""  # the address, where one melding was asked for by its number and nothing else

    @property
    def is_empty(self) -> bool:
        return not self.sections


def find(text: str, by: User, now: datetime, *, after: str = "", few: bool = False) -> Results:
    """All of it; `few` of each for the box that shows while somebody types."""
    text = " ".join(text.replace("\x00", " ")[:LONGEST].split())
    asked = read_asked(text, by, now)
    if not asked.words and not asked.is_filtered:
        return Results(asked)
    marker = Marker(asked.words)
    meldingen, only = _tickets(asked, by, marker, after, FEW if few else MANY)
    others: Iterable[HitSection] = ()
    if not asked.is_filtered and not after:
        others = (
            HitSection("acts", _("Doen en gaan naar"), _places(asked.words, by)),
            HitSection("customers", _("Klanten"), _customers(asked.words, by, marker)),
            HitSection("people", _("Mensen"), _people(asked.words, by, marker)),
            HitSection("agreements", _("Overeenkomsten"), _agreements(asked.words, by, marker)),
            HitSection("suppliers", _("Leveranciers"), _suppliers(asked.words, by, marker)),
            HitSection("hosts", _("Bewaakte hosts"), _hosts(asked.words, by, marker)),
        )
    question = read_question(asked.words)
    # Who says a number means that melding; who says words mostly means somebody.
    ordered = [meldingen, *others] if question.number is not None else [*others, meldingen]
    sections = [section for section in ordered if section.hits]
    if question.number is not None and sections == [meldingen] and len(meldingen.hits) == 1:
        only = meldingen.hits[0].url
    return Results(asked, sections, only)


def _tickets(asked: SearchAsked, by: User, marker: Marker, after: str, size: int) -> tuple[HitSection, str]:
    seen = Ticket.objects.visible_to(by)
    tickets = seen.filter(asked.condition)
    question = read_question(asked.words)
    hits: list[Hit] = []
    only = ""
    fields = ("number", "subject", "description", "status", "opened_at", "customer__name", "contact__name")
    if question.number is not None and not after:
        by_number = seen.filter(number=question.number).select_related("customer", "contact").only(*fields).first()
        if by_number is not None:
            hits.append(_ticket(by_number, marker))
            only = "" if question.words else hits[0].url
    if not asked.words:
        found = tickets
    elif question.words:
        found = search(tickets, asked.words, by).exclude(number=question.number or 0)
    else:
        return HitSection("tickets", _("Meldingen"), hits), only
    place = keyset.decode(after, int)
    page = keyset.read(found.select_related("customer", "contact").only(*fields), ("-number",), size, after=place)
    hits += [_ticket(ticket, marker) for ticket in page.rows]
    return HitSection("tickets", _("Meldingen"), hits, keyset.encode(page.next)), only


def _ticket(ticket: Ticket, marker: Marker) -> Hit:
    moment = ticket.opened_at.astimezone(AMSTERDAM)
    return Hit(
        reverse("desk:ticket", args=[ticket.number]),
        marker.mark(f"#{ticket.number} {ticket.subject}"),
        "ticket",
        (marker.mark(ticket.customer.name), marker.mark(ticket.contact.name)),
        marker.piece(ticket.description),
        f"{moment:%d-%m-%Y}",
        ticket.status,
    )


def _places(words: str, by: User) -> list[Hit]:
    """Acts first: who types a telephone number writes down a call."""
    hits = []
    if is_telephone(words) and by.has_perm("tickets.work_ticket"):
        title = _("Nieuwe melding van %s") % words
        hits.append(Hit(f"{reverse('desk:intake')}?bel={_in_url(words)}", title, "phone-incoming"))
    wanted = fold(words).split()
    for title, name, icon, permission, besides in PLACES:
        known = fold(f"{title} {besides}").replace(":", " ").split()
        is_meant = wanted and all(any(word.startswith(want) for word in known) for want in wanted)
        if is_meant and (not permission or by.has_perm(permission)):
            hits.append(Hit(reverse(name), str(title), icon))
    return hits[:FEW]


def _in_url(words: str) -> str:
    return "".join("%2B" if char == "+" else char for char in words if char.isdigit() or char == "+")


def _customers(words: str, by: User, marker: Marker) -> list[Hit]:
    rows = Customer.objects.visible_to(by).annotate(folded=Folded("name"))
    condition = Q()
    for word in _words(words):
        condition &= Q(folded__contains=word)
    found = rows.filter(condition | Q(number__iexact=words)).order_by("-is_active", "name")[:FEW]
    return [
        Hit(
            reverse("desk:customer", args=[customer.pk]),
            marker.mark(customer.name),
            "building-2",
            (customer.number,) if customer.is_active else (customer.number, _("niet actief")),
        )
        for customer in found
    ]


def _people(words: str, by: User, marker: Marker) -> list[Hit]:
    """Their telephone stands beside them: often that is all that is asked."""
    may_call = by.has_perm("tickets.work_ticket")
    return [
        Hit(
            f"{reverse('desk:intake')}?contact={contact.pk}"
            if may_call
            else reverse("desk:customer", args=[contact.customer_id]),
            marker.mark(contact.name),
            "user-round",
            tuple(marker.mark(fact) for fact in (contact.customer.name, contact.department, contact.email) if fact),
            aside=contact.phone,
        )
        for contact in _named_first(find_contacts(by, words), words)
    ]


def _named_first(contacts: list[Contact], words: str) -> list[Contact]:
    """Who is called so stands before who works at a customer that is."""
    asked = _words(words)
    return sorted(contacts, key=lambda each: not all(word in fold(each.name) for word in asked))[:FEW]


def _agreements(words: str, by: User, marker: Marker) -> list[Hit]:
    if len(words) < 2 or len(words.split()) > 1:
        return []
    rows = ServiceAgreement.objects.visible_to(by).filter(number__icontains=words).select_related("customer")
    return [
        Hit(
            reverse("desk:agreement", args=[agreement.customer_id]),
            f"{agreement.number}, {_('versie %d') % agreement.version}",
            "file-text",
            (agreement.customer.name, str(agreement.get_status_display()).lower()),
        )
        for agreement in rows.order_by("number", "-version")[:FEW]
    ]


def _suppliers(words: str, by: User, marker: Marker) -> list[Hit]:
    """With the customer who depends on him, and under which reference he is known there."""
    number = dialled(words)
    links = CustomerSupplier.objects.filter(supplier__in=Supplier.objects.visible_to(by)).annotate(
        called=Folded("supplier__name"),
        of=Folded("customer__name"),
        what=Folded("product"),
        dials=Digits("supplier__phone"),
    )
    condition = Q()
    for word in _words(words):
        condition &= (
            Q(called__contains=word) | Q(of__contains=word) | Q(what__contains=word) | Q(reference__icontains=word)
        )
    about = Q(dials__contains=number) if number else Q(pk__in=[])
    named = Q()
    for word in _words(words):
        named |= Q(called__contains=word) | Q(reference__icontains=word)
    found = links.filter((condition & named) | about).select_related("supplier", "customer")[:FEW]
    return [
        Hit(
            f"{reverse('desk:customer', args=[link.customer_id])}#leveranciers",
            marker.mark(link.supplier.name),
            "truck",
            tuple(marker.mark(fact) for fact in (link.customer.name, link.product, link.reference) if fact),
            aside=link.supplier.phone,
        )
        for link in found
    ]


def _hosts(words: str, by: User, marker: Marker) -> list[Hit]:
    if len(words) < 2:
        return []
    seen = Customer.objects.visible_to(by).order_by().values("pk")
    rows = MonitoredHost.objects.filter(customer__in=seen).filter(
        Q(name__icontains=words) | Q(names__name__icontains=words)
    )
    may_manage = by.has_perm("integrations.manage_hosts")
    return [
        Hit(
            reverse("desk:host_change", args=[host.pk])
            if may_manage
            else reverse("desk:customer", args=[host.customer_id]),
            marker.mark(host.name),
            "server",
            (host.customer.name,),
        )
        for host in rows.select_related("customer").order_by("name").distinct()[:FEW]
    ]


def _words(words: str) -> list[str]:
    return [word for each in fold(words).split() if (word := each.strip(",;()<>\"'"))][:8]
