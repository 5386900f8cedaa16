"""How a thread key names a chat, for both directions. Pure."""

DIRECT = "direct-"
"""Prefix of a topic of direct messages to a channel."""
