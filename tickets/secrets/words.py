"""What desk and portal both say of one-time secrets (SLA 10)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from tickets.models import OneTimeSecret

# Asked along with the ticket, which hardly ever has any.
HAS_SECRETS = Exists(OneTimeSecret.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True))
