"""SQL that loads and saves what access owns."""
