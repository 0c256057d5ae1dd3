"""What screens ask of fulfilment."""
