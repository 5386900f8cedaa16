"""Routing: who gets a new ticket."""
