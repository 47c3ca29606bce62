"""Outbound messages: one row per timeline entry, recipient and message."""
