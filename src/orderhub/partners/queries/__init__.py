"""What screens ask of partners."""
