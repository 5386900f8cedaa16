"""AWS, HTTP, time, ids and errors; independent of the help desk."""
