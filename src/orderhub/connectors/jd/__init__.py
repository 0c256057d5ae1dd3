"""JD (京东), the JOS open platform."""
