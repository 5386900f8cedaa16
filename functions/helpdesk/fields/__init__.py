"""Typed fields: what a form asks for, and checking what was entered."""
