"""What screens ask of health."""
