"""What is handed over once and never kept: passwords and keys, apart from the user name (SLA 10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contact
from tickets.models.ticket import Ticket
from tickets.values import SecretEnd, SecretKind


class OneTimeSecret(models.Model):
    """Sealed with keys that are not in the database, until it is opened once, withdrawn, or too old; then only who and
    when are left. `for_contact` is who of the customer may open it; without him it is for 1do.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="secrets")
    kind = models.CharField(_("soort"), max_length=12, choices=SecretKind.choices)
    for_contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("voor"), related_name="+", null=True, blank=True
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    made_by_contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField(_("doorgegeven"))
    expires_at = models.DateTimeField(_("te bekijken tot"))
    sealed = models.BinaryField(null=True, editable=False)
    end = models.CharField(_("afloop"), max_length=10, choices=SecretEnd.choices, blank=True)
    ended_at = models.DateTimeField(_("gewist"), null=True, blank=True)

    class Meta:
        verbose_name = _("eenmalig geheim")
        verbose_name_plural = _("eenmalige geheimen")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SecretKind.values), name="secret_kind_known"),
            models.CheckConstraint(
                condition=Q(made_by__isnull=False, made_by_contact__isnull=True)
                | Q(made_by__isnull=True, made_by_contact__isnull=False),
                name="secret_made_by_one_person",
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True, sealed__isnull=False)
                | Q(end__in=SecretEnd.values, ended_at__isnull=False, sealed__isnull=True),
                name="secret_wiped_when_ended",
            ),
        ]
        indexes = [
            # tickets.sweeps: what nobody opened in time
            models.Index(fields=["expires_at"], name="secret_waits", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} bij #{self.ticket_id}"

    @property
    def a_kind(self) -> str:
        return SecretKind(self.kind).a
