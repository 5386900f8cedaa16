"""Any service that speaks the desk's own signed format."""
