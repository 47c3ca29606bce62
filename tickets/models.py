"""A ticket's life: the ticket, its clock, its timeline, the time worked on it, its files and the outbox.

Nothing here changes state by itself: every change is a verb in actions.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from contracts.models import Contact, Customer, ServiceAgreement
from sla.clock import Party
from sla.models import CalendarVersion
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency
from tickets.querysets import AttachmentQuerySet, TicketQuerySet, TimelineEntryQuerySet


class Status(models.TextChoices):
    NIEUW = "nieuw", _("Nieuw")
    IN_BEHANDELING = "in_behandeling", _("In behandeling")
    WACHT_OP_KLANT = "wacht_op_klant", _("Wacht op klant")
    WACHT_OP_LEVERANCIER = "wacht_op_leverancier", _("Wacht op leverancier")
    INGEPLAND = "ingepland", _("Ingepland")
    OPGELOST = "opgelost", _("Opgelost")
    GESLOTEN = "gesloten", _("Gesloten")
    GEANNULEERD = "geannuleerd", _("Geannuleerd")


OPEN_STATUSES = (
    Status.NIEUW,
    Status.IN_BEHANDELING,
    Status.WACHT_OP_KLANT,
    Status.WACHT_OP_LEVERANCIER,
    Status.INGEPLAND,
)
WAITING_ON = {Status.WACHT_OP_KLANT: Party.CUSTOMER, Status.WACHT_OP_LEVERANCIER: Party.SUPPLIER}


class Channel(models.TextChoices):
    """By which door a melding came in (SLA 3)."""

    PORTAL = "portal", _("Serviceportaal")
    PHONE = "phone", _("Telefoon")
    EMAIL = "email", _("E-mail")
    API = "api", _("Koppeling")
    IMPORT = "import", _("Overgenomen")


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
    supplier_reference = models.CharField(_("kenmerk leverancier"), max_length=80, blank=True)

    opened_at = models.DateTimeField(_("gemeld"))
    updated_at = models.DateTimeField(_("bijgewerkt"))
    resolved_at = models.DateTimeField(_("opgelost"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sluit vanzelf"), null=True, blank=True)
    closed_at = models.DateTimeField(_("gesloten"), null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(_("keer heropend"), default=0)
    follows = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("vervolg op"), related_name="follow_ups", null=True, blank=True
    )

    form_token = models.CharField(max_length=64, null=True, blank=True, editable=False)
    source = models.CharField(_("bron"), max_length=40, blank=True)
    external_id = models.CharField(_("nummer in de bron"), max_length=80, blank=True)
    search_text = models.TextField(editable=False, default="")  # folded; of what the customer may read
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
                fields=["source", "external_id"], condition=~Q(external_id=""), name="ticket_one_per_source"
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
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def waiting_on(self) -> Party | None:
        return WAITING_ON.get(Status(self.status))

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


class ClockState(models.TextChoices):
    RUNNING = "running", _("loopt")
    PAUSED = "paused", _("staat stil")
    MET = "met", _("op tijd begonnen")
    LATE = "late", _("te laat")
    STOPPED = "stopped", _("vervallen")
    NONE = "none", _("geen afspraak")


class QueueRank(models.IntegerChoices):
    """The queue's order: promises before aims before the rest, and what still has to be begun before what has been."""

    PROMISE_RUNNING = 0
    PROMISE_WAITING = 1
    AIM_RUNNING = 2
    AIM_WAITING = 3
    NO_TARGET = 4


