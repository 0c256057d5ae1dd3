"""A warehouse's own system that speaks Qimen."""
