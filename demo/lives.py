"""The life of one ticket, told through the same verbs that the screens call."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from contracts.models import Contact
from demo.files import content_of
from demo.people import Cast, Company
from demo.saying_yes import approver, has_tariff, lacks_yes, ring_for_yes
from demo.stories import Story, phrases
from sla.business_hours import BusinessHours
from sla.clock import Party
from sla.priority import TicketKind
from tickets import actions
from tickets.intake.report import Door, Report, WorkFacts
from tickets.models import OPEN_STATUSES, Activity, Channel, Ticket


class LifeStage(IntEnum):
    """How far a life goes before it is left as it is."""

    OPENED = 1
    TAKEN = 2
    STARTED = 3
    ASKED = 4
    AT_SUPPLIER = 5
    PLANNED = 6
    RESOLVED = 7
    REOPENED = 8
    THE_END = 9


@dataclass(frozen=True)
class Fate:
    """What will happen; minutes are working minutes."""

    delay: float
    taken: bool = True
    cancelled: bool = False
    reclassified: bool = False
    asks_first: bool = False
    asks: bool = False
    answers: bool = True
    supplier: bool = False
    plans: bool = False
    chased: bool = False
    reopens: bool = False
    thanks: bool = False
    at_once: bool = False  # who picks up the telephone goes to work himself
    stops_at: LifeStage = LifeStage.THE_END


@dataclass(frozen=True)
class Melding:
    """Who reports what, when and how."""

    story: Story
    company: Company
    contact: Contact
    opened_at: datetime
    channel: str
    impact: int | None = None
    urgency: str | None = None
    variant: int | None = None


class TicketLife:
    """`play` yields the moment of each next deed."""

    def __init__(
        self,
        melding: Melding,
        fate: Fate,
        cast: Cast,
        hours: BusinessHours,
        rng: random.Random,
        agent: User | None = None,
    ) -> None:
        self.melding, self.fate, self.cast, self.hours, self.rng = melding, fate, cast, hours, rng
        self.story = melding.story
        self.now = melding.opened_at
        self.clerk = rng.choice(cast.with_role(Role.SUPPORTMEDEWERKER))
        self.variant = rng.randrange(60) if melding.variant is None else melding.variant
        specialists = cast.with_role(Role.BEHEERDER) if self.story.line == "tweede" else None
        self.agent = agent or rng.choice(specialists or cast.with_role(Role.SUPPORTMEDEWERKER))
        if fate.at_once:
            self.agent = self.clerk
        self.words = self._words()
        self.ticket: Ticket

    def play(self) -> Iterator[datetime]:
        yield self.now
        self._open()
        if self._stop(LifeStage.OPENED):
            return
        if self.fate.cancelled:
            yield from self._cancel()
            return
        yield from self._before_work()
        if self._stop(LifeStage.TAKEN) or (self.fate.asks_first and self._stop(LifeStage.ASKED)):
            return
        yield from self._work()

    # --- Before the work ----------------------------------------------------------------------------------
    def _open(self) -> None:
        channel = self.melding.channel
        by = self.clerk if channel != Channel.PORTAL else self.melding.contact.user or self.clerk
        self.ticket = actions.open_ticket(self._report(), self._facts(), Door(by=by, now=self.now, channel=channel))

    def _report(self) -> Report:
        return Report(
            contact=self.melding.contact,
            kind=self.story.kind,
            impact=self.melding.impact,
            urgency=self.melding.urgency,
            subject=self._pick(self.story.subject)[:160],
            description=self._pick(self.story.text),
            steps_taken=self._pick(self.story.steps) if self.story.steps else "Geen.",
            impact_text=self._pick(self.story.impact_text) if self.story.impact_text else "",
            files=self._files(),
        )

    def _facts(self) -> WorkFacts:
        return WorkFacts(
            item_type=self.story.item,
            service=self.story.service,
            features=self.story.features,
            small_change=self.story.small,
            user_accounts=self.story.accounts,
        )

    def _cancel(self) -> Iterator[datetime]:
        yield self._later(20, 240)
        actions.cancel(self.ticket, by=self.clerk, now=self.now, text=self._phrase("cancelled"))

    def _before_work(self) -> Iterator[datetime]:
        """`delay` is the way from the melding to the start of the work; what comes before it lies on that way."""
        share = self.fate.delay / 4
        if self.fate.reclassified:
            yield self._later(share * 0.5, share)
            self._reclassify()
        if self.fate.at_once:
            return
        if self.story.line == "tweede" and self.melding.channel != Channel.PORTAL:
            yield self._later(share * 0.3, share)
            actions.note(self.ticket, by=self.clerk, now=self.now, text=self._phrase("handed_over"))
            actions.assign(self.ticket, by=self.clerk, now=self.now, team=self.cast.teams["tweede"])
        elif self.fate.taken and self.rng.random() < 0.3:
            yield self._later(share * 0.5, share)
            coordinator = self.rng.choice(self.cast.with_role(Role.COORDINATOR))
            actions.assign(self.ticket, by=coordinator, now=self.now, assignee=self.agent)
        if self.fate.chased:
            yield self._later(share * 1.5, share * 2)
            self._customer_says(self._phrase("chase"))
        if self.fate.taken or self.fate.asks_first:
            yield self._later(share * 0.5, share)
            actions.take(self.ticket, by=self.agent, now=self.now)
        if self.fate.asks_first:
            yield from self._agree()
            yield from self._ask()

    def _reclassify(self) -> None:
        """To the urgency beside it."""
        before = self.melding.urgency or ""
        if after := {"A": "B", "B": self.rng.choice("AC"), "C": "B"}.get(before):
            actions.classify(
                self.ticket,
                by=self.clerk,
                now=self.now,
                kind=TicketKind.INCIDENT,
                impact=self.melding.impact,
                urgency=after,
                reason=self._phrase("more_urgent" if after < before else "less_urgent"),
            )

    # --- The work -----------------------------------------------------------------------------------------
    def _agree(self) -> Iterator[datetime]:
        """What is billed waits for a yes (SLA 4.2): to an estimate, or on the telephone where it cannot wait."""
        can_wait = self.story.kind != TicketKind.INCIDENT and not self.fate.at_once and self.variant % 3 > 0
        contact = approver(self.ticket, self.now) if has_tariff(self.ticket, self.now) else None
        if not can_wait or contact is None or not lacks_yes(self.ticket, self.now, self.now):
            self._ring(self.now)
            return
        asked = actions.ask_estimate(
            self.ticket, by=self.agent, now=self.now, minutes=self._estimated, text=self._phrase("estimate")
        )
        yield self._later(10, 90)
        actions.decide(asked, now=self.now, granted=True, contact=contact)

    def _ring(self, began: datetime) -> None:
        ring_for_yes(self.ticket, by=self.agent, now=self.now, minutes=self._estimated, began=began)

    @property
    def _estimated(self) -> int:
        """Generous: what was agreed is not passed without another word."""
        return -(-(self.story.minutes[1] + 30) // 30) * 30

    def _work(self) -> Iterator[datetime]:
        yield from self._agree()
        if not self.fate.asks_first:
            worked = self.hours.between(self.melding.opened_at, self.now)
            rest = max(0.5, self.fate.delay - worked.total_seconds() / 60)
            yield self._later(rest, rest)
        else:
            yield self._later(5, 60)
        self._ring(self.now)
        actions.start_work(self.ticket, by=self.agent, now=self.now)
        if self.rng.random() < 0.55:
            yield self._later(1, 6)
            actions.reply(self.ticket, by=self.agent, now=self.now, text=self._phrase("picked_up"))
        if self._stop(LifeStage.STARTED):
            return
        yield from self._notes()
        if self.fate.asks and not self.fate.asks_first:
            yield from self._ask()
        if self._stop(LifeStage.ASKED):
            return
        if self.fate.supplier and self.story.supplier:
            yield from self._wait_for_supplier()
        if self._stop(LifeStage.AT_SUPPLIER):
            return
        if self.fate.plans and self.story.plan:
            yield from self._plan()
        if self._stop(LifeStage.PLANNED):
            return
        yield from self._resolve(self._pick(self.story.solution))
        if not self._stop(LifeStage.RESOLVED):
            yield from self._afterwards()

    def _notes(self) -> Iterator[datetime]:
        if self.story.note and self.rng.random() < 0.7:
            yield self._later(4, 20)
            actions.note(self.ticket, by=self.agent, now=self.now, text=self._fill(self.story.note))
        if self.rng.random() < 0.15:
            yield self._later(5, 60)
            actions.note(self.ticket, by=self.agent, now=self.now, text=self._phrase("internal"))
        if self.rng.random() < 0.12:
            yield self._later(30, 150)
            self._log(10, 25)
            actions.reply(self.ticket, by=self.agent, now=self.now, text=self._phrase("progress"))

    def _ask(self) -> Iterator[datetime]:
        own = bool(self.story.ask)
        yield self._later(3, 12)
        question = self._fill(self.story.ask) if own else self._phrase("asked")
        actions.wait(self.ticket, by=self.agent, now=self.now, party=Party.CUSTOMER, text=question)
        if self.fate.stops_at == LifeStage.ASKED:
            return
        if self.fate.answers:
            yield self._later(25, 900)
            self._customer_says(self._fill(self.story.answer) if own else self._phrase("answered"))
            return
        yield self._later(5 * 540, 7 * 540)
        actions.resolve(self.ticket, by=self.agent, now=self.now, text=self._phrase("silence"))

    def _wait_for_supplier(self) -> Iterator[datetime]:
        yield self._later(15, 90)
        reference = f"{self.melding.company.pc}-{self.rng.randrange(20_000, 99_999)}"
        actions.wait(
            self.ticket,
            by=self.agent,
            now=self.now,
            party=Party.SUPPLIER,
            text=self._fill(self.story.supplier),
            supplier_reference=reference,
        )
        if self.fate.stops_at == LifeStage.AT_SUPPLIER:
            return
        yield self._later(120, 3 * 540)
        actions.resume(self.ticket, by=self.agent, now=self.now)
        actions.reply(self.ticket, by=self.agent, now=self.now, text=self._fill(self.story.supplier_back))

    def _plan(self) -> Iterator[datetime]:
        yield self._later(10, 60)
        opening = self.hours.add(self.now, timedelta(minutes=self.rng.uniform(540, 5 * 540)))
        planned_for = opening.replace(minute=self.rng.choice((0, 30)), second=0, microsecond=0)
        planned_for = max(planned_for, self.hours.next_opening(self.now + timedelta(hours=1)))
        actions.plan(
            self.ticket, by=self.agent, now=self.now, planned_for=planned_for, text=self._fill(self.story.plan)
        )
        if self.fate.stops_at == LifeStage.PLANNED:
            return
        self.now = planned_for + timedelta(minutes=self.rng.uniform(0, 9))
        yield self.now
        self._ring(self.now)
        actions.start_work(self.ticket, by=self.agent, now=self.now)

    def _resolve(self, solution: str) -> Iterator[datetime]:
        low, high = self.story.minutes
        minutes = max(5, round(self.rng.uniform(low, high) / 5) * 5)
        yield self._later(minutes, minutes * 1.5)
        self._log(minutes, minutes, on_site=self.story.on_site and self.rng.random() < 0.7)
        actions.resolve(self.ticket, by=self.agent, now=self.now, text=solution)

    # --- After it -----------------------------------------------------------------------------------------
    def _afterwards(self) -> Iterator[datetime]:
        if self.fate.reopens:
            yield self._later(60, 3 * 540)
            self._customer_says(self._fill(self.story.again))
            if self._stop(LifeStage.REOPENED):
                return
            yield self._later(20, 200)
            actions.reply(self.ticket, by=self.agent, now=self.now, text=self._phrase("picked_up"))
            yield from self._resolve(self._fill(self.story.fixed))
        if self.fate.thanks and self.melding.contact.user:
            yield self._later(5, 400)
            actions.close(self.ticket, by=self.melding.contact.user, now=self.now, text=self._phrase("thanks"))

    def _customer_says(self, text: str) -> None:
        """Who does not sign in tells it by telephone; the agent writes it down and takes it up again."""
        if self.melding.contact.user:
            said = actions.reply(self.ticket, by=self.melding.contact.user, now=self.now, text=text)
            self.ticket = said.ticket
            return
        actions.note(self.ticket, by=self.clerk, now=self.now, text=f"Per telefoon: “{text}”")
        fresh = Ticket.objects.get(pk=self.ticket.pk)
        if fresh.is_open:
            actions.resume(self.ticket, by=self.clerk, now=self.now)
        else:
            actions.reopen(self.ticket, by=self.clerk, now=self.now, text=text)

    # --- Helpers ------------------------------------------------------------------------------------------
    def _stop(self, stage: LifeStage) -> bool:
        """True when it ends here, or has ended by itself."""
        return self.fate.stops_at <= stage or (stage >= LifeStage.ASKED and self._has_ended(stage))

    def _has_ended(self, stage: LifeStage) -> bool:
        is_open = Ticket.objects.filter(pk=self.ticket.pk, status__in=OPEN_STATUSES).exists
        return stage < LifeStage.RESOLVED and not is_open()

    def _later(self, low: float, high: float) -> datetime:
        """So many working minutes on."""
        self.now = self.hours.add(self.now, timedelta(seconds=round(self.rng.uniform(low, high) * 60)))
        return self.now

    def _log(self, low: int, high: int, *, on_site: bool = False) -> None:
        minutes = self.rng.randint(low, high)
        self._ring(self.now - timedelta(minutes=minutes))
        activity = (
            Activity.SUPPORT
            if self.story.line == "eerste"
            else self.rng.choice((Activity.ADMINISTRATION, Activity.RESEARCH))
        )
        actions.log_time(
            self.ticket,
            by=self.agent,
            now=self.now,
            minutes=minutes,
            activity=activity,
            on_site=on_site,
            text=self._phrase("time_note"),
        )

    def _files(self) -> list[SimpleUploadedFile]:
        if not self.story.file or self.rng.random() > 0.6:
            return []
        content, content_type = content_of(self.story.file)
        return [SimpleUploadedFile(self.story.file, content, content_type)]

    def _words(self) -> dict[str, str]:
        company, contact = self.melding.company, self.melding.contact
        others = [other.name for other in self.cast.contacts[company.number] if other != contact]
        return {
            "collega": self.rng.choice(others),
            "plek": self.rng.choice(company.sites),
            "printer": self.rng.choice(company.printers),
            "map": self.rng.choice(phrases()["folders"]),
            "app": company.application,
            "leverancier": company.supplier,
            "pc": f"{company.pc}-LT{self.rng.randrange(100, 340)}",
            "telefoon": contact.phone,
            "voornaam": contact.name.split()[0],
            "behandelaar": self.agent.short_name,
        }

    def _fill(self, text: str) -> str:
        return text.format_map(self.words)

    def _pick(self, variants: tuple[str, ...]) -> str:
        """The variant of this life; lists that are as long tell one story."""
        return self._fill(variants[self.variant % len(variants)])

    def _phrase(self, name: str) -> str:
        return self._fill(self.rng.choice(phrases()[name]))
