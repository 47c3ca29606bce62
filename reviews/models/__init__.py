"""Figures, Service Reviews and what comes of them (SLA 11). Nothing here changes state by itself: verbs do."""
