"""Administering people: users, teams, roles and API tokens."""
