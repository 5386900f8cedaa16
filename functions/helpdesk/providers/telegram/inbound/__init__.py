"""What Telegram sends: its updates, and what of them becomes a message, a change or an event."""
