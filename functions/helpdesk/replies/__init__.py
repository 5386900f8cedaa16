"""What the desk says: replying, starting a conversation, changing a message, the composer."""
