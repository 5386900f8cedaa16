"""The change feed: everything that changes at the desk, in one log, for programs and for what follows."""
