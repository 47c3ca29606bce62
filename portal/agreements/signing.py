"""Signing an agreement by a personal link and a one-time code (SLA 13). Nobody has to sign in for it.

GET shows and changes nothing; a code is sent and a signature is set by POST, and the verbs check again. Of a link that
is no longer good, nothing is shown but that.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from itertools import groupby
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts import actions
from contracts.agreements.diff import Difference, differences, previous_version
from contracts.agreements.document import stored_pdf_of
from contracts.agreements.signing import CODE_ATTEMPTS, CODE_LIFETIME, require_open
from contracts.models import AgreementStatus, ServiceAgreement, Signature, SigningParty
from infra import signed_links
from infra.errors import Refused
from portal.agreements.forms import SignForm
from portal.personal_links import private
from portal.supportcenter import supportcenter_for

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SigningRequest:
    """One request by a link that is still good; `now` is read once, at the door."""

    request: HttpRequest
    token: str
    signature: Signature
    agreement: ServiceAgreement
    now: datetime

    @property
    def code_sent_at(self) -> datetime | None:
        """When the code that can be used now was sent."""
        sent = self.signature.code_sent_at
        is_good = self.signature.code_hash and self.signature.code_attempts < CODE_ATTEMPTS
        return sent if is_good and sent and self.now - sent < CODE_LIFETIME else None


P = ParamSpec("P")


def by_link(
    view: Callable[Concatenate[SigningRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """The view gets a SigningRequest in place of request and token; who has no good link, a page without any data."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        asked = _asked(request, token, now)
        if asked is None:
            return private(_no_good(request, now, 404))
        try:
            require_open(asked.agreement, asked.signature)
        except Refused:
            return private(_no_good(request, now, 410))
        return private(view(asked, *args, **kwargs))

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def sign(asked: SigningRequest) -> HttpResponse:
    if asked.request.method != "POST":
        return _page(asked, SignForm(initial={"name": asked.signature.name}))
    form = SignForm(asked.request.POST)
    if not form.is_valid():
        return _page(asked, form)
    typed = form.cleaned_data
    try:
        signature = actions.sign(
            asked.signature,
            now=asked.now,
            address=_address(asked.request),
            name=typed["name"],
            function=typed["function"],
            code=typed["code"],
        )
    except Refused as refused:
        return _refused(asked, form, refused)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(asked, form)
    return _signed(asked, signature)


@require_POST
@by_link
def code(asked: SigningRequest) -> HttpResponse:
    """To the mailbox that was asked to sign and to no other; the code stands nowhere else."""
    try:
        secret = actions.new_code(asked.signature, now=asked.now)
    except Refused as refused:
        return _page(asked, _untouched(asked), problem=refused.message)
    try:
        _code_mail(asked, secret).send()
    except (OSError, smtplib.SMTPException):
        log.exception("The code for signature %s could not be mailed", asked.signature.pk)
        problem = _("De mail met de code kon niet worden verstuurd. Probeer het over een paar minuten opnieuw.")
        asked.signature.refresh_from_db()
        return _page(asked, _untouched(asked), problem=problem)
    return redirect(f"{reverse('portal:sign', args=[asked.token])}#ondertekenen")


@require_safe
@by_link
def document(asked: SigningRequest) -> HttpResponse:
    """Exactly the file whose hash is signed."""
    name = f"{asked.agreement.number}-{_('versie')}-{asked.agreement.version}.pdf"
    response = HttpResponse(stored_pdf_of(asked.agreement), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


def _asked(request: HttpRequest, token: str, now: datetime) -> SigningRequest | None:
    keys = signed_links.read(signed_links.SIGNATURE, token)
    signature = (
        Signature.objects.select_related(
            "agreement__customer", "agreement__edition", "agreement__calendar", "contact__user", "user"
        )
        .filter(pk__in=keys or ())
        .first()
    )
    return SigningRequest(request, token, signature, signature.agreement, now) if signature else None


def _page(asked: SigningRequest, form: SignForm, *, problem: str = "") -> HttpResponse:
    previous = previous_version(asked.agreement)
    sent = asked.code_sent_at
    context = {
        "signature": asked.signature,
        "agreement": asked.agreement,
        "token": asked.token,
        "is_customer": asked.signature.party == SigningParty.CUSTOMER,
        "previous": previous,
        "changes": _by_section(differences(previous, asked.agreement)) if previous else [],
        "terms": _by_section(differences(None, asked.agreement)),
        "form": form,
        "problem": problem,
        "code_sent_at": sent,
        "code_until": sent + CODE_LIFETIME if sent else None,
        "supportcenter": supportcenter_for(asked.agreement, asked.now),
    }
    return render(asked.request, "portal/agreements/sign.html", context)


def _by_section(found: list[Difference]) -> list[tuple[str, list[Difference]]]:
    return [(section, list(rows)) for section, rows in groupby(found, key=lambda each: each.section)]


def _refused(asked: SigningRequest, form: SignForm, refused: Refused) -> HttpResponse:
    """A second click finds the link used; all else is said beside the form."""
    asked.signature.refresh_from_db()
    if asked.signature.signed_at is not None:
        return _no_good(asked.request, asked.now, 410)
    form.refuse(refused)
    return _page(asked, form)


def _signed(asked: SigningRequest, signature: Signature) -> HttpResponse:
    """What happens next. Shown once: the link is used up."""
    agreement = ServiceAgreement.objects.select_related("customer", "calendar", "edition").get(pk=asked.agreement.pk)
    context = {
        "signature": signature,
        "agreement": agreement,
        "is_in_force": agreement.status == AgreementStatus.IN_FORCE,
        "is_customer": signature.party == SigningParty.CUSTOMER,
        "others": list(agreement.signatures.filter(signed_at__isnull=True)),
        "supportcenter": supportcenter_for(agreement, asked.now),
    }
    return render(asked.request, "portal/agreements/sign_done.html", context)


def _untouched(asked: SigningRequest) -> SignForm:
    return SignForm(initial={"name": asked.signature.name})


def _no_good(request: HttpRequest, now: datetime, status: int) -> HttpResponse:
    context = {"supportcenter": supportcenter_for(None, now)}
    return render(request, "portal/agreements/sign_gone.html", context, status=status)


def _code_mail(asked: SigningRequest, secret: str) -> EmailMessage:
    context = {
        "name": asked.signature.name,
        "number": asked.agreement.number,
        "version": asked.agreement.version,
        "code": secret,
        "minutes": int(CODE_LIFETIME.total_seconds() // 60),
        "supportcenter": supportcenter_for(asked.agreement, asked.now),
    }
    return EmailMessage(
        subject=_("Uw code om overeenkomst %(number)s te ondertekenen") % {"number": asked.agreement.number},
        body=render_to_string("portal/agreements/sign_code.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[asked.signature.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _address(request: HttpRequest) -> str | None:
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
