"""Received mail: what waits for an agent, what was put away, and how a mail looked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from contracts import actions as contracts
from desk.access import HouseRequest, house
from desk.mail.forms import ReleaseForm, ShelveForm
from infra import keyset
from infra.encryption import Unreadable, decrypt
from infra.errors import Refused
from mail.inbound import processing
from mail.inbound.fetching import failing_mailbox
from mail.models import HELD, InboundMail, InboundStatus, ReceivedBody
from mail.parsing.errors import Unparsable
from tickets.models import TimelineEntry

PAGE = 50
LISTS = {
    "wacht": HELD,
    "opgeborgen": (InboundStatus.SHELVED,),
    "verwerkt": (InboundStatus.DONE, InboundStatus.RECEIVED),
}


@require_GET
@house("tickets.work_ticket")
def inbox(request: HouseRequest) -> HttpResponse:
    """Newest first; what waits for somebody unless another list is asked for."""
    shown = request.GET.get("lijst", "wacht")
    shown = shown if shown in LISTS else "wacht"
    put_away = put_away_lately(timezone.now())
    mails = InboundMail.objects.filter(status__in=LISTS[shown]).select_related("contact__customer").defer("text")
    query = request.GET.get("zoek", "").replace("\x00", "").strip()[:100]
    if query:
        mails = mails.filter(Q(subject__icontains=query) | Q(sender__icontains=query) | Q(problem__icontains=query))
    page = keyset.read(mails, ("-pk",), PAGE, after=keyset.decode(request.GET.get("na", ""), int))
    context = {
        "mails": page.rows,
        "shown": shown,
        "lists": [
            ("wacht", _("Wacht op ons"), InboundMail.objects.filter(status__in=HELD).count()),
            ("opgeborgen", _("Opgeborgen"), put_away),
            ("verwerkt", _("Verwerkt"), 0),
        ],
        "put_away": put_away,
        "query": query,
        "next_cursor": keyset.encode(page.next),
        "failing": failing_mailbox(),
        "section": "inbox",
    }
    return render(request, "desk/mail/inbox.html", context)


def put_away_lately(now: datetime) -> int:
    """How many nobody had to look at, these seven days: a count that jumps is worth a look."""
    since = now - timedelta(days=7)
    return InboundMail.objects.filter(status=InboundStatus.SHELVED, received_at__gt=since).count()


@require_GET
@house("tickets.work_ticket")
def mail_page(request: HouseRequest, pk: int) -> HttpResponse:
    return _page(request, _row(pk))


@require_POST
@house("tickets.work_ticket")
def release(request: HouseRequest, pk: int) -> HttpResponse:
    """It becomes a melding or a reply, of a contact that may be made for it."""
    row = _row(pk)
    form = ReleaseForm(request.POST, row, request.user)
    if form.is_valid():
        try:
            ticket = _release(request, row, form)
        except (Refused, ValidationError) as refused:
            form.refuse(refused)
        except (Unparsable, Unreadable) as problem:
            form.add_error(None, _("De mail is niet te lezen: %s.") % problem)
        else:
            messages.success(request, _("Verwerkt in melding #%s.") % ticket)
            return redirect("desk:ticket", ticket)
    return _page(request, row, release=form)


@transaction.atomic
def _release(request: HouseRequest, row: InboundMail, form: ReleaseForm) -> int:
    given, now = form.cleaned_data, timezone.now()
    contact = form.contact()
    if contact is None:
        name, email = given["name"], given["email"]
        contact = contracts.add_contact(given["customer"], by=request.user, now=now, name=name, email=email)
    return processing.release(row, by=request.user, now=now, contact=contact, ticket=given["ticket"]).pk


@require_POST
@house("tickets.work_ticket")
def shelve(request: HouseRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    form = ShelveForm(request.POST, auto_id="opbergen-%s")
    if form.is_valid():
        try:
            processing.shelve(row, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Opgeborgen."))
            return redirect("desk:inbox")
    return _page(request, row, shelve=form)


@require_POST
@house("tickets.work_ticket")
def again(request: HouseRequest, pk: int) -> HttpResponse:
    try:
        processing.try_again(_row(pk), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("De mail wordt opnieuw verwerkt."))
    return redirect("desk:inbox_mail", pk)


@require_GET
@house("tickets.work_ticket")
def raw(request: HouseRequest, pk: int) -> HttpResponse:
    """The message as it came, to look at elsewhere; never shown in place (security X6)."""
    row = _row(pk)
    try:
        with row.raw.open("rb") as file:
            content = decrypt(file.read())
    except (OSError, Unreadable) as problem:
        raise Http404 from problem
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="mail-{row.pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


_FRAME = {
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


@require_GET
@house()
@xframe_options_sameorigin
@csp(_FRAME)  # type: ignore[arg-type]  # its types know of no arguments in a path
def looks(request: HouseRequest, entry: int) -> HttpResponse:
    """A received mail as it looked, alone in a sandbox: nothing runs, and nothing is fetched from elsewhere."""
    return _looks(request, entry, remote=False)


@require_GET
@house()
@xframe_options_sameorigin
@csp(_FRAME | {"img-src": ["'self'", "https:"]})  # type: ignore[arg-type]
def looks_with_images(request: HouseRequest, entry: int) -> HttpResponse:
    """The same after somebody asked for the pictures: their senders see that it is read (security X15)."""
    return _looks(request, entry, remote=True)


def _looks(request: HouseRequest, entry: int, *, remote: bool) -> HttpResponse:
    body = get_object_or_404(
        ReceivedBody.objects.filter(entry__in=TimelineEntry.objects.visible_to(request.user)), pk=entry
    )
    html = re.sub(r'src="cid:([^"]+)"', lambda found: _own_image(found[1], body.images), body.html)
    if remote:
        html = re.sub(r'data-src="(?:https?:)?//', 'src="https://', html)
    return render(request, "desk/mail/received.html", {"html": html})


def _own_image(content_id: str, images: dict[str, str]) -> str:
    key = images.get(content_id)
    return f'src="{reverse("mail:picture", args=[key])}"' if key else ""


def _row(pk: int) -> InboundMail:
    return get_object_or_404(InboundMail.objects.select_related("contact", "ticket__customer", "handled_by"), pk=pk)


def _page(request: HouseRequest, row: InboundMail, **forms: Any) -> HttpResponse:
    waits = row.status in (*HELD, InboundStatus.SHELVED)
    context = {
        "mail": row,
        "waits": waits,
        "release": forms.get("release") or ReleaseForm(None, row, request.user),
        "shelve": forms.get("shelve") or ShelveForm(auto_id="opbergen-%s"),
        "section": "inbox",
    }
    return render(request, "desk/mail/inbox_mail.html", context)
