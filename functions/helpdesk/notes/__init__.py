"""Internal notes: writing, changing and deleting them. What reads them is the timeline of the desk."""
