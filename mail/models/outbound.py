"""Outbound messages: one row per timeline entry or customer event, recipient and message; what is about neither, is
about the installation itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import CustomerEvent
from tickets.models import TimelineEntry


class MessageKey(models.TextChoices):
    """Which message it is; who gets it and what is special about it stands in mail.outbound.messages.

    The list is open, so no CHECK holds it: tests/mail/outbound/test_rows.py does.
    """

    TICKET_OPENED = "ticket_opened", _("melding ontvangen")
    HOUSE_REPLIED = "house_replied", _("bericht van 1do")
    WAITING_FOR_CUSTOMER = "waiting_for_customer", _("wij wachten op u")
    PLANNED = "planned", _("ingepland")
    RESOLVED = "resolved", _("opgelost")
    REOPENED_BY_HOUSE = "reopened_by_house", _("heropend door 1do")
    CLOSED = "closed", _("gesloten")
    CANCELLED = "cancelled", _("vervallen")
    ASSIGNED = "assigned", _("toegewezen")
    CUSTOMER_REPLIED = "customer_replied", _("bericht van de klant")
    REOPENED_BY_CUSTOMER = "reopened_by_customer", _("heropend door de klant")
    WARNING = "warning", _("waarschuwing voor aanvang werkzaamheden")
    MAIL_FAILED = "mail_failed", _("e-mail niet aangekomen")
    APPROVAL_ASKED = "approval_asked", _("akkoord gevraagd")
    APPROVAL_DECIDED = "approval_decided", _("antwoord op een akkoordvraag")
    ESCALATED = "escalated", _("escalatie")
    ESCALATION_ACKNOWLEDGED = "escalation_acknowledged", _("escalatie bevestigd")
    ESCALATION_UNACKNOWLEDGED = "escalation_unacknowledged", _("escalatie niet bevestigd")
    ESCALATION_ENDED = "escalation_ended", _("escalatie afgerond")
    SPOKEN_YES = "spoken_yes", _("mondeling akkoord bevestigd")
    MANDATE_USED = "mandate_used", _("uitgevoerd onder mandaat")
    EXTRA_COSTS = "extra_costs", _("kosten van een leverancier")
    SUPPLIER_ASKED = "supplier_asked", _("bericht aan een leverancier")
    CHASE_SUPPLIER = "chase_supplier", _("leverancier nabellen")
    WAITING_FOR_REPORTER = "waiting_for_reporter", _("melding wacht op toestemming")
    SIGN_AGREEMENT = "sign_agreement", _("overeenkomst ter ondertekening")
    AGREEMENT_SIGNED = "agreement_signed", _("overeenkomst ondertekend")
    AGREEMENT_WITHDRAWN = "agreement_withdrawn", _("overeenkomst ingetrokken")
    ADVICE_GIVEN = "advice_given", _("advies van 1do")
    ADVICE_DECIDED = "advice_decided", _("antwoord op een advies")
    HOURS_REACHED = "hours_reached", _("uren van de bundel bereikt")
    QUANTITY_PASSED = "quantity_passed", _("meer in de monitoring dan afgesproken")
    REVIEW_BEHIND = "review_behind", _("achter met Service Reviews")
    RENEWAL_COMING = "renewal_coming", _("verlenging van een product nadert")
    EVALUATION_ASKED = "evaluation_asked", _("evaluatie van de overeenkomst gevraagd")
    ADDRESS_CHANGED = "address_changed", _("e-mailadres gewijzigd")
    REMINDER = "reminder", _("herinnering")
    SECRET_HIDDEN = "secret_hidden", _("wachtwoord niet bewaard")
    CLOSING_NOTICE = "closing_notice", _("aankondiging van sluiten")
    SECRET_READY = "secret_ready", _("eenmalig geheim voor de klant")
    SECRET_RECEIVED = "secret_received", _("eenmalig geheim van de klant")
    TICKET_NEW = "ticket_new", _("nieuwe melding")
    BECAME_URGENT = "became_urgent", _("melding werd dringend")
    ALERT_MAY_BE_WORSE = "alert_may_be_worse", _("alert dat dringender kan zijn")
    MENTIONED = "mentioned", _("genoemd in een notitie")
    PAGED = "paged", _("oproep van de Calamiteitendienst")
    MAILBOX_FAILING = "mailbox_failing", _("postvak niet bereikbaar")
    WEBHOOK_GIVEN_UP = "webhook_given_up", _("webhook uitgezet")
    ACCOUNT_CHANGED = "account_changed", _("account van een medewerker gewijzigd")
    EVALUATION_MOVED = "evaluation_moved", _("evaluatie schrijven of goedkeuren")
    EVALUATION_RELEASED = "evaluation_released", _("evaluatie van een incident")
    RATING_ASKED = "rating_asked", _("hoe hebben wij dit gedaan?")
    RATED = "rated", _("oordeel van de klant")
    ACCESS_GIVEN = "access_given", _("toegang tot het Serviceportaal")
    REVIEW_INVITED = "review_invited", _("uitnodiging voor een Service Review")
    REVIEW_CANCELLED = "review_cancelled", _("uitnodiging ingetrokken")
    REVIEW_ANSWERED = "review_answered", _("antwoord op een uitnodiging")
    REVIEW_SHARED = "review_shared", _("stukken van een Service Review")
    REVIEW_PUBLISHED = "review_published", _("verslag van een Service Review")
    REVIEW_RESPONDED = "review_responded", _("reactie op een Service Review")
    REVIEW_ACTION_DUE = "review_action_due", _("verbeterpunt moet klaar zijn")


def message_choices() -> list[tuple[str, str]]:
    """Asked for when needed, so that a new message is no migration."""
    return [(key.value, str(key.label)) for key in MessageKey]


def message_name(message: str) -> str:
    """For lines of a timeline (tickets.own_words)."""
    return str(MessageKey(message).label) if message in MessageKey.values else ""


class MailStatus(models.TextChoices):
    PENDING = "pending", _("wacht op verzending")
    SENDING = "sending", _("wordt verstuurd")
    SENT = "sent", _("verstuurd")
    FAILED = "failed", _("opgegeven")


UNSENT = (MailStatus.PENDING, MailStatus.SENDING)


class MailMessage(models.Model):
    """A mail to one recipient, with its text as it was or will be sent.

    `next_attempt_at` is when it may be (re)tried; while it is being sent, until when the claim of that worker holds.
    Failed rows stay, because somebody has to see them.
    """

    entry = models.ForeignKey(
        TimelineEntry,
        models.PROTECT,
        verbose_name=_("regel van de tijdlijn"),
        related_name="mail_messages",
        null=True,
        blank=True,
    )
    event = models.ForeignKey(
        CustomerEvent,
        models.PROTECT,
        verbose_name=_("gebeurtenis bij een klant"),
        related_name="mail_messages",
        null=True,
        blank=True,
    )
    message = models.CharField(_("bericht"), max_length=28, choices=message_choices)
    recipient = models.EmailField(_("aan"))
    recipient_name = models.CharField(_("naam"), max_length=120, blank=True)
    recipient_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("medewerker"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Leeg bij een mail aan de klant."),
    )
    subject = models.CharField(_("onderwerp"), max_length=255)
    text = models.TextField(_("tekst"))
    html = models.TextField(_("opgemaakte tekst"))
    signed_link = models.CharField(
        max_length=60,
        blank=True,
        help_text=_(
            "Wat de persoonlijke link mag; die wordt pas bij het versturen gemaakt, zodat niemand anders haar leest."
        ),
    )
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    thread_id = models.CharField(_("draad"), max_length=200)
    status = models.CharField(_("status"), max_length=8, choices=MailStatus.choices, default=MailStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    created_at = models.DateTimeField(_("gemaakt"))
    next_attempt_at = models.DateTimeField(_("volgende poging"), null=True, blank=True)
    sent_at = models.DateTimeField(_("verstuurd"), null=True, blank=True)
    last_error = models.CharField(_("laatste fout"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("uitgaande e-mail")
        verbose_name_plural = _("uitgaande e-mail")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MailStatus.values), name="mail_status_known"),
            models.CheckConstraint(condition=~Q(recipient=""), name="mail_has_recipient"),
            models.CheckConstraint(
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | ~Q(status=MailStatus.SENT) & Q(sent_at__isnull=True),
                name="mail_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNSENT, next_attempt_at__isnull=False)
                | ~Q(status__in=UNSENT) & Q(next_attempt_at__isnull=True),
                name="mail_unsent_has_moment",
            ),
            models.UniqueConstraint(fields=["entry", "recipient", "message"], name="mail_once"),
            models.UniqueConstraint(fields=["event", "recipient", "message"], name="mail_once_per_event"),
            models.CheckConstraint(
                condition=Q(entry__isnull=True) | Q(event__isnull=True), name="mail_about_one_thing"
            ),
        ]
        indexes = [
            # outbox.send_due
            models.Index(fields=["next_attempt_at"], name="mail_to_send", condition=Q(status__in=UNSENT)),
            # desk and health: what was given up, newest first
            models.Index(fields=["-created_at"], name="mail_failed", condition=Q(status=MailStatus.FAILED)),
            # desk: the list of mails, newest first
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_message_display()} → {self.recipient}"

    @property
    def is_sent(self) -> bool:
        return self.status == MailStatus.SENT

    @property
    def is_failed(self) -> bool:
        """Given up: it is not tried again by itself."""
        return self.status == MailStatus.FAILED

    @property
    def was_tried_again(self) -> bool:
        return self.attempts > 1
