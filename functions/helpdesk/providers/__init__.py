"""Messaging services that the desk speaks to itself: a folder each, behind one gateway."""
