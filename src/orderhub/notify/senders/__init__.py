"""Senders: one message to one target, sent, refused or unknown."""
