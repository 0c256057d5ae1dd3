"""Wire shapes of partners."""
