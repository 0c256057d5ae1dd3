"""Health's tables: calls, minutes, connections, incidents."""
