from django.contrib import admin

from contracts.models import Contact, Customer, CustomerSupplier, MailDomain, ServiceAgreement, Supplier


class MailDomainInline(admin.TabularInline):
    model = MailDomain
    extra = 1


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    inlines = [MailDomainInline]
    list_display = ["number", "name", "is_active"]
    search_fields = ["number", "name"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["name", "customer", "email", "phone", "is_active"]
    list_filter = ["customer"]
    search_fields = ["name", "email", "phone"]
    autocomplete_fields = ["customer"]
    raw_id_fields = ["user"]

    def get_readonly_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        """Who goes to work for another customer becomes a contact there; his meldingen stay where they were."""
        return ["customer"] if obj else []


class CustomerSupplierInline(admin.TabularInline):
    model = CustomerSupplier
    autocomplete_fields = ["customer"]
    extra = 1


@admin.register(Supplier)
class SupplierAdmin(admin.ModelAdmin):
    """Whom customers depend on, and under which number each is known there (SLA 7.10, 9)."""

    list_display = ["name", "phone", "email"]
    search_fields = ["name"]
    inlines = [CustomerSupplierInline]


@admin.register(ServiceAgreement)
class ServiceAgreementAdmin(admin.ModelAdmin):
    """To look at: an agreement is made, compared and signed at the desk, or its history would have holes."""

    def has_add_permission(self, request):  # type: ignore[no-untyped-def]
        return False

    def has_change_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False

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
    autocomplete_fields = ["customer"]
