"""What screens ask of sources."""
