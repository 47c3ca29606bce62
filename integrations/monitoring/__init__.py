"""Monitoring alerts: what each tool sends, read into one shape (signals.py), and what becomes of it (handing_in.py)."""
