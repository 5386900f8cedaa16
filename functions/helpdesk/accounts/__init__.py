"""Accounts of channels: their state and secrets; creating, changing and deleting them."""
