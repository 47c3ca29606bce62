from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mail.models import MailMessage


@admin.register(MailMessage)
class MailMessageAdmin(admin.ModelAdmin):
    """To look at: what was sent is not rewritten."""

    list_display = ["created_at", "message", "recipient", "subject", "status", "attempts", "sent_at"]
    list_filter = ["status", "message"]
    search_fields = ["recipient", "subject", "message_id"]
    date_hierarchy = "created_at"
    exclude = ["html"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
