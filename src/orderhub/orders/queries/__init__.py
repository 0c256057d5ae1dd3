"""SQL for the order screens: rows for reading, never aggregates."""
