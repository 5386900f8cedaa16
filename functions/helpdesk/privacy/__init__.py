"""Privacy: what the desk has of one person, as a file for them, and its erasure."""
