"""Tickets: opening, listing, assigning, closing, moving."""
