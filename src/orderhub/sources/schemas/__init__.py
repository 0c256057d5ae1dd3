"""Wire shapes of sources."""
