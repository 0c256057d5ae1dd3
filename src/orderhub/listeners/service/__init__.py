"""Use cases of listeners."""
