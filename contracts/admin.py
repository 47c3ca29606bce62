"""Customers, contacts, suppliers and agreements: to look at, or changed by the verbs of contracts/customers.

Contacts are added and changed at the desk, with its checks (SLA 9, 10); here they are let in to the Serviceportaal.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts import actions as verbs
from contracts.models import Contact, Customer, CustomerSupplier, MailDomain, ServiceAgreement, Supplier
from infra.errors import Refused
from infra.verb_admin import ByVerb, ShownInAdmin


class MailDomainInline(admin.TabularInline):
    model = MailDomain
    extra = 1

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Another domain is another row."""
        return False


@admin.register(Customer)
class CustomerAdmin(ByVerb):
    elsewhere = gettext_lazy("Contactpersonen, overeenkomsten en DAP staan aan de desk, bij de klant.")
    door = "desk:customers"
    inlines = [MailDomainInline]
    fields = ["number", "name", "is_active"]
    list_display = ["number", "name", "is_active"]
    search_fields = ["number", "name"]

    def carry_out(self, request: HttpRequest, thing: Customer | None, given: dict[str, Any]) -> Customer:
        return verbs.save_customer(thing, by=_by(request), now=timezone.now(), **given)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by, now = _by(request), timezone.now()
        added = formset.save(commit=False)
        for row in formset.deleted_objects:
            verbs.remove_mail_domain(row, by=by, now=now)
        for row in added:
            verbs.add_mail_domain(form.instance, by=by, now=now, domain=row.domain)


@admin.register(Contact)
class ContactAdmin(ShownInAdmin):
    elsewhere = gettext_lazy("Een contactpersoon toevoegen of wijzigen gaat aan de desk, bij de klant.")
    door = "desk:customers"
    list_display = ["name", "customer", "email", "phone", "is_active", "user"]
    list_filter = ["customer"]
    list_select_related = ["customer", "user"]
    search_fields = ["name", "email", "phone"]
    actions = ["let_in", "let_tool_in"]

    @admin.action(description=gettext_lazy("Toegang geven tot het Serviceportaal, of het gewijzigde adres overnemen"))
    def let_in(self, request: HttpRequest, contacts: QuerySet[Contact]) -> None:
        self._let_in(request, contacts, is_tool=False)

    @admin.action(description=gettext_lazy("Een koppeling van de klant maken: een programma, dat alleen tokens heeft"))
    def let_tool_in(self, request: HttpRequest, contacts: QuerySet[Contact]) -> None:
        self._let_in(request, contacts, is_tool=True)

    def _let_in(self, request: HttpRequest, contacts: QuerySet[Contact], *, is_tool: bool) -> None:
        for contact in contacts:
            try:
                verbs.let_in(contact, by=_by(request), now=timezone.now(), is_tool=is_tool)
            except Refused as refused:
                messages.error(request, refused.message)
            except ValidationError as problem:
                messages.error(request, " ".join(problem.messages))
            else:
                messages.success(request, _("%s heeft toegang.") % contact.name)


class CustomerSupplierInline(admin.TabularInline):
    model = CustomerSupplier
    autocomplete_fields = ["customer"]
    extra = 1
    can_delete = False


@admin.register(Supplier)
class SupplierAdmin(ByVerb):
    """Whom customers depend on, and under which number each is known there (SLA 7.10, 9)."""

    list_display = ["name", "phone", "email"]
    search_fields = ["name"]
    inlines = [CustomerSupplierInline]

    def carry_out(self, request: HttpRequest, thing: Supplier | None, given: dict[str, Any]) -> Supplier:
        return verbs.save_supplier(thing, by=_by(request), now=timezone.now(), **given)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by, now = _by(request), timezone.now()
        for row in formset.save(commit=False):
            self._require_same_customer(row)
            given = {"reference": row.reference, "product": row.product}
            verbs.link_supplier(form.instance, row.customer, by=by, now=now, **given)

    def _require_same_customer(self, row: CustomerSupplier) -> None:
        if row.pk and not CustomerSupplier.objects.filter(pk=row.pk, customer=row.customer_id).exists():
            raise Refused(_("De klant van een regel verandert niet; voeg voor een andere klant een regel toe."))


@admin.register(ServiceAgreement)
class ServiceAgreementAdmin(ShownInAdmin):
    """An agreement is made, compared and signed at the desk, or its history would have holes."""

    elsewhere = gettext_lazy("Een overeenkomst wordt gemaakt en gewijzigd aan de desk, bij de klant.")
    door = "desk:customers"
    list_display = [
        "number",
        "version",
        "status",
        "customer",
        "starts_on",
        "ends_on",
        "edition",
        "has_emergency_service",
    ]
    list_select_related = ["customer", "edition"]


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
