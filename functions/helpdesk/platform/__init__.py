"""AWS, HTTP, time, ids and errors; knows nothing of a help desk."""
