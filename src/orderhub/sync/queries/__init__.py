"""What screens ask of sync."""
