"""The write path in SQL: orders, facts, counters, numbers."""
