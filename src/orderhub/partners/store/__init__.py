"""Partners in PostgreSQL."""
