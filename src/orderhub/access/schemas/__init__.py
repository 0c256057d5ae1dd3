"""Wire shapes of access."""
