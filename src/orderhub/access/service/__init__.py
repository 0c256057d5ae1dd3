"""Use cases of access: load, decide, save, record."""
