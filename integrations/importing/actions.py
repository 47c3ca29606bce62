"""Stories into the database, a batch in one transaction: tickets, their timelines and clocks, or nothing of it.

No outbox items: nobody gets mail of what happened elsewhere. Who imports twice changes nothing, because a melding is
known by its number in its source; the database holds that unique.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Team
from contracts.models import Contact, Customer, ServiceAgreement
from integrations.importing.errors import MappingError
from integrations.importing.imported_history import ImportedHistory, tell
from integrations.importing.mapping import ImportMapping
from integrations.importing.story import ImportedPerson, ImportedStory, Remark
from sla.business_hours import AMSTERDAM
from sla.edition import EditionRules
from sla.models import CalendarVersion
from sla.priority import Priority
from tickets import timeline
from tickets.clock import clocks
from tickets.kinds import Imported, Opened
from tickets.models import Channel, Status, Ticket, TicketClock, TimelineEntry
from tickets.search import searchable

# Reserved for addresses that can never be delivered to (RFC 2606).
NOWHERE = "import.invalid"


@dataclass
class Batch:
    """What became of the stories of a batch; `late` by the nature of the target that was not met."""

    tickets: list[Ticket] = field(default_factory=list)
    entries: list[TimelineEntry] = field(default_factory=list)
    known: int = 0
    late: Counter[str] = field(default_factory=Counter)
    remarks: list[tuple[str, Remark]] = field(default_factory=list)


class Importer:
    """For one customer. `now` is the moment of the import; with `dry_run` nothing is written."""

    def __init__(self, mapping: ImportMapping, customer: Customer, *, now: datetime, dry_run: bool = False) -> None:
        self.mapping, self.customer, self.now, self.dry_run = mapping, customer, now, dry_run
        agreements = customer.agreements.select_related("edition", "calendar", "emergency_calendar")
        self.agreements = list(agreements.order_by("-starts_on"))
        self.teams = self._teams()
        self.first_team = Team.objects.order_by("pk").first()
        self._rules: dict[int | None, EditionRules] = {}
        self._versions: dict[int | None, CalendarVersion] = {}

    def take_over(self, stories: Sequence[ImportedStory]) -> Batch:
        try:
            return self._take_over(stories)
        except IntegrityError:  # another import of the same source was ahead of us: now its tickets are known
            return self._take_over(stories)

    @transaction.atomic
    def _take_over(self, stories: Sequence[ImportedStory]) -> Batch:
        numbers = [story.external_id for story in stories]
        same = Ticket.objects.filter(source=self.mapping.source, external_id__in=numbers, customer=self.customer)
        known = set(same.values_list("external_id", flat=True))
        fresh = [story for story in stories if story.external_id not in known]
        batch = Batch(known=len(stories) - len(fresh))
        contacts = self._contacts([story.person for story in fresh])
        built = []
        for story in fresh:
            agreement = self._agreement_at(story.opened_at)
            history = tell(story, self._rules_of(agreement), system=self.mapping.name)
            ticket = self._ticket(story, history, agreement, contacts[story.person])
            built.append((ticket, [*history.entries, self._marker(story)]))
            batch.remarks += ((story.external_id, remark) for remark in (*story.remarks, *history.remarks))
        batch.tickets = [ticket for ticket, _entries in built]
        self._save(built, batch)
        return batch

    def _save(self, built: Sequence[tuple[Ticket, list[TimelineEntry]]], batch: Batch) -> None:
        rows = [self._clock(ticket, entries, batch) for ticket, entries in built]
        if not self.dry_run:
            Ticket.objects.bulk_create(batch.tickets)
        for clock, (ticket, entries) in zip(rows, built, strict=True):
            clock.ticket = ticket  # once more: now it has a number
            for entry in entries:
                entry.ticket = ticket
            batch.entries += entries
        if not self.dry_run:
            TicketClock.objects.bulk_create(rows)
            timeline.write_history(batch.entries)

    def _ticket(
        self, story: ImportedStory, history: ImportedHistory, agreement: ServiceAgreement | None, contact: Contact
    ) -> Ticket:
        last, is_critical = story.last, history.entries[0].read(Opened).priority == Priority.KRITISCH
        ticket = Ticket(
            customer=self.customer,
            contact=contact,
            agreement=agreement,
            kind=story.kind,
            impact=last.impact,
            urgency=last.urgency,
            priority=history.priority,
            status=history.status,
            channel=story.channel,
            # SLA 7.9: a Kritisch belongs on the phone; of one whose door is not known nothing is said.
            off_channel=is_critical and story.channel not in (Channel.PHONE, Channel.IMPORT),
            subject=story.subject,
            description=story.description,
            contact_email=story.person.email,
            contact_phone=story.person.phone,
            opened_at=story.opened_at,
            updated_at=max(last.at, self.now),  # the feed of changes tells of it now
            resolved_at=history.resolved_at,
            closed_at=history.closed_at,
            reopen_count=history.times_reopened,
            version=len(history.entries) + 1,  # and the marker
            source=self.mapping.source,
            external_id=story.external_id,
        )
        ticket.team = self.teams.get(last.group) or (self.first_team if ticket.is_open else None)
        ticket.search_text = searchable(ticket)
        return ticket

    def _clock(self, ticket: Ticket, entries: Sequence[TimelineEntry], batch: Batch) -> TicketClock:
        clock = TicketClock(ticket=ticket, calendar_version=self._version_of(ticket.agreement))
        state = clocks.settle(ticket, clock, self.now, warned=set(), entries=entries)
        if state.late:
            batch.late[state.verdict_target.nature] += 1
        if ticket.status == Status.OPGELOST:
            # From now on, not from then: the customer still has his days to say that it is not solved.
            ticket.closes_at = clocks.closing_moment(ticket.agreement, self.now)
        return clock

    def _marker(self, story: ImportedStory) -> TimelineEntry:
        facts = Imported(
            system=self.mapping.name, source=self.mapping.source, external_id=story.external_id, kept=story.kept
        )
        return timeline.past_line(facts, self.now)

    # --- Who agreed what ----------------------------------------------------------------------------------
    def _agreement_at(self, moment: datetime) -> ServiceAgreement | None:
        """As Customer.agreement_at, without a query for each melding; None: geen SLA (SLA 5.1)."""
        day = moment.astimezone(AMSTERDAM).date()
        return next((agreement for agreement in self.agreements if agreement.is_in_force_on(day)), None)

    def _rules_of(self, agreement: ServiceAgreement | None) -> EditionRules:
        key = agreement.pk if agreement else None
        if key not in self._rules:
            self._rules[key] = clocks.rules_for(agreement)
        return self._rules[key]

    def _version_of(self, agreement: ServiceAgreement | None) -> CalendarVersion:
        """The standard hours, whatever the channel: nobody called our emergency line for it (SLA 3.2)."""
        key = agreement.pk if agreement else None
        if key not in self._versions:
            self._versions[key] = clocks.ordinary_version(agreement)
        return self._versions[key]

    def _teams(self) -> dict[str, Team]:
        teams = {team.name: team for team in Team.objects.filter(name__in=self.mapping.teams.values())}
        for group, name in self.mapping.teams.items():
            if name not in teams:
                raise MappingError(
                    _("group.teams.%(group)s: team '%(team)s' bestaat niet") % {"group": group, "team": name}
                )
        return {group: teams[name] for group, name in self.mapping.teams.items()}

    # --- Who reported it ----------------------------------------------------------------------------------
    def _contacts(self, people: Sequence[ImportedPerson]) -> dict[ImportedPerson, Contact]:
        addresses = {person: person.email or self._placeholder(person) for person in people}
        of_customer = Contact.objects.filter(customer=self.customer)
        known = {contact.email: contact for contact in of_customer.filter(email__in=set(addresses.values()))}
        new = {}
        for person, address in addresses.items():
            if address not in known:
                known[address] = new[address] = Contact(
                    customer=self.customer,
                    name=person.name or _("Onbekende melder"),
                    email=address,
                    phone=person.phone,
                )
        if not self.dry_run:
            Contact.objects.bulk_create(new.values())
        return {person: known[address] for person, address in addresses.items()}

    def _placeholder(self, person: ImportedPerson) -> str:
        """The same person the same address, each time; two people never one, however alike their names."""
        mark = hashlib.sha256(person.name.encode()).hexdigest()[:8]
        name = slugify(person.name)[:40] or _("onbekend")
        return f"{self.mapping.source}.{name}.{mark}@{NOWHERE}"
