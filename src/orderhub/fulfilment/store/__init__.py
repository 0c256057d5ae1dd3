"""Tables of fulfilment."""
