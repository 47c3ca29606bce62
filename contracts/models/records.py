"""What was advised to a customer (SLA 6.4), and what happened around his agreement."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.agreements import ServiceAgreement
from contracts.models.customers import Contact, Customer
from contracts.querysets import AdviceQuerySet


class AdviceStatus(models.TextChoices):
    GIVEN = "given", _("Gegeven")
    ACCEPTED = "accepted", _("Overgenomen")
    DECLINED = "declined", _("Afgewezen")


class Advice(models.Model):
    """An advice to change something, and what the customer did with it: an incident that follows from declining it
    falls outside the SLA (6.4)."""

    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("klant"), related_name="advices")
    title = models.CharField(_("advies"), max_length=160)
    text = models.TextField(_("toelichting"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="given_advices")
    given_to = models.ForeignKey(Contact, models.PROTECT, verbose_name=_("aan"), related_name="received_advices")
    given_at = models.DateTimeField(_("gegeven"))
    status = models.CharField(_("status"), max_length=10, choices=AdviceStatus.choices, default=AdviceStatus.GIVEN)
    decided_by = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("door"), related_name="decided_advices", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("beslist"), null=True, blank=True)
    decision_text = models.TextField(_("reden of bewijs"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Wie van 1do de beslissing opschreef; leeg als de klant haar zelf gaf."),
    )

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("advies")
        verbose_name_plural = _("adviezen")
        ordering = ["-given_at", "-pk"]
        permissions = [("give_advice", _("Adviezen geven en vastleggen"))]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AdviceStatus.values), name="advice_status_known"),
            models.CheckConstraint(
                condition=Q(status=AdviceStatus.GIVEN, decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(status=AdviceStatus.GIVEN) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="advice_decision_whole",
            ),
        ]
        indexes = [
            # portal and desk: the advices of a customer, newest first
            models.Index(fields=["customer", "-given_at"], name="advice_of_customer"),
        ]

    def __str__(self) -> str:
        return f"A{self.pk} {self.title}"

    @property
    def is_given(self) -> bool:
        """It waits for the customer's decision."""
        return self.status == AdviceStatus.GIVEN

    @property
    def is_accepted(self) -> bool:
        return self.status == AdviceStatus.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.status == AdviceStatus.DECLINED


class CustomerEventKind(models.TextChoices):
    AGREEMENT_MADE = "agreement_made", _("versie gemaakt")
    AGREEMENT_OFFERED = "agreement_offered", _("ter ondertekening aangeboden")
    AGREEMENT_WITHDRAWN = "agreement_withdrawn", _("aanbod ingetrokken")
    AGREEMENT_SIGNED = "agreement_signed", _("ondertekend door een partij")
    AGREEMENT_IN_FORCE = "agreement_in_force", _("door beide partijen ondertekend")
    AGREEMENT_ENDED = "agreement_ended", _("beëindigd")
    GRANT_REVOKED = "grant_revoked", _("recht uit het DAP ingetrokken")
    ADVICE_GIVEN = "advice_given", _("advies gegeven")
    ADVICE_DECIDED = "advice_decided", _("over een advies beslist")
    HOURS_REACHED = "hours_reached", _("uren van de bundel bereikt")
    QUANTITY_PASSED = "quantity_passed", _("meer in de monitoring dan afgesproken")
    TIME_EXPORTED = "time_exported", _("uren geëxporteerd")
    RECURRING_CHANGED = "recurring_changed", _("terugkerend werk gewijzigd")
    CONTACT_ADDED = "contact_added", _("contactpersoon toegevoegd")
    CONTACT_CHANGED = "contact_changed", _("contactpersoon gewijzigd")
    ACCESS_GIVEN = "access_given", _("toegang tot het Serviceportaal gegeven")
    EVALUATION_RELEASED = "evaluation_released", _("evaluatie gedeeld")
    CUSTOMER_ADDED = "customer_added", _("klant toegevoegd")
    CUSTOMER_CHANGED = "customer_changed", _("gegevens van de klant gewijzigd")
    REVIEW_INVITED = "review_invited", _("voor een Service Review uitgenodigd")
    REVIEW_CANCELLED = "review_cancelled", _("uitnodiging voor een Service Review ingetrokken")
    REVIEW_ANSWERED = "review_answered", _("uitnodiging voor een Service Review beantwoord")
    REVIEW_SHARED = "review_shared", _("stukken van een Service Review gedeeld")
    REVIEW_PUBLISHED = "review_published", _("Service Review gepubliceerd")
    REVIEW_RESPONDED = "review_responded", _("op een Service Review gereageerd")
    REVIEW_ACTION_DUE = "review_action_due", _("verbeterpunt uit een Service Review moet klaar zijn")
    REVIEW_BEHIND = "review_behind", _("achter met Service Reviews")
    RENEWAL_COMING = "renewal_coming", _("verlenging van een product nadert")
    EVALUATION_ASKED = "evaluation_asked", _("evaluatie van de overeenkomst gevraagd")


class CustomerEvent(models.Model):
    """What happened around a customer outside of any ticket; append-only. `to_mail`: mail/ has yet to deal with it."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="events")
    agreement = models.ForeignKey(ServiceAgreement, models.PROTECT, related_name="events", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=CustomerEventKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    to_mail = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("gebeurtenis bij een klant")
        verbose_name_plural = _("gebeurtenissen bij klanten")
        ordering = ["-at", "-pk"]
        constraints = []
        indexes = [
            # desk: the log of a customer and of an agreement
            models.Index(fields=["customer", "-at"], name="customer_event_newest"),
            # mail/outbound/outbox.py: what has yet to be mailed, oldest first
            models.Index(fields=["id"], name="customer_event_to_mail", condition=Q(to_mail=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.customer_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An event is never removed.")
