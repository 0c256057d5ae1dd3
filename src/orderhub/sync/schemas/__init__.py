"""Wire shapes of sync."""
