"""Who I am here, and how the desk looks for me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.roles import Role
from desk.access import HouseRequest, house


@require_GET
@house()
def me(request: HouseRequest) -> HttpResponse:
    names = set(request.user.groups.values_list("name", flat=True))
    roles = [role.label for role in Role if role.value in names]
    teams = list(request.user.teams.values_list("name", flat=True))
    return render(request, "desk/me.html", {"roles": roles, "teams": teams, "section": "me"})
