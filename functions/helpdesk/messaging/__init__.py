"""The vocabulary of messages that every other room shares."""
