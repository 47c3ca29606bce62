"""What tools call our customers: a number of an organisation, a subscription, a name; said once, per token."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken
from contracts.models import Customer
from integrations.monitoring.signals import LONGEST_CUSTOMER, ToolAccount


class ToolCustomerQuerySet(models.QuerySet["ToolCustomer"]):
    def unlinked(self) -> ToolCustomerQuerySet:
        """Of which nobody has said who that is."""
        return self.filter(customer__isnull=True)


class ToolCustomer(models.Model):
    """Who `value` is in the messages of this token; nobody yet when it came and is unknown. `field` says what it is of
    the tool: organizationId 12 is not locationId 12. `label` and `last_host` are what came with it, to recognise it."""

    token = models.ForeignKey(
        ApiToken, models.CASCADE, verbose_name=_("token"), related_name="tool_customers", db_index=False
    )
    field = models.CharField(_("soort"), max_length=40)
    value = models.CharField(_("bij het hulpmiddel"), max_length=LONGEST_CUSTOMER)
    key = models.CharField(max_length=LONGEST_CUSTOMER, editable=False)
    label = models.CharField(_("naam erbij"), max_length=LONGEST_CUSTOMER, blank=True)
    last_host = models.CharField(_("laatste host"), max_length=200, blank=True)
    last_at = models.DateTimeField(_("laatst gezien"), null=True, blank=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=_("klant"), related_name="tool_customers", null=True, blank=True
    )
    linked_at = models.DateTimeField(_("gekoppeld"), null=True, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = ToolCustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("klant bij een hulpmiddel")
        verbose_name_plural = _("klanten bij hulpmiddelen")
        constraints = [
            # in this order: a message is looked up by its token and what it says
            models.UniqueConstraint(fields=["token", "key", "field"], name="tool_customer_once_per_token"),
            models.CheckConstraint(
                condition=Q(customer__isnull=True, linked_at__isnull=True, linked_by__isnull=True)
                | Q(customer__isnull=False, linked_at__isnull=False, linked_by__isnull=False),
                name="tool_customer_linked_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)

    @property
    def account(self) -> ToolAccount:
        return ToolAccount(self.field, self.value, self.label)
