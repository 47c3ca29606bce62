from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Team, User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    ordering = ["email"]
    list_display = ["email", "name", "is_house", "is_active", "last_login"]
    list_filter = ["is_house", "is_active", "groups"]
    search_fields = ["email", "name"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Rol"), {"fields": ["is_house", "is_service", "groups", "is_staff", "is_superuser", "is_active"]}),
        (_("Data"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "name", "is_house", "password1", "password2"]})]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]

    def get_readonly_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        """Only a superuser hands out rights: nobody raises himself (security P5)."""
        fields = list(super().get_readonly_fields(request, obj))
        if not request.user.is_superuser:
            fields += ["is_staff", "is_superuser", "groups", "is_house"]
        return fields

    def has_change_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    filter_horizontal = ["members"]


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ["name", "start", "user", "created_at", "last_used_at", "expires_at", "revoked_at"]
    readonly_fields = ["user", "start", "scopes", "created_at", "last_used_at", "issued_by", "revoked_by"]

    def has_add_permission(self, request):  # type: ignore[no-untyped-def]
        """The secret is shown once, so tokens come from the desk or from `manage.py issue_token`."""
        return False
