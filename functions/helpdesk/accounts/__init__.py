"""Accounts of channels: their state and secrets, and making, changing and deleting them."""
