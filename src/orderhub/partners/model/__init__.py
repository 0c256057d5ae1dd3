"""What partners are made of."""
