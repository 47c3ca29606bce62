"""The mail that goes out: what was sent to whom, and what was given up and may be sent again."""

from __future__ import annotations

from datetime import datetime

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from desk.access import HouseRequest, house
from infra import keyset
from infra.errors import Refused
from mail.models import MailMessage, MailStatus
from mail.outbound.actions import MAY_SEND_AGAIN, send_again
from mail.outbound.links import bodies_to_show
from mail.outbound.sending import stuck

PAGE = 50


@require_GET
@house("mail.view_mailmessage")
def mail_list(request: HouseRequest) -> HttpResponse:
    """Newest first; `status` and `melding` narrow it down, and what they do not know is left out."""
    mails = MailMessage.objects.defer("text", "html")
    status = request.GET.get("status", "")
    if status in MailStatus.values:
        mails = mails.filter(status=status)
    number = request.GET.get("melding", "")
    if number.isdecimal() and len(number) <= 18:
        mails = mails.filter(entry__ticket=int(number))
    after = keyset.decode(request.GET.get("na", ""), datetime, int)
    page = keyset.read(mails, ("-created_at", "-pk"), PAGE, after=after)
    context = {
        "mails": page.rows,
        "statuses": MailStatus.choices,
        "status": status,
        "number": number if number.isdecimal() else "",
        "next_cursor": keyset.encode(page.next),
        "stuck": stuck(timezone.now()),
        "section": "mails",
    }
    return render(request, "desk/mail/mails.html", context)


@require_GET
@house("mail.view_mailmessage")
def mail_page(request: HouseRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(MailMessage.objects.select_related("entry__ticket", "event__customer"), pk=pk)
    text, _html = bodies_to_show(message)
    may_send_again = message.status == MailStatus.FAILED and request.user.has_perms(MAY_SEND_AGAIN)
    context = {"mail": message, "text": text, "may_send_again": may_send_again, "section": "mails"}
    return render(request, "desk/mail/mail.html", context)


@require_POST
@house(*MAY_SEND_AGAIN)
def mail_again(request: HouseRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(MailMessage, pk=pk)
    try:
        send_again(message, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("De e-mail wordt opnieuw verstuurd."))
    return redirect("desk:mail", pk=pk)


@require_GET
@house("mail.view_mailmessage")
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]  # its types know of no arguments in a path
    {
        "sandbox": [],
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
    }
)
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as its reader sees it, alone in a sandbox: nothing runs, nothing is fetched."""
    message = get_object_or_404(MailMessage, pk=pk)
    _text, html = bodies_to_show(message)
    response = HttpResponse(html)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
