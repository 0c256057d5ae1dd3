"""Wiring only: processes, commands, which handler reacts to which event."""
