"""What the index is filled with, and where it is kept: documents, replicas that follow the feed, snapshots."""
