"""Who I am here, and how the desk looks for me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.desk_choices import choices_of
from accounts.roles import Role
from desk.access import HouseRequest, house
from desk.queue.forms import KeysForm


@require_GET
@house()
def me(request: HouseRequest) -> HttpResponse:
    names = set(request.user.groups.values_list("name", flat=True))
    roles = [role.label for role in Role if role.value in names]
    teams = list(request.user.teams.values_list("name", flat=True))
    keys_form = KeysForm(initial={"keys_off": choices_of(request.user).keys_off})
    context = {"roles": roles, "teams": teams, "keys_form": keys_form, "section": "me"}
    return render(request, "desk/me.html", context)
