"""What a message says: drafts, rich text, attachments, and whether a channel carries them."""
