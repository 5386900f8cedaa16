"""The index: one port, behind which an engine finds tickets by filters and texts by words, and counts them."""
