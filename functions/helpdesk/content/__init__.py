"""The content of a message: drafts, rich text, attachments, and whether a channel supports them."""
