"""The properties that a desk gives its tickets, beside those that every ticket has."""
