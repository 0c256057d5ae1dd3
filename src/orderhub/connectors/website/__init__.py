"""The merchant's own website (官网), which pushes its orders to the hub."""
