"""The properties that a desk gives its tickets and its contacts, beside those that each of them has."""
