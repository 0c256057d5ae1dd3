"""Sources in PostgreSQL."""
