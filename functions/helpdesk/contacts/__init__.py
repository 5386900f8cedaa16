"""Contacts: who writes to the desk, and what each is known by."""
