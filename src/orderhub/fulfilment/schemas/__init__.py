"""Wire shapes of fulfilment."""
