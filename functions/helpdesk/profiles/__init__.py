"""Profiles: what the desk writes about its contacts, and what it knows about them in one place."""
