"""Wire shapes of health."""
