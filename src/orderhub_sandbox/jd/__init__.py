"""JD open platform (JOS)."""
