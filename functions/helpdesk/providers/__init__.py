"""Messaging services with built-in support: one folder each, behind one interface."""
