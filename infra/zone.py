"""Where 1do and its customers are: every moment is kept in UTC, and read by this clock (SLA 3.1)."""

from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
