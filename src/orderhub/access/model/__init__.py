"""Words of access: actors, permissions, roles, users, API keys, audit entries."""
