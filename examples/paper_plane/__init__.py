"""Paper Plane: an invented messaging service, connected to the desk through the channel API. See README.md."""
