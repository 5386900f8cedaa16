"""What Telegram is asked to do: replies, changes of messages, reactions, typing."""
