"""Pipelines: the statuses of tickets, which may follow which, and what each asks for."""
