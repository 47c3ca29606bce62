"""Files of tickets, for portal and desk alike: only through a check, only as a download."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tickets.models import Attachment


@require_safe
@login_required
def download(request: HttpRequest, key: str) -> FileResponse:
    """404 for whoever may not see the entry that the file came with."""
    return as_download(get_object_or_404(Attachment.objects.visible_to(request.user), key=key))


def as_download(attachment: Attachment) -> FileResponse:
    """Never shown in place, whatever the sender said that it is (security F1)."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
