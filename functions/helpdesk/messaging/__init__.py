"""The vocabulary of messages that all other packages share."""
