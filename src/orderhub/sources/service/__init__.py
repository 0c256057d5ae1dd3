"""Use cases of sources."""
