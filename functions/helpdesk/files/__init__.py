"""Files of messages: uploading, fetching, checking and serving them."""
