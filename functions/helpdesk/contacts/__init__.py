"""Contacts: people who write to the desk, and the identities that are known of them."""
