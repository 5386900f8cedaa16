"""Idempotency keys of API requests."""

from datetime import timedelta

WINDOW = timedelta(hours=24)
"""For how long a key returns the first response."""
