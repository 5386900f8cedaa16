"""Webhook subscriptions: programs whose address is told what changes at the desk."""
