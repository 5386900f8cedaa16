"""The record of a conversation: its items in the table, its messages and events, its timeline."""
