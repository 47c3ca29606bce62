"""Where people land, and the component page for developers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The house to the desk, customers to the Serviceportaal."""
    return redirect("desk:queue" if request.user.is_house else "portal:home")


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "components/page.html")
