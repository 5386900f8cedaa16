"""Jobs: what takes longer than a request, with its progress."""
