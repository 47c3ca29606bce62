"""Nieuwe melding: a few questions, one page to check the answers, and then it is a ticket.

The answers wait in the session (drafts.py), so that every page works without JavaScript and nothing typed is lost.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.clock.promise import foretell
from portal.coverage import words as coverage
from portal.intake.drafts import Draft, drop_draft, filed_as, find_draft, keep_draft, mark_filed
from portal.intake.forms import STEPS, IntakeStep, StepForm, step_named, steps_for
from portal.outages.views import standing_for
from sla.priority import Impact, TicketKind, Urgency
from tickets import actions
from tickets.coverage.decisions import has_sla
from tickets.forms import IntakeForm, new_form_token
from tickets.intake.report import Door
from tickets.models import Channel

ASKED = ("kind", "item_type", "user_accounts", "impact", "urgency")  # what the side that writes along is about
LIVE = ("soort", "onderdeel", "ernst")  # the steps beside which it writes along
_TOKEN = re.compile(r"[-\w]{16,64}", re.ASCII)


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def begin(request: PortalRequest) -> HttpResponse:
    """The first question. Only its answer makes a draft: looking at the page changes nothing."""
    if request.http.method != "POST":
        return _ask(request, Draft(new_form_token()), STEPS[0])
    token = request.http.POST.get("form_token", "")
    if not _TOKEN.fullmatch(token):
        token = new_form_token()
    if number := filed_as(request.http.session, token):
        return redirect("portal:filed", number)
    return _answer(request, find_draft(request.http.session, token) or Draft(token), STEPS[0])


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def step(request: PortalRequest, token: str, name: str) -> HttpResponse:
    draft = find_draft(request.http.session, token)
    if draft is None:
        return _gone(request, token)
    asked = step_named(name, draft.answers.get("kind", ""))
    if asked is None:
        return _onwards(request, draft)
    if request.http.method != "POST":
        return _ask(request, draft, asked)
    return _answer(request, draft, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def check(request: PortalRequest, token: str) -> HttpResponse:
    """All answers once more; sending them makes the ticket, once, however often it is sent."""
    draft = find_draft(request.http.session, token)
    if draft is None:
        return _gone(request, token)
    if _first_gap(request, draft) is not None:
        return _onwards(request, draft)
    if request.http.method != "POST":
        return _show_answers(request, draft)
    if "weg" in request.http.POST:
        drop_draft(request.http.session, draft)
        messages.info(request.http, _("De melding is niet verstuurd; uw antwoorden zijn weg."))
        return redirect("portal:home")
    return _file(request, draft)


@require_safe
@for_contacts
def forecast(request: PortalRequest) -> HttpResponse:
    """The side that writes along (htmx); with answers that are none, as if nothing was answered."""
    context = _foretold(request, request.http.GET.dict()) | {"part": "portal/clock/_promise.html"}
    return request.page("components/_cited.html", context)


def _ask(request: PortalRequest, draft: Draft, asked: IntakeStep) -> HttpResponse:
    initial = {"contact_phone": request.contact.phone, "contact_email": request.contact.email} | draft.answers
    form = _form(request, draft, asked, initial=initial | {"form_token": draft.token})
    return _page(request, draft, asked, form)


def _answer(request: PortalRequest, draft: Draft, asked: IntakeStep) -> HttpResponse:
    post = request.http.POST
    posted = {name: post.get(name, "") for name in asked.fields if name != "files"}
    if "bestand_weg" in post:
        draft.remove_file(post["bestand_weg"])
        if posted.get("kind", "") not in ("", *TicketKind.values):
            del posted["kind"]  # the steps follow from it
        draft.answers |= posted
        keep_draft(request.http.session, draft)
        return redirect("portal:step", draft.token, asked.name)
    answers = draft.answers | posted
    kind = answers.get("kind", "")
    form = _form(request, draft, asked, kind, data=answers | {"form_token": draft.token}, files=request.http.FILES)
    is_valid = form.is_valid()
    _keep_files(request, draft, form)
    if not is_valid or form.errors:
        return _page(request, draft, asked, form)
    draft.answers = answers
    keep_draft(request.http.session, draft)
    return _onwards(request, draft)


def _keep_files(request: PortalRequest, draft: Draft, form: StepForm) -> None:
    """Files that are right are kept even when another answer is not: nobody has to choose them twice."""
    uploads = form.cleaned_data.get("files") or []
    if not uploads:
        return
    if len(draft.files) + len(uploads) > settings.ATTACHMENT_MAX_COUNT:
        limit = {"limit": settings.ATTACHMENT_MAX_COUNT}
        form.add_error("files", _("U kunt hoogstens %(limit)s bestanden meesturen; haal er eerst een weg.") % limit)
        return
    draft.add_files(uploads, request.now)
    keep_draft(request.http.session, draft)


def _onwards(request: PortalRequest, draft: Draft) -> HttpResponse:
    gap = _first_gap(request, draft)
    if gap is None:
        return redirect("portal:check", draft.token)
    return redirect("portal:step", draft.token, gap.name)


def _first_gap(request: PortalRequest, draft: Draft) -> IntakeStep | None:
    """The first step whose answers are not there yet, or not right."""
    kind = draft.answers.get("kind", "")
    return next(
        (asked for asked in steps_for(kind) if not _form(request, draft, asked, data=draft.answers).is_valid()), None
    )


def _form(request: PortalRequest, draft: Draft, asked: IntakeStep, kind: str | None = None, **given: Any) -> StepForm:
    return StepForm(asked, request.rules, draft.answers.get("kind", "") if kind is None else kind, **given)


def _page(request: PortalRequest, draft: Draft, asked: IntakeStep, form: StepForm) -> HttpResponse:
    kind = draft.answers.get("kind", "")
    steps = steps_for(kind)
    place = steps.index(asked)
    context = {
        "draft": draft,
        "step": asked,
        "steps": steps,
        "place": place,
        "previous": steps[place - 1] if place else None,
        "form": form,
        "kind": kind,
        "is_incident": kind == TicketKind.INCIDENT,
        "is_change": kind == TicketKind.AANPASSING,
        "is_live": asked.name in LIVE,
        "outages": standing_for(request) if asked.asks_kind else [],
        **_foretold(request, draft.answers | _typed(form) | {"kind": _typed(form).get("kind") or kind}),
    }
    return request.page("portal/intake/step.html", context)


def _typed(form: StepForm) -> dict[str, Any]:
    return {name: form[name].value() for name in ASKED if name in form.fields}


def _show_answers(request: PortalRequest, draft: Draft, error: str = "") -> HttpResponse:
    kind = draft.answers["kind"]
    context = {
        "draft": draft,
        "answers": [(asked, _form(request, draft, asked, data=draft.answers).shown) for asked in steps_for(kind)],
        "steps": steps_for(kind),
        "error": error,
        **_foretold(request, draft.answers),
    }
    return request.page("portal/intake/check.html", context)


def _file(request: PortalRequest, draft: Draft) -> HttpResponse:
    form = _whole_form(draft)
    if not form.is_valid():
        return _onwards(request, draft)
    door = Door(by=request.user, now=request.now, channel=Channel.PORTAL, form_token=draft.token)
    try:
        ticket = actions.open_ticket(form.report(request.contact, draft.uploads()), form.facts(), door)
    except Refused as refused:
        return _show_answers(request, draft, refused.message)
    except FileNotFoundError:
        draft.files.clear()
        keep_draft(request.http.session, draft)
        return _show_answers(request, draft, _("Uw bestanden zijn te lang blijven liggen; kies ze opnieuw."))
    mark_filed(request.http.session, draft, ticket.number)
    return redirect("portal:filed", ticket.number)


def _whole_form(draft: Draft) -> IntakeForm:
    return IntakeForm(draft.answers | {"form_token": draft.token})


def _gone(request: PortalRequest, token: str) -> HttpResponse:
    """Sent already, or too long ago."""
    if number := filed_as(request.http.session, token):
        return redirect("portal:filed", number)
    messages.warning(request.http, _("Deze melding is te lang geleden begonnen. Begin opnieuw."))
    return redirect("portal:new")


def _foretold(request: PortalRequest, answers: dict[str, Any]) -> dict[str, Any]:
    """By when work would start, and whether the customer would pay for it."""
    kind, impact, urgency = (str(answers.get(name) or "") for name in ("kind", "impact", "urgency"))
    promise = foretell(
        request.agreement,
        kind=kind if kind in TicketKind.values else "",
        impact=int(impact) if impact in map(str, Impact.values) else None,
        urgency=urgency if urgency in Urgency.values else None,
        now=request.now,
        applies=_has_sla(request, str(answers.get("item_type") or "")),
    )
    return {"promise": promise, "cover": coverage.foretell(request.agreement, request.contact, answers, request.now)}


def _has_sla(request: PortalRequest, item: str) -> bool:
    """Whether anything was agreed (SLA 5.1): about this, or about anything as long as it is not known what it is."""
    if item:
        return has_sla(request.agreement, item)
    return request.agreement is not None and request.agreement.has_packages
