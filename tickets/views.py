"""Files of tickets, for portal and desk alike: only through a check, as a download, or as the picture that they are."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tickets.models import Attachment
from tickets.picture_formats import HEAD_BYTES, picture_format


@require_safe
@login_required
def download(request: HttpRequest, key: str) -> FileResponse:
    """404 for whoever may not see the entry that the file came with."""
    return as_download(get_object_or_404(Attachment.objects.visible_to(request.user), key=key))


@require_safe
@login_required
def picture(request: HttpRequest, key: str) -> FileResponse:
    """Shown in its place, as what it was found to be when it came in, and never as what the sender calls it; 404 for
    what is no picture. Looked at once more: what is kept cannot become anything else."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    file = attachment.file.open("rb")
    if not attachment.picture or picture_format(file.read(HEAD_BYTES)) != attachment.picture:
        raise Http404
    file.seek(0)
    response = FileResponse(file, filename=attachment.name, content_type=f"image/{attachment.picture}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=600"  # or it would be fetched with every refresh of its melding
    return response


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
