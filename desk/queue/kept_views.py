"""Views of the queue that somebody keeps, and how the queue looks for him."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.desk_choices import choices_of, keep_choices
from desk.access import HouseRequest, house
from desk.queue.asked import TABS, QueueAsked, read_kept
from desk.queue.drawn_rows import known_columns
from desk.queue.forms import KeepViewForm, RowsForm
from desk.queue.views import understood
from infra.errors import Refused
from tickets.models import QueueView
from tickets.queue import actions
from tickets.queue.actions import SHARE_VIEWS
from tickets.queue.queries import views_of


@require_http_methods(["GET", "POST"])
@house()
def views_page(request: HouseRequest) -> HttpResponse:
    """Those there are, and with the words of a list in the address the one to keep now."""
    asked = understood(request.GET.urlencode(), request)
    may_share = request.user.has_perm(SHARE_VIEWS)
    form = KeepViewForm(request.POST or None, may_share=may_share)
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.keep_view(
                by=request.user,
                now=timezone.now(),
                name=form.cleaned_data["name"],
                words=asked.to_keep,
                is_shared=form.cleaned_data.get("is_shared", False),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("De weergave “%s” is bewaard.") % view.name)
            return redirect(reverse("desk:queue") + "?" + urlencode({"weergave": f"v{view.pk}"}))
    context = {
        "form": form,
        "asked": asked,
        "is_to_keep": bool(asked.to_keep),
        "told": _told(asked),
        "query": request.GET.urlencode(),
        "views": [(view, _told(_reading(view, request)), _reading(view, request)) for view in views_of(request.user)],
        "may_share": may_share,
        "section": "queue",
    }
    return render(request, "desk/queue/kept_views.html", context)


def _reading(view: QueueView, request: HouseRequest) -> QueueAsked:
    asked = QueueAsked(request.user, saved=view)
    read_kept(asked, view)
    return asked


def _told(asked: QueueAsked) -> list[str]:
    """What a view consists of, in words."""
    tab = [str(TABS[asked.tab][0])] if asked.tab else []
    return tab + [f"{one.label}: {one.words}" for one in asked.filters.values()]


@require_http_methods(["GET", "POST"])
@house()
def view_page(request: HouseRequest, pk: int) -> HttpResponse:
    """Another name, shared or not: of one's own."""
    view = get_object_or_404(views_of(request.user).filter(owner=request.user), pk=pk)
    initial = {"name": view.name, "is_shared": view.is_shared}
    form = KeepViewForm(request.POST or None, initial=initial, may_share=request.user.has_perm(SHARE_VIEWS))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        is_shared = given.get("is_shared", view.is_shared)  # not asked of who may not share
        try:
            actions.change_view(view, by=request.user, name=given["name"], is_shared=is_shared)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("De weergave “%s” is bewaard.") % view.name)
            return redirect("desk:queue_views")
    context = {"form": form, "view": view, "told": _told(_reading(view, request)), "section": "queue"}
    return render(request, "desk/queue/kept_view.html", context)


@require_POST
@house()
def remove(request: HouseRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(views_of(request.user), pk=pk)
    actions.remove_view(view, by=request.user)
    messages.success(request, _("De weergave “%s” is weg.") % view.name)
    return redirect("desk:queue_views")


@require_http_methods(["GET", "POST"])
@house()
def rows(request: HouseRequest) -> HttpResponse:
    choices = choices_of(request.user)
    columns = known_columns(choices.columns)
    form = RowsForm(request.POST or None, columns=columns, initial={"roomy": "1" if choices.roomy else ""})
    if request.method == "POST" and form.is_valid():
        keep_choices(request.user, roomy=bool(form.cleaned_data["roomy"]), columns=form.columns)
        messages.success(request, _("Zo staat de wachtrij er voortaan bij."))
        return redirect("desk:queue")
    return render(request, "desk/queue/rows.html", {"form": form, "section": "queue"})
