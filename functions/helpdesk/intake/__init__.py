"""Inbound messages: verifying the caller, accepting each message once, publishing by apps."""
