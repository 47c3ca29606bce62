"""Calls that run."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from tickets.models.notifications import Paging

IS_PAGED = Exists(Paging.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True))
