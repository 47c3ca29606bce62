"""Where people land, and the component page for developers."""

from allauth.account.views import email
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from accounts.models import User
from accounts.showcase import samples


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The house to the desk, customers to the Serviceportaal."""
    is_house = isinstance(request.user, User) and request.user.is_house
    return redirect("desk:first_page" if is_house else "portal:home")


own_address = require_safe(email)  # to look at only: 1do changes an address, because meldingen and mails follow it


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """All components on one page, at the desk's or the portal's size. Only routed with DEBUG."""
    body = "portal" if request.GET.get("maat") == "portaal" else "desk"
    return render(request, "components/page.html", samples(timezone.now()) | {"body": body})
