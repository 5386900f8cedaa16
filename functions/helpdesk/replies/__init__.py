"""What the desk sends: replies, new conversations, changes of messages; and the composer."""