class TicketClock(models.Model):
    """The changing state of a ticket's clock, derived by actions from the timeline; narrow, because sweeps write it.

    A verdict (`late`) that has fallen is never recomputed.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="clock")
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    nature = models.CharField(max_length=8, choices=Nature.choices)
    state = models.CharField(max_length=8, choices=ClockState.choices)
    due_at = models.DateTimeField(null=True, blank=True)
    work_started_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(null=True, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    budget_seconds = models.PositiveIntegerField(null=True, blank=True)
    used_seconds = models.PositiveIntegerField(default=0)  # working time used when `state` was last derived
    is_open = models.BooleanField(default=True)
    queue_rank = models.PositiveSmallIntegerField(choices=QueueRank.choices)
    queue_at = models.DateTimeField()
    next_threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    next_warning_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("klok")
        verbose_name_plural = _("klokken")
        constraints = [
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="clock_nature_known"),
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.CheckConstraint(
                condition=Q(next_threshold__isnull=True, next_warning_at__isnull=True)
                | Q(next_threshold__isnull=False, next_warning_at__isnull=False),
                name="clock_warning_whole",
            ),
            models.CheckConstraint(
                condition=Q(late__isnull=True, verdict_at__isnull=True)
                | Q(late__isnull=False, verdict_at__isnull=False),
                name="clock_verdict_whole",
            ),
        ]
        indexes = [
            # desk: the queue, in its order
            models.Index(fields=["queue_rank", "queue_at", "ticket"], name="clock_queue", condition=Q(is_open=True)),
            # tasks.warn_due_clocks
            models.Index(fields=["next_warning_at"], name="clock_to_warn", condition=Q(next_warning_at__isnull=False)),
            # desk: what is due in the next hours
            models.Index(fields=["due_at"], name="clock_due", condition=Q(is_open=True, due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"klok van #{self.ticket_id}"

    def late_at(self, now: datetime) -> bool | None:
        """The verdict, also while the sweep that writes it has yet to come by."""
        if self.late is None and self.state == ClockState.RUNNING and self.due_at is not None and now > self.due_at:
            return True
        return self.late


class EntryKind(models.TextChoices):
    OPENED = "opened", _("gemeld")
    TAKEN = "taken", _("aangenomen")
    ASSIGNED = "assigned", _("toegewezen")
    WORK_STARTED = "work_started", _("werkzaamheden begonnen")
    REPLY = "reply", _("bericht")
    NOTE = "note", _("notitie")
    WAITING = "waiting", _("wacht")
    RESUMED = "resumed", _("hervat")
    PLANNED = "planned", _("ingepland")
    CLASSIFIED = "classified", _("indeling gewijzigd")
    DETAILS_CHANGED = "details_changed", _("gegevens gewijzigd")
    TIME_LOGGED = "time_logged", _("tijd geschreven")
    RESOLVED = "resolved", _("opgelost")
    REOPENED = "reopened", _("heropend")
    CLOSED = "closed", _("gesloten")
    CANCELLED = "cancelled", _("geannuleerd")
    WARNED = "warned", _("gewaarschuwd")
    DUE_MOVED = "due_moved", _("uiterste moment verschoven")
    IMPORTED = "imported", _("overgenomen")
    MAIL_FAILED = "mail_failed", _("niet gemaild")


CLOCK_KINDS = (
    EntryKind.WORK_STARTED,
    EntryKind.WAITING,
    EntryKind.RESUMED,
    EntryKind.CLASSIFIED,
    EntryKind.RESOLVED,
    EntryKind.REOPENED,
    EntryKind.CLOSED,
    EntryKind.CANCELLED,
)


class TimelineEntry(models.Model):
    """What happened, append-only: the audit trail and the source of every mail and figure.

    `data` holds what changed: {"field": [old, new], ...} and what the kind needs, see actions.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    is_public = models.BooleanField(default=True)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    form_token = models.CharField(max_length=64, null=True, blank=True, editable=False)

    objects = TimelineEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("regel van de tijdlijn")
        verbose_name_plural = _("tijdlijn")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.UniqueConstraint(fields=["ticket", "form_token"], name="entry_one_per_form"),
            models.CheckConstraint(condition=~Q(kind=EntryKind.NOTE, is_public=True), name="entry_note_is_internal"),
        ]
        indexes = [
            # the ticket page and the clock read a ticket's timeline in order
            models.Index(fields=["ticket", "at", "id"], name="entry_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.ticket_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise TypeError("A timeline entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A timeline entry is never removed.")


class Activity(models.TextChoices):
    SUPPORT = "support", _("Ondersteuning")
    ADMINISTRATION = "administration", _("Beheer")
    RESEARCH = "research", _("Onderzoek")
    CONSULTATION = "consultation", _("Overleg")
    TRAVEL = "travel", _("Reistijd")


class TimeEntry(models.Model):
    """Time worked on a ticket (SLA 7.4), in whole minutes."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="time_entries")
    entry = models.OneToOneField(TimelineEntry, models.PROTECT, related_name="time_entry")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="time_entries")
    started_at = models.DateTimeField(_("begonnen"))
    minutes = models.PositiveIntegerField(_("minuten"))
    activity = models.CharField(_("soort werk"), max_length=16, choices=Activity.choices, default=Activity.SUPPORT)
    on_site = models.BooleanField(_("op locatie"), default=False)
    note = models.CharField(_("toelichting"), max_length=300, blank=True)
    logged_at = models.DateTimeField(_("geschreven"))

    class Meta:
        verbose_name = _("tijdregel")
        verbose_name_plural = _("tijdregels")
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=24 * 60), name="time_entry_minutes_sane"),
            models.CheckConstraint(condition=Q(activity__in=Activity.values), name="time_entry_activity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min op #{self.ticket_id}"


def attachment_path(instance: Attachment, filename: str) -> str:
    """A random name: what the sender called the file is only a label (security F1)."""
    name = secrets.token_hex(20)
    return f"attachments/{name[:2]}/{name}"


class Attachment(models.Model):
    """A file that came with a timeline entry; seen by whoever sees that entry, served only as a download."""

    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe, editable=False)
    name = models.CharField(_("naam"), max_length=200)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("grootte"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=attachment_path, max_length=120)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("bijlage")
        verbose_name_plural = _("bijlagen")

    def __str__(self) -> str:
        return self.name


class BreachWarning(models.Model):
    """That a clock's warning was given: once per ticket, target and threshold, whatever number of sweeps run."""

    clock = models.ForeignKey(TicketClock, models.CASCADE, related_name="warnings")
    priority = models.CharField(max_length=20, choices=Priority.choices)
    threshold = models.PositiveSmallIntegerField()  # per cent of the working time
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField()
    entry = models.OneToOneField(TimelineEntry, models.PROTECT, related_name="warning")

    class Meta:
        verbose_name = _("waarschuwing")
        verbose_name_plural = _("waarschuwingen")
        constraints = [
            models.UniqueConstraint(fields=["clock", "priority", "threshold"], name="warning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.threshold} % van #{self.clock_id}"


class Consumer(models.TextChoices):
    """Who reads the outbox."""

    MAIL = "mail", _("e-mail")


class OutboxItem(models.Model):
    """A timeline entry that a consumer has yet to deal with: made with the entry, removed by the consumer."""

    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="outbox_items")
    consumer = models.CharField(max_length=12, choices=Consumer.choices)

    class Meta:
        verbose_name = _("uitgaand item")
        verbose_name_plural = _("uitgaande items")
        constraints = [
            models.UniqueConstraint(fields=["entry", "consumer"], name="outbox_once"),
            models.CheckConstraint(condition=Q(consumer__in=Consumer.values), name="outbox_consumer_known"),
        ]
        indexes = [
            # the consumers' sweeps, oldest first
            models.Index(fields=["consumer", "id"], name="outbox_of_consumer"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.entry_id}"
