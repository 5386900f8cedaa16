"""Drafts of replies that the desk keeps: an agent's own, a shared one, and those that wait for somebody's approval."""
