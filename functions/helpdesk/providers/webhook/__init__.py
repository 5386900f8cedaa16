"""Any service that uses Kanaal's own signed format."""
