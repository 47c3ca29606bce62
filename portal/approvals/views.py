"""The customer says yes or no: on a page of the Serviceportaal, or behind a personal link (SLA 3, 4.2, 7.2, 10).

The verb decides again who may. GET shows and changes nothing: mail scanners may look.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from contracts.models import Contact
from infra import signed_links
from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.approvals.forms import YES, AnswerForm
from portal.approvals.questions import AskedQuestion, answer_words, waiting_for
from portal.personal_links import is_somebody_else, private, read_link
from portal.supportcenter import supportcenter_for
from portal.tickets.views import ticket_page
from tickets import actions
from tickets.approvals import approvers
from tickets.approvals.questions import questions
from tickets.models import Approval, ApprovalStatus


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    return request.page("portal/approvals/approvals.html", {"waiting": waiting_for(request)})


@require_POST
@for_contacts
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    """Given on the page of the melding or in the list; what is not right comes back on the page of the melding."""
    approval = get_object_or_404(Approval.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    form = AnswerForm(approval, request.http.POST)
    if form.is_valid():
        granted = form.cleaned_data["answer"] == YES
        try:
            actions.decide(approval, by=request.user, now=request.now, granted=granted, text=form.cleaned_data["text"])
        except Refused as refused:
            messages.warning(request.http, refused.message)
            return redirect("portal:ticket", approval.ticket_id)
        messages.success(request.http, answer_words(approval, granted=granted))
        return redirect(_onwards(request, approval))
    return ticket_page(request, approval.ticket_id, answer_form=form, answer_for=approval.pk)


def _onwards(request: PortalRequest, approval: Approval) -> str:
    if request.http.POST.get("lijst"):
        return reverse("portal:approvals")
    return reverse("portal:ticket", args=[approval.ticket_id])


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in: only what is needed to say yes or no. Of a link that is no good, nothing at all."""
    now = timezone.now()
    user = request.user if isinstance(request.user, User) else None
    approval, contact = _asked_by(token)
    if approval is None or contact is None:
        return _no_good(request, 404)
    if approval.status != ApprovalStatus.ASKED:
        return _no_good(request, 410)
    if is_somebody_else(request, contact) or not approvers.may_answer(approval, contact, now):
        return _no_good(request, 404)
    (question,) = questions([approval], approval.ticket.customer.agreement_at(now), now)
    form = AnswerForm(approval, request.POST if request.method == "POST" else None)
    context = {
        "asked": AskedQuestion(question, form),
        "token": token,
        "person": contact,
        "supportcenter": supportcenter_for(approval.ticket.agreement, now),
    }
    if request.method != "POST" or not form.is_valid():
        return private(render(request, "portal/approvals/link.html", context))
    granted = form.cleaned_data["answer"] == YES
    try:
        actions.decide(approval, by=user, contact=contact, now=now, granted=granted, text=form.cleaned_data["text"])
    except (Refused, PermissionDenied):  # somebody else was first, or he was revoked this very moment
        return _no_good(request, 410)
    context |= {"granted": granted, "words": answer_words(approval, granted=granted)}
    return private(render(request, "portal/approvals/done.html", context))


def _asked_by(token: str) -> tuple[Approval | None, Contact | None]:
    found = read_link(signed_links.APPROVAL, token)
    if found is None:
        return None, None
    related = ("ticket__customer", "ticket__contact__user", "ticket__agreement__calendar", "asked_by")
    return Approval.objects.select_related(*related).filter(pk=found[0]).first(), found[1]


def _no_good(request: HttpRequest, status: int) -> HttpResponse:
    context = {"supportcenter": supportcenter_for(None, timezone.now()), "is_used": status == 410}
    return private(render(request, "portal/approvals/gone.html", context, status=status))
