"""The merchant's own website: nothing to pull, it pushes its orders to the hub."""
