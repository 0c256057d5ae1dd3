"""Pulling from channels: the poller and a shop's turn. No call inside a transaction."""
