"""Prepared content that agents insert into a message: snippets, and a library of documents, links and quotes."""
