"""Delivering replies and webhook events: one attempt, its log, replays."""
