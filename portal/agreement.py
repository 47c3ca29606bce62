"""What a customer agreed with 1do, for his own people to read (SLA 2, 5, 7.9, 13)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.access import Visit, for_contacts


@require_safe
@for_contacts
def page(visit: Visit) -> HttpResponse:
    return visit.page("portal/agreement.html", {"hub": "agreements"})
