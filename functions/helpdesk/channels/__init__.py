"""Channels that apps register, and the apps themselves."""
