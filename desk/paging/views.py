"""A call of the Calamiteitendienst behind a personal link, without signing in (SLA 3.2). GET changes nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from accounts.models import User
from infra import signed_links
from tickets.models import Paging
from tickets.paging import actions
from tickets.paging.rules import still_waits


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Of a link that is no good, or of somebody else than who is signed in here, nothing at all."""
    paging, person = _called_by(token)
    if paging is None or person is None or (request.user.is_authenticated and request.user != person):
        return _private(render(request, "desk/paging/gone.html", status=404))
    if request.method == "POST":
        try:
            paging = actions.answer_page(paging, by=person, now=timezone.now())
        except PermissionDenied:
            return _private(render(request, "desk/paging/gone.html", status=404))
    context = {"paging": paging, "ticket": paging.ticket, "person": person, "still_waits": still_waits(paging.ticket)}
    return _private(render(request, "desk/paging/link.html", context))


def _called_by(token: str) -> tuple[Paging | None, User | None]:
    """The call and who was called, as long as he works here and gets his mail where the link was sent."""
    keys = signed_links.read(signed_links.PAGE, token) or ()
    if len(keys) != 3:
        return None, None
    about, user, mailbox = keys
    person = User.objects.filter(pk=user, is_active=True, is_house=True).first()
    paging = Paging.objects.select_related(
        "ticket__customer", "ticket__clock", "ticket__agreement__edition", "acknowledged_by"
    ).filter(pk=about)
    found = paging.first()
    if found is None or person is None or signed_links.address_key(person.email) != mailbox:
        return None, None
    return (found, person) if person.pk in found.called else (None, None)


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: nothing keeps the page or lists it."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
