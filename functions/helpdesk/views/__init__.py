"""Views: lists of tickets that the desk and its people put together, and what an index is asked for them."""
