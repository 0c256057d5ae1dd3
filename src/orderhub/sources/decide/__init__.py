"""Pure decisions of sources."""
