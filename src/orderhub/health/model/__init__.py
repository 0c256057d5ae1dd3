"""Values of connection health: calls, connections, causes, incidents."""
