"""Who gets a new ticket."""
