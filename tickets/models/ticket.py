"""The ticket itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT, Coverage, Verdict
from contracts.models import Advice, Contact, Customer, ServiceAgreement, Supplier
from sla.clock import Party
from sla.priority import Impact, Priority, TicketKind, Urgency
from tickets import search_index
from tickets.querysets import TicketQuerySet
from tickets.values import OPEN_STATUSES, WAITING_ON, Channel, Status

if TYPE_CHECKING:
    from tickets.models.planned import Visit
    from tickets.models.timeline import TimelineEntry


FOUND_BY = frozenset({"search_text", "internal_search_text", "customer_id", "contact_id"})


class Ticket(models.Model):
    """A melding. Its number is its key, and short enough to say on the telephone."""

    number = models.BigAutoField(_("nummer"), primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="tickets")
    contact = models.ForeignKey(Contact, models.PROTECT, verbose_name=_("contactpersoon"), related_name="tickets")
    agreement = models.ForeignKey(
        ServiceAgreement,
        models.PROTECT,
        verbose_name=_("overeenkomst"),
        related_name="tickets",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("meldingstype"), max_length=20, choices=TicketKind.choices)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact.choices, null=True, blank=True)
    urgency = models.CharField(_("urgentie"), max_length=1, choices=Urgency.choices, null=True, blank=True)
    priority = models.CharField(_("prioriteit"), max_length=20, choices=Priority.choices, null=True, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=Status.choices, default=Status.NIEUW)
    channel = models.CharField(_("kanaal"), max_length=12, choices=Channel.choices)
    off_channel = models.BooleanField(_("niet via afgesproken kanaal"), default=False)

    # What the work is on and what is special about it: the facts from which contracts.coverage decides.
    item_type = models.CharField(_("onderdeel"), max_length=12, choices=ItemType.choices, default=ItemType.WERKPLEK)
    service = models.CharField(_("SLA-onderdeel"), max_length=40, default=SUPPORT)
    features = models.JSONField(_("bijzonderheden"), default=list, blank=True)
    small_change = models.BooleanField(_("kleine aanpassing"), default=False)
    user_accounts = models.BooleanField(_("basis gebruikersbeheer"), default=False)
    extra_supervision = models.BooleanField(_("update met extra toezicht"), default=False)  # SLA 6.1
    unsupported = models.BooleanField(_("zonder ondersteuning van de fabrikant"), default=False)  # SLA 7.10
    # SLA 8.2: asked of the customer, or planned, outside opening hours; and the clause of the DAP that allows it.
    outside_hours = models.BooleanField(_("buiten kantoortijd"), default=False)
    outside_citation = models.CharField(_("buiten kantoortijd volgens"), max_length=60, blank=True)
    emergency_call = models.BooleanField(_("oproep Calamiteitendienst"), default=False)
    is_authorisation = models.BooleanField(_("autorisatieverzoek"), default=False)
    under_mandate = models.BooleanField(_("onder mandaat"), default=False)
    ignored_advice = models.ForeignKey(
        Advice, models.PROTECT, verbose_name=_("genegeerd advies"), related_name="tickets", null=True, blank=True
    )
    worked_minutes = models.PositiveIntegerField(
        _("gewerkte minuten"), default=0, editable=False
    )  # of lines that count
    coverage_verdict = models.CharField(_("dekking"), max_length=16, choices=Verdict.choices, blank=True)
    coverage_clause = models.CharField(_("paragraaf"), max_length=8, blank=True)
    coverage_reason = models.JSONField(_("reden"), default=dict, blank=True)  # said by contracts.coverage.words
    coverage_warning = models.JSONField(_("let op"), default=list, blank=True)
    coverage_overridden = models.BooleanField(_("dekking met de hand bepaald"), default=False)

    subject = models.CharField(_("onderwerp"), max_length=160)
    description = models.TextField(_("omschrijving"))
    steps_taken = models.TextField(_("al geprobeerd"), blank=True)
    impact_text = models.TextField(_("gevolgen"), blank=True)
    contact_phone = models.CharField(_("telefoon voor deze melding"), max_length=30, blank=True)
    contact_email = models.EmailField(_("e-mail voor deze melding"), blank=True)

    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("team"), related_name="tickets", null=True, blank=True
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("behandelaar"),
        related_name="assigned_tickets",
        null=True,
        blank=True,
    )
    planned_for = models.DateTimeField(_("ingepland voor"), null=True, blank=True)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, verbose_name=_("leverancier"), related_name="tickets", null=True, blank=True
    )
    supplier_reference = models.CharField(_("kenmerk leverancier"), max_length=80, blank=True)
    chase_on = models.DateField(_("leverancier nabellen op"), null=True, blank=True)

    opened_at = models.DateTimeField(_("gemeld"))
    updated_at = models.DateTimeField(_("bijgewerkt"))
    resolved_at = models.DateTimeField(_("opgelost"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sluit vanzelf"), null=True, blank=True)
    closed_at = models.DateTimeField(_("gesloten"), null=True, blank=True)
    remind_at = models.DateTimeField(_("herinneren"), null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(_("keer heropend"), default=0)
    follows = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("vervolg op"), related_name="follow_ups", null=True, blank=True
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("samengevoegd met"),
        related_name="merged",
        null=True,
        blank=True,
        db_index=False,
    )
    # It turned out to be another customer's (tickets.moving): this one never sees it again.
    hidden_from_customer = models.BooleanField(_("hoort bij een andere klant"), default=False, editable=False)
    has_merged = models.BooleanField(_("andere meldingen zijn hierin opgegaan"), default=False, editable=False)

    version = models.PositiveIntegerField(editable=False, default=0)  # one more with every line of the timeline
    form_token = models.CharField(max_length=64, null=True, blank=True, editable=False)
    source = models.CharField(_("bron"), max_length=40, blank=True)
    external_id = models.CharField(_("nummer in de bron"), max_length=80, blank=True)
    search_text = models.TextField(editable=False, default="")  # words; of what the customer may read
    internal_search_text = models.TextField(editable=False, default="")  # and of what only 1do may

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("melding")
        verbose_name_plural = _("meldingen")
        permissions = [
            ("work_ticket", _("Meldingen behandelen")),
            ("assign_ticket", _("Meldingen aan anderen toewijzen")),
            ("see_workload", _("Werkvoorraad van alle medewerkers zien")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TicketKind.values), name="ticket_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="ticket_status_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="ticket_channel_known"),
            models.CheckConstraint(condition=Q(item_type__in=ItemType.values), name="ticket_item_type_known"),
            models.CheckConstraint(
                condition=Q(coverage_verdict="") | Q(coverage_verdict__in=Verdict.values), name="ticket_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(impact__isnull=True) | Q(impact__in=Impact.values), name="ticket_impact_known"
            ),
            models.CheckConstraint(
                condition=Q(urgency__isnull=True) | Q(urgency__in=Urgency.values), name="ticket_urgency_known"
            ),
            # SLA 7.7 to 7.9: only an incident has a priority, as soon as both impact and urgency are known.
            models.CheckConstraint(
                condition=(
                    ~Q(kind=TicketKind.INCIDENT) & Q(impact__isnull=True, urgency__isnull=True, priority__isnull=True)
                    | Q(kind=TicketKind.INCIDENT, priority__isnull=True)
                    & (Q(impact__isnull=True) | Q(urgency__isnull=True))
                    | Q(kind=TicketKind.INCIDENT, impact__isnull=False, urgency__isnull=False)
                    & Q(priority__isnull=False, priority__in=Priority.values)
                ),
                name="ticket_priority_only_of_incident",
            ),
            models.UniqueConstraint(fields=["form_token"], name="ticket_one_per_form"),
            models.UniqueConstraint(
                # the importer and REST look it up by the first two; customers' tools know nothing of each other (I13)
                fields=["source", "external_id", "customer"],
                condition=~Q(external_id=""),
                name="ticket_one_per_source",
            ),
            models.CheckConstraint(
                condition=Q(source="", external_id="") | ~Q(source="") & ~Q(external_id=""), name="ticket_source_whole"
            ),
            # tickets.merging: it has ended, and holds none itself, so that what leads on is one step
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status=Status.GEANNULEERD, has_merged=False),
                name="ticket_merged_has_ended",
            ),
        ]
        indexes = [
            # desk: history of a customer and customer filter; portal and API lists (newest first)
            models.Index(fields=["customer", "-number"], name="ticket_of_customer"),
            # portal: my meldingen
            models.Index(fields=["contact", "-number"], name="ticket_of_contact"),
            # desk: my work, and the coordinator's overview
            models.Index(
                fields=["assignee", "status"],
                name="ticket_of_assignee",
                condition=Q(status__in=OPEN_STATUSES),
            ),
            # API: what changed since, for who keeps a copy
            models.Index(fields=["updated_at", "number"], name="ticket_by_update"),
            # tasks.close_resolved_tickets
            models.Index(fields=["closes_at"], name="ticket_to_close", condition=Q(closes_at__isnull=False)),
            # tasks.remind_customers
            models.Index(fields=["remind_at"], name="ticket_to_remind", condition=Q(remind_at__isnull=False)),
            # reviews.evaluations.owing: which incidents of priority 1 have yet to be evaluated (SLA 11)
            models.Index(
                fields=["resolved_at"],
                name="ticket_to_evaluate",
                condition=Q(priority__in=(Priority.KRITISCH, Priority.ERNSTIG), resolved_at__isnull=False),
            ),
            # tickets.merging: what went into a ticket, and who sees it because of that
            models.Index(
                fields=["merged_into", "contact"],
                name="ticket_merged_into",
                condition=Q(merged_into__isnull=False),
            ),
            # tasks.chase_suppliers
            models.Index(fields=["chase_on"], name="ticket_to_chase", condition=Q(chase_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    _read: tuple[Collection[str], Collection[Any]] = (), ()  # columns and values, as they stand in the database

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        ticket = super().from_db(db, field_names, values, **how)
        ticket._read = field_names, values
        return ticket

    def save_changed(self) -> None:
        """Write the columns that differ from what was read: a ticket has fifty, and an act changes a handful."""
        read, now = dict(zip(*self._read, strict=False)), self._columns()
        if changed := [name for name, value in now.items() if name not in read or read[name] != value]:
            self.save(update_fields=changed)
            if not FOUND_BY.isdisjoint(changed):
                search_index.keep([self.pk])
        self._read = tuple(now), tuple(now.values())

    def save_new(self) -> None:
        self.save(force_insert=True)
        search_index.keep([self.pk])
        columns = self._columns()
        self._read = tuple(columns), tuple(columns.values())

    def _columns(self) -> dict[str, Any]:
        return {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name != "number"
        }

    @cached_property
    def opening(self) -> TimelineEntry:
        """The line with which it came in; at hand where it was just made."""
        return self.timeline.get(kind="opened")

    @cached_property
    def family(self) -> list[int]:
        """The keys of this ticket and of those that went into it (tickets.merging); asks only where there are any."""
        return [self.pk, *self.merged.order_by("pk").values_list("pk", flat=True)] if self.has_merged else [self.pk]

    @property
    def is_merged(self) -> bool:
        """It goes on in another."""
        return self.merged_into_id is not None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_new(self) -> bool:
        return self.status == Status.NIEUW

    @property
    def waits_for_customer(self) -> bool:
        return self.status == Status.WACHT_OP_KLANT

    @property
    def is_resolved(self) -> bool:
        """It can still be reopened; see `is_over`."""
        return self.status == Status.OPGELOST

    @property
    def is_closed(self) -> bool:
        return self.status == Status.GESLOTEN

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.GEANNULEERD

    @property
    def is_over(self) -> bool:
        """Nothing happens to it any more; what comes after it is a melding of its own."""
        return self.is_closed or self.is_cancelled

    @property
    def is_incident(self) -> bool:
        return self.kind == TicketKind.INCIDENT

    @property
    def is_critical(self) -> bool:
        return self.priority == Priority.KRITISCH

    @property
    def is_priority_one(self) -> bool:
        """What SLA 7.9 calls "Prio1", and Kritisch above it."""
        return self.priority in (Priority.KRITISCH, Priority.ERNSTIG)

    @property
    def own_visit(self) -> Visit | None:
        """The visit that this ticket is the ticket of (SLA 8.1)."""
        try:
            return self.visit
        except ObjectDoesNotExist:
            return None

    @property
    def waiting_on(self) -> Party | None:
        return WAITING_ON.get(Status(self.status))

    @property
    def coverage(self) -> Coverage | None:
        """The verdict that stands on the ticket; None on what was taken over from another system."""
        if not self.coverage_verdict:
            return None
        cautions = tuple(self.coverage_warning)
        return Coverage(Verdict(self.coverage_verdict), self.coverage_clause, self.coverage_reason, cautions)

    @property
    def is_taken_over(self) -> bool:
        """From another system, by an import: nobody decided here about its coverage."""
        return not self.coverage_verdict

    @property
    def missing(self) -> list[str]:
        """What of the minimum information of SLA 9 is not there, in words."""
        absent = []
        if not (self.contact_phone or self.contact_email):
            absent.append(str(_("telefoonnummer of e-mailadres")))
        if not self.description.strip():
            absent.append(str(_("omschrijving")))
        if not self.steps_taken.strip():
            absent.append(str(_("al genomen stappen")))
        if self.kind == TicketKind.INCIDENT and (self.impact is None or self.urgency is None):
            absent.append(str(_("impact en urgentie")))
        return absent
