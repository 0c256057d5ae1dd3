"""Users, roles, shop scopes, sessions, API keys, audit log (权限与审计)."""
