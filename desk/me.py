"""Who I am here, and how the desk looks for me."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import set_letter_keys
from accounts.roles import Role
from desk.access import HouseRequest, house


@require_GET
@house()
def me(request: HouseRequest) -> HttpResponse:
    names = set(request.user.groups.values_list("name", flat=True))
    roles = [role.label for role in Role if role.value in names]
    teams = list(request.user.teams.values_list("name", flat=True))
    return render(request, "desk/me.html", {"roles": roles, "teams": teams, "section": "me"})


@require_POST
@house()
def keys(request: HouseRequest) -> HttpResponse:
    """Single letters on or off."""
    user = set_letter_keys(request.user, on=request.POST.get("letters") == "aan")
    messages.success(request, _("De sneltoetsen staan aan.") if user.letter_keys else _("De sneltoetsen staan uit."))
    return redirect("desk:me")
