"""Inboxes, in which the conversations of accounts arrive."""
