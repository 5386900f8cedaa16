"""Connecting an account: the catalogue of channels, credentials, the redirect flow."""
