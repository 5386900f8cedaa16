"""What is found in the index: the tickets of views, their counts, and hits of words."""
