"""SQL of the vault."""
