"""Webhooks: what happens to tickets, told to other programs (Standard Webhooks 1.0)."""
